"""All articles by the year in which they were published, and when each last changed: what search
engines on the web are told.

An article changes when the archive gets another text of it, whatever its record says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from indexer.archive.store import Archive
from indexer.dates import DayRange, parse_days
from searcher.deadline import current_deadline
from searcher.engines import EngineQuery, IndexSearcher, Selection
from searcher.query.matching import MatchAll, MatchDays
from searcher.request import DATE_FACETS
from searcher.service import SearchService


@dataclass(frozen=True, slots=True)
class ListedYear:
    """A year that has articles, and the day on which one last came or changed. `parts` are what it
    is listed in, as partial dates: the year itself, or its months, or days of them."""

    parts: tuple[str, ...]
    changed: date


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article, and when the archive first had the text that is served."""

    id: str
    changed: datetime


def list_years(service: SearchService, most: int) -> tuple[ListedYear, ...]:
    """The years that have articles, in order, in parts of at most so many, though no days are
    taken apart. Raises TooExpensiveError, and what `SearchService.generation`, `Archive.open` and
    reading raise."""
    generation = service.generation()
    searcher, zone = generation.searcher, service.settings.zone_info
    asked = EngineQuery(selection=Selection(MatchAll()), limit=0, facets=DATE_FACETS)
    counts = searcher.search(asked).facets
    split = _Split({name: n for facet in counts.values() for name, n in facet.items()}, most)
    corrected: dict[str, date] = {}
    with Archive.open(service.home.database) as store:
        for when, values in store.history.corrected(generation.manifest.last_seq):
            current_deadline().check()
            year = f"{values.published.astimezone(zone).year:04}"
            corrected[year] = max(when.astimezone(zone).date(), corrected.get(year, date.min))
    return tuple(
        ListedYear(
            tuple(split.list_parts(year)),
            max(_find_last(searcher, year), corrected.get(year, date.min)),
        )
        for year in sorted(counts["year"])
    )


def list_published(service: SearchService, days: DayRange) -> tuple[ListedArticle, ...]:
    """The articles that were published on some days, in the order of their ids; those left out
    that are taken down. Raises what `list_years` raises."""
    generation = service.generation()
    ids = generation.searcher.scan(Selection(MatchAll(), days=days))
    with Archive.open(service.home.database) as store:
        return tuple(_list_changed(store, ids, generation.manifest.last_seq))


class _Split:
    """Splits years into months, and months into days, that have no more than `most` articles."""

    def __init__(self, counts: Mapping[str, int], most: int) -> None:
        self._counts, self._most = counts, most
        self._parts: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(counts):
            self._parts[name.rpartition("-")[0]].append(name)

    def list_parts(self, name: str) -> Iterator[str]:
        """A period of time by its name, or those that it is split into."""
        if self._counts[name] <= self._most or name not in self._parts:
            yield name
        else:
            for part in self._parts[name]:
                yield from self.list_parts(part)


def _list_changed(store: Archive, ids: Iterable[str], last: int) -> Iterator[ListedArticle]:
    for id_ in ids:
        current_deadline().check()
        changed = store.history.updated(id_, last)
        if changed is not None:
            yield ListedArticle(id_, changed)


def _find_last(searcher: IndexSearcher, year: str) -> date:
    """The last day on which an article of a year came."""
    current_deadline().check()
    selection = Selection(MatchDays(parse_days(year)), date="first_seen")
    answer = searcher.search(EngineQuery(selection=selection, limit=0, interval="day"))
    return max(map(date.fromisoformat, answer.histogram.matching), default=date.min)
