"""Measure how high the right articles rank, over the news of a folder.

Three kinds of queries, each a random sample of each language, always the same:

- **known items**: three to five words of one sentence from the beginning of an article, in their
  order and without stop words, as somebody types who remembers the article. Relevant is that one.
- **names**: persons of the articles (`persons`). Relevant are the articles that name the person;
  those where the given name and the surname stand apart are not.
- **topics**: two words that stand side by side in four articles at least, neither of them a
  name. Relevant are the articles where they do.

Asked is the search service, by relevance; the first fifty hits are looked at, those in the other
language left out. Reciprocal ranks and average precisions are averages over the queries. *Apart*
are the queries that have an irrelevant article among their hits: only there can an order be wrong.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import mean
from typing import NamedTuple, TypeVar

from benchmarks.measures.full_names import PersonArchive, read_given_names
from benchmarks.measures.persons import find_english, find_russian
from indexer.article import LANGS, Article, Lang
from indexer.languages import DEFAULT_LANGUAGES
from searcher.request import SearchRequest
from searcher.service import SearchService

SEED = 1
SAMPLE = 60
LOOKED_AT = 50
# A topic of fewer articles is none, one of more needs no ranking.
_FEWEST, _MOST = 4, 40
# A shorter word is rarely one that people search by.
_SHORTEST = 4

_SENTENCE = re.compile(r"[^.!?\n]+(?:\n[^.!?\n]+)*")
_WORD = re.compile(r"[^\W\d_]+")
_PAIR = re.compile(r"(?=\b([a-zа-я]+)\s([a-zа-я]+)\b)")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RankedQuery:
    """A query, its language and its relevant articles."""

    kind: str
    text: str
    lang: Lang
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class RankFigures:
    """How one kind of queries is answered by one engine: the mean reciprocal rank of the first
    relevant article, the mean average precision, and that of the queries that find others too."""

    kind: str
    engine: str
    queries: int
    reciprocal_rank: float
    average_precision: float
    apart: int
    apart_precision: float
    # Queries whose order is not the best, the worst first.
    poor: tuple[str, ...]


class _Answer(NamedTuple):
    """How one query was answered, and whether irrelevant articles are among its hits."""

    query: str
    reciprocal_rank: float
    average_precision: float
    has_others: bool


def make_queries(
    articles: Sequence[Article], folder: Path, archive: PersonArchive, sample: int = SAMPLE
) -> list[RankedQuery]:
    """The queries, so many of each kind and language; fewer where the articles have no more."""
    queries: list[RankedQuery] = []
    for lang in LANGS:
        own = [article for article in articles if article.lang == lang]
        random = Random(SEED)
        items = list(_find_items(own, random))
        names = list(_find_names(lang, folder, archive))
        topics = _list_topics(archive.texts[lang])
        for kind, found in (
            ("known items", _choose(items, random, sample)),
            ("names", _choose(names, random, sample)),
            ("topics", _judge_topics(_choose(topics, random, sample), archive.texts[lang])),
        ):
            queries += [RankedQuery(kind, text, lang, relevant) for text, relevant in found]
    return queries


def _choose(found: Sequence[T], random: Random, sample: int) -> list[T]:
    return random.sample(found, min(sample, len(found)))


def _find_items(
    articles: Iterable[Article], random: Random
) -> Iterator[tuple[str, frozenset[str]]]:
    """For each article a few words of one of its first sentences."""
    stop_words = _stop_words()
    for article in articles:
        sentences = [
            [
                word.lower()
                for word in _WORD.findall(sentence)
                if len(word) >= _SHORTEST and word.lower() not in stop_words
            ]
            for sentence in _SENTENCE.findall(article.body)[:3]
        ]
        sentences = [words for words in sentences if len(words) >= 5]
        if sentences:
            words = random.choice(sentences)
            places = sorted(random.sample(range(len(words)), random.randint(3, 5)))
            yield " ".join(words[place] for place in places), frozenset((article.id,))


def _find_names(
    lang: Lang, folder: Path, archive: PersonArchive
) -> Iterator[tuple[str, frozenset[str]]]:
    """The persons that several articles name."""
    texts = list(archive.texts[lang].values())
    english = find_english(texts, read_given_names(folder)) if lang == "en" else []
    for person in english or find_russian(texts):
        naming, _ = archive.list_naming(person, lang)
        if len(naming) > 1:
            yield f"{person.given} {person.surname}".lower(), naming


def _list_topics(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Pairs of words in small letters that stand side by side in several articles."""
    stop_words = _stop_words()
    holders: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for key, text in texts.items():
        for pair in _PAIR.findall(text):
            if all(len(word) >= _SHORTEST and word not in stop_words for word in pair):
                holders[pair].add(key)
    return sorted(pair for pair, held in holders.items() if _FEWEST <= len(held) <= _MOST)


