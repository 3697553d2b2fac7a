"""Values of a record as the parts of an article, strictly: what is not understood is refused."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable, Mapping, Sized
from datetime import date, datetime, time, tzinfo
from urllib.parse import urljoin

from indexer.addresses import is_web_address
from indexer.article import Lang
from indexer.dates import DateMeaning, DateOrder, accept_instant, parse_instant, parse_number
from indexer.errors import RecordError
from indexer.importing.wrapping import unwrap

LONGEST_ID = 300
"""Characters of an article's id."""

# What a record may hold at most. It is far more than a true article has, and less than every engine
# takes: tantivy drops a value over 65,530 bytes without a word. What has more is refused by name.
#
# Characters of a field, of each value where it may have several; `id` has LONGEST_ID.
LONGEST: Mapping[str, int] = {
    "lang": 100,
    "title": 1_000,
    "lead": 20_000,
    "body": 1_000_000,
    "captions": 5_000,
    "published": 100,
    "original_published": 100,
    "modified": 100,
    "authors": 200,
    "source": 200,
    "countries": 200,
    "tags": 200,
    "url": 2_000,
    "mirrors": 2_000,
    "story": 300,
    "notices": 20_000,
}

# Values of a field that may have several.
MOST_VALUES: Mapping[str, int] = {
    "captions": 1_000,
    "authors": 200,
    "countries": 300,
    "tags": 200,
    "mirrors": 100,
    "notices": 100,
}

MOST_NAMES = 1_000
"""Names of a record, and of what it keeps of fields that are not ours."""

LONGEST_EXTRA = 1_000_000
"""Bytes of all fields of a record that are not ours, as JSON."""

LONGEST_FRONT_MATTER = 100_000
"""Characters of the fields before a Markdown text."""

DEEPEST_EXTRA = 50
"""Lists and objects within one another, in a field that is not ours."""

_LANGS: Mapping[str, Lang] = {
    **dict.fromkeys(("ru", "rus", "russian", "русский"), "ru"),
    **dict.fromkeys(("en", "eng", "english", "английский"), "en"),
}

# What catalogues write where they do not know, or where it is several.
_UNKNOWN_LANGS = frozenset(("und", "mul", "zxx", "mis", "xx", "unknown", "none", "null", "other"))

_KINDS: Mapping[type, str] = {
    type(None): "null", bool: "true or false", int: "number", float: "number", str: "text",
    list: "list", dict: "object", datetime: "date", date: "date",
}  # fmt: skip

# A user and password in an address are for nobody else.
_SECRET = re.compile(r"^(https?://)[^/?#@\s]*@", re.IGNORECASE)

_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_BLANK = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
# Runs of blanks are one, as browsers show them: copies of one text differ in them.
_BLANKS = re.compile(r"[ \t]{2,}|\t")
_BLANK_LINE = re.compile(r"\n(?:[^\S\n]*\n)+")
_INDENTED = re.compile(r"\n(?=[ \t]{2}|\t)")

# Lines longer than this on average are paragraphs, shorter ones were wrapped.
_LONG_LINES = 100


