"""Values of a record as they are meant: out of the shape, markup and signs that programs put around
them, and then read strictly (`indexer.importing.values`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.addresses import is_web_address, read_address
from indexer.errors import RecordError
from indexer.importing.bylines import clean_name, is_null, split_names, split_values
from indexer.importing.field_names import fold_name
from indexer.importing.fields import NO, YES
from indexer.importing.markup import read_markup, strip_markup
from indexer.importing.shapes import (
    are_foreign_keys,
    read_flag_shape,
    read_list_shape,
    read_text_shape,
)
from indexer.importing.values import read_line, read_lines, read_paragraphs

# What says that a record was not, or not yet, for readers.
_DRAFT_NAMES = frozenset(("draft", "isdraft", "deleted", "isdeleted"))
_PUBLISHED_NAMES = frozenset(("published", "ispublished", "approved", "approve", "active"))
_STATUS_NAMES = frozenset(("status", "poststatus", "pubstatus", "workflowstatus"))
_UNPUBLISHED = frozenset(
    ("draft", "private", "trash", "pending", "auto-draft", "withheld", "canceled", "cancelled",
     "unpublished", "deleted", "future", "scheduled")
)  # fmt: skip
_YES = YES | {"1", "y"}
_NO = NO | {"0", "n"}

# What programs write for no value, and nobody as a headline or an id.
_NOTHING = frozenset(("null", "none", "nan", "undefined", "(none)", "(null)"))


# A flag is the two letters of the country's code, in an alphabet of their own.
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_FIRST_SIGN = 0x1F1E6

_HOST = re.compile(r"www\.[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PrintedSource:
    """A source: its name, and the address that stood in its place."""

    name: str
    url: str | None = None


def check_published(values: Mapping[str, Any]) -> None:
    """Raises RecordError for a record that says that it is not for readers."""
    for name, value in values.items():
        shape = read_flag_shape(value)
        folded, said = fold_name(name), str(shape).casefold()
        if (
            (folded in _DRAFT_NAMES and said in _YES)
            or (folded in _STATUS_NAMES and (said in _UNPUBLISHED or shape is False))
            or (folded in _PUBLISHED_NAMES and said in _NO)
        ):
            raise RecordError("published", f"not published ({name}: {shape})")


def clean_title(value: object) -> object:
    value = read_text_shape(value)
    return strip_nothing(strip_markup(value)) if isinstance(value, str) else value


def strip_nothing(value: object) -> object:
    """A value, unless it is the word that a program wrote for none."""
    return None if isinstance(value, str) and value.strip().casefold() in _NOTHING else value


def clean_text(name: str, value: object) -> tuple[str, tuple[str, ...]]:
    """The paragraphs of a text, and the captions of pictures in it."""
    value = strip_nothing(read_text_shape(value))
    if not isinstance(value, str):
        return read_paragraphs(name, value), ()
    marked = read_markup(value)
    return read_paragraphs(name, marked.text), marked.captions


def clean_captions(value: object, found: Sequence[str]) -> list[str]:
    value = read_list_shape(value)
    given = [value] if isinstance(value, str) and "\n" not in value else value
    if isinstance(given, list):
        given = [strip_markup(item) if isinstance(item, str) else item for item in given]
    captions = read_lines("captions", given)
    return read_lines("captions", [*captions, *found]) if found else captions


def clean_notices(value: object) -> object:
    value = read_list_shape(value)
    items = value if isinstance(value, list) else [value]
    return [read_markup(item).text if isinstance(item, str) else item for item in items if item]


def clean_names(name: str, value: object) -> list[str]:
    """Names of persons: of a list each item, of a text each name in it."""
    if are_foreign_keys(value):
        raise RecordError(name, "numbers, whose names are not in the record")
    value = read_list_shape(value)
    if isinstance(value, list):
        names = map(_clean_item, read_lines(name, value))
        return read_lines(name, list(names))
    return read_lines(name, split_names(value) if isinstance(value, str) else value)


def _clean_item(text: str) -> str:
    found = split_names(text) if "@" in text or "//" in text else [clean_name(text)]
    return found[0] if found else ""


def clean_values(name: str, value: object) -> list[str]:
    """Tags and countries: of a list each item, of a text each part."""
    if are_foreign_keys(value):
        raise RecordError(name, "numbers, whose names are not in the record")
    value = read_list_shape(value)
    if name == "countries":
        value = _read_flags(value)
    if isinstance(value, str):
        parts = split_values(value.replace(" / ", ";") if name == "countries" else value)
        return read_lines(name, list(parts))
    items = (strip_markup(item) for item in read_lines(name, value))
    cleaned = (item.strip().lstrip("#").strip() for item in items)
    return [item for item in dict.fromkeys(cleaned) if item and not is_null(item)]


def _read_flags(value: object) -> object:
    """Countries by their codes where flags stand for them; a flag beside a name says nothing."""
    if isinstance(value, list):
        return [one for item in value for one in _split_flags(item)]
    return ";".join(_split_flags(value)) if isinstance(value, str) else value


def _split_flags(item: Any) -> list[Any]:
    if not isinstance(item, str) or not _FLAG.search(item):
        return [item]
    rest = _FLAG.sub("", item).strip(" ,;|/")
    return [rest] if rest else ["".join(map(_letter, flag)) for flag in _FLAG.findall(item)]


def _letter(sign: str) -> str:
    """The letter that a half of a flag stands for."""
    return chr(ord(sign) - _FIRST_SIGN + ord("A"))


def clean_source(name: str, value: object) -> PrintedSource:
    """A source by its name; of an address its host is the name."""
    value = read_text_shape(value)
    text = read_line(name, strip_markup(value) if isinstance(value, str) else value)
    if is_null(text):
        return PrintedSource("")
    if _HOST.fullmatch(text):
        return PrintedSource(text[len("www.") :].casefold())
    if is_web_address(text):
        return PrintedSource(read_address(text).host, text if read_address(text).path else None)
    return PrintedSource(text)
