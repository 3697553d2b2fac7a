"""The endpoint of n-grams: what stands in a row in the articles of a result, over time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

import msgspec
from aiohttp import web
from multidict import MultiMapping

from indexer.dates import parse_days
from indexer.errors import ParameterError
from searcher.corpus.measures import per_million
from searcher.corpus.ngrams import (
    DEFAULT_LEAST,
    DEFAULT_LENGTH,
    DEFAULT_NGRAMS,
    MAX_FOLLOWED,
    MAX_LENGTH,
    MAX_NGRAMS,
    NGRAM_INTERVALS,
    Ngram,
    NgramBucket,
    NgramInterval,
    Ngrams,
    NgramsRequest,
    count_ngrams,
)
from searcher.corpus.texts import UNITS, Unit
from searcher.request import DateField, SearchRequest
from searcher.result_set import ResultSet
from searcher.service import SearchService
from web.api.collocates import MAX_LEAST
from web.api.corpus import (
    READING_PARAMETERS,
    ReadingAnswer,
    read_most,
    read_switch,
    render_query,
    render_read,
    respond_reading,
)
from web.api.parameters import read_finding
from web.api.sheets import SHEET_TYPES, read_sheet
from web.keys import SERVICE
from web.negotiation import negotiate_query
from web.numbers import Number
from web.parameters import REPEATED, check_parameters, read_choice, refuse_value

# Characters of an n-gram that is followed.
MAX_TEXT = 200

LENGTH = Number("n", 1, MAX_LENGTH, DEFAULT_LENGTH)
LEAST = Number("min", 1, MAX_LEAST, DEFAULT_LEAST)
NGRAMS_LIMIT = Number("limit", 1, MAX_NGRAMS, DEFAULT_NGRAMS)


class NgramSpan(msgspec.Struct, frozen=True, kw_only=True):
    """An interval: its days, how many articles of it were read, and how many tokens they have."""

    from_: date | None = msgspec.field(name="from")
    to: date | None
    articles: int
    tokens: int


class NgramRow(msgspec.Struct, frozen=True, kw_only=True):
    """Terms in a row: how often they stand so, in all and in each bucket, and of a million tokens
    of that bucket."""

    text: str
    terms: tuple[str, ...]
    count: int
    counts: tuple[int, ...]
    per_million: tuple[float, ...]


class NgramsAnswer(ReadingAnswer, frozen=True, kw_only=True):
    """N-grams, of `total` that there are, and the buckets that their counts are of. `undated`
    articles do not have the date that is asked about, and are in no bucket."""

    interval: NgramInterval
    buckets: tuple[NgramSpan, ...]
    undated: int
    total: int
    ngrams: tuple[NgramRow, ...]


@dataclass(frozen=True, slots=True)
class NgramsCall:
    """Which n-grams of which result are asked for."""

    search: SearchRequest
    asked: NgramsRequest


async def list_ngrams(request: web.Request) -> web.Response:
    """The n-grams of a search over time."""
    query = negotiate_query(request, SHEET_TYPES)
    read = prepare_ngrams(request.app[SERVICE], query)
    return await respond_reading(request, read, _list_rows, read_sheet(query))


def prepare_ngrams(service: SearchService, query: MultiMapping[str]) -> Callable[[], NgramsAnswer]:
    """What counts the n-grams that a query string asks for. Raises ParameterError."""
    wanted = parse_ngrams(query)

    def read() -> NgramsAnswer:
        found = service.select(wanted.search)
        zone = service.settings.zone_info
        return _render(
            found, wanted.asked, count_ngrams(found, wanted.asked, service.analyzer, zone)
        )

    return read


# The dates that n-grams are counted by.
NGRAM_DATES: tuple[DateField, ...] = ("published", "original")


def parse_ngrams(query: MultiMapping[str]) -> NgramsCall:
    """Which n-grams are asked for. Raises ParameterError."""
    own = ("n", "of", "unit", "interval", "min", "stop_words", "limit")
    check_parameters(query, (*READING_PARAMETERS, *own), (*REPEATED, "of"))
    followed = tuple(dict.fromkeys(text for text in query.getall("of", []) if text.strip()))
    if len(followed) > MAX_FOLLOWED:
        raise ParameterError("of", str(len(followed)), "too-many", str(MAX_FOLLOWED))
    for text in followed:
        if len(text) > MAX_TEXT:
            raise ParameterError("of", text[:40], "too-long", str(MAX_TEXT))
    asked = NgramsRequest(
        length=LENGTH.read(query),
        unit=cast("Unit", read_choice(query, "unit", UNITS) or "form"),
        interval=cast(
            "NgramInterval", read_choice(query, "interval", NGRAM_INTERVALS) or NGRAM_INTERVALS[0]
        ),
        followed=followed,
        least=LEAST.read(query),
        stop_words=read_switch(query, "stop_words", "1"),
        limit=NGRAMS_LIMIT.read(query),
        read=read_most(query),
    )
    search = read_finding(query)
    # The day on which the archive first had an article stands in the index, not in the article.
    if search.date not in NGRAM_DATES:
        raise refuse_value("date", search.date, NGRAM_DATES)
    return NgramsCall(search, asked)


def _render(found: ResultSet, asked: NgramsRequest, read: Ngrams) -> NgramsAnswer:
    return NgramsAnswer(
        query=render_query(found),
        index=found.generation.info,
        articles=render_read(read.articles),
        next=None,
        interval=asked.interval,
        buckets=tuple(map(_render_bucket, read.buckets)),
        undated=read.undated,
        total=read.total,
        ngrams=tuple(_render_row(one, read.buckets) for one in read.ngrams),
    )


def _render_bucket(bucket: NgramBucket) -> NgramSpan:
    days = parse_days(bucket.interval)
    return NgramSpan(from_=days.first, to=days.last, articles=bucket.articles, tokens=bucket.tokens)


def _render_row(one: Ngram, buckets: Sequence[NgramBucket]) -> NgramRow:
    shares = (per_million(n, bucket.tokens) for n, bucket in zip(one.counts, buckets, strict=True))
    return NgramRow(
        text=" ".join(one.terms),
        terms=one.terms,
        count=one.count,
        counts=one.counts,
        per_million=tuple(round(share, 2) for share in shares),
    )


def _list_rows(answer: NgramsAnswer) -> Iterator[tuple[object, ...]]:
    """A row for each n-gram in each bucket: what data frames are made of."""
    yield ("ngram", "from", "to", "count", "tokens", "per_million")
    for one in answer.ngrams:
        for bucket, count, share in zip(answer.buckets, one.counts, one.per_million, strict=True):
            yield (one.text, bucket.from_, bucket.to, count, bucket.tokens, share)
