"""The files of a home that people write: each is read as those read it who use it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from indexer.analysis import Analyzer
from indexer.analysis.ring_lists import read_rings
from indexer.analysis.rings import Rings
from indexer.archive.labels import load_labels
from indexer.archive.store import Archive
from indexer.errors import QueryError, SettingsError
from indexer.home.alerts import Alert, read_alert, read_alerts
from indexer.home.boilerplate import read_boilerplate
from indexer.home.countries import read_country_rules
from indexer.home.labels import TABLES, add_tables, read_labels
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings, load_analyzer, make_settings, read_settings
from indexer.home.toml import read_toml
from indexer.labels import Labels
from searcher.alerts.matching import tell_mistake
from searcher.doctor.finding import Finding
from searcher.gate.golden import read_golden, read_query
from searcher.query.reading import QueryReader
from searcher.tagging.compiling import TagBook

_LINE = re.compile(r"\bline (\d+)")
# What a mistake names: `$.zone`, `'moscow'`, `zone: no such time zone`.
_NAMED = re.compile(r"\$\.([\w-]+)|'([^']+)'|\"([^\"]+)\"|^([\w.-]+)(?=:)|\(([^)]+)\)|\[([^\]]+)\]")
_NUMBERED = re.compile(r"^query (\d+)")


def check_settings(home: ArchiveHome) -> Iterator[Finding]:
    """The mistakes in letopis.toml, or in exceptions.txt, without which nothing can be read."""
    path = home.settings_file
    found = [
        mistake
        for name, value in _read_parts(path)
        for mistake in _try(partial(make_settings, path, {name: value}))
    ]
    yield from found or _try(lambda: load_analyzer(home, read_settings(home)))


def check_lists(home: ArchiveHome, settings: Settings, analyzer: Analyzer) -> Iterator[Finding]:
    """The mistakes of labels.toml and golden.toml, and the first of each of the other files."""
    yield from _check_labels(home.labels_file)
    yield from _check_golden(home.golden_file)
    yield from _try(lambda: read_boilerplate(home.boilerplate_file))
    yield from _try(lambda: read_rings(home.rings_file, settings.rings))
    try:
        with Archive.open(home.database) as store:
            labels = load_labels(home, store)
    except SettingsError:
        # Told above; the others are read with the names that the archive learned.
        labels = Labels()
    known, tokenizer = labels.of("country"), analyzer.tokenizer
    yield from _try(lambda: read_country_rules(home.countries_file, known, tokenizer))
    yield from _try(lambda: TagBook(home.tags_file, analyzer).compile(labels, ()))
    yield from _check_alerts(home, QueryReader(analyzer, labels, Rings()))
    yield from _check_profiles(home)


def _check_alerts(home: ArchiveHome, reader: QueryReader) -> Iterator[Finding]:
    path = home.alerts_file
    found = [
        mistake
        for id_, entry in _read_parts(path)
        for mistake in _try(partial(read_alert, path, id_, entry))
    ]
    yield from found or _try(lambda: read_alerts(path))
    for alert in () if found else _list_alerts(path):
        yield from _try(partial(_read_query, home, alert, reader))


def _list_alerts(path: Path) -> Iterable[Alert]:
    """The alerts; none where they cannot be read, which is told."""
    try:
        return read_alerts(path)
    except SettingsError:
        return ()


def _read_query(home: ArchiveHome, alert: Alert, reader: QueryReader) -> None:
    try:
        reader.read(reader.parse_typed(alert.query).tree)
    except QueryError as error:
        raise tell_mistake(home, alert, error) from error


def _check_labels(path: Path) -> Iterator[Finding]:
    found = [
        mistake
        for table, entries in _read_parts(path)
        if table in TABLES and isinstance(entries, dict)
        for id_, entry in entries.items()
        for mistake in _try(partial(add_tables, path, {table: {id_: entry}}, Labels()))
    ]
    yield from found
    # What is no table, or none that is known, is told when the entries are right.
    if not found:
        yield from _try(lambda: read_labels(path, Labels()))


def _check_golden(path: Path) -> Iterator[Finding]:
    entries = dict(_read_parts(path)).get("query")
    found = [
        mistake
        for number, entry in enumerate(entries if isinstance(entries, list) else (), 1)
        for mistake in _try(partial(read_query, path, number, entry))
    ]
    yield from found or _try(lambda: read_golden(path))


def _read_parts(path: Path) -> Iterable[tuple[str, Any]]:
    """What a file says, by its keys; nothing where it cannot be read, which its reader tells."""
    try:
        return read_toml(path).items() if path.exists() else ()
    except SettingsError:
        return ()


def _check_profiles(home: ArchiveHome) -> Iterator[Finding]:
    paths = sorted(home.profiles.glob("*.toml")) if home.profiles.is_dir() else []
    if not paths:
        return
    try:
        from indexer.importing.profiles.loading import load_profile
    except ModuleNotFoundError:
        what = "profiles of sites are there, and what reads pages is not installed"
        yield Finding("installation", "due", what, "pip install 'letopis[import]'")
        return
    for path in paths:
        yield from _try(partial(load_profile, path))


def _try(read: Callable[[], object]) -> Iterator[Finding]:
    try:
        read()
    except SettingsError as error:
        line = find_line(error.path, error.reason)
        place = f"{error.path}:{line}" if line else str(error.path)
        at = f"+{line} " if line else ""
        command = f"${{EDITOR:-vi}} {at}{shlex.quote(str(error.path))}"
        yield Finding("settings", "wrong", f"{place}: {error.reason}", command)


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
