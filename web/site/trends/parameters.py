"""What a comparison is asked for by: queries, or the values of a facet, and how they are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from multidict import MultiDict, MultiMapping

from indexer.errors import ParameterError
from indexer.labels import LabelKind
from searcher.request import FILTER_FACETS, SearchRequest
from searcher.trends import TREND_INTERVALS, TrendInterval
from web.api.parameters import list_finding, read_finding
from web.numbers import Number
from web.parameters import REPEATED, check_parameters, read_choice

# What the height of a line means: articles, or their share of all that the archive has.
Measure = Literal["count", "share"]
MEASURES: tuple[Measure, ...] = get_args(Measure)

# Lines that are told apart without colour.
MOST_LINES = 5
# Intervals that one point is the mean of: itself and as many before it as behind it.
SMOOTHING = Number("smooth", 1, 25, 1)

_OWN = ("interval", "measure", "smooth", "split")
_REPEATED = frozenset(REPEATED) - {"facet"} | {"q"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The searches that are compared, each in a line; or the commonest values of a facet (`split`)
    in the first of them."""

    requests: tuple[SearchRequest, ...]
    interval: TrendInterval | None
    measure: Measure
    smooth: int
    split: LabelKind | None

    @property
    def queries(self) -> tuple[str, ...]:
        """What is searched for in each."""
        return tuple(request.q for request in self.requests)

    def fields(self) -> Iterator[tuple[str, str]]:
        """The parameters beside the queries and what narrows them, defaults left out."""
        if self.interval:
            yield "interval", self.interval
        if self.measure != MEASURES[0]:
            yield "measure", self.measure
        if self.smooth != SMOOTHING.default:
            yield "smooth", str(self.smooth)
        if self.split:
            yield "split", self.split

    def with_measure(self, measure: Measure) -> Comparison:
        return replace(self, measure=measure)


def parse_comparison(query: MultiMapping[str]) -> Comparison:
    """What is to be compared. Raises ParameterError."""
    check_parameters(query, (*list_finding(), *_OWN), _REPEATED)
    queries = tuple(dict.fromkeys(q.strip() for q in query.getall("q", []) if q.strip())) or ("",)
    if len(queries) > MOST_LINES:
        raise ParameterError("q", str(len(queries)), "too-many-queries", str(MOST_LINES))
    rest = [pair for pair in query.items() if pair[0] != "q"]
    split = read_choice(query, "split", FILTER_FACETS)
    return Comparison(
        requests=tuple(read_finding(MultiDict([*rest, ("q", q)])) for q in queries),
        interval=cast("TrendInterval | None", read_choice(query, "interval", TREND_INTERVALS)),
        measure=cast("Measure", read_choice(query, "measure", MEASURES) or MEASURES[0]),
        smooth=SMOOTHING.read(query),
        split=cast("LabelKind | None", split),
    )
