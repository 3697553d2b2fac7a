"""The evident text of an object or a list: `{"name": …}`, `{"rendered": …}`, paragraphs."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from indexer.importing.markup import strip_markup
from indexer.importing.rich_text import read_rich_text

# What says an object's text, a date, an address or an id, the best first.
_TEXT_NAMES = (
    "rendered", "name", "full_name", "fullname", "display_name", "title", "headline", "web_title",
    "webTitle", "main", "original", "label", "term", "text", "#text", "_text", "$t", "value",
    "@value", "_", "html", "content", "body", "caption", "attributes", "data", "code", "slug",
    "literal",
)  # fmt: skip
_DATE_NAMES = ("$date", "$numberLong", "date", "datetime", "iso", "value", "@value", "$t", "#text",
               "timestamp", "$timestamp", "t", "seconds", "_seconds", "start",
               "rendered")  # fmt: skip
_ADDRESS_NAMES = ("url", "@id", "href", "link", "canonical", "rendered", "value", "#text", "$t")
_ID_NAMES = ("$oid", "rendered", "value", "@value", "#text", "$t", "id")
_PERSON = (("given", "family"), ("first_name", "last_name"), ("firstName", "lastName"),
           ("firstname", "lastname"), ("givenName", "familyName"), ("first", "last"))  # fmt: skip

_DEEPEST = 5

# A list or an object that a program wrote as text: `['a', 'b']`, and as databases write one:
# `{a,b}`.
_LIST = re.compile(r"\s*(?:\[.{1,10000}\]|\{.{1,10000}\})\s*", re.DOTALL)
_BRACED = re.compile(r"\s*\{([^{}:]*)\}\s*")
# Texts side by side within a list, as arrays of numbers are printed: literals would be one.
_SIDE_BY_SIDE = re.compile(r"""(['"])\s+(?=['"])""")

# A text by language, of which there is one.
_LOCALE = re.compile(r"(?:en|ru)(?:[-_][A-Z]{2})?")

_TIME = re.compile(r"""<time\b[^<>]{0,500}?\sdatetime\s*=\s*["']([^"']{1,100})""", re.IGNORECASE)


def read_text_shape(value: object) -> object:
    """A text, of an object its evident one, of a list its items as paragraphs; other values stay
    as they are."""
    if (rich := read_rich_text(value)) is not None:
        return rich
    if isinstance(value, list):
        parts = list(_list_texts(value, _TEXT_NAMES))
        return "\n\n".join(parts) if len(parts) == len([item for item in value if item]) else value
    return _reduce(value, _TEXT_NAMES)


def read_flag_shape(value: object) -> object:
    """What says yes or no, out of an object or a list of one."""
    return _reduce(value, _TEXT_NAMES)


def read_list_shape(value: object) -> object:
    """A list of texts, of objects their evident ones, without nulls; a text that holds such a list
    becomes one, another stays."""
    if isinstance(value, str) and _LIST.fullmatch(value):
        value = _parse_list(value)
    if isinstance(value, Mapping):
        value = _open_mapping(value)
    if isinstance(value, list):
        return [_reduce(item, _TEXT_NAMES) for item in _flatten(value) if item is not None]
    return _reduce(value, _TEXT_NAMES)


def read_date_shape(value: object) -> object:
    """What says a date, out of an object or a list of one; with the zone that stands beside it."""
    if isinstance(value, Mapping):
        day = [value.get(part) for part in ("year", "month", "day")]
        if all(isinstance(part, int) for part in day):
            return "-".join(f"{part:02}" for part in day)
        zone, told = value.get("timezone"), value.get("date")
        if isinstance(zone, str) and isinstance(told, str):
            return f"{told} {zone}"
    found = _reduce(value, _DATE_NAMES)
    if not isinstance(found, str):
        return found
    marked = _TIME.search(found)
    return marked[1] if marked else strip_markup(found)


def read_address_shape(value: object) -> object:
    """What says an address, out of an object or a list of one."""
    return _reduce(value, _ADDRESS_NAMES)


def read_id_shape(value: object) -> object:
    """What says an id, out of an object or a list of one."""
    return _reduce(value, _ID_NAMES)


def are_foreign_keys(value: object) -> bool:
    """Whether a value is a number, or numbers, that name rows of a table that is not here. Years
    are words."""
    numbers = value if isinstance(value, list) else [value]
    return bool(numbers) and all(
        isinstance(number, int) and not isinstance(number, bool) and not 1000 <= number <= 2100
        for number in numbers
    )


def _reduce(value: object, names: tuple[str, ...], depth: int = 0) -> object:
    if depth > _DEEPEST:
        return value
    if isinstance(value, list) and len(value) == 1:
        return _reduce(value[0], names, depth + 1)
    if isinstance(value, Mapping):
        for first, last in _PERSON:
            if isinstance(value.get(last), str) and "name" not in value:
                return " ".join(filter(None, (str(value.get(first) or ""), value[last])))
        if len(value) == 1 and _LOCALE.fullmatch(str(next(iter(value)))):
            return _reduce(next(iter(value.values())), names, depth + 1)
        if names is _TEXT_NAMES and "value" in value and isinstance(value.get("name"), str):
            # `name` says what is told: `{"name": "subject", "value": "Bridges"}`.
            return _reduce(value["value"], names, depth + 1)
        for name in names:
            inner = value.get(name)
            if inner is not None and inner != "":
                return _reduce(inner, names, depth + 1)
        return value
    if names is _TEXT_NAMES and not isinstance(value, bool):
        if isinstance(value, int):
            return str(value)
        if isinstance(value, float) and math.isfinite(value):
            return str(int(value)) if value.is_integer() else str(value)
        if isinstance(value, date):
            return value.isoformat()
    return value


def _list_texts(items: list[object], names: tuple[str, ...]) -> Iterator[str]:
    for item in items:
        found = _reduce(item, names)
        if isinstance(found, str) and found:
            yield found


def _parse_list(text: str) -> object:
    if braced := _BRACED.fullmatch(text):
        return [item.strip(' "') for item in braced[1].split(",")]
    try:
        found = ast.literal_eval(_SIDE_BY_SIDE.sub(r"\1, ", text.strip()))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
    return found if isinstance(found, list | dict) else text


def _open_mapping(value: Mapping[Any, Any]) -> object:
    """The list in an object: by numbers, of objects by their names, or in `data`."""
    inner = list(value.values())
    if inner and (
        all(str(key).isdecimal() for key in value)
        or all(isinstance(item, Mapping) for item in inner)
    ):
        return inner
    data = value.get("data")
    return data if isinstance(data, list) else value


def _flatten(items: list[Any], depth: int = 0) -> Iterator[Any]:
    for item in items:
        if isinstance(item, list) and depth < _DEEPEST:
            yield from _flatten(item, depth + 1)
        else:
            yield item
