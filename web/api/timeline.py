"""The endpoint of counts over time: of several queries beside each other, or split by a facet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast, get_args

import msgspec
from aiohttp import web
from multidict import MultiDict, MultiMapping

from indexer.errors import ParameterError
from indexer.labels import LabelKind
from searcher.request import FILTER_FACETS, DateField, SearchRequest
from searcher.response import IndexInfo
from searcher.result_set import ResultSet
from searcher.service import SearchService
from searcher.trends import (
    DEFAULT_SPLIT,
    MAX_SPLIT,
    TREND_INTERVALS,
    SeriesKind,
    TrendBucket,
    TrendInterval,
    Trends,
    TrendSeries,
    TrendSplit,
    count_trends,
)
from web.api.parameters import list_finding, read_finding
from web.api.responding import encode_answer
from web.api.sheets import SHEET_PARAMETERS, SHEET_TYPES, Sheet, read_sheet, respond_sheet
from web.i18n import Language
from web.keys import SERVICE
from web.negotiation import negotiate_query
from web.numbers import Number
from web.parameters import REPEATED, check_parameters, read_choice
from web.requests import request_language
from web.responses import Content

MAX_COMPARED = 10
SPLIT_LIMIT = Number("split_limit", 1, MAX_SPLIT, DEFAULT_SPLIT)

TableShape = Literal["long", "wide"]
TABLE_SHAPES: tuple[TableShape, ...] = get_args(TableShape)

_GIVEN = ("interval", "split", "split_limit", "shape")
_REPEATED = frozenset(REPEATED) - {"facet"} | {"q"}
# What stands in tables for the articles with none of the values listed; no value has brackets.
_OTHER = "(other)"
# And for the query that finds all articles.
_ALL = "(all)"


class TimelineRange(msgspec.Struct, frozen=True, kw_only=True):
    """The days that are covered, by which date: of those asked for, the ones that the archive has,
    both included; null where it has none of them."""

    by: DateField = msgspec.field(name="date")
    first: date | None = msgspec.field(name="from")
    last: date | None = msgspec.field(name="to")


class TimelineBucket(msgspec.Struct, frozen=True, kw_only=True):
    """An interval: its name in ISO form, its first and its last day, how many articles the archive
    has in it, and whether it has none, so that nothing is known of these days."""

    name: str
    first: date = msgspec.field(name="from")
    last: date = msgspec.field(name="to")
    archive: int
    unknown: bool


class TimelineSeries(msgspec.Struct, frozen=True, kw_only=True):
    """The articles of a query in each bucket, in the order of these: `all` of them, those with a
    `value` of the facet (an article with several counts for each), or the `other` ones, which have
    none of those listed. `shares` are of the articles of the archive, null where it has none.
    `undated` articles are in no bucket; with the counts they make the `total`."""

    q: str
    canonical: str
    hash: str
    kind: SeriesKind
    value: str | None
    label: str | None
    total: int
    undated: int
    counts: tuple[int, ...]
    shares: tuple[float | None, ...]


class TrendsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Series over the same buckets."""

    interval: TrendInterval
    range: TimelineRange
    split: LabelKind | None
    buckets: tuple[TimelineBucket, ...]
    series: tuple[TimelineSeries, ...]
    index: IndexInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRequest:
    """The searches to compare, their interval (None for the one that suits), by what they are
    split, and how the answer is written."""

    requests: tuple[SearchRequest, ...]
    interval: TrendInterval | None
    split: TrendSplit | None
    sheet: Sheet | None
    shape: TableShape


async def count_timeline(request: web.Request) -> web.Response:
    """The articles of up to ten queries over time, exact in every interval."""
    wanted = parse_timeline(negotiate_query(request, SHEET_TYPES))
    service, language = request.app[SERVICE], request_language(request)

    def render() -> bytes | Content:
        found = service.select_each(wanted.requests)
        trends = count_trends(found, wanted.interval, wanted.split)
        if wanted.sheet is not None:
            list_rows = _list_long if wanted.shape == "long" else _list_wide
            return wanted.sheet.write(list_rows(trends, wanted.requests))
        return encode_answer(_render(trends, wanted, found, language.code))

    return await respond_sheet(request, render, wanted.sheet)


