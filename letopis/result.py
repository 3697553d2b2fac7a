"""What a search finds, and all that can be read of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from letopis.frames import make_frame
from letopis.tables import (
    NgramPoint,
    Table,
    TrendRow,
    list_points,
    list_trends,
    walk_pages,
)
from letopis.transport import Pair, Question, Transport, list_pairs
from searcher.answers.values import MAX_VALUES, ValueOrder
from searcher.citing.citation import CitationFormat
from searcher.corpus.collocates import CollocateOrder
from searcher.corpus.concordance import MAX_LINES, ConcordanceSort
from searcher.corpus.ngrams import NgramInterval
from searcher.corpus.terms import MAX_TERMS, TermOrder
from searcher.corpus.texts import Unit
from searcher.history import Difference
from searcher.response import FacetValue, IndexInfo
from searcher.trends import TrendInterval
from web.api.answers import (
    ArticleFields,
    FieldsAnswer,
    FoundPage,
    HitAnswer,
    QueryAnswer,
    SearchAnswer,
)
from web.api.collocates import CollocateRow, CollocatesAnswer
from web.api.facets import FacetAnswer, FacetCount
from web.api.history import ComparisonAnswer
from web.api.kwic import KwicAnswer, KwicLine
from web.api.ngrams import NgramsAnswer
from web.api.receipts import Receipt
from web.api.sample import SampleAnswer
from web.api.terms import TermRow, TermsAnswer
from web.api.timeline import TrendsAnswer

if TYPE_CHECKING:
    import pandas as pd

HitT = TypeVar("HitT", HitAnswer, ArticleFields)

# Hits of a page: all of them come, whatever it is.
PAGE = 100
# What of hits suits a table; how they are marked and addressed is on the hits themselves.
HIT_COLUMNS = (
    "id",
    "lang",
    "day",
    "published",
    "title",
    "authors",
    "source",
    "countries",
    "tags",
    "story",
    "url",
    "score",
)


@dataclass(frozen=True, slots=True, eq=False)
class Articles:
    """The articles of a result in the order of ids, with some of their fields. They come as one
    stream, which is asked for each time they are gone through, and are not held."""

    fields: tuple[str, ...]
    _transport: Transport
    _question: Question

    def __iter__(self) -> Iterator[ArticleFields]:
        """Every article, once. Raises what `Transport` raises."""
        return self._transport.export(self._question)

    def to_pandas(self) -> pd.DataFrame:
        """All of them as a data frame, with a column for each field. Needs pandas."""
        return make_frame(self, ArticleFields, self.fields)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Result(Generic[HitT]):
    """All articles that a search finds. `answer` is the first page of them as the API gives it.

    Going through a result gives every hit once, in its order, page by page as they are needed. All
    else that is read of it speaks of the same articles, in the index that is current then; what
    raises no other error raises those of `letopis.transport.Transport`.

        result = archive.search("мост", from_="2010")
        len(result), result.query.canonical
    """

    answer: FoundPage[HitT]
    _transport: Transport
    _finding: tuple[Pair, ...]
    _fields: tuple[str, ...] = field(default=())

    @classmethod
    def ask(
        cls,
        transport: Transport,
        finding: tuple[Pair, ...],
        listing: tuple[Pair, ...],
        fields: tuple[str, ...],
    ) -> Result[Any]:
        """The result of a search, by the parameters that decide what is found and those that decide
        how it is listed."""
        pairs = (*finding, *listing, *list_pairs({"fields": ",".join(fields), "limit": PAGE}))
        answer = transport.ask(
            Question("articles", pairs), FieldsAnswer if fields else SearchAnswer
        )
        return cls(cast("FoundPage[Any]", answer), transport, finding, fields)

    def __repr__(self) -> str:
        return f"<Result {self.query.canonical!r}: {self.total} articles>"

    # What was found

    @property
    def total(self) -> int:
        """How many articles there are, exactly."""
        return self.answer.total

    def __len__(self) -> int:
        return self.answer.total

    @property
    def query(self) -> QueryAnswer:
        """How the query was read: its canonical text, and what each word was taken for."""
        return self.answer.query

    @property
    def hash(self) -> str:
        """Names the set of articles that is asked for."""
        return self.answer.query.hash

    @property
    def index(self) -> IndexInfo:
        """What answered: the generation of the index, its engine, the state of the archive."""
        return self.answer.index

    @property
    def facets(self) -> Mapping[str, tuple[FacetValue, ...]]:
        """The commonest values of each facet with their counts; see `facet` for all of one."""
        return self.answer.facets

    def __iter__(self) -> Iterator[HitT]:
        """Every hit, once. Raises CursorExpiredError where more than an hour lies between two
        pages and the index was built anew meanwhile."""
        for page in walk_pages(self._transport, self.answer):
            yield from page.hits

    def to_pandas(self) -> pd.DataFrame:
        """All hits as a data frame: `HIT_COLUMNS`, or the fields that the search named. `day` is a
        `datetime64` in the archive's zone, lists stay lists. Needs pandas.

            archive.search("мост").to_pandas().groupby("source").size()
        """
        if self._fields:
            return make_frame(self, ArticleFields, ("id", *self._fields))
        return make_frame(self, HitAnswer, HIT_COLUMNS)

    def articles(self, fields: Sequence[str] = ()) -> Articles:
        """The articles themselves, texts too, in the order of ids; with all public fields where
        none are named. For large results much faster than the hits.

            for article in archive.search("мост").articles(["title", "body"]): ...
        """
        wanted = tuple(dict.fromkeys(("id", *fields))) if fields else ()
        question = self._question("export", {"format": "ndjson", "fields": ",".join(wanted)})
        return Articles(wanted, self._transport, question)

    def sample(
        self, n: int = 100, seed: int = 0, fields: Sequence[str] = ()
    ) -> Table[SampleAnswer, ArticleFields]:
        """Some of the articles drawn by lot, each as likely as any other, the same for a seed.

        result.sample(20, seed=7).to_pandas()
        """
        given = {"n": n, "seed": seed, "fields": ",".join(fields)}
        question = self._question("sample", given)
        rows = attrgetter("articles")
        return Table.ask(self._transport, question, SampleAnswer, ArticleFields, rows)

    # Counts

    def timeline(
        self,
        *,
        interval: TrendInterval | None = None,
        split: str | None = None,
        split_limit: int | None = None,
    ) -> Table[TrendsAnswer, TrendRow]:
        """How many articles each interval has, and which share of the archive's that is; also
        `split` by the values of a facet.

            result.timeline(interval="year").to_pandas().plot(x="from", y="share")
        """
        given = {"interval": interval, "split": split, "split_limit": split_limit}
        question = self._question("timeline", given)
        return Table.ask(self._transport, question, TrendsAnswer, TrendRow, list_trends)

    def facet(
        self, name: str, *, order: ValueOrder | None = None, prefix: str = ""
    ) -> Table[FacetAnswer, FacetCount]:
        """Every value of a facet that the articles have, with exact counts; those alone of which a
        word begins with `prefix`.

            result.facet("tag").to_pandas()
        """
        given = {"facet": name, "order": order, "prefix": prefix, "limit": MAX_VALUES}
        question = self._question("facets", given)
        return Table.ask(self._transport, question, FacetAnswer, FacetCount, attrgetter("values"))

    # Readings

    def kwic(
        self,
        *,
        width: int | None = None,
        sort: ConcordanceSort | None = None,
        limit: int | None = None,
        read: int | None = None,
    ) -> Table[KwicAnswer, KwicLine]:
        """Each occurrence of what is searched for, with `width` words left and right: all of them,
        or the first `limit`. Of large results at most `read` articles are read, drawn by lot;
        `answer.articles` tells.

            result.kwic(width=6, sort="right").to_pandas()[["left", "match", "right"]]
        """
        page = MAX_LINES if limit is None else min(limit, MAX_LINES)
        given = {"width": width, "sort": sort, "limit": page, "read": read}
        rows = attrgetter("lines")
        question = self._question("kwic", given)
        return Table.ask(self._transport, question, KwicAnswer, KwicLine, rows, limit)

    def collocates(
        self,
        *,
        unit: Unit | None = None,
        left: int | None = None,
        right: int | None = None,
        min_count: int | None = None,
        order: CollocateOrder | None = None,
        stop_words: bool | None = None,
        limit: int | None = None,
        read: int | None = None,
    ) -> Table[CollocatesAnswer, CollocateRow]:
        """The words that stand near what is searched for more often than elsewhere in the same
        articles, in a window of `left` and `right` words.

            result.collocates(left=3, right=3).to_pandas().head(20)
        """
        given = {
            "unit": unit,
            "left": left,
            "right": right,
            "min": min_count,
            "order": order,
            "stop_words": stop_words,
            "limit": limit,
            "read": read,
        }
        question = self._question("collocates", given)
        rows = attrgetter("collocates")
        return Table.ask(self._transport, question, CollocatesAnswer, CollocateRow, rows)

    def terms(
        self,
        *,
        against: str | None = None,
        unit: Unit | None = None,
        prefix: str = "",
        min_count: int | None = None,
        order: TermOrder | None = None,
        stop_words: bool | None = None,
        limit: int = 100,
        read: int | None = None,
    ) -> Table[TermsAnswer, TermRow]:
        """The commonest words of the articles, or those that are more frequent in them than in what
        the query `against` finds under the same filters (`*` is everything).

            result.terms(against="*", stop_words=False).to_pandas()
        """
        given = {
            "against": against,
            "unit": unit,
            "prefix": prefix,
            "min": min_count,
            "order": order,
            "stop_words": stop_words,
            "limit": min(limit, MAX_TERMS),
            "read": read,
        }
        question, rows = self._question("terms", given), attrgetter("terms")
        return Table.ask(self._transport, question, TermsAnswer, TermRow, rows, limit)

    def ngrams(
        self,
        n: int | None = None,
        *,
        of: Sequence[str] = (),
        unit: Unit | None = None,
        interval: NgramInterval | None = None,
        min_count: int | None = None,
        stop_words: bool | None = None,
        limit: int | None = None,
        read: int | None = None,
    ) -> Table[NgramsAnswer, NgramPoint]:
        """What stands in a row, `n` words long, in the articles of each year or month: the
        commonest, or those that `of` names.

            result.ngrams(of=["старый мост", "новый мост"]).to_pandas()
        """
        given = {
            "n": n,
            "of": of,
            "unit": unit,
            "interval": interval,
            "min": min_count,
            "stop_words": stop_words,
            "limit": limit,
            "read": read,
        }
        question = self._question("ngrams", given)
        return Table.ask(self._transport, question, NgramsAnswer, NgramPoint, list_points)

    # Citing

    def fingerprint(self) -> str:
        """The SHA-256 of all ids and texts that are found: equal where the same is found.

        result.fingerprint() == "sha256:…"
        """
        question = self._question("articles", {"limit": 0, "fingerprint": 1})
        return self._transport.ask(question, SearchAnswer).fingerprint or ""

    def receipt(self, as_of: int | None = None) -> Receipt:
        """What a paper needs to cite the result, and others to find it again: today's, or what was
        found at an earlier state of the archive.

            print(result.receipt().citation["en"])
        """
        return self._transport.ask(self._question("receipt", {"as_of": as_of}), Receipt)

    def compare(self, as_of: int, fingerprint: str = "") -> Table[ComparisonAnswer, Difference]:
        """What was added, removed and changed since an earlier state of the archive; `fingerprint`
        is the one that the result had then.

            result.compare(receipt.seq, receipt.fingerprint).answer.verified
        """
        question = self._question("compare", {"as_of": as_of, "fingerprint": fingerprint})
        rows = attrgetter("differences")
        return Table.ask(self._transport, question, ComparisonAnswer, Difference, rows)

    def cite(
        self, id: str, format: CitationFormat = "apa", accessed: date | str | None = None
    ) -> str:
        """How to cite an article of it; see `Archive.cite`."""
        return cite(self._transport, id, format, accessed)

    def _question(self, path: str, given: Mapping[str, object]) -> Question:
        return Question(path, (*self._finding, *list_pairs(given)))


def cite(transport: Transport, id: str, format: CitationFormat, accessed: date | str | None) -> str:
    """How to cite an article, read on a day. Raises what `Transport` raises."""
    pairs = tuple(list_pairs({"format": format, "accessed": accessed}))
    return transport.read(Question("articles/{id}/citation", pairs, id))
