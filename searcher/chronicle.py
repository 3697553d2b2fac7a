"""An archive read day by day: what a day has, what was on the same day in other years, the latest.

A story is told once in a list: its language versions are one entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from indexer.article import Article, StoryVersion, decode_article
from indexer.dates import DayRange
from searcher.day_counts import DayCounts
from searcher.deadline import current_deadline
from searcher.engines import EngineHit, EngineQuery, IndexSearcher, Selection
from searcher.query.matching import MatchAll
from searcher.stories import group_by_story, read_elsewhere

# Articles that are read for each one that a list of headlines shows: most stories have two.
_READ_FOR_ONE = 2


@dataclass(frozen=True, slots=True)
class Story:
    """The language versions of one story in a list, at least one: that in the reader's language
    first, then in the order of the list. `elsewhere` are versions that the list itself does not
    hold."""

    versions: tuple[Article, ...]
    elsewhere: tuple[StoryVersion, ...] = ()


class Chronicle:
    """One generation by its days. Safe to share between threads."""

    def __init__(self, searcher: IndexSearcher) -> None:
        self._searcher = searcher

    @cached_property
    def days(self) -> DayCounts:
        """How many articles each day has: counted once, all of them together."""
        query = EngineQuery(selection=Selection(MatchAll()), limit=0, facets=("day",))
        counts = self._searcher.search(query).facets["day"]
        return DayCounts({date.fromisoformat(day): count for day, count in counts.items()})

    def read_day(self, day: date, offset: int, limit: int, lang: str) -> tuple[Story, ...]:
        """The stories of so many articles of a day, oldest first, behind so many others; versions
        that were published on another day, or stand on another page, are `elsewhere`."""
        query = EngineQuery(selection=_on(day), sort="oldest", offset=offset, limit=limit)
        articles = _decode(self._searcher.search(query).hits)
        elsewhere = read_elsewhere(self._searcher, articles)
        return tuple(
            replace(story, elsewhere=elsewhere.get(story.versions[0].story, ()))
            for story in join_stories(articles, lang)
        )

    def list_headlines(self, day: date, limit: int, lang: str) -> tuple[Story, ...]:
        """The first stories of a day, at most so many."""
        current_deadline().check()
        hits = self._searcher.walk(_on(day), "oldest", None, limit * _READ_FOR_ONE)
        return join_stories(_decode(hits), lang)[:limit]

    def list_latest(self, limit: int, lang: str) -> tuple[Story, ...]:
        """The latest stories, at most so many, the latest first."""
        hits = self._searcher.walk(Selection(MatchAll()), "newest", None, limit * _READ_FOR_ONE)
        return join_stories(_decode(hits), lang)[:limit]

    def read_at(self, place: int) -> Article:
        """The article that has a place among all in the order of time, counted from 0: a lot drawn
        among as many as there are gives each one as likely, and takes as long as to read one of
        its day. Raises IndexError for a place beyond them."""
        day, behind = self.days.locate(place)
        query = EngineQuery(selection=_on(day), sort="oldest", offset=behind, limit=1)
        return _decode(self._searcher.search(query).hits)[0]


def join_stories(articles: Iterable[Article], lang: str) -> tuple[Story, ...]:
    """The stories of some articles, each at the place of its first one; an article without a story
    is one of its own. Versions in `lang` come first."""
    return tuple(
        Story(tuple(sorted(versions, key=lambda article: article.lang != lang)))
        for versions in group_by_story(articles, lambda article: article)
    )


def _on(day: date) -> Selection:
    return Selection(MatchAll(), days=DayRange(day, day))


def _decode(hits: Iterable[EngineHit]) -> tuple[Article, ...]:
    return tuple(decode_article(hit.article) for hit in hits)
