"""The files of a home that people write: each is read as those read it who use it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from indexer.analysis import Analyzer
from indexer.analysis.ring_lists import read_rings
from indexer.archive.labels import load_labels
from indexer.archive.store import Archive
from indexer.errors import SettingsError
from indexer.home.boilerplate import read_boilerplate, read_line
from indexer.home.countries import read_country_rules
from indexer.home.labels import TABLES, add_tables, read_labels
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings, load_analyzer, make_settings, read_settings
from indexer.home.toml import read_toml
from indexer.labels import Labels
from searcher.doctor.finding import Finding
from searcher.gate.golden import read_golden, read_query
from searcher.tagging.compiling import TagBook

_LINE = re.compile(r"\bline (\d+)")
# What a mistake names: `$.zone`, `'moscow'`, `zone: no such time zone`.
_NAMED = re.compile(r"\$\.([\w-]+)|'([^']+)'|\"([^\"]+)\"|^([\w.-]+)(?=:)|\(([^)]+)\)|\[([^\]]+)\]")
# How a file that is no TOML is told.
_SYNTAX = re.compile(r"\(at (?:line \d+, column \d+|end of document)\)")
# Mistakes of one file that are told.
_MOST_MISTAKES = 20
_NUMBERED = re.compile(r"^query (\d+)")


def check_settings(home: ArchiveHome) -> Iterator[Finding]:
    """The mistakes in letopis.toml, or in exceptions.txt, without which nothing can be read."""
    path = home.settings_file
    found = [
        mistake
        for name, value in _read_parts(path)
        for mistake in _try(partial(make_settings, path, {name: value}))
    ]
    found = found or list(_try(lambda: read_settings(home)))
    if found:
        yield from found
        return
    settings = read_settings(home)
    yield from _try_each(
        home.exceptions_file, lambda copy: load_analyzer(ArchiveHome(copy.parent), settings)
    )


def check_lists(home: ArchiveHome, settings: Settings, analyzer: Analyzer) -> Iterator[Finding]:
    """The mistakes of the other files."""
    yield from _check_labels(home.labels_file)
    yield from _check_golden(home.golden_file)
    yield from _check_boilerplate(home.boilerplate_file)
    yield from _try_each(home.rings_file, lambda copy: read_rings(copy, settings.rings))
    try:
        with Archive.open(home.database) as store:
            labels = load_labels(home, store)
    except SettingsError:
        # Told above; the others are read with the names that the archive learned.
        labels = Labels()
    known, tokenizer = labels.of("country"), analyzer.tokenizer
    yield from _try_each(
        home.countries_file, lambda copy: read_country_rules(copy, known, tokenizer)
    )
    yield from _try_each(home.tags_file, lambda copy: TagBook(copy, analyzer).compile(labels, ()))
    yield from _check_profiles(home)


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


def _check_boilerplate(path: Path) -> Iterator[Finding]:
    entries = dict(_read_parts(path)).get("line")
    found = [
        mistake
        for entry in (entries if isinstance(entries, list) else ())
        for mistake in _try(partial(read_line, path, entry))
    ]
    yield from found or _try(lambda: read_boilerplate(path))


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
        yield from _try_each(path, load_profile)


def _try(read: Callable[[], object]) -> Iterator[Finding]:
    try:
        read()
    except SettingsError as error:
        yield _tell(error.path, error.reason, find_line(error.path, error.reason))


def _try_each(path: Path, read: Callable[[Path], object]) -> Iterator[Finding]:
    """The mistakes of a file: `read` tells one at a time, so a copy is read again and again, each
    time without the line that was wrong, as far as lines can be told."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError):
        yield from _try(partial(read, path))
        return
    told: set[str] = set()
    with TemporaryDirectory(prefix="letopis-doctor-") as folder:
        copy = Path(folder, path.name)
        while len(told) < _MOST_MISTAKES:
            copy.write_text("\n".join(lines), "utf-8")
            try:
                read(copy)
            except SettingsError as error:
                line, is_syntax = find_line(copy, error.reason), _SYNTAX.search(error.reason)
                # What belonged to the line that was left out is no mistake of the file.
                if told and (is_syntax or error.reason in told):
                    return
                yield _tell(path, error.reason, line)
                if line is None or is_syntax:
                    return
                told.add(error.reason)
                lines[line - 1] = ""
            else:
                return


def _tell(path: Path, reason: str, line: int | None) -> Finding:
    place = f"{path}:{line}" if line else str(path)
    at = f"+{line} " if line else ""
    command = f"${{EDITOR:-vi}} {at}{shlex.quote(str(path))}"
    return Finding("settings", "wrong", f"{place}: {reason}", command)


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
