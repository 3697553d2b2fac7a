"""Pages for tests: all that stands on them is invented."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from indexer.importing.readers import RawRecord, Rejection
from indexer.importing.readers.html import HtmlReader
from indexer.importing.readers.pages import PageRecords
from indexer.importing.sources import Source

TITLE = "Ferry returns to the mountain lake"
PARAGRAPHS = tuple(
    " ".join(paragraph.split())
    for paragraph in """
The ferry that links the two shores of the lake sailed again on Saturday, two years after a
storm had broken its hull against the pier of the upper village.

Its captain said that the repairs had taken so long because the oak for the planks had to be
brought from another valley, over a road that was closed all winter.

The first voyage was free for all who came, and some three hundred people from both shores
took the chance to see their relatives on the other side.
""".split("\n\n")
)
RUSSIAN_TITLE = "На горное озеро вернулся паром"
RUSSIAN_PARAGRAPHS = tuple(
    " ".join(paragraph.split())
    for paragraph in """
Паром, который связывает два берега озера, в субботу снова вышел в рейс: два года назад буря
разбила его о причал верхнего села.

Капитан рассказал, что ремонт затянулся, потому что дуб для обшивки пришлось везти из другой
долины по дороге, закрытой всю зиму.

Первый рейс был бесплатным, и около трёхсот жителей обоих берегов смогли повидать своих
родных на другой стороне.
""".split("\n\n")
)


def make_page(
    *, head: str = "", top: str = "", body: str | None = None, title: str = TITLE, lang: str = "en"
) -> str:
    """A page with an article: `head` is added to its head, `top` stands below the headline."""
    text = "".join(f"<p>{line}</p>\n" for line in PARAGRAPHS) if body is None else body
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f"<title>{title} - South Wire</title>{head}</head><body>"
        '<nav><a href="/">Home</a> <a href="/news">All news</a></nav>'
        f"<article><h1>{title}</h1>{top}{text}</article>"
        "<footer><p>South Wire. All rights reserved.</p></footer></body></html>"
    )


def make_russian_page(*, head: str = "", top: str = "") -> str:
    """A page with the same article in Russian."""
    body = "".join(f"<p>{line}</p>\n" for line in RUSSIAN_PARAGRAPHS)
    return make_page(head=head, top=top, body=body, title=RUSSIAN_TITLE, lang="ru")


def json_ld(**values: Any) -> str:
    """A script with the statement of a news article."""
    statement = {"@context": "https://schema.org", "@type": "NewsArticle"} | values
    return f'<script type="application/ld+json">{json.dumps(statement)}</script>'


def meta(**contents: str) -> str:
    """`<meta>` elements, named with `_` for a colon: `og_title`; a second one stays."""
    return "".join(
        f'<meta property="{name.replace("_", ":", 1)}" content="{content}">'
        for name, content in contents.items()
    )


def read_page(page: str | bytes, *, encoding: str | None = None) -> RawRecord | Rejection:
    """What the reader makes of a page."""
    content = page.encode() if isinstance(page, str) else page
    stream = io.BufferedReader(io.BytesIO(content))  # type: ignore[arg-type]
    (record,) = HtmlReader(PageRecords()).read(Source("page.html", stream, encoding))
    return record


def read_values(page: str | bytes) -> Mapping[str, Any]:
    """The fields of a page that holds an article."""
    record = read_page(page)
    assert isinstance(record, RawRecord), record
    return record.values


def refuse(page: str | bytes) -> str:
    """Why a page is refused."""
    record = read_page(page)
    assert isinstance(record, Rejection), record.values
    return record.reason
