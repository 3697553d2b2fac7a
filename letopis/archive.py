"""An archive, wherever it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, overload

from letopis.result import Result, cite
from letopis.tables import Table, TrendRow, list_trends
from letopis.transport import Pair, Question, Transport, list_pairs
from searcher.answers.values import MAX_VALUES, ArchiveValue, ValueOrder
from searcher.citing.citation import CitationFormat
from searcher.request import Copies, DateField, Sort
from searcher.trends import TrendInterval
from web.api.answers import (
    ArticleAnswer,
    ArticleFields,
    HitAnswer,
    RelatedAnswer,
    ValuesAnswer,
)
from web.api.changes import CHANGES_LIMIT, ChangeAnswer, ChangesAnswer
from web.api.timeline import TrendsAnswer

# A value of a facet, or several of which any will do.
Values = str | Iterable[str]
# A day, or a month or year as text: `2021`, `2021-01`, `2021-01-23`.
Day = str | date | int


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive to be searched, in a folder (`letopis.open_archive`) or on a server
    (`letopis.connect`): the methods and answers are the same.

    Parameters are called and mean what they do in the API (docs/api.md), but for `from_`, and
    `exclude`, which has values not wanted by facet. All methods raise the errors of
    `letopis.transport.Transport`.
    """

    transport: Transport

    @overload
    def search(
        self,
        q: str = "",
        *,
        from_: Day | None = None,
        to: Day | None = None,
        date: DateField | None = None,
        author: Values = (),
        country: Values = (),
        tag: Values = (),
        lang: Values = (),
        source: Values = (),
        exclude: Mapping[str, Values] | None = None,
        all: Values = (),
        expand: str = "",
        copies: Copies | None = None,
        sort: Sort | None = None,
        fields: None = None,
    ) -> Result[HitAnswer]: ...

    @overload
    def search(
        self,
        q: str = "",
        *,
        from_: Day | None = None,
        to: Day | None = None,
        date: DateField | None = None,
        author: Values = (),
        country: Values = (),
        tag: Values = (),
        lang: Values = (),
        source: Values = (),
        exclude: Mapping[str, Values] | None = None,
        all: Values = (),
        expand: str = "",
        copies: Copies | None = None,
        sort: Sort | None = None,
        fields: Sequence[str],
    ) -> Result[ArticleFields]: ...

    def search(
        self,
        q: str = "",
        *,
        from_: Day | None = None,
        to: Day | None = None,
        date: DateField | None = None,
        author: Values = (),
        country: Values = (),
        tag: Values = (),
        lang: Values = (),
        source: Values = (),
        exclude: Mapping[str, Values] | None = None,
        all: Values = (),
        expand: str = "",
        copies: Copies | None = None,
        sort: Sort | None = None,
        fields: Sequence[str] | None = None,
    ) -> Result[Any]:
        """All articles that a query finds, all of the archive for an empty one. With `fields`, its
        hits have those of the articles and nothing else.

            archive.search("мост", from_="2010", country=["RU", "GE"], exclude={"tag": "sport"})

        The first page is asked for at once, so a mistake shows here.
        """
        finding = {
            "q": q,
            "from_": from_,
            "to": to,
            "date": date,
            "author": author,
            "country": country,
            "tag": tag,
            "lang": lang,
            "source": source,
            "all": all,
            "expand": expand,
            "copies": copies,
            **{f"-{facet}": values for facet, values in (exclude or {}).items()},
        }
        return Result.ask(
            self.transport,
            tuple(list_pairs(finding)),
            tuple(list_pairs({"sort": sort})),
            tuple(fields or ()),
        )

    def timeline(
        self,
        queries: Sequence[str],
        *,
        interval: TrendInterval | None = None,
        from_: Day | None = None,
        to: Day | None = None,
        date: DateField | None = None,
        author: Values = (),
        country: Values = (),
        tag: Values = (),
        lang: Values = (),
        source: Values = (),
        split: str | None = None,
        split_limit: int | None = None,
    ) -> Table[TrendsAnswer, TrendRow]:
        """The articles of up to ten queries over time, beside each other, each with its share of
        all that the archive has.

            trends = archive.timeline(["мост", "паром"], interval="year").to_pandas()
            trends.pivot(index="from", columns="query", values="share").plot()
        """
        given = {
            "interval": interval,
            "from_": from_,
            "to": to,
            "date": date,
            "author": author,
            "country": country,
            "tag": tag,
            "lang": lang,
            "source": source,
            "split": split,
            "split_limit": split_limit,
        }
        # An empty query beside others finds all.
        asked: Iterator[Pair] = (("q", q) for q in queries)
        question = Question("timeline", (*asked, *list_pairs(given)))
        return Table.ask(self.transport, question, TrendsAnswer, TrendRow, list_trends)

    def article(self, id: str, q: str = "") -> ArticleAnswer:
        """An article; with a query, the spans of its words in the texts.

            archive.article("ru-0001").title

        Raises ArticleNotFoundError; ArticleDeletedError where it was taken down.
        """
        question = Question("articles/{id}", tuple(list_pairs({"q": q})), id)
        return self.transport.ask(question, ArticleAnswer)

    def related(self, id: str, limit: int = 5) -> RelatedAnswer:
        """The articles most like one, in both languages. Raises what `article` raises.

        [hit.title for hit in archive.related("ru-0001").other_language]
        """
        question = Question("articles/{id}/related", tuple(list_pairs({"limit": limit})), id)
        return self.transport.ask(question, RelatedAnswer)

    def cite(
        self, id: str, format: CitationFormat = "apa", accessed: date | str | None = None
    ) -> str:
        """How to cite an article that was read on a day, today by default. Raises what `article`
        raises.

            print(archive.cite("ru-0001", format="gost"))
        """
        return cite(self.transport, id, format, accessed)

    def changes(
        self, since: int = 0, *, fields: Sequence[str] = ()
    ) -> Table[ChangesAnswer, ChangeAnswer]:
        """What was added, changed and taken down after the state `since` of the archive, in order,
        with some fields of the articles.

            for change in archive.changes(since=1200, fields=["title", "body"]): ...

        The `last_seq` of its last page is what to ask for next.
        """
        given = {"since": since, "fields": ",".join(fields), "limit": CHANGES_LIMIT.most}
        question = Question("changes", tuple(list_pairs(given)))
        rows = attrgetter("changes")
        return Table.ask(self.transport, question, ChangesAnswer, ChangeAnswer, rows)

    def authors(
        self, *, order: ValueOrder | None = None, prefix: str = ""
    ) -> Table[ValuesAnswer, ArchiveValue]:
        """Every author of the archive: names, number of articles, first and last day.

        archive.authors(order="count").to_pandas().head(10)
        """
        return self._values("authors", order, prefix)

    def countries(
        self, *, order: ValueOrder | None = None, prefix: str = ""
    ) -> Table[ValuesAnswer, ArchiveValue]:
        """Every country and region of the archive; see `authors`."""
        return self._values("countries", order, prefix)

    def tags(
        self, *, order: ValueOrder | None = None, prefix: str = ""
    ) -> Table[ValuesAnswer, ArchiveValue]:
        """Every tag of the archive; see `authors`."""
        return self._values("tags", order, prefix)

    def sources(
        self, *, order: ValueOrder | None = None, prefix: str = ""
    ) -> Table[ValuesAnswer, ArchiveValue]:
        """Every source of the archive; see `authors`."""
        return self._values("sources", order, prefix)

    def _values(
        self, path: str, order: ValueOrder | None, prefix: str
    ) -> Table[ValuesAnswer, ArchiveValue]:
        given = {"order": order, "prefix": prefix, "limit": MAX_VALUES}
        question = Question(path, tuple(list_pairs(given)))
        rows = attrgetter("values")
        return Table.ask(self.transport, question, ValuesAnswer, ArchiveValue, rows)
