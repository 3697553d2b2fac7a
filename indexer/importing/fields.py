"""Whose field is whose: which value of a record is that of which field of an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from indexer.addresses import is_web_address
from indexer.dates import DateOrder
from indexer.errors import OptionError
from indexer.importing.bylines import split_values
from indexer.importing.field_names import (
    FIELD_NAMES,
    WEAK_NAMES,
    fold_name,
    is_wrapper,
    list_names,
    tell_core,
    title_names,
)
from indexer.importing.shapes import are_foreign_keys, read_list_shape

# What is told by a name, never by a number.
_NAMED = frozenset(("authors", "source", "countries", "tags"))
_NUMBERS = re.compile(r"[\d\s,;|]*")

# Every one of these counts, not only the first that is there.
_GATHERED = frozenset(("tags",))

_DEEPEST = 3

YES = frozenset(("true", "yes", "on"))
NO = frozenset(("false", "no", "off"))


@dataclass(frozen=True, slots=True)
class RecordRules:
    """How the fields of an import's records differ from ours.

    `rename` maps our field to its name in the records, `fixed` sets a field for all records. `site`
    is the address that those from the root of a site (`/news/1`) belong to, `date_order` how to
    read dates like 03/04/2017.
    """

    rename: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    site: str | None = None
    date_order: DateOrder | None = None

    @classmethod
    def parse(
        cls,
        maps: Sequence[str],
        sets: Sequence[str],
        site: str | None = None,
        date_order: DateOrder | None = None,
    ) -> RecordRules:
        """The rules of `--map body=content.rendered`, `--set lang=ru`,
        `--site https://example.org` and `--date-order dmy`. Raises OptionError."""
        if site is not None and not is_web_address(site):
            raise OptionError("--site", f"not an http(s) URL: {site!r}")
        renamed, fixed = dict(_parse_rules("--map", maps)), dict(_parse_rules("--set", sets))
        return cls(renamed, fixed, site, date_order)


def _parse_rules(option: str, rules: Sequence[str]) -> Iterator[tuple[str, str]]:
    for rule in rules:
        name, equals, value = (part.strip() for part in rule.partition("="))
        if not (equals and value):
            raise OptionError(option, f"expected field=value, found {rule!r}")
        if name not in FIELD_NAMES:
            raise OptionError(option, f"unknown field {name!r}; known: {', '.join(FIELD_NAMES)}")
        yield name, value


@dataclass(frozen=True, slots=True)
class Assignment:
    """The values of a record by our fields.

    `extra` are those that belong to none, `weak` the name that a field was taken from where it may
    mean something else, `empty` the fields that are there under a good name and say nothing.
    """

    given: dict[str, Any]
    extra: dict[str, Any]
    weak: Mapping[str, str]
    empty: frozenset[str]


def assign_fields(values: Mapping[str, Any], rules: RecordRules) -> Assignment:
    """Tell which value of a record is which field's."""
    values = unwrap_record(values)
    spellings: dict[str, list[str]] = {}
    within: dict[str, list[str]] = {}
    for name in values:
        spellings.setdefault(fold_name(name), []).append(name)
        if core := tell_core(name):
            within.setdefault(core, []).append(name)
    given: dict[str, Any] = {}
    used: set[str] = set()
    for field_, name in rules.rename.items():
        found = _find_value(name, values, spellings)
        if found is not None:
            spelling, value = found
            given[field_] = value
            if spelling:
                used.add(spelling)
    known: set[str] = set()
    empty: set[str] = set()
    for field_, names in list_names().items():
        found_spellings = [
            *_find_spellings(field_, names, spellings),
            *_find_within(field_, names, within, values),
        ]
        if field_ in _GATHERED:
            # Numbers of rows elsewhere are no values beside those that have names.
            found_spellings.sort(key=lambda spelling: are_foreign_keys(values[spelling]))
        for spelling in found_spellings:
            known.add(spelling)
            if spelling in used:
                continue
            if is_empty(values[spelling]):
                empty.add(field_)
            elif field_ == "published" and is_flag(values[spelling]):
                # Whether, not when.
                used.add(spelling)
            elif field_ not in given:
                given[field_] = values[spelling]
                used.add(spelling)
            elif (
                field_ in _GATHERED
                and field_ not in rules.rename
                and not are_foreign_keys(values[spelling])
            ):
                given[field_] = _gather(given[field_], values[spelling])
                used.add(spelling)
    weak = dict(_take_weak(given, values, (spellings, within), used))
    extra = {
        name: value
        for name, value in values.items()
        if name not in used and not (name in known and is_empty(value))
    }
    # What an export of ours calls `extra` was unknown in the first place.
    if isinstance(inner := extra.get("extra"), dict):
        del extra["extra"]
        extra = {str(name): value for name, value in inner.items()} | extra
    for field_, value in rules.fixed.items():
        if field_ in given and given[field_] != value:
            extra.setdefault(field_, given[field_])
        given[field_] = value
    return Assignment(given, extra, weak, frozenset(empty - given.keys() | (empty & weak.keys())))