def _judge_topics(
    topics: Iterable[tuple[str, str]], texts: Mapping[str, str]
) -> Iterator[tuple[str, frozenset[str]]]:
    """The topics with the articles where the two words stand side by side, in any form."""
    small = {key: text.lower() for key, text in texts.items()}
    for words in topics:
        pattern = re.compile(r"\b" + r"\s+".join(map(_match_form, words)) + r"\b")
        yield " ".join(words), frozenset(key for key, text in small.items() if pattern.search(text))


def _match_form(word: str) -> str:
    """A pattern for a word with another ending."""
    if word.isascii():
        return rf"{word.removesuffix('s')}(?:s|es|ed|ing)?"
    return rf"{word[: -2 if len(word) > _SHORTEST + 1 else -1]}\w{{0,3}}"


def _stop_words() -> frozenset[str]:
    return frozenset().union(*(language.stop_words for language in DEFAULT_LANGUAGES))


def rank_queries(
    engine: str, queries: Sequence[RankedQuery], archive: PersonArchive
) -> list[RankFigures]:
    """Ask one engine all queries: the figures of each kind and language."""
    results: defaultdict[str, list[_Answer]] = defaultdict(list)
    for query in queries:
        hits = _search(archive.service, query.text)
        ranked = [key for key in hits if key in archive.texts[query.lang]]
        results[f"{query.kind}, {query.lang}"].append(
            _Answer(
                query.text,
                find_reciprocal_rank(ranked, query.relevant),
                find_average_precision(ranked, query.relevant),
                not query.relevant.issuperset(ranked),
            )
        )
    return [_sum_up(kind, engine, answers) for kind, answers in results.items()]


def _sum_up(kind: str, engine: str, answers: Sequence[_Answer]) -> RankFigures:
    apart = [one.average_precision for one in answers if one.has_others]
    worst = sorted(answers, key=lambda one: one.average_precision)
    return RankFigures(
        kind=kind,
        engine=engine,
        queries=len(answers),
        reciprocal_rank=mean(one.reciprocal_rank for one in answers),
        average_precision=mean(one.average_precision for one in answers),
        apart=len(apart),
        apart_precision=mean(apart) if apart else 1.0,
        poor=tuple(
            f"{one.query}: {one.average_precision:.2f}"
            for one in worst
            if one.average_precision < 1
        ),
    )


def _search(service: SearchService, text: str) -> list[str]:
    request = SearchRequest(q=text, sort="relevance", limit=LOOKED_AT, facets=())
    return [hit.article.id for hit in service.search(request, "ru").hits]


def find_reciprocal_rank(ranked: Sequence[str], relevant: frozenset[str]) -> float:
    """One divided by the rank of the first relevant article, 0 where there is none."""
    return next((1 / rank for rank, key in enumerate(ranked, 1) if key in relevant), 0.0)


def find_average_precision(ranked: Sequence[str], relevant: frozenset[str]) -> float:
    """The precision down to each relevant article, on average; 0 of those that are not found."""
    found = 0
    total = 0.0
    for rank, key in enumerate(ranked, 1):
        if key in relevant:
            found += 1
            total += found / rank
    return total / min(len(relevant), LOOKED_AT) if relevant else 0.0


def tabulate_ranks(figures: Iterable[RankFigures]) -> list[str]:
    """A line for each kind of queries and engine."""
    return [
        "| queries | engine | number | MRR | MAP | with others | MAP of those |",
        "|---|---|---:|---:|---:|---:|---:|",
        *(
            f"| {row.kind} | {row.engine} | {row.queries:,} | {row.reciprocal_rank:.3f} "
            f"| {row.average_precision:.3f} | {row.apart:,} | {row.apart_precision:.3f} |"
            for row in sorted(figures, key=lambda row: (row.kind, row.engine))
        ),
    ]
