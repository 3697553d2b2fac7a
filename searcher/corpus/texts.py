"""The texts of an article as a corpus has them: parts, and the tokens of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from indexer.analysis import Analyzer, Word
from indexer.analysis.capitals import mark_openings, unmark
from indexer.article import Article
from searcher.deadline import current_deadline

# Where in an article something stands. Nothing reaches over the border of two parts.
PartKind = Literal["title", "lead", "body", "caption", "notice"]
# Those that a search looks at where it does not say.
SEARCHED_PARTS: tuple[PartKind, ...] = ("title", "lead", "body", "caption")

# What is counted: the likeliest lemma of each token, or its folded surface form.
Unit = Literal["lemma", "form"]
UNITS: tuple[Unit, ...] = get_args(Unit)


@dataclass(frozen=True)
class TextPart:
    """One text of an article; `number` counts those of its kind from 0. `forms` are its word forms,
    as the analyzer reads them: with openings marked."""

    kind: PartKind
    number: int
    text: str
    forms: Sequence[str]

    @cached_property
    def starts(self) -> Sequence[int]:
        """Where each token begins, in characters of the text."""
        # The text as the tokenizer saw it, letter for letter. Forms follow one another with nothing
        # between them that a form may begin with.
        read = mark_openings(self.text).replace("_", " ")
        starts: list[int] = []
        place = 0
        for form in self.forms:
            place = read.index(form, place)
            starts.append(place)
            place += len(form)
        return starts

    def end(self, token: int) -> int:
        """Behind which character a token ends."""
        return self.starts[token] + len(self.forms[token])

    def token(self, token: int) -> str:
        """A token as it stands in the text."""
        return self.text[self.starts[token] : self.end(token)]


def list_parts(article: Article, analyzer: Analyzer, *kinds: PartKind) -> Iterator[TextPart]:
    """The parts of an article that are of some kinds and not empty, in the order of the article."""
    for kind, texts in (
        ("title", (article.title,)),
        ("lead", (article.lead,)),
        ("body", (article.body,)),
        ("caption", article.captions),
        ("notice", article.notices),
    ):
        if kind in kinds:
            for number, text in enumerate(texts):
                if text:
                    forms = analyzer.tokenizer.find_forms(mark_openings(text))
                    yield TextPart(kind, number, text, forms)


def read_forms(analyzer: Analyzer, forms: Iterable[str]) -> Sequence[Word]:
    """What word forms are found by. What the analyzer asks its dictionaries is kept for all
    requests, so it takes nothing of the time of the one that is the first to need it. Raises the
    error that the request was stopped by."""
    current_deadline().check()
    with current_deadline().pause():
        return analyzer.read_forms(forms)


class WordLearner:
    """Has the analyzer read word forms beforehand, each once."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._known: set[str] = set()

    def learn(self, forms: Iterable[str]) -> None:
        """Have these read. Raises the error that the request was stopped by."""
        fresh = set(forms) - self._known
        if fresh:
            self._known |= fresh
            read_forms(self._analyzer, fresh)


class TermReader(dict[str, str]):
    """The term of each word form, of one unit; looking one up reads it."""

    def __init__(self, analyzer: Analyzer, unit: Unit) -> None:
        super().__init__()
        self._analyzer = analyzer
        self._unit = unit

    def list(self, forms: Sequence[str]) -> list[str]:
        """The terms of the forms of a text. Raises TooExpensiveError."""
        self._learn(set(forms))
        return [self[form] for form in forms]

    def join(self, counts: Mapping[str, int]) -> Counter[str]:
        """The counts of forms as those of their terms. Raises TooExpensiveError."""
        self._learn(counts.keys())
        joined = Counter[str]()
        for form, count in counts.items():
            joined[self[form]] += count
        return joined

    def _learn(self, forms: Set[str]) -> None:
        """Read many at once, which takes half as long."""
        fresh = forms - self.keys()
        if fresh and self._unit == "lemma":
            words = read_forms(self._analyzer, fresh)
            self.update(zip(fresh, [word.lemmas[0] for word in words], strict=True))

    def __missing__(self, form: str) -> str:
        if self._unit == "lemma":
            term = self._analyzer.word(form).lemmas[0]
        else:
            # No dictionary is asked.
            term, _ = self._analyzer.tokenizer.fold_word(unmark(form))
        self[form] = term
        return term

    def read_asked(self, text: str) -> tuple[str, ...]:
        """The terms of the words of a request, whose capitals tell nothing."""
        if self._unit == "lemma":
            return tuple(word.lemmas[0] for word in self._analyzer.ask(text))
        return tuple(self._analyzer.surfaces(text))

    def is_stop_word(self, term: str) -> bool:
        """Whether a term is one of the commonest words, which tell little."""
        return term in self._analyzer.stop_words