def unwrap_record(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of the article in a record that holds it within an object (`_source`, `node`,
    `attributes`), beside what stands around it."""
    for _ in range(_DEEPEST):
        if _has(values, "title") and _has(values, "body"):
            break
        inner = [
            (name, value)
            for name, value in values.items()
            if is_wrapper(name) and isinstance(value, dict) and value
        ]
        if len(inner) != 1:
            break
        (wrapper, found), around = inner[0], dict(values)
        if _has(values, "title") and not _has(found, "body"):
            break
        del around[wrapper]
        values = {**around, **{str(name): value for name, value in found.items()}}
    return values


def is_flag(value: object) -> bool:
    """Whether a value says yes or no."""
    return isinstance(value, bool) or (
        isinstance(value, str) and value.strip().casefold() in YES | NO
    )


def is_empty(value: object) -> bool:
    """Whether a value says nothing."""
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


def _has(values: Mapping[str, Any], field_: str) -> bool:
    names = {
        fold_name(name)
        for name, value in values.items()
        if not (is_empty(value) or (field_ == "body" and isinstance(value, dict)))
    }
    return bool(names & (title_names() if field_ == "title" else set(list_names()[field_])))


def _find_spellings(
    field_: str, names: Sequence[str], spellings: Mapping[str, list[str]]
) -> Iterator[str]:
    """The names of a record that are a field's, the best first; the field's own spelling comes
    before others of the same name."""
    for name in names:
        yield from sorted(spellings.get(name, ()), key=lambda spelling: spelling != field_)


def _find_within(
    field_: str,
    names: Sequence[str],
    within: Mapping[str, list[str]],
    values: Mapping[str, Any],
) -> Iterator[str]:
    """The names of a record that have one of a field's in them. Numbers of rows elsewhere are no
    names of anybody."""
    for name in names:
        for spelling in within.get(name, ()):
            value = values[spelling]
            is_number = isinstance(value, str) and _NUMBERS.fullmatch(value)
            if field_ not in _NAMED or not (is_number or are_foreign_keys(value)):
                yield spelling


def _find_value(
    name: str, values: Mapping[str, Any], spellings: Mapping[str, list[str]]
) -> tuple[str, Any] | None:
    """The value that a rule names, by its name or its path (`source.name`, `authors.0.name`), with
    the name that it takes up whole."""
    exact = sorted(spellings.get(fold_name(name), ()), key=lambda spelling: spelling != name)
    for spelling in exact:
        if not is_empty(values[spelling]):
            return spelling, values[spelling]
    if "." not in name:
        return None
    value: Any = values
    for part in name.split("."):
        if isinstance(value, Mapping):
            value = next(
                (inner for key, inner in value.items() if fold_name(key) == fold_name(part)), None
            )
        elif isinstance(value, list) and part.isdecimal():
            value = value[int(part)] if int(part) < len(value) else None
        elif isinstance(value, list):
            value = [
                inner
                for item in value
                if isinstance(item, Mapping)
                for key, inner in item.items()
                if fold_name(key) == fold_name(part)
            ]
        else:
            return None
    return None if is_empty(value) else ("", value)


def _take_weak(
    given: dict[str, Any],
    values: Mapping[str, Any],
    told: Sequence[Mapping[str, list[str]]],
    used: set[str],
) -> Iterator[tuple[str, str]]:
    for field_, weak in WEAK_NAMES.items():
        if field_ in given:
            continue
        for name in weak:
            spellings = [s for names in told for s in names.get(fold_name(name), ())]
            found = [s for s in spellings if not is_empty(values[s])]
            if found:
                given[field_] = values[found[0]]
                used.add(found[0])
                yield field_, found[0]
                break


def _gather(one: object, other: object) -> list[Any]:
    """The items of two lists; a text may hold several."""
    values = [read_list_shape(value) for value in (one, other)]
    return [
        item
        for value in values
        for item in (
            value
            if isinstance(value, list)
            else split_values(value)
            if isinstance(value, str)
            else [value]
        )
    ]
