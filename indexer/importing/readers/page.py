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
from indexer.importing.readers import RAW_LIMIT, RawRecord, Rejection, script_lang
from indexer.importing.sources import Source

# A dateline further down belongs to something else than an article page.
_MOST_CAPTIONS = 20
_WIDEST_WRAP = 100
_LONGEST_BYLINE = 500

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    r"|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[a-zа-я]*\.?"
)

_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun|пон|вто|сре|чет|пят|суб|вос)[a-zа-я]*,?\s+)?"
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?(?:\s+\(?(?:MSK|МСК)\b\)?)?"

_DAY = (
    rf"(?:\d{{1,2}}\s+{_MONTH},?\s+\d{{4}}(?:\s*(?:г\.|года))?"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    r"|\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})"
)

_MOMENT = rf"(?:{_TIME},?\s+{_WEEKDAY}{_DAY}|{_WEEKDAY}{_DAY}(?:,?\s+|T)(?:(?:at|в)\s+)?{_TIME})"

_BARE_MOMENT = re.compile(_MOMENT, re.IGNORECASE)
_DATELINE = re.compile(rf"{_MOMENT}|{_WEEKDAY}{_DAY}", re.IGNORECASE)
_DATE_WITHIN = re.compile(rf"\b(?:{_MOMENT}|{_DAY})", re.IGNORECASE)
_PARENTHESES = re.compile("[()]")
_LINK_LINES = {"all news", "news archive", "все новости", "архив новостей"}

_BYLINE = re.compile(
    r"(?:(?:authors?|автор|авторы)\s*:\s*(?P<authors>.*?))?"
    r"(?:(?:^|[\s;,]+)(?:source|источник)\s*:\s*(?P<source>.*))?",
    re.IGNORECASE,
)

_SENTENCE_END = re.compile(r"[^\W\d_]{3}[.!?…]+(?:\s|$)")
_NOTICE_WORD = re.compile(r"МАТЕРИАЛ|СООБЩЕНИ|ИНФОРМАЦИ")
_NOTICE = re.compile(r"ИНОСТРАНН\w+\s+АГЕНТ")
_CYRILLIC_CAPITAL = re.compile(r"[А-ЯЁ]")
_LETTER = re.compile(r"[^\W\d_]")

# The end of a sentence, but not of "a.m.".
_STOP = r"(?<!\b[ap]\.m)[.!?](?:\s|$)"
_SENTENCE_START = re.compile(r"(?:^|(?<=\n)|(?<=[.!?…»”\")]\s))(?=[A-Z])")

