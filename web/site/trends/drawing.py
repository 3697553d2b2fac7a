"""From counts over time to lines: what is high, what is joined, what is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

# Points that are told apart on a screen; of more, lines are drawn alone.
MOST_POINTS = 140
# Names that fit under the axis.
_MOST_TICKS = 8
# Lines across, beside that of the axis.
_GRID = 4

# A value of a series in an interval; None where the archive has nothing of it.
Value = float | None


@dataclass(frozen=True, slots=True)
class Axis:
    """The axis of time: so many intervals in equal parts of `step` each, the last perhaps beyond
    the last interval."""

    intervals: int
    step: int

    @property
    def parts(self) -> int:
        return max(1, ceil(self.intervals / self.step))

    def place(self, interval: int) -> float:
        """Where the middle of an interval is, in thousandths."""
        return round(1000 * (interval + 0.5) / (self.parts * self.step), 2)


def make_axis(intervals: int) -> Axis:
    """The axis of so many intervals, with as many parts as have names."""
    return Axis(intervals, max(1, ceil(intervals / _MOST_TICKS)))


def choose_top(most: float) -> float:
    """A round number that is not less: what the top of a chart stands for."""
    if most <= 0:
        return 1.0
    unit = 10.0 ** floor(log10(most))
    return next(
        unit * step for step in (1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10) if unit * step >= most * 0.9999
    )


def list_scale(top: float) -> list[float]:
    """What the lines across stand for, from the top down to the axis."""
    return [top * step / _GRID for step in range(_GRID, -1, -1)]


def smooth(values: Sequence[Value], intervals: int) -> list[Value]:
    """The mean of each value and those around it, so many together; at the ends, and beside
    intervals that nothing is known of, of fewer."""
    reach = intervals // 2
    if not reach:
        return list(values)
    means: list[Value] = []
    for place, value in enumerate(values):
        near = [v for v in values[max(0, place - reach) : place + reach + 1] if v is not None]
        means.append(sum(near) / len(near) if value is not None else None)
    return means


def write_path(places: Sequence[tuple[float, float] | None]) -> str:
    """The strokes through places, with gaps where there is none; a lone place is a dot."""
    return "".join(_list_strokes(places))


def _list_strokes(places: Sequence[tuple[float, float] | None]) -> Iterator[str]:
    pen = "M"
    for index, place in enumerate(places):
        if place is None:
            pen = "M"
            continue
        yield f"{pen}{place[0]:g} {place[1]:g}"
        following = places[index + 1] if index + 1 < len(places) else None
        if pen == "M" and following is None:
            yield "h0"
        pen = "L"
