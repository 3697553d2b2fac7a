"""Which articles are compared: those of about the same time that share something rare.

Articles are taken in the order of time, a group after the other, with the days around it, so that
memory grows with the articles of some weeks and not with the archive.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from indexer.archive.editions import Edition
from indexer.article import LANGS, Article, Lang
from indexer.pairing.evidence import Evidence, EvidenceReader
from indexer.pairing.scoring import WINDOW, Background, Telling, score

# Articles of a group, and candidates of one that are compared with it.
_GROUP = 300
_MOST_COMPARED = 8

# What shares so much less than the best candidate is none beside it.
_LEAST_SHARED = 0.25

# Odds that are as good as nothing beside any other.
_LEAST_ODDS = -8.0

# A key that so many articles of the time have leads to none: it is common.
_MOST_HOLDERS = 40

_WINDOW = timedelta(days=WINDOW)


class _Read(NamedTuple):
    """An article as it is compared."""

    edition: Edition
    telling: Telling
    evidence: Evidence


class _Shelf:
    """The articles of one language over some weeks, in their order in time, by their keys."""

    def __init__(self, articles: Sequence[_Read]) -> None:
        self.articles = articles
        self._moments = [article.edition.moment for article in articles]
        self._holders: defaultdict[str, list[int]] = defaultdict(list)
        for place, article in enumerate(articles):
            for key in article.evidence.keys:
                self._holders[key].append(place)

    def look_around(self, moment: datetime) -> _Around:
        """The articles of about a moment."""
        first = bisect_left(self._moments, moment - _WINDOW)
        last = bisect_right(self._moments, moment + _WINDOW)
        return _Around(self, first, last)

    def find(self, key: str, first: int, last: int) -> list[int]:
        """The places of the articles between two places that have a key."""
        holders = self._holders.get(key, ())
        return list(holders[bisect_left(holders, first) : bisect_left(holders, last)])

    def count(self, key: str, first: int, last: int) -> int:
        """How many these are."""
        holders = self._holders.get(key, ())
        return bisect_left(holders, last) - bisect_left(holders, first)


@dataclass(frozen=True)
class _Around:
    """The articles of a shelf between two places."""

    shelf: _Shelf
    first: int
    last: int

    @cached_property
    def background(self) -> Background:
        """What is usual among them."""
        counts: dict[str, int] = {}

        def count(key: str) -> int:
            if key not in counts:
                counts[key] = self.shelf.count(key, self.first, self.last)
            return counts[key]

        return Background(self.last - self.first, count)

    def choose(self, evidence: Evidence) -> list[_Read]:
        """Those without a partner that share most with an article, rare keys before all."""
        shared: Counter[int] = Counter()
        articles, count = self.background
        for key in sorted(evidence.keys):
            holders = count(key)
            if 0 < holders <= _MOST_HOLDERS:
                worth = round(100 * math.log(1 + articles / holders))
                for place in self.shelf.find(key, self.first, self.last):
                    shared[place] += worth
        free = [place for place in shared if not self.shelf.articles[place].edition.has_partner]
        best = sorted(free, key=lambda place: (-shared[place], place))[:_MOST_COMPARED]
        least = _LEAST_SHARED * shared[best[0]] if best else 0
        return [self.shelf.articles[place] for place in best if shared[place] >= least]


@dataclass(frozen=True, slots=True)
class Comparer:
    """Compares articles of an archive: `get` gives an article by its id, None where it cannot be
    read."""

    reader: EvidenceReader
    get: Callable[[str], Article | None]

    def compare(
        self,
        editions: Sequence[Edition],
        near: Sequence[datetime],
        advance: Callable[[int], None],
    ) -> dict[tuple[str, str], float]:
        """The odds of pairs of a Russian and an English article, each without a partner, the
        English one of about one of the moments `near`. Editions and moments stand in their
        order in time."""
        odds: dict[tuple[str, str], float] = {}
        held: dict[str, _Read] = {}
        english = [
            one
            for one in editions
            if one.lang == "en" and not one.has_partner and _has_near(one.moment, near)
        ]
        moments = [one.moment for one in editions]
        for start in range(0, len(english), _GROUP):
            group = english[start : start + _GROUP]
            first = bisect_left(moments, group[0].moment - _WINDOW)
            last = bisect_right(moments, group[-1].moment + _WINDOW)
            around = editions[first:last]
            held = self._hold(around, held, advance)
            odds |= _compare_group(group, [held[one.id] for one in around if one.id in held], held)
        return odds

    def _hold(
        self, editions: Iterable[Edition], held: Mapping[str, _Read], advance: Callable[[int], None]
    ) -> dict[str, _Read]:
        """What is read of some articles; those that were held before are not read again."""
        now: dict[str, _Read] = {}
        for edition in editions:
            if edition.id in held:
                now[edition.id] = held[edition.id]
            elif (article := self.get(edition.id)) is not None:
                telling = Telling(article.published, article.original_published, article.source)
                now[edition.id] = _Read(edition, telling, self.reader.read(article))
                advance(1)
        return now


def _has_near(moment: datetime, near: Sequence[datetime]) -> bool:
    """Whether any of the moments is at most a window away."""
    place = bisect_left(near, moment - _WINDOW)
    return place < len(near) and near[place] <= moment + _WINDOW


def _compare_group(
    group: Iterable[Edition], around: Sequence[_Read], held: Mapping[str, _Read]
) -> dict[tuple[str, str], float]:
    shelves: dict[Lang, _Shelf] = {
        lang: _Shelf([one for one in around if one.edition.lang == lang]) for lang in LANGS
    }
    shared = _find_shared_sources(shelves.values())
    return {
        (russian.edition.id, edition.id): odds
        for edition in group
        if (english := held.get(edition.id))
        for russian, odds in _score_candidates(english, shelves, shared)
    }


def _score_candidates(
    english: _Read, shelves: Mapping[Lang, _Shelf], shared: frozenset[str]
) -> Iterator[tuple[_Read, float]]:
    moment = english.edition.moment
    ru, en = (shelves[lang].look_around(moment) for lang in LANGS)
    own = _keep_source(english.telling, shared), english.evidence, en.background
    for russian in ru.choose(english.evidence):
        its = _keep_source(russian.telling, shared), russian.evidence, ru.background
        if (odds := score(its, own)) > _LEAST_ODDS:
            yield russian, odds


def _keep_source(telling: Telling, shared: frozenset[str]) -> Telling:
    return telling if telling.source in shared else telling._replace(source=None)


def _find_shared_sources(shelves: Iterable[_Shelf]) -> frozenset[str]:
    """The sources that have articles in both languages."""
    russian, english = (
        {one.telling.source for one in shelf.articles if one.telling.source} for shelf in shelves
    )
    return frozenset(russian & english)
