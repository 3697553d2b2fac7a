"""The labels file of an archive home."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from indexer.article import LANGS
from indexer.errors import SettingsError
from indexer.home.toml import read_toml
from indexer.labels import LabelKind, Labels

# The tables of labels.toml, by kind.
TABLES: Mapping[str, LabelKind] = {
    "authors": "author",
    "tags": "tag",
    "sources": "source",
    "countries": "country",
}


def read_labels(path: Path, labels: Labels) -> None:
    """Add the labels of a labels.toml; a missing file adds none.

    Each table (`[authors]`, `[tags]`, `[sources]`, `[countries]`) maps an id to its labels by
    language, and may list other names under `aliases`. Raises SettingsError.
    """
    add_tables(path, read_tables(path), labels)


def add_tables(path: Path, tables: Mapping[str, Mapping[str, object]], labels: Labels) -> None:
    """Add the labels of tables of a labels.toml. Raises SettingsError."""
    for table, entries in tables.items():
        for id_, entry in entries.items():
            _add_entry(path, labels, TABLES[table], id_, entry)


def read_tables(path: Path) -> dict[str, dict[str, object]]:
    """The tables of a labels.toml as they are written; a missing file has none. Raises
    SettingsError."""
    if not path.exists():
        return {}
    tables = read_toml(path)
    for table, entries in tables.items():
        if table not in TABLES:
            raise SettingsError(path, f"unknown table [{table}]; known: {', '.join(TABLES)}")
        if not isinstance(entries, dict):
            raise SettingsError(path, f"{table}: expected a table")
    return tables


def _add_entry(path: Path, labels: Labels, kind: LabelKind, id_: str, entry: object) -> None:
    if not isinstance(entry, dict):
        raise SettingsError(path, f"{kind} {id_!r}: expected labels by language")
    aliases = entry.get("aliases", [])
    if not _is_strings(aliases):
        raise SettingsError(path, f"{kind} {id_!r}: aliases must be a list of names")
    for lang in LANGS:
        if isinstance(entry.get(lang), str):
            labels.add(kind, id_, lang, entry[lang])
    for alias in aliases:
        labels.add_alias(kind, id_, alias)
    unknown = set(entry) - {"aliases", *LANGS}
    if unknown:
        raise SettingsError(path, f"{kind} {id_!r}: unknown key {sorted(unknown)[0]!r}")


def _is_strings(value: object) -> bool:
    return isinstance(value, Iterable) and all(isinstance(item, str) for item in value)
