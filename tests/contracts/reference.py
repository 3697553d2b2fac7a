"""The reference searcher: what the right answer is, by reading every article from end to end.

It knows the query tree and the analyzer, and shares nothing else with the engines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from rapidfuzz.distance import OSA

from indexer.analysis import Analyzer, Word
from indexer.article import Article
from indexer.dates import parse_days
from indexer.labels import Labels
from searcher.query import nodes
from searcher.request import SearchRequest
from tests.contracts.strategies import WITHIN


def are_same(one: Word, other: Word) -> bool:
    return one.surface == other.surface


def share_lemma(one: Word, other: Word) -> bool:
    return bool(set(one.lemmas) & set(other.lemmas))


def ask_words(analyzer: Analyzer, text: str) -> list[Word]:
    """What the words of a query ask for: a name key of any word by itself that is no number, and of
    several words where one of them is surely a name."""
    words = analyzer.ask(text)
    if len(words) == 1:
        is_named = not words[0].surface.isdecimal()
    else:
        is_named = any(word.names for word in analyzer.words(text.lower()))
    return words if is_named else [word._replace(names=()) for word in words]


def share_name(one: Word, other: Word) -> bool:
    return bool(set(one.names) & set(other.names))


# By which of these words are the same: any one of them for all words of a phrase.
Relations = tuple[Callable[[Word, Word], bool], ...]


@dataclass(frozen=True)
class ReferenceSearcher:
    articles: Sequence[Article]
    analyzer: Analyzer
    labels: Labels
    zone: ZoneInfo
    relations: Relations = (share_lemma, share_name)
    within: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: WITHIN)

    def find(
        self, tree: nodes.Node, request: SearchRequest, but: Set[str] = frozenset()
    ) -> set[str]:
        """The ids that match the tree and pass the filters and days of the request, but for
        some."""
        return {
            article.id
            for article in self.articles
            if article.id not in but
            if self.matches(tree, article) and self.passes(request, article)
        }

    def spans(self, facet: str) -> dict[str, tuple[date, date]]:
        """The first day and the last on which an article with each value of a facet came out."""
        found: dict[str, list[date]] = {}
        for article in self.articles:
            for value in self.values(article, facet):
                found.setdefault(value, []).append(article.published.astimezone(self.zone).date())
        return {value: (min(days), max(days)) for value, days in found.items()}

    def count_years(self, facet: str) -> dict[str, dict[int, int]]:
        """How many articles with each value of a facet came out in each year."""
        counts: dict[str, dict[int, int]] = {}
        for article in self.articles:
            year = article.published.astimezone(self.zone).year
            for value in self.values(article, facet):
                years = counts.setdefault(value, {})
                years[year] = years.get(year, 0) + 1
        return counts

    def passes(self, request: SearchRequest, article: Article) -> bool:
        day = self.find_day(request, article)
        if request.days and (day is None or day not in request.days):
            return False
        for facet in ("author", "country", "tag", "lang", "source"):
            held = set(self.values(article, facet))
            wanted = set(request.values(facet))
            enough = wanted <= held if facet in request.all_of else wanted & held
            if (wanted and not enough) or held & set(request.values(facet, excluded=True)):
                return False
        return True

    def find_day(self, request: SearchRequest, article: Article) -> date | None:
        """The day of the date that a request speaks of."""
        dates = {
            "published": article.published,
            "original": article.original_published,
            "first_seen": when_stored(article),
        }
        instant = dates[request.date]
        return None if instant is None else instant.astimezone(self.zone).date()

    def matches(self, node: nodes.Node, article: Article) -> bool:
        match node:
            case nodes.Everything():
                return True
            case nodes.And(parts):
                return all(self.matches(part, article) for part in self.without_stops(parts))
            case nodes.Or(parts):
                return any(self.matches(part, article) for part in self.without_stops(parts))
            case nodes.Not(part):
                # What is excluded is excluded as it was typed: names have no other spellings here.
                return not replace(self, relations=(share_lemma,)).matches(part, article)
            case nodes.Value(facet, text):
                held = set(self.values(article, facet))
                return bool(held & set(self.labels.search(facet, text)))
            case nodes.Dates(first, last):
                day = article.published.astimezone(self.zone).date()
                return (not first or parse_days(first).first <= day) and (
                    not last or day <= parse_days(last).last
                )
            case nodes.Prefix(text, field):
                *before, start = self.analyzer.words(text)
                return any(
                    last.surface.startswith(start.surface)
                    and in_a_row(before, words[at - len(before) : at], (are_same,))
                    for words in self.texts(article, field)
                    for at, last in enumerate(words)
                    if at >= len(before)
                )
            case nodes.Fuzzy(text, field):
                wanted_form = self.analyzer.words(text)[0].surface
                most = 2 if len(wanted_form) >= 6 else 1
                return any(
                    OSA.distance(wanted_form, w.surface) <= most
                    for words in self.texts(article, field)
                    for w in words
                )
            case nodes.Word(text, field, exact) | nodes.Phrase(text, field, exact, None):
                wanted = ask_words(self.analyzer, text)
                same = (are_same,) if exact else self.relations
                return any(in_a_row(wanted, words, same) for words in self.texts(article, field))
            case nodes.Phrase(text, field, exact, gap):
                wanted = ask_words(self.analyzer, text)
                same = (are_same,) if exact else self.relations
                return any(near(wanted, words, same, gap) for words in self.texts(article, field))
        raise AssertionError(node)

    def without_stops(self, parts: Sequence[nodes.Node]) -> Sequence[nodes.Node]:
        def is_stop(node: nodes.Node) -> bool:
            if isinstance(node, nodes.And | nodes.Or):
                return all(map(is_stop, node.nodes))
            words = self.analyzer.words(node.text) if isinstance(node, nodes.Word) else []
            if len(words) != 1 or node.exact or node.field != "text":
                return False
            return words[0].surface in self.analyzer.stop_words

        kept = [part for part in parts if not is_stop(part)]
        return kept if any(not isinstance(part, nodes.Not) for part in kept) else parts

    def values(self, article: Article, facet: str) -> tuple[str, ...]:
        return values_of(article, facet, self.within)

    def texts(self, article: Article, field: str) -> list[list[Word]]:
        texts = {
            "text": (article.title, article.lead, article.body, *article.captions),
            "title": (article.title,),
            "notice": article.notices,
        }
        return [self.analyzer.words(text) for text in texts[field]]


def when_stored(article: Article) -> datetime | None:
    """When the archive stored an article first: so long after it was published, whichever is
    stored; of some that is not known."""
    hours = len(article.title) * 100
    return None if article.lead else article.published + timedelta(hours=hours)


def values_of(
    article: Article, facet: str, within: Mapping[str, tuple[str, ...]] = WITHIN
) -> tuple[str, ...]:
    """The values by which an article is found and counted: an article of a region is one of its
    country too."""
    around = [id_ for region in article.countries for id_ in within.get(region, ())]
    return {
        "author": article.authors,
        "country": tuple({*article.countries, *around}),
        "tag": article.tags,
        "lang": (article.lang,),
        "source": (article.source,) if article.source else (),
    }[facet]


def in_a_row(wanted: list[Word], words: list[Word], relations: Relations) -> bool:
    """Whether the words stand in a row: all as asked for, or all as other spellings of names."""
    return any(
        all(same(a, b) for a, b in zip(wanted, words[start:], strict=False))
        for same in relations
        for start in range(len(words) - len(wanted) + 1)
    )


def near(wanted: list[Word], words: list[Word], relations: Relations, gap: int) -> bool:
    """Whether each word has a place of its own within the window: by trying all of them."""
    return any(
        len(set(taken)) == len(taken) and max(taken) - min(taken) < len(taken) + gap
        for same in relations
        for taken in product(*([i for i, w in enumerate(words) if same(a, w)] for a in wanted))
    )
