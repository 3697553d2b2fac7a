"""The reader of printed pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from indexer.importing.decoding import read_text
from indexer.importing.furniture import clean_date, take_notices
from indexer.importing.readers import RAW_LIMIT, RawRecord, Rejection, script_lang
from indexer.importing.readers.page.body import Body
from indexer.importing.readers.page.head import NoHead, read_head
from indexer.importing.sources import Source


class PageReader:
    """Reads `.txt` files that hold an article's page.

    `name.ru.txt` and `name.en.txt` are two versions of the story `name`.
    """

    name = "page"

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The one record of the source. Raises OSError."""
        text = read_text(source)
        if isinstance(text, Rejection):
            yield text
        else:
            yield _read_page(text, PurePosixPath(source.name).name)


def _read_page(text: str, name: str) -> RawRecord | Rejection:
    raw = text[:RAW_LIMIT]
    lines, notices = take_notices([" ".join(line.split()) for line in text.split("\n")])
    head = read_head(lines)
    if isinstance(head, NoHead):
        return Rejection(head.line, head.field, head.reason, raw)
    body = Body(authors=list(head.authors), source=head.source)
    body.read(lines[head.end :])
    values: dict[str, Any] = {
        "captions": list(head.captions),
        "published": clean_date(head.published),
        "modified": head.modified,
        "title": head.title,
        "lead": head.lead,
        "body": body.text,
        "original_published": body.original_published,
        "authors": body.authors,
        "source": body.source,
        "notices": notices,
    }
    match name.rsplit(".", 2):
        case [story, "ru" | "en" as lang, _]:
            values |= {"lang": lang, "story": story}
        case _:
            values["lang"] = script_lang(f"{head.title}\n{body.text}")
    return RawRecord(1, {name: value for name, value in values.items() if value}, raw)
