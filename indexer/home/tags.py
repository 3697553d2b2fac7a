"""The file of an archive home that says which tags are given by queries."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import SettingsError

# Every article is asked by every rule.
MOST_RULES = 500


@dataclass(frozen=True, slots=True)
class TagQuery:
    """A tag, by its id or its name, and the query whose articles get it."""

    tag: str
    query: str


def read_tag_queries(path: Path) -> tuple[TagQuery, ...]:
    """The lines of a tags.toml, in their order; none where it is missing. Raises SettingsError."""
    if not path.exists():
        return ()
    try:
        entries = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(path, str(error)) from error
    if len(entries) > MOST_RULES:
        raise SettingsError(path, f"{len(entries)} tags; at most {MOST_RULES} can have a query")
    return tuple(_read_entry(path, tag, query) for tag, query in entries.items())


def _read_entry(path: Path, tag: str, query: object) -> TagQuery:
    if not isinstance(query, str):
        raise SettingsError(path, f"{tag}: expected a query in quotes")
    if not query.strip():
        raise SettingsError(path, f"{tag}: the query is empty, and would find every article")
    if not tag.strip():
        raise SettingsError(path, f"{query!r} is the query of a tag without a name")
    return TagQuery(tag.strip(), query.strip())
