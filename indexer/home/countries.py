"""The file of an archive home that corrects which countries are inferred."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.analysis.tokenizer import Tokenizer
from indexer.enriching.places import list_ancestors
from indexer.enriching.rules import NO_RULES, CountryRules
from indexer.errors import SettingsError

_KEYS = ("never", "places", "within")


def read_country_rules(path: Path, known: Container[str], tokenizer: Tokenizer) -> CountryRules:
    """The rules of a countries.toml; a missing file has none. `known` are the ids of the countries
    and regions that an archive knows.

    Raises SettingsError, naming the line: what is no TOML, an unknown key or id, a name without
    letters or one that has a line already, a region that would be within itself.
    """
    if not path.exists():
        return NO_RULES
    try:
        text = path.read_text("utf-8-sig")
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(path, str(error)) from error
    return _RulesReader(path, text, known, tokenizer).read(tables)


@dataclass(frozen=True, slots=True)
class _RulesReader:
    path: Path
    text: str
    known: Container[str]
    tokenizer: Tokenizer

    def read(self, tables: Mapping[str, object]) -> CountryRules:
        for key in tables:
            if key not in _KEYS:
                raise self._refuse(key, f"unknown key {key!r}; known: {', '.join(_KEYS)}")
        never = tables.get("never", [])
        if not isinstance(never, list) or not all(isinstance(name, str) for name in never):
            raise self._refuse("never", "never: expected a list of names")
        places = dict(self._read_ids("places", tables.get("places", {})))
        within = dict(self._read_ids("within", tables.get("within", {})))
        self._check_names((*never, *places))
        self._check_within(within)
        return CountryRules(tuple(places.items()), tuple(never), tuple(within.items()))

    def _read_ids(self, table: str, entries: object) -> Iterator[tuple[str, str]]:
        if not isinstance(entries, dict):
            raise self._refuse(table, f"{table}: expected a table")
        for name, id_ in entries.items():
            if not isinstance(id_, str):
                raise self._refuse(name, f"{name!r}: expected the id of a country or region")
            if not (id_ in self.known or (table == "within" and not id_)):
                raise self._refuse(name, f"{name!r}: no country or region has the id {id_!r}")
            yield name, id_

    def _check_names(self, names: tuple[str, ...]) -> None:
        seen: dict[str, str] = {}
        for name in names:
            forms = self.tokenizer.find_forms(name)
            fold = " ".join(self.tokenizer.fold_word(form)[0] for form in forms)
            if not fold:
                raise self._refuse(name, f"{name!r} has no words")
            if fold in seen:
                raise self._refuse(name, f"{name!r} is there already, as {seen[fold]!r}")
            seen[fold] = name

    def _check_within(self, within: Mapping[str, str]) -> None:
        for region in within:
            if region not in self.known:
                raise self._refuse(region, f"no country or region has the id {region!r}")
        try:
            list_ancestors(CountryRules(within=tuple(within.items())))
        except ValueError as error:
            region = str(error)
            raise self._refuse(region, f"{region!r} would be within itself") from error

    def _refuse(self, name: str, reason: str) -> SettingsError:
        """The error about a name, with the line that has it last: the first may be a comment, or
        the name itself where it is there twice."""
        entry = re.compile(rf"""(?:^|["'\[\s]){re.escape(name)}(?:["'\]\s=]|$)""")
        lines = self.text.splitlines()
        found = [number for number, line in enumerate(lines, 1) if entry.search(line)]
        return SettingsError(self.path, f"line {found[-1]}: {reason}" if found else reason)