def read_text(name: str, value: object) -> str:
    """A text without control characters, its line ends `\\n`; null is the empty text."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _unexpected(name, "text", value)
    # A text may hold several values.
    _check_length(name, value, LONGEST[name] * MOST_VALUES.get(name, 1))
    if _SURROGATE.search(value):
        raise RecordError(name, "half of a surrogate pair, which is no character")
    return _CONTROL.sub("", _LINE_END.sub("\n", value).replace("\u2029", "\n\n")).strip("\n")


def read_line(name: str, value: object) -> str:
    """A text as one line."""
    lines = (_BLANKS.sub(" ", line).strip() for line in read_text(name, value).split("\n"))
    return " ".join(line for line in lines if line)


def read_lines(name: str, value: object, separator: str = r"\n") -> list[str]:
    """A list of texts of one line each, or a text that a separator (a pattern) splits.

    Empty ones and repetitions go.
    """
    if isinstance(value, list):
        _check_count(name, value)
        lines = [read_line(name, item) for item in value if _is_text(name, item)]
    else:
        lines = [line.strip() for line in re.split(separator, read_text(name, value))]
    return _keep_different(name, lines)


def read_paragraphs(name: str, value: object) -> str:
    """A text as paragraphs of one line each, joined by blank lines.

    Long lines are paragraphs. Short ones are too, unless they were wrapped, which
    `indexer.importing.wrapping` tells: then paragraphs end at a blank line and before an indented
    line, as in wire copy.
    """
    text = textwrap.dedent(read_text(name, value)).strip("\n")
    lines = [line for line in text.split("\n") if line.strip()]
    if sum(map(len, lines)) > _LONG_LINES * len(lines):
        blocks = [[line] for line in lines]
    else:
        blocks = [block.split("\n") for block in _BLANK_LINE.split(_INDENTED.sub("\n\n", text))]
    return "\n\n".join(unwrap(map(_tidy_lines, blocks)))


def _tidy_lines(lines: Iterable[str]) -> list[str]:
    return [tidy for line in lines if (tidy := _BLANKS.sub(" ", line).strip())]


def read_texts(name: str, value: object) -> list[str]:
    """A text, or a list of texts, of several paragraphs each."""
    items = value if isinstance(value, list) else [value]
    _check_count(name, items)
    texts = [read_paragraphs(name, item) for item in items if item is value or _is_text(name, item)]
    return _keep_different(name, texts)


def read_lang(name: str, value: object) -> Lang | None:
    """A language by its code or name (`ru`, `rus`, `ru-RU`, `Russian`); None if not given, or if
    it is not known (`und`)."""
    text = read_line(name, value)
    if not text:
        return None
    code = re.split("[-_]", text.casefold())[0]
    lang = _LANGS.get(code)
    if lang is None and code in _UNKNOWN_LANGS:
        return None
    if lang is None:
        raise RecordError(name, f"expected ru or en, found {text[:30]!r}")
    return lang


def read_instant(
    name: str, value: object, zone: tzinfo, order: DateOrder | None = None
) -> datetime | None:
    """A time: text, a number of Unix time or a day as 20210123, or what YAML made of a date; None
    if empty. `order` tells how to read figures that may be read several ways."""
    if value is None or (isinstance(value, str) and not read_line(name, value)):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        raise _unexpected(name, "a date", value)
    try:
        match value:
            case str():
                meaning: DateMeaning = "modified" if name == "modified" else "published"
                return parse_instant(read_line(name, value), zone, order, meaning)
            case datetime():
                is_local = value.utcoffset() is None
                return accept_instant(value.replace(tzinfo=zone) if is_local else value, zone)
            case date():
                return accept_instant(datetime.combine(value, time(), zone), zone)
            case _:
                return parse_number(value, zone, order)
    except ValueError as error:
        raise RecordError(name, str(error)) from error


def read_url(name: str, value: object, site: str | None = None) -> str | None:
    """An http or https URL; None if empty.

    `www.example.org/…` gets its scheme, blanks are escaped, and an address from the root of a site
    is one of `site`, where that is known.
    """
    text = read_line(name, value)
    url = _SECRET.sub(r"\1", text.replace(" ", "%20")) if "/" in text else text
    if url.startswith("//") or url.casefold().startswith("www."):
        url = f"https://{url.removeprefix('//')}"
    elif site is not None and url.startswith("/"):
        url = urljoin(site, url)
    if url and not is_web_address(url):
        hint = "; it begins at the root of a site: --site https://…" * url.startswith("/")
        raise RecordError(name, f"not an http(s) URL: {url[:100]!r}{hint}")
    return url or None


def read_id(name: str, value: object) -> str | None:
    """An id: a short printable text, or a number; None if empty."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**LONGEST_ID else "9" * (LONGEST_ID + 1)
    elif isinstance(value, float) and math.isfinite(value):
        # Tables with gaps have their numbers as 17.0.
        value = str(int(value)) if value.is_integer() and abs(value) < 2**53 else str(value)
    elif not isinstance(value, str | None):
        raise _unexpected(name, "text or number", value)
    id_ = _BLANK.sub(" ", value or "").strip()
    if not id_:
        return None
    if len(id_) > LONGEST_ID or not id_.isprintable():
        raise RecordError(name, f"expected 1 to {LONGEST_ID} printable characters")
    if id_ in {".", ".."}:
        raise RecordError(name, f"{id_!r} would have no address")
    return id_


def _keep_different(name: str, values: Iterable[str]) -> list[str]:
    """The values of a field without empty ones and repetitions. Raises RecordError."""
    kept = [value for value in dict.fromkeys(values) if value]
    _check_count(name, kept)
    for value in kept:
        _check_length(name, value, LONGEST[name])
    return kept


def _check_count(name: str, values: Sized) -> None:
    if len(values) > MOST_VALUES[name]:
        raise RecordError(name, f"{len(values)} values, more than {MOST_VALUES[name]}")


def _check_length(name: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise RecordError(name, f"{len(text)} characters, more than {longest}")


def _is_text(name: str, item: object) -> bool:
    if isinstance(item, str):
        return True
    raise RecordError(name, f"expected a list of texts, found {_kind(item)} in it")


def _unexpected(name: str, expected: str, value: object) -> RecordError:
    return RecordError(name, f"expected {expected}, found {_kind(value)}")


def _kind(value: object) -> str:
    return _KINDS.get(type(value), type(value).__name__)
