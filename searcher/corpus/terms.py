"""The terms of a result: how frequent each is, and which are more frequent than in another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Literal, get_args

from indexer.analysis import Analyzer
from searcher.corpus.measures import log_likelihood, log_ratio, per_million
from searcher.corpus.reading import DEFAULT_READ, ReadArticles, sample_articles
from searcher.corpus.texts import SEARCHED_PARTS, TermReader, Unit, list_parts
from searcher.result_set import ResultSet

TermOrder = Literal["tokens", "documents", "term", "keyness"]
TERM_ORDERS: tuple[TermOrder, ...] = get_args(TermOrder)

DEFAULT_LEAST = 1
DEFAULT_TERMS = 100
MAX_TERMS = 1_000
# Characters of a prefix, and of the term behind which a page begins.
MAX_TERM = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsRequest:
    """Which terms are wanted: those that begin with `prefix`, with at least `least` tokens, the
    page behind the term `after`. `stop_words` tells whether the commonest words are listed."""

    unit: Unit = "lemma"
    prefix: str = ""
    least: int = DEFAULT_LEAST
    order: TermOrder = "tokens"
    stop_words: bool = True
    limit: int = DEFAULT_TERMS
    after: str = ""
    read: int = DEFAULT_READ


@dataclass(frozen=True, slots=True)
class Keyness:
    """A term in the other result, and by how much it is more frequent in this one: negative where
    it is less."""

    documents: int
    tokens: int
    per_million: float
    log_likelihood: float
    log_ratio: float


@dataclass(frozen=True, slots=True)
class Term:
    """A term in the articles that were read: how many of them have it, and how often it stands
    there."""

    term: str
    documents: int
    tokens: int
    per_million: float
    keyness: Keyness | None


@dataclass(frozen=True, slots=True)
class CountedArticles:
    """The articles whose terms were counted, and how many tokens they have."""

    articles: ReadArticles
    tokens: int


@dataclass(frozen=True, slots=True)
class Terms:
    """A page of terms, of `total` that all pages have; `more` tells whether there is another."""

    terms: tuple[Term, ...]
    total: int
    more: bool
    counted: CountedArticles
    against: CountedArticles | None


@dataclass(frozen=True)
class _Frequencies:
    """The frequencies of all terms of a result."""

    articles: ReadArticles
    documents: Counter[str]
    tokens: Counter[str]

    @cached_property
    def size(self) -> int:
        """How many tokens there are."""
        return self.tokens.total()

    @property
    def counted(self) -> CountedArticles:
        return CountedArticles(self.articles, self.size)


def list_terms(
    found: ResultSet, asked: TermsRequest, analyzer: Analyzer, against: ResultSet | None = None
) -> Terms | None:
    """A page of the terms of a result, compared with those of another if one is given; None where
    there is no term `after` which it could begin. Raises TooExpensiveError, IndexDamagedError."""
    terms = TermReader(analyzer, asked.unit)
    here = _count_terms(found, asked.read, terms, analyzer)
    there = _count_terms(against, asked.read, terms, analyzer) if against else None
    # Of two results a term of either one is told.
    known = here.tokens.keys() | (there.tokens.keys() if there else ())
    listed = [
        _measure(term, here, there)
        for term in known
        if term.startswith(asked.prefix)
        and max(here.tokens[term], there.tokens[term] if there else 0) >= asked.least
        and (asked.stop_words or not terms.is_stop_word(term))
    ]
    listed.sort(key=_ORDERS[asked.order])
    begin = 0
    if asked.after:
        begin = next((n for n, one in enumerate(listed, 1) if one.term == asked.after), 0)
        if not begin:
            return None
    end = begin + asked.limit
    return Terms(
        tuple(listed[begin:end]),
        len(listed),
        end < len(listed),
        here.counted,
        there.counted if there else None,
    )


def _count_terms(
    found: ResultSet, most: int, terms: TermReader, analyzer: Analyzer
) -> _Frequencies:
    sample = sample_articles(found, most)
    documents, tokens = Counter[str](), Counter[str]()
    for article in sample:
        parts = list_parts(article, analyzer, *SEARCHED_PARTS)
        forms = list(chain.from_iterable(part.forms for part in parts))
        in_article = terms.list(forms)
        tokens.update(in_article)
        documents.update(set(in_article))
    return _Frequencies(sample.counted, documents, tokens)


def _measure(term: str, here: _Frequencies, there: _Frequencies | None) -> Term:
    count = here.tokens[term]
    keyness = None
    if there is not None:
        other = there.tokens[term]
        table = (count, here.size, other, there.size)
        keyness = Keyness(
            documents=there.documents[term],
            tokens=other,
            per_million=per_million(other, there.size),
            log_likelihood=log_likelihood(*table),
            log_ratio=log_ratio(*table),
        )
    return Term(term, here.documents[term], count, per_million(count, here.size), keyness)


def _by_keyness(one: Term) -> tuple[float | str, ...]:
    return (-one.keyness.log_likelihood if one.keyness else 0.0, one.term)


_ORDERS: Mapping[TermOrder, Callable[[Term], tuple[float | str, ...]]] = {
    "tokens": lambda one: (-one.tokens, one.term),
    "documents": lambda one: (-one.documents, one.term),
    "term": lambda one: (one.term,),
    "keyness": _by_keyness,
}
