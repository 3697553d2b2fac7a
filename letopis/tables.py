"""Answers that are lists of rows, whatever page these stand on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from letopis.frames import make_frame
from letopis.transport import Question, Transport
from web.api.ngrams import NgramsAnswer
from web.api.timeline import TrendsAnswer

if TYPE_CHECKING:
    import pandas as pd

AnswerT = TypeVar("AnswerT", bound=msgspec.Struct)
RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True, eq=False)
class Table(Generic[AnswerT, RowT]):
    """The rows of an answer, asked for page by page while they are gone through.

    `answer` is the first page as the API gives it, with the totals and how the query was read.

        for line in archive.search("мост").kwic():
            print(line.left, line.match, line.right)
    """

    answer: AnswerT
    _transport: Transport
    _row_type: type[RowT]
    _list_rows: Callable[[AnswerT], Iterable[RowT]]
    _most: int | None

    @classmethod
    def ask(
        cls,
        transport: Transport,
        question: Question,
        answer_type: type[AnswerT],
        row_type: type[RowT],
        list_rows: Callable[[AnswerT], Iterable[RowT]],
        most: int | None = None,
    ) -> Table[AnswerT, RowT]:
        """The rows of the answer to a question, so many at most. Raises what `Transport` raises."""
        answer = transport.ask(question, answer_type)
        return cls(answer, transport, row_type, list_rows, most)

    def pages(self) -> Iterator[AnswerT]:
        """All pages of the answer. Raises what `Transport` raises."""
        return walk_pages(self._transport, self.answer)

    def __iter__(self) -> Iterator[RowT]:
        """The rows of one page after the other, each once. Raises what `Transport` raises."""
        rows = (row for page in self.pages() for row in self._list_rows(page))
        return islice(rows, self._most)

    def to_pandas(self) -> pd.DataFrame:
        """All rows as a data frame; see `letopis.frames.make_frame`. Needs pandas."""
        return make_frame(self, self._row_type)


def walk_pages(transport: Transport, first: AnswerT) -> Iterator[AnswerT]:
    """A page and all those behind it. Raises what `Transport` raises."""
    page = first
    yield page
    while following := getattr(page, "next", None):
        page = transport.ask(Question.parse(following), type(first))
        yield page


class TrendRow(msgspec.Struct, frozen=True, kw_only=True):
    """The articles of a query in an interval. `value` is that of the facet that they are split by:
    null where they are not, and for articles with none of those listed. `archive` is how many
    there are at all, `share` which part of these was found; null where there are none."""

    interval: str
    first: date = msgspec.field(name="from")
    last: date = msgspec.field(name="to")
    query: str
    kind: str
    value: str | None
    label: str | None
    count: int
    archive: int
    share: float | None


class NgramPoint(msgspec.Struct, frozen=True, kw_only=True):
    """How often an n-gram stands in the articles of an interval; `tokens` is how many these have,
    `per_million` of how many of a million the n-gram is."""

    ngram: str
    first: date | None = msgspec.field(name="from")
    last: date | None = msgspec.field(name="to")
    count: int
    tokens: int
    per_million: float


def list_trends(answer: TrendsAnswer) -> Iterator[TrendRow]:
    """A row for each interval of each series."""
    for series in answer.series:
        values = zip(answer.buckets, series.counts, series.shares, strict=True)
        for bucket, count, share in values:
            yield TrendRow(
                interval=bucket.name,
                first=bucket.first,
                last=bucket.last,
                query=series.q,
                kind=series.kind,
                value=series.value,
                label=series.label,
                count=count,
                archive=bucket.archive,
                share=share,
            )


def list_points(answer: NgramsAnswer) -> Iterator[NgramPoint]:
    """A row for each n-gram in each interval."""
    for one in answer.ngrams:
        for bucket, count, share in zip(answer.buckets, one.counts, one.per_million, strict=True):
            yield NgramPoint(
                ngram=one.text,
                first=bucket.from_,
                last=bucket.to,
                count=count,
                tokens=bucket.tokens,
                per_million=share,
            )
