"""What stands around the text of an article on its page: the furniture, as newspapers call it.

Datelines, bylines, legal notices, the sentence that an article was first published on an agency's
Russian page. Each is recognized by its own words, in both languages; where on the page it may stand
is for those to say who read pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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


DATELINE = re.compile(rf"{_MOMENT}|{_WEEKDAY}{_DAY}", re.IGNORECASE)
"""A day, with or without a time."""

DATE_WITHIN = re.compile(rf"\b(?:{_MOMENT}|{_DAY})", re.IGNORECASE)
"""A date anywhere in a line."""

_PARENTHESES = re.compile("[()]")
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


def clean_date(text: str) -> str:
    """A date without the brackets around the name of its zone."""
    return _PARENTHESES.sub("", text)


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote an article, and for whom; one of them may be missing."""

    authors: tuple[str, ...]
    source: str


def read_byline(line: str) -> Byline | None:
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
    return Byline(tuple(authors), source)


def names_authors(line: str) -> bool:
    """Whether the line is a byline with authors. (A headline may begin with "Source:".)"""
    byline = read_byline(line)
    return byline is not None and bool(byline.authors)


def take_notices(lines: Sequence[str]) -> tuple[list[str], list[str]]:
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


# The sentence about the original is short: it is looked for at the end of a text only.
_TAIL = 1000


@dataclass(frozen=True, slots=True)
class Original:
    """A text without its last sentence, which told when the original appeared."""

    text: str
    published: str


def take_original(text: str) -> Original | None:
    """The text without a last sentence that names the Russian page and the date there, and that
    date; None where no such sentence ends the text."""
    tail = text[-_TAIL:]
    for start in _SENTENCE_START.finditer(tail):
        match = _ORIGINAL.match(tail, start.start())
        if match is not None and (date := _original_date(match)):
            return Original(text[: len(text) - len(tail) + match.start()].rstrip(), date)
    return None


def _original_date(match: re.Match[str]) -> str | None:
    details = match["details"]
    page = _RUSSIAN_PAGE.search(details)
    date = DATE_WITHIN.search(details)
    if page is None or date is None:
        return None
    # Nothing may follow but where to find the full text, else it is prose.
    remainders = re.split(_STOP, match["rest"])
    if page.start() < date.start():
        remainders.append(details[date.end() :])
    if any(re.search(r"\w", text) and not _INVITATION.search(text) for text in remainders):
        return None
    return clean_date(" ".join(date[0].split()))