def answer_timeline(
    service: SearchService, query: MultiMapping[str], language: Language
) -> TrendsAnswer:
    """The counts that a query string asks for. Raises ParameterError, and what
    `SearchService.select_each` and `count_trends` raise."""
    wanted = parse_timeline(query)
    found = service.select_each(wanted.requests)
    trends = count_trends(found, wanted.interval, wanted.split)
    return _render(trends, wanted, found, language.code)


def parse_timeline(query: MultiMapping[str]) -> TimelineRequest:
    """What is to be counted. Raises ParameterError."""
    check_parameters(query, (*list_finding(), *_GIVEN, *SHEET_PARAMETERS), _REPEATED)
    # One that is empty beside others finds all: what the others are a part of.
    queries = tuple(dict.fromkeys(query.getall("q", [""])))
    if len(queries) > MAX_COMPARED:
        raise ParameterError("q", str(len(queries)), "too-many-queries", str(MAX_COMPARED))
    rest = [pair for pair in query.items() if pair[0] != "q"]
    facet = read_choice(query, "split", FILTER_FACETS)
    limit = SPLIT_LIMIT.read(query)
    shape = read_choice(query, "shape", TABLE_SHAPES) or TABLE_SHAPES[0]
    return TimelineRequest(
        requests=tuple(read_finding(MultiDict([*rest, ("q", q)])) for q in queries),
        interval=cast("TrendInterval | None", read_choice(query, "interval", TREND_INTERVALS)),
        split=TrendSplit(facet=cast("LabelKind", facet), limit=limit) if facet else None,
        sheet=read_sheet(query, ("shape",)),
        shape=cast("TableShape", shape),
    )


def _render(
    trends: Trends, wanted: TimelineRequest, found: Sequence[ResultSet], lang: str
) -> TrendsAnswer:
    generation, facet = found[0].generation, wanted.split.facet if wanted.split else None
    return TrendsAnswer(
        interval=trends.interval,
        range=TimelineRange(by=trends.date, first=trends.days.first, last=trends.days.last),
        split=facet,
        buckets=tuple(
            TimelineBucket(
                name=bucket.name,
                first=bucket.first,
                last=bucket.last,
                archive=bucket.archive,
                unknown=not bucket.archive,
            )
            for bucket in trends.buckets
        ),
        series=tuple(
            TimelineSeries(
                # As it was asked, though another one may have been meant.
                q=wanted.requests[series.place].q,
                canonical=found[series.place].canonical,
                hash=found[series.place].hash,
                kind=series.kind,
                value=series.value,
                label=generation.labels.label(facet, series.value, lang)
                if facet and series.value
                else None,
                total=series.total,
                undated=series.undated,
                counts=series.counts,
                shares=tuple(map(_share, series.counts, trends.buckets)),
            )
            for series in trends.series
        ),
        index=generation.info,
    )


def _list_long(trends: Trends, requests: Sequence[SearchRequest]) -> Iterator[tuple[Any, ...]]:
    """A row for each bucket of each series."""
    yield ("interval", "from", "to", "query", "value", "count", "archive", "share")
    for series in trends.series:
        query, value = requests[series.place].q, _OTHER if series.kind == "other" else series.value
        for bucket, count in zip(trends.buckets, series.counts, strict=True):
            share = _share(count, bucket)
            days = bucket.first, bucket.last
            yield (bucket.name, *days, query, value, count, bucket.archive, share)


def _list_wide(trends: Trends, requests: Sequence[SearchRequest]) -> Iterator[tuple[Any, ...]]:
    """A row for each bucket, with a column for each series."""
    columns = (_head(series, requests) for series in trends.series)
    yield ("interval", "from", "to", "archive", *columns)
    counts = zip(*(series.counts for series in trends.series), strict=True)
    for bucket, row in zip(trends.buckets, counts, strict=True):
        yield (bucket.name, bucket.first, bucket.last, bucket.archive, *row)


def _head(series: TrendSeries, requests: Sequence[SearchRequest]) -> str:
    """What the column of a series is called: by its query, its value, or both."""
    query = requests[series.place].q or _ALL
    if series.kind == "all":
        return query
    value = series.value or _OTHER
    return value if len(requests) == 1 else f"{query} / {value}"


def _share(count: int, bucket: TrendBucket) -> float | None:
    return count / bucket.archive if bucket.archive else None
