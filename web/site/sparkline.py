"""Counts by year as a small picture beside a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

# Its height, and the least of a year that is not empty: always to be seen.
HEIGHT = 20
_LEAST = 2
# More steps are no picture any more: years are taken together.
_MOST_STEPS = 50


@dataclass(frozen=True, slots=True)
class Sparkline:
    """The outline of a small timeline as the data of an SVG path, `width` wide and `HEIGHT` high,
    on a scale of its own; and the first and the last year that have any, as text."""

    path: str
    width: int
    years: str


def draw_sparkline(counts: Sequence[int], first_year: int) -> Sparkline:
    """The sparkline of the counts of years, one after the other; some are not 0."""
    together = -(-len(counts) // _MOST_STEPS)
    steps = [sum(counts[at : at + together]) for at in range(0, len(counts), together)]
    most = max(steps)
    heights = [max(_LEAST, round(HEIGHT * step / most)) if step else 0 for step in steps]
    outline = "".join(
        f"V{HEIGHT - height}h{sum(1 for _ in group)}" for height, group in groupby(heights)
    )
    known = [first_year + at for at, count in enumerate(counts) if count]
    years = str(known[0]) if known[0] == known[-1] else f"{known[0]}–{known[-1]}"
    return Sparkline(f"M0 {HEIGHT}{outline}V{HEIGHT}z", len(steps), years)
