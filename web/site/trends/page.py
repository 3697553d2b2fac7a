"""What the page of a comparison is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.dates import DateField
from web.site.frame import Link, Site


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a field of the form, its text, and whether it is the present one."""

    value: str
    text: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A place on a line, in thousandths of the chart from its left and its top, with its full name
    and the address of its articles; None where it has none."""

    x: float
    y: float
    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A series as it is drawn: its number from 1, its name, how many articles it has, the address
    of all of them, its strokes as an SVG path, and its points (none where there are too many to be
    told apart)."""

    number: int
    name: str
    lang: str
    total: int
    url: str
    path: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over one axis. `ticks` are the names of its equal parts, in order; `scale` those of the
    lines across, from the top down, at equal distances."""

    lines: tuple[Line, ...]
    ticks: tuple[str, ...]
    scale: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An interval in the table: its name, the archive's articles, and of each line what is counted,
    with the address of its articles where it has any."""

    name: str
    archive: str
    cells: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendsPage:
    """The page of a comparison: its form (a field for each query, and one more while there may be
    more; `hidden` is what it carries along), the chart, the same as a table, and downloads.

    `smooth` is of how many intervals each point is the mean; `undated` how many articles of all
    lines together have no place in time.
    """

    site: Site
    queries: tuple[str, ...]
    hidden: tuple[tuple[str, str], ...]
    first: DateField
    last: DateField
    intervals: tuple[Choice, ...]
    measures: tuple[Choice, ...]
    smoothings: tuple[Choice, ...]
    splits: tuple[Choice, ...]
    narrowed: tuple[Link, ...]
    chart: Chart
    measure: str
    smooth: int
    undated: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    csv: str
    svg: str
    json: str
