"""From queries that found nothing to their page, and to their table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from babel import Locale

from indexer.operations.fruitless import DAYS, FruitlessQuery
from searcher.request import SearchRequest
from web.admin.files.presenter import address_of
from web.admin.frame import AdminFrame
from web.admin.navigation import SEARCHES
from web.admin.searches.page import SearchesPage, SearchRow
from web.i18n import Language
from web.urls import Urls

# What a spreadsheet would run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t")


def present_searches(
    frame: AdminFrame, queries: Sequence[FruitlessQuery], urls: Urls, *, is_noted: bool
) -> SearchesPage:
    """The page of queries that found nothing."""
    language = frame.language
    return SearchesPage(
        frame=frame,
        rows=tuple(_present_row(query, language, urls) for query in queries),
        days=language.format_number(DAYS),
        is_noted=is_noted,
        settings=urls.admin(address_of("letopis.toml")),
        forget=urls.admin(f"{SEARCHES}/forget"),
        forget_all=urls.admin(f"{SEARCHES}/forget-all"),
        download=urls.admin(f"{SEARCHES}.csv"),
    )


def write_table(queries: Iterable[FruitlessQuery]) -> str:
    """The queries as CSV."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(("query", "lang", "times", "last_day"))
    for query in queries:
        text = f"'{query.query}" if query.query.startswith(_FORMULA) else query.query
        writer.writerow((text, query.lang, query.times, query.day.isoformat()))
    return table.getvalue()


def _present_row(query: FruitlessQuery, language: Language, urls: Urls) -> SearchRow:
    return SearchRow(
        query=query.query,
        lang=Locale.parse(language.code).languages.get(query.lang, query.lang),
        times=language.format_number(query.times),
        day=language.label_days(query.day.isoformat(), query.day.isoformat()),
        again=urls.search(SearchRequest(q=query.query)),
    )
