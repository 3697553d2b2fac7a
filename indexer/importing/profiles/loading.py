"""From TOML files to profiles."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import msgspec

from indexer.errors import SettingsError
from indexer.importing.pages.tree import SelectorMistakeError
from indexer.importing.profiles.profile import AddressRule, Patterns, Selection, SiteProfile

_LISTS = {"hosts", "site_names", "date_formats"}
_TABLES: Mapping[str, type] = {"select": Selection, "patterns": Patterns}


def load_profiles(folder: Path | None = None) -> tuple[SiteProfile, ...]:
    """The profiles of a folder, in the order of their names, and behind them those that come with
    Letopis. A folder that is not there has none. Raises SettingsError with the file and the key."""
    own = sorted(folder.glob("*.toml")) if folder is not None and folder.is_dir() else []
    built_in = cast("Path", files("indexer") / "data" / "profiles")
    return tuple(load_profile(path) for path in (*own, *sorted(built_in.glob("*.toml"))))


def load_profile(path: Path) -> SiteProfile:
    """The profile of a file. Raises SettingsError with the file and the key, or the line."""
    try:
        return parse_profile(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(path, str(error)) from error
    except ValueError as error:
        raise SettingsError(path, str(error)) from error


def parse_profile(text: str) -> SiteProfile:
    """The profile of a text in TOML. Raises ValueError with the key, or the line."""
    # Both errors of the libraries are ValueErrors, and say where.
    values = tomllib.loads(text)
    _check_names(values, SiteProfile, "")
    for name in _LISTS & values.keys():
        values[name] = _as_list(values[name])
    for table, kind in _TABLES.items():
        entries = values.get(table, {})
        if isinstance(entries, dict):
            _check_names(entries, kind, f"{table}.")
            values[table] = {name: _as_list(value) for name, value in entries.items()}
    rules = values.get("addresses", [])
    for number, rule in enumerate(rules if isinstance(rules, list) else ()):
        if isinstance(rule, dict):
            _check_names(rule, AddressRule, f"addresses[{number}].")
    profile = msgspec.convert(values, SiteProfile)
    for mistake in _find_mistakes(profile):
        raise ValueError(mistake)
    return profile


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _check_names(values: Mapping[str, Any], kind: type, where: str) -> None:
    known = {entry.name for entry in fields(kind)}
    for name in sorted(values.keys() - known):
        raise ValueError(f"unknown key {where + name!r}; known: {', '.join(sorted(known))}")


def _find_mistakes(profile: SiteProfile) -> Iterator[str]:
    if not (profile.hosts or profile.site_names):
        yield "hosts: neither hosts nor site_names say whose pages these are"
    if profile.site_names and not profile.addresses:
        yield "addresses: pages told by the name of their site need a rule of addresses"
    try:
        _ = profile.selectors
    except SelectorMistakeError as error:
        yield str(error)
    for table, name, pattern in _list_patterns(profile):
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"{table}.{name}: no regular expression: {pattern!r}: {error}"
    for number, rule in enumerate(profile.addresses):
        known = {"lang", *re.compile(rule.path).groupindex}
        for key, template in ((f"addresses[{number}].url", rule.url), ("id", profile.id)):
            try:
                wanted = {name for _, name, _, _ in string.Formatter().parse(template) if name}
            except ValueError as error:
                yield f"{key}: {error}"
                continue
            for name in sorted(wanted - known):
                yield f"{key}: {{{name}}} is no named group of addresses[{number}].path"
    if profile.id and not profile.addresses:
        yield "id: an id is made of addresses, and there is no rule of them"
    for shape in profile.date_formats:
        # A shape with a name that is unknown fails when it is used, whatever the date.
        try:
            datetime.strptime(f"{datetime(2001, 2, 3):{shape}}", shape)  # noqa: DTZ001, DTZ007
        except ValueError as error:
            yield f"date_formats: {shape!r}: {error}"


def _list_patterns(profile: SiteProfile) -> Iterator[tuple[str, str, str]]:
    for entry in fields(profile.patterns):
        for pattern in getattr(profile.patterns, entry.name):
            yield "patterns", entry.name, pattern
    for number, rule in enumerate(profile.addresses):
        yield f"addresses[{number}]", "path", rule.path
