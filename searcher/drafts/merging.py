"""Lines of labels.toml that name a value, or make one value of two, written into a text of it.

A text is people's, with their comments and their order: of it, one line of an entry is written
anew, or one is added; where an entry is spread over several lines, people have to do it. What came
of it is read as labels.toml is, so what would mean anything else is not given.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indexer.article import LANGS
from indexer.home.labels import TABLES
from indexer.labels import NamedKind

# What TOML takes as a key without quotation marks.
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_HEAD = re.compile(r"\s*\[\s*([\w-]+)\s*\]\s*(?:#.*)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """What labels.toml is to say of a value: its id, its names by language, and its other names and
    ids."""

    id: str
    names: Mapping[str, str]
    aliases: tuple[str, ...] = ()

    def write(self) -> str:
        """The entry as a line of TOML."""
        parts = [f"{lang} = {_quote(self.names[lang])}" for lang in LANGS if self.names.get(lang)]
        if self.aliases:
            parts.append(f"aliases = [{', '.join(map(_quote, self.aliases))}]")
        return f"{write_key(self.id)} = {{ {', '.join(parts)} }}"


def write_key(id_: str) -> str:
    """An id as a key of TOML."""
    return id_ if _BARE_KEY.fullmatch(id_) else _quote(id_)


def join_values(kept: Entry, others: Iterable[Entry]) -> Entry:
    """One entry of several: what is missing of the first, the others have; their other names and
    ids become its own."""
    names, aliases = dict(kept.names), list(kept.aliases)
    for other in others:
        for lang, name in other.names.items():
            if names.setdefault(lang, name) != name:
                aliases.append(name)
        aliases += (*other.aliases, other.id)
    known = {kept.id, *names.values()}
    return Entry(
        kept.id, names, tuple(alias for alias in dict.fromkeys(aliases) if alias not in known)
    )


def read_entry(text: str, kind: NamedKind, id_: str) -> Entry | None:
    """What a labels.toml says of a value; None where it says nothing, or cannot be read."""
    entry = _read(text).get(_table_of(kind), {}).get(id_)
    if not isinstance(entry, dict):
        return None
    aliases = entry.get("aliases", [])
    names: dict[str, str] = {
        lang: entry[lang] for lang in LANGS if isinstance(entry.get(lang), str)
    }
    return Entry(id_, names, tuple(alias for alias in aliases if isinstance(alias, str)))


def write_entry(text: str, kind: NamedKind, entry: Entry, gone: Iterable[str] = ()) -> str | None:
    """A text of labels.toml with an entry written anew or added, and without the entries of values
    that are `gone`. None where that is no matter of single lines."""
    table, removed = _table_of(kind), set(gone)
    wanted = _read(text)
    if not wanted and text.strip() and not _is_toml(text):
        return None
    entries = {id_: said for id_, said in wanted.get(table, {}).items() if id_ not in removed}
    said: dict[str, object] = {lang: entry.names[lang] for lang in LANGS if entry.names.get(lang)}
    if entry.aliases:
        said["aliases"] = list(entry.aliases)
    entries[entry.id] = said
    written = _edit(text.splitlines(), table, entry, removed)
    return written if _read(written) == {**wanted, table: entries} else None


def _edit(lines: list[str], table: str, entry: Entry, removed: set[str]) -> str:
    place, end, is_there = None, None, False
    kept: list[str] = []
    here = ""
    for line in lines:
        head = _HEAD.fullmatch(line)
        if head:
            here = head[1]
        id_ = _find_key(line) if here == table else None
        if id_ in removed:
            continue
        kept.append(entry.write() if id_ == entry.id else line)
        if id_ == entry.id:
            is_there = True
        if here == table and line.strip():
            # Behind the last line of the table, before what is said of the next one.
            end = len(kept) if head or not line.lstrip().startswith("#") else end
    if not is_there:
        place = len(kept) if end is None else end
        new = [entry.write()] if end is not None else [*([""] if kept else []), f"[{table}]"]
        kept[place:place] = new if end is not None else [*new, entry.write()]
    return "\n".join(kept) + "\n"


def _find_key(line: str) -> str | None:
    """The key of an entry that stands in one line."""
    try:
        said = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return None
    return next((key for key, value in said.items() if isinstance(value, dict)), None)


def _read(text: str) -> dict[str, dict[str, object]]:
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return {}
    return {name: table for name, table in tables.items() if isinstance(table, dict)}


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return False
    return True


def _table_of(kind: NamedKind) -> str:
    return next(table for table, of in TABLES.items() if of == kind)


def _quote(text: str) -> str:
    # JSON's strings are TOML's, but for a character that TOML does not let stand.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
