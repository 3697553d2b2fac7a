"""The mistakes in the files of a home that people write: each is read as those read it who use it.

Of files that are entries all are told; of others those that are about a line, one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from indexer.errors import QueryError, SettingsError
from indexer.home.alerts import Alert, read_alert, read_alerts
from indexer.home.boilerplate import read_boilerplate, read_line
from indexer.home.labels import TABLES, add_tables, read_labels
from indexer.home.paths import ArchiveHome
from indexer.home.settings import make_settings
from indexer.home.toml import read_toml
from indexer.labels import Labels
from searcher.alerts.matching import tell_mistake
from searcher.gate.golden import read_golden, read_query
from searcher.query.reading import QueryReader

_LINE = re.compile(r"\bline (\d+)")
# What a mistake names: `$.zone`, `'moscow'`, `zone: no such time zone`.
_NAMED = re.compile(r"\$\.([\w-]+)|'([^']+)'|\"([^\"]+)\"|^([\w.-]+)(?=:)|\(([^)]+)\)|\[([^\]]+)\]")
# How a file that is no TOML is told.
_SYNTAX = re.compile(r"\(at (?:line \d+, column \d+|end of document)\)")
# Mistakes of one file that are told.
_MOST_MISTAKES = 20
_NUMBERED = re.compile(r"^query (\d+)")


def list_mistakes(read: Callable[[], object]) -> Iterator[SettingsError]:
    """The mistake that a reader of a file comes upon, if it does."""
    try:
        read()
    except SettingsError as error:
        yield error


def list_each(path: Path, read: Callable[[Path], object]) -> Iterator[SettingsError]:
    """The mistakes of a file of which a reader tells one at a time: a copy is read again and again,
    each time without the line that was wrong, as far as lines can be told."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError):
        yield from list_mistakes(partial(read, path))
        return
    told: set[str] = set()
    with TemporaryDirectory(prefix="letopis-doctor-") as folder:
        copy = Path(folder, path.name)
        while len(told) < _MOST_MISTAKES:
            copy.write_text("\n".join(lines), "utf-8")
            for error in list_mistakes(partial(read, copy)):
                reason, line = error.reason, find_line(copy, error.reason)
                break
            else:
                return
            is_syntax = _SYNTAX.search(reason)
            # What belonged to a line that was left out is no mistake of the file.
            if told and (is_syntax or reason in told):
                return
            yield SettingsError(path, reason)
            if line is None or is_syntax:
                return
            told.add(reason)
            lines[line - 1] = ""


def list_boilerplate_mistakes(path: Path) -> Iterator[SettingsError]:
    """The mistakes in a boilerplate.toml."""
    entries = dict(_read_parts(path)).get("line")
    found = [
        mistake
        for entry in (entries if isinstance(entries, list) else ())
        for mistake in list_mistakes(partial(read_line, path, entry))
    ]
    yield from found or list_mistakes(lambda: read_boilerplate(path))


def list_settings_mistakes(path: Path, folder: Path) -> Iterator[SettingsError]:
    """The mistakes in the parts of a letopis.toml, which names other files from a folder on."""
    for name, value in _read_parts(path):
        yield from list_mistakes(partial(make_settings, folder / path.name, {name: value}))


def list_labels_mistakes(path: Path) -> Iterator[SettingsError]:
    """The mistakes in a labels.toml."""
    found = [
        mistake
        for table, entries in _read_parts(path)
        if table in TABLES and isinstance(entries, dict)
        for id_, entry in entries.items()
        for mistake in list_mistakes(partial(add_tables, path, {table: {id_: entry}}, Labels()))
    ]
    yield from found
    # What is no table, or none that is known, is told when the entries are right.
    if not found:
        yield from list_mistakes(lambda: read_labels(path, Labels()))


def list_golden_mistakes(path: Path) -> Iterator[SettingsError]:
    """The mistakes in a golden.toml."""
    entries = dict(_read_parts(path)).get("query")
    found = [
        mistake
        for number, entry in enumerate(entries if isinstance(entries, list) else (), 1)
        for mistake in list_mistakes(partial(read_query, path, number, entry))
    ]
    yield from found or list_mistakes(lambda: read_golden(path))


def list_alerts_mistakes(home: ArchiveHome, reader: QueryReader) -> Iterator[SettingsError]:
    """The mistakes in an alerts.toml, and, where it has none, in the queries of its alerts."""
    path = home.alerts_file
    found = [
        mistake
        for id_, entry in _read_parts(path)
        for mistake in list_mistakes(partial(read_alert, path, id_, entry))
    ]
    found = found or list(list_mistakes(lambda: read_alerts(path)))
    yield from found
    for alert in () if found else read_alerts(path):
        yield from list_mistakes(partial(_read_query, home, alert, reader))


def _read_query(home: ArchiveHome, alert: Alert, reader: QueryReader) -> None:
    try:
        reader.read(reader.parse_typed(alert.query).tree)
    except QueryError as error:
        raise tell_mistake(home, alert, error) from error


def _read_parts(path: Path) -> Iterable[tuple[str, Any]]:
    """What a file says, by its keys; nothing where it cannot be read, which its reader tells."""
    try:
        return read_toml(path).items() if path.exists() else ()
    except SettingsError:
        return ()


def find_line(path: Path, reason: str) -> int | None:
    """The line of a file that a mistake in it is about: it is told by its number, or by what it
    names; None where it cannot be told."""
    if told := _LINE.search(reason):
        return int(told[1])
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    if reason.endswith("(at end of document)"):
        return len(lines)
    if numbered := _NUMBERED.match(reason):
        heads = [at for at, line in enumerate(lines, 1) if line.strip() == "[[query]]"]
        place = int(numbered[1]) - 1
        return heads[place] if place < len(heads) else None
    for groups in _NAMED.findall(reason):
        name = next(filter(None, groups)).rpartition(".")[2]
        for at, line in enumerate(lines, 1):
            if _is_about(line.strip(), name):
                return at
    return None


def _is_about(line: str, name: str) -> bool:
    if line.startswith("#"):
        return False
    key, _, value = line.partition("=")
    return name in {key.strip().strip("\"'"), line.strip("[]").rpartition(".")[2].strip("\"'")} or (
        f'"{name}"' in value or f"'{name}'" in value
    )
