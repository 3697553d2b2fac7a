"""How many articles each day of an archive has."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date
from itertools import accumulate

from indexer.dates import DayRange


class DayCounts:
    """The numbers of articles by the day of publication, in the archive's zone. Whatever is asked
    takes a look-up or two, however many days are asked for."""

    def __init__(self, counts: Mapping[date, int]) -> None:
        """`counts` has the days with articles; others may stand in it with 0."""
        # Those that have articles, in order.
        self.days = tuple(sorted(day for day, count in counts.items() if count))
        self._sums = (0, *accumulate(counts[day] for day in self.days))

    @property
    def total(self) -> int:
        """How many articles all days have."""
        return self._sums[-1]

    @property
    def range(self) -> DayRange:
        """From the first day that has articles to the last; open where none has."""
        return DayRange(self.days[0], self.days[-1]) if self.days else DayRange(None, None)

    def count(self, days: DayRange) -> int:
        """How many articles some days have together."""
        first, last = self._bounds(days)
        return self._sums[last] - self._sums[first]

    def list_within(self, days: DayRange) -> tuple[date, ...]:
        """Those of some days that have articles, in order."""
        first, last = self._bounds(days)
        return self.days[first:last]

    def before(self, days: DayRange) -> date | None:
        """The last day with articles before some days."""
        first, _ = self._bounds(days)
        return self.days[first - 1] if first else None

    def after(self, days: DayRange) -> date | None:
        """The first day with articles after some days."""
        _, last = self._bounds(days)
        return self.days[last] if last < len(self.days) else None

    def list_other_years(self, day: date) -> tuple[date, ...]:
        """The same day of other years, of those in which it has articles, the latest first. The
        29th of February has leap years alone."""
        years = sorted({other.year for other in self.days} - {day.year}, reverse=True)
        same = (_move(day, year) for year in years)
        return tuple(other for other in same if other and self.count(DayRange(other, other)))

    def locate(self, place: int) -> tuple[date, int]:
        """The day of the article that has a place among all in the order of time, counted from 0,
        and its place on that day. Raises IndexError for a place beyond them."""
        if not 0 <= place < self.total:
            raise IndexError(place)
        index = bisect_right(self._sums, place) - 1
        return self.days[index], place - self._sums[index]

    def _bounds(self, days: DayRange) -> tuple[int, int]:
        """From which of the days that have articles to before which."""
        first = bisect_left(self.days, days.first) if days.first else 0
        last = bisect_right(self.days, days.last) if days.last else len(self.days)
        return first, last


def _move(day: date, year: int) -> date | None:
    """The same day of another year, if there is one."""
    try:
        return day.replace(year=year)
    except ValueError:
        return None
