"""Counters of a server, in memory that its workers share.

Each worker writes its own part, from its event loop alone, so nothing is locked; whoever is asked
adds up all parts. What a worker counted stays when it dies: the one that takes its place counts on,
and counters never fall while the server runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from mmap import mmap

from web.metering.signs import SignsOfLife

# The statuses that are counted by themselves; any other is `other`.
STATUSES = (
    *(200, 204, 206, 301, 302, 303, 304, 307, 308),
    *(400, 404, 405, 406, 410, 414, 416, 417, 429, 431, 499, 500, 503),
)
# Upper bounds, in seconds, of what a request took.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
# Where no route has the address.
NO_ROUTE = "none"
LANES = ("quick", "light", "dear", "stream")

_STATUS_NUMBERS = {status: number for number, status in enumerate(STATUSES)}
_OTHER = len(STATUSES)
_BUCKETS = _OTHER + 1
_SECONDS = _BUCKETS + len(BOUNDS) + 1
_PROCESSOR = _SECONDS + 1
_ROW = _PROCESSOR + 1

# Of a worker as a whole: searches, those that found nothing, requests under way, and the calls that
# run and wait in each lane.
_SEARCHES, _EMPTY, _UNDER_WAY, _RUNNING = 0, 1, 2, 3
_WAITING = _RUNNING + len(LANES)
_TOTALS = _WAITING + len(LANES)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteCounts:
    """The requests of a route: how many had each status, how many took at most each of `BOUNDS`
    and all of them, and the seconds that they took together, of time and of the processor."""

    statuses: Mapping[str, int]
    within: Sequence[int]
    seconds: float
    processor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerCounts:
    """What all workers counted: searches for words and those that found nothing; and, of workers
    that live, requests under way and the calls that run and wait in each lane of the pool."""

    searches: int
    empty: int
    under_way: int
    running: Mapping[str, int]
    waiting: Mapping[str, int]


class Meters:
    """The counters of a server by its workers and routes. Written by event loops."""

    def __init__(self, signs: SignsOfLife, routes: Iterable[str]) -> None:
        self._signs = signs
        self._rows = {route: number for number, route in enumerate(sorted({*routes, NO_ROUTE}))}
        self._size = _TOTALS + len(self._rows) * _ROW
        self._cells = memoryview(mmap(-1, 8 * self._size * signs.workers)).cast("d")

    @property
    def routes(self) -> Iterable[str]:
        """All routes, those without requests too."""
        return self._rows

    def begin(self) -> None:
        """A request is under way."""
        self._cells[self._own(_UNDER_WAY)] += 1

    def end(self, route: str, status: int, seconds: float, processor: float) -> None:
        """A request of a route was answered."""
        self._cells[self._own(_UNDER_WAY)] -= 1
        row = self._own(_TOTALS + self._rows.get(route, self._rows[NO_ROUTE]) * _ROW)
        bucket = sum(seconds > bound for bound in BOUNDS)
        self._cells[row + _STATUS_NUMBERS.get(status, _OTHER)] += 1
        self._cells[row + _BUCKETS + bucket] += 1
        self._cells[row + _SECONDS] += seconds
        self._cells[row + _PROCESSOR] += processor

    def count_searches(self, searches: int, empty: int) -> None:
        """So many searches more were made, and so many of them found nothing."""
        self._cells[self._own(_SEARCHES)] += searches
        self._cells[self._own(_EMPTY)] += empty

    def note_lanes(self, lanes: Mapping[str, tuple[int, int]]) -> None:
        """So many calls run and wait in each lane now."""
        for number, lane in enumerate(LANES):
            running, waiting = lanes[lane]
            self._cells[self._own(_RUNNING) + number] = running
            self._cells[self._own(_WAITING) + number] = waiting

    def start(self) -> None:
        """A worker begins, perhaps in the place of one that died with requests under way."""
        first = self._own(_UNDER_WAY)
        for cell in range(first, self._own(_TOTALS)):
            self._cells[cell] = 0

    def read_route(self, route: str) -> RouteCounts:
        """What all workers counted of a route."""
        first = _TOTALS + self._rows[route] * _ROW
        row = [self._sum(first + cell) for cell in range(_ROW)]
        names = (*map(str, STATUSES), "other")
        within: list[int] = []
        for count in row[_BUCKETS:_SECONDS]:
            within.append(int(count) + (within[-1] if within else 0))
        return RouteCounts(
            statuses={name: int(count) for name, count in zip(names, row, strict=False) if count},
            within=within,
            seconds=row[_SECONDS],
            processor=row[_PROCESSOR],
        )

    def read_server(self) -> ServerCounts:
        """What all workers counted beside."""
        alive = self._signs.list_alive()

        def now(cell: int) -> int:
            return int(sum(self._cells[number * self._size + cell] for number in alive))

        return ServerCounts(
            searches=int(self._sum(_SEARCHES)),
            empty=int(self._sum(_EMPTY)),
            under_way=now(_UNDER_WAY),
            running={lane: now(_RUNNING + number) for number, lane in enumerate(LANES)},
            waiting={lane: now(_WAITING + number) for number, lane in enumerate(LANES)},
        )

    def _own(self, cell: int) -> int:
        return self._signs.number * self._size + cell

    def _sum(self, cell: int) -> float:
        return sum(self._cells[cell :: self._size])