_ORIGINAL = re.compile(
    r"(?:(?:this|the)\s+(?:(?:full|original)\s+)?(?:(?:text|version)\s+of\s+(?:this|the)\s+)?"
    r"(?:article|report|story|material|news|text|piece|item|interview|note)\s+"
    r"(?:(?:was|were|is|has\s+been|had\s+been)\s+)?)?"
    r"(?:(?:originally|initially|first)\s+(?:published|posted|issued|released|appeared|placed)"
    r"|(?:published|posted|issued|released|appeared|placed)\s+(?:originally|initially|first))\b"
    rf"(?P<details>(?:(?!{_STOP}).)*)[.!?]?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)

_RUSSIAN_PAGE = re.compile(
    r"\brussian(?:[\s-]+language)?\s+(?:web\s*)?(?:page|site|version|section|service|edition|part)",
    re.IGNORECASE,
)

_INVITATION = re.compile(r"\bclick|\bfull\s+(?:text|version|article|story)|\blink\b", re.IGNORECASE)


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
    captions, top_notices = _take_notices(lines[:dateline])
    text_lines, notices = _take_notices(lines[title + 1 :])
    rest = _Rest()
    rest.read(text_lines)
    values: dict[str, Any] = {
        "captions": [line for line in captions if line],
        "published": _PARENTHESES.sub("", lines[dateline]),
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
        if _DATELINE.fullmatch(line):
            return i
        captions += bool(line)
        if captions > _MOST_CAPTIONS or _is_furniture(line):
            return None
    return None


def _is_furniture(line: str) -> bool:
    """Whether the line cannot be a caption or a title. (A headline may begin with "Source:".)"""
    if line.casefold() in _LINK_LINES or _BARE_MOMENT.fullmatch(line):
        return True
    byline = _read_byline(line)
    return byline is not None and bool(byline.authors)


@dataclass(frozen=True, slots=True)
class _Byline:
    authors: tuple[str, ...]
    source: str


def _read_byline(line: str) -> _Byline | None:
    """`Author: … Source: …`, or either; None for a line of prose that begins like one."""
    match = _BYLINE.fullmatch(line) if 0 < len(line) < _LONGEST_BYLINE else None
    if match is None:
        return None
    authors = [name.strip() for name in re.split("[;,]", match["authors"] or "")]
    authors = [name for name in authors if name]
    source = (match["source"] or "").strip()
    names = [*authors, source]
    if any(len(name) > 80 or _SENTENCE_END.search(name[:-1]) for name in names):
        return None
    if line.endswith((".", "!", "?", "…")) and any(name[:1].islower() for name in names):
        return None
    return _Byline(tuple(authors), source)


def _take_notices(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines without the legal notices (blank ones in their place), and the notices."""
    kept = list(lines)
    notices: list[str] = []
    i = 0
    while i < len(lines):
        if not (_is_capitals(lines[i]) and _NOTICE_WORD.search(lines[i])):
            i += 1
            continue
        end = _capitals_end(lines, i)
        notice = " ".join(line for line in lines[i:end] if line)
        if _NOTICE.search(notice):
            notices.append(notice)
            kept[i:end] = [""] * (end - i)
        i = end
    return kept, notices


def _capitals_end(lines: Sequence[str], start: int) -> int:
    """The end of the run of lines in capitals, blank ones among them, that begins at a line."""
    end = start + 1
    for i in range(start + 1, len(lines)):
        if _is_capitals(lines[i]):
            end = i + 1
        elif lines[i]:
            break
    return end


def _is_capitals(line: str) -> bool:
    letters = len(_LETTER.findall(line))
    return letters > 4 and len(_CYRILLIC_CAPITAL.findall(line)) >= 0.8 * letters


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
        text = self._take_original("\n".join(lines[:end]))
        # Lines of the foot that are not known are kept as text: nothing is dropped in silence.
        unknown = [line for line in lines[foot:] if not self._take_last(line)]
        self.body = "\n\n".join((*_paragraphs(text.split("\n")), *filter(None, unknown)))

    def _take_last(self, line: str) -> bool:
        """Whether the line belongs to the foot of the page and not to the text."""
        byline = _read_byline(line)
        if byline is None:
            return not line or line.casefold() in _LINK_LINES or bool(_BARE_MOMENT.fullmatch(line))
        if (byline.authors and self.authors) or (byline.source and self.source):
            return False
        self.authors = self.authors or list(byline.authors)
        self.source = self.source or byline.source
        return True

    def _take_original(self, text: str) -> str:
        """The text without a last sentence that names the Russian page and the date there."""
        # Such a sentence is short: look at the end of the text only.
        tail = text[-1000:]
        for start in _SENTENCE_START.finditer(tail):
            match = _ORIGINAL.match(tail, start.start())
            if match is not None and (date := _original_date(match)):
                self.original_published = date
                return text[: len(text) - len(tail) + match.start()].rstrip()
        return text


def _original_date(match: re.Match[str]) -> str | None:
    details = match["details"]
    page = _RUSSIAN_PAGE.search(details)
    date = _DATE_WITHIN.search(details)
    if page is None or date is None:
        return None
    # Nothing may follow but where to find the full text, else it is prose.
    remainders = re.split(_STOP, match["rest"])
    if page.start() < date.start():
        remainders.append(details[date.end() :])
    if any(re.search(r"\w", text) and not _INVITATION.search(text) for text in remainders):
        return None
    return _PARENTHESES.sub("", " ".join(date[0].split()))


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
