"""Values of a record as they are meant: out of the shape, markup and signs that programs put around
them, and then read strictly (`indexer.importing.values`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.addresses import is_web_address, read_address
from indexer.errors import RecordError
from indexer.importing.bylines import clean_name, is_null, split_names, split_values
from indexer.importing.fields import NO, YES, fold_name
from indexer.importing.markup import read_markup, strip_markup
from indexer.importing.shapes import are_foreign_keys, read_list_shape, read_text_shape
from indexer.importing.values import read_line, read_lines, read_paragraphs

# What says that a record was not, or not yet, for readers.
_DRAFT_NAMES = frozenset(("draft", "isdraft"))
_STATUS_NAMES = frozenset(("status", "poststatus", "pubstatus", "workflowstatus"))
_UNPUBLISHED = frozenset(
    ("draft", "private", "trash", "pending", "auto-draft", "future", "withheld", "canceled",
     "cancelled", "unpublished", "deleted")
)  # fmt: skip
_YES = YES | {"1"}


@dataclass(frozen=True, slots=True)
class PrintedSource:
    """A source: its name, and the address that stood in its place."""

    name: str
    url: str | None = None


def check_published(values: Mapping[str, Any]) -> None:
    """Raises RecordError for a record that says that it is not for readers."""
    for name, value in values.items():
        folded, said = fold_name(name), str(value).casefold()
        if (
            (folded in _DRAFT_NAMES and said in _YES)
            or (folded in _STATUS_NAMES and said in _UNPUBLISHED)
            or (folded == "published" and said in NO)
        ):
            raise RecordError("published", f"not published ({name}: {value})")


def clean_title(value: object) -> object:
    value = read_text_shape(value)
    return strip_markup(value) if isinstance(value, str) else value


def clean_text(name: str, value: object) -> tuple[str, tuple[str, ...]]:
    """The paragraphs of a text, and the captions of pictures in it."""
    value = read_text_shape(value)
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
    if isinstance(value, str):
        return read_lines(name, list(split_values(value)))
    items = (strip_markup(item) for item in read_lines(name, value))
    cleaned = (item.strip().lstrip("#").strip() for item in items)
    return [item for item in dict.fromkeys(cleaned) if item and not is_null(item)]


def clean_source(name: str, value: object) -> PrintedSource:
    """A source by its name; of an address its host is the name."""
    value = read_text_shape(value)
    text = read_line(name, strip_markup(value) if isinstance(value, str) else value)
    if is_null(text):
        return PrintedSource("")
    if is_web_address(text):
        return PrintedSource(read_address(text).host, text if read_address(text).path else None)
    return PrintedSource(text)
