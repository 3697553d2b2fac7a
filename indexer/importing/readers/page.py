"""Printed pages: the text of an article's page as a browser saves it.

In this order, brackets for what may be missing: [photo captions] dateline, title, paragraphs, [a
sentence that the article was first published on the agency's Russian page], [author and source],
[a link line], [a legal notice], [date-times of other news], [a link line].

Everything after the body is recognised only where no prose follows it: a date, a "Source: …" or a
mention of an earlier publication inside the article stays in its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

from indexer.importing.decoding import read_text
from indexer.importing.furniture import (
    DATELINE,
    MOMENT,
    clean_date,
    read_byline,
    take_notices,
    take_original,
)
from indexer.importing.readers import RAW_LIMIT, RawRecord, Rejection, script_lang
from indexer.importing.sources import Source

# A dateline further down belongs to something else than an article page.
_MOST_CAPTIONS = 20
_WIDEST_WRAP = 100

_LINK_LINES = {"all news", "news archive", "все новости", "архив новостей"}


class PageReader:
    """Reads `.txt` files that hold an article's page.

    `name.ru.txt` and `name.en.txt` are two versions of the story `name`.
    """

    name = "page"

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The one record of the source. Raises OSError."""
        text = read_text(source)
        yield (
            text
            if isinstance(text, Rejection)
            else _read_page(text, PurePosixPath(source.name).name)
        )


def _read_page(text: str, name: str) -> RawRecord | Rejection:
    raw = text[:RAW_LIMIT]
    lines = [" ".join(line.split()) for line in text.split("\n")]
    dateline = _find_dateline(lines)
    if dateline is None:
        return Rejection(1, "published", "no line with the date of an article", raw)
    title = next((i for i in range(dateline + 1, len(lines)) if lines[i]), len(lines))
    if title == len(lines) or _is_furniture(lines[title]):
        return Rejection(dateline + 1, "title", "no title after the date", raw)
    captions, top_notices = take_notices(lines[:dateline])
    text_lines, notices = take_notices(lines[title + 1 :])
    rest = _Rest()
    rest.read(text_lines)
    values: dict[str, Any] = {
        "captions": [line for line in captions if line],
        "published": clean_date(lines[dateline]),
        "title": lines[title],
        "body": rest.body,
        "original_published": rest.original_published,
        "authors": rest.authors,
        "source": rest.source,
        "notices": [*top_notices, *notices],
    }
    match name.rsplit(".", 2):
        case [story, "ru" | "en" as lang, _]:
            values |= {"lang": lang, "story": story}
        case _:
            values["lang"] = script_lang(f"{lines[title]}\n{rest.body}")
    return RawRecord(1, {name: value for name, value in values.items() if value}, raw)


def _find_dateline(lines: Sequence[str]) -> int | None:
    captions = 0
    for i, line in enumerate(lines):
        if DATELINE.fullmatch(line):
            return i
        captions += bool(line)
        if captions > _MOST_CAPTIONS or _is_furniture(line):
            return None
    return None


def _is_furniture(line: str) -> bool:
    """Whether the line cannot be a caption or a title. (A headline may begin with "Source:".)"""
    if line.casefold() in _LINK_LINES or MOMENT.fullmatch(line):
        return True
    byline = read_byline(line)
    return byline is not None and bool(byline.authors)


@dataclass
class _Rest:
    """What stands after the title."""

    body: str = ""
    authors: list[str] = field(default_factory=list)
    source: str = ""
    original_published: str = ""

    def read(self, lines: Sequence[str]) -> None:
        links = [i for i, line in enumerate(lines) if line.casefold() in _LINK_LINES]
        foot = links[0] if links else len(lines)
        end = foot
        while end and self._take_last(lines[end - 1]):
            end -= 1
        text = "\n".join(lines[:end])
        if original := take_original(text):
            text = original.text
            self.original_published = original.published
        # Lines of the foot that are not known are kept as text: nothing is dropped in silence.
        unknown = [line for line in lines[foot:] if not self._take_last(line)]
        self.body = "\n\n".join((*_paragraphs(text.split("\n")), *filter(None, unknown)))

    def _take_last(self, line: str) -> bool:
        """Whether the line belongs to the foot of the page and not to the text."""
        byline = read_byline(line)
        if byline is None:
            return not line or line.casefold() in _LINK_LINES or bool(MOMENT.fullmatch(line))
        if (byline.authors and self.authors) or (byline.source and self.source):
            return False
        self.authors = self.authors or list(byline.authors)
        self.source = self.source or byline.source
        return True


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """The paragraphs: blocks between blank lines, each line of them unless it was wrapped."""
    block: list[str] = []
    for line in (*lines, ""):
        if line:
            block.append(line)
        elif block:
            yield from _unwrap(block)
            block = []


def _unwrap(block: Sequence[str]) -> Iterator[str]:
    width = max(map(len, block))
    breaks = [
        # A line was wrapped if the next word would not have fitted.
        width <= _WIDEST_WRAP and len(line) + 1 + len(following.split()[0]) > width
        for line, following in pairwise(block)
    ]
    # Short paragraphs may look full by chance; a line broken within a sentence does not lie.
    certain = any(
        wrapped and not re.search(r"[.!?…:;][»”\"')]*$", line)
        for wrapped, line in zip(breaks, block, strict=False)
    )
    paragraph = block[0]
    for wrapped, line in zip(breaks, block[1:], strict=False):
        if wrapped and certain:
            paragraph += f" {line}"
        else:
            yield paragraph
            paragraph = line
    yield paragraph
