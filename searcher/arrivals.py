"""The articles of a result in the order in which the archive first had them: what feeds tell.

An article stays where it is when the index is built anew, and when it is corrected; one that is
imported late is new, however old it is. The index knows the day on which each article was first
seen, and the archive what came before what on one day. Told is what is served: nothing beyond the
`seq` of the generation. A take-down holds from the moment it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from indexer.archive.history import ArchiveHistory, Arrival
from indexer.archive.store import Archive
from indexer.article import Article, decode_article
from indexer.dates import DayRange
from searcher.deadline import current_deadline
from searcher.engines import EngineQuery, Selection
from searcher.generation import Generation
from searcher.query.matching import MatchDays, MatchEvery
from searcher.request import MAX_DEPTH, SearchRequest
from searcher.result_set import ResultSet
from searcher.service import SearchService

# Arrivals that an engine is asked of at once.
_BATCH = 250


@dataclass(frozen=True, slots=True)
class ArrivedArticle:
    """An article of a result, and the instant when the archive first had the text that is
    served."""

    article: Article
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalsPage:
    """A page of a result, what the archive had last first. `total` is how many articles the result
    has, `has_more` whether there is a page behind that can be asked for."""

    found: ResultSet
    total: int
    arrived: tuple[ArrivedArticle, ...]
    has_more: bool


def list_arrivals(service: SearchService, request: SearchRequest) -> ArrivalsPage:
    """The page of a result that a request asks for, in the order of arrival, whatever its `sort`.

    Raises what `SearchService.select`, `Archive.open` and reading raise, TooExpensiveError.
    """
    found = service.select(request)
    selection = _select_by_arrival(found.selection)
    searcher = found.generation.searcher
    answer = searcher.search(EngineQuery(selection=selection, limit=0, interval="day"))
    days = _choose_days(answer.histogram.matching, request.offset, request.limit)
    with Archive.open(service.home.database) as store:
        order = _ArrivalOrder(found, selection, store.history, service.settings.zone_info)
        ids = order.list_ids(days, request.limit)
        arrived = tuple(read_arrived(found.generation, store.history, ids))
    reached = request.offset + request.limit
    has_more = reached < answer.total and reached + request.limit <= MAX_DEPTH
    return ArrivalsPage(found=found, total=answer.total, arrived=arrived, has_more=has_more)


def read_arrived(
    generation: Generation, history: ArchiveHistory, ids: Iterable[str]
) -> Iterator[ArrivedArticle]:
    """The articles with these ids, as a generation has them; those left out that it has not, and
    those that are taken down. Raises TooExpensiveError, and what reading raises."""
    for id_ in ids:
        current_deadline().check()
        stored = generation.searcher.get(id_)
        moment = history.updated(id_, generation.manifest.last_seq) if stored else None
        if stored and moment:
            yield ArrivedArticle(decode_article(stored), moment)


def _select_by_arrival(selection: Selection) -> Selection:
    """The same documents, whose days are those of their arrival."""
    if selection.date == "first_seen":
        return selection
    if not selection.days:
        return replace(selection, date="first_seen")
    match = MatchEvery((selection.match, MatchDays(selection.days, selection.date)))
    return replace(selection, match=match, days=DayRange(None, None), date="first_seen")


@dataclass(frozen=True, slots=True)
class _ArrivalDays:
    """The days of which a page is made, the newest first: all articles of the `whole` ones, of the
    `last` one, which has `count`, some. So many are `skipped`: they come before the page."""

    whole: Sequence[date]
    last: date | None
    count: int
    skipped: int


def _choose_days(counts: Mapping[str, int], offset: int, limit: int) -> _ArrivalDays:
    whole: list[date] = []
    before = reached = 0
    for name in sorted(counts, reverse=True):
        reached += counts[name]
        if reached >= offset + limit:
            return _ArrivalDays(whole, date.fromisoformat(name), counts[name], offset - before)
        if reached <= offset:
            before = reached
        else:
            whole.append(date.fromisoformat(name))
    return _ArrivalDays(whole, None, 0, offset - before)


@dataclass(frozen=True, slots=True)
class _ArrivalOrder:
    """Puts the articles of a result in the order of the days on which they arrived, then of their
    `seq`."""

    found: ResultSet
    selection: Selection
    history: ArchiveHistory
    zone: ZoneInfo

    def list_ids(self, days: _ArrivalDays, limit: int) -> list[str]:
        """The ids of a page, the newest first."""
        ids: list[str] = []
        if days.whole:
            arrivals = self._ask_each(self._scan(days.whole[-1], days.whole[0]))
            ids = [arrival.id for arrival in sorted(arrivals, key=self._place, reverse=True)]
        end = days.skipped + limit
        if days.last is not None:
            ids += self._find_newest(days.last, days.count, end - len(ids))
        return ids[days.skipped : end]

    def _scan(self, first: date, last: date) -> list[str]:
        of_days = replace(self.selection, days=DayRange(first, last))
        return list(self.found.generation.searcher.scan(of_days))

    def _place(self, arrival: Arrival) -> tuple[date, int]:
        return arrival.first_seen.astimezone(self.zone).date(), arrival.seq

    def _find_newest(self, day: date, count: int, size: int) -> list[str]:
        """So many of the articles of one day, of which there are `count`, the newest first. Those
        of many are mostly soon found among all that arrived; those that are not found soon are
        asked for one by one."""
        found = list(islice(self._find_among_all(day, count), size))
        if len(found) < min(size, count):
            arrivals = sorted(self._ask_each(self._scan(day, day)), reverse=True)
            found = [arrival.id for arrival in arrivals[:size]]
        return found

    def _find_among_all(self, day: date, limit: int) -> Iterator[str]:
        """Those of so many arrivals, the newest first, that are of the selection and one day."""
        generation = self.found.generation
        of_day = replace(self.selection, days=DayRange(day, day))
        arrivals = self.history.arrivals(generation.manifest.last_seq, limit)
        while batch := [arrival.id for arrival in islice(arrivals, _BATCH)]:
            current_deadline().check()
            among = generation.searcher.find_among(of_day, batch)
            yield from (id_ for id_ in batch if id_ in among)

    def _ask_each(self, ids: Iterable[str]) -> list[Arrival]:
        arrivals: list[Arrival] = []
        for id_ in ids:
            current_deadline().check()
            arrival = self.history.arrival(id_)
            if arrival is not None:
                arrivals.append(arrival)
        return arrivals
