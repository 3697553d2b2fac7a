"""The files of a home that people write, looked over: what is wrong, and what mends it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from indexer.analysis import Analyzer
from indexer.analysis.ring_lists import read_rings
from indexer.analysis.rings import Rings
from indexer.archive.labels import load_labels
from indexer.archive.store import Archive
from indexer.errors import SettingsError
from indexer.home.countries import read_country_rules
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings, load_analyzer, read_settings
from indexer.labels import Labels
from searcher.doctor.finding import Finding
from searcher.doctor.mistakes import (
    find_line,
    list_alerts_mistakes,
    list_boilerplate_mistakes,
    list_each,
    list_golden_mistakes,
    list_labels_mistakes,
    list_mistakes,
    list_settings_mistakes,
)
from searcher.query.reading import QueryReader
from searcher.tagging.compiling import TagBook


def check_settings(home: ArchiveHome) -> Iterator[Finding]:
    """The mistakes in letopis.toml, or in exceptions.txt, without which nothing can be read."""
    path = home.settings_file
    found = list(list_settings_mistakes(path, path.parent))
    found = found or list(list_mistakes(lambda: read_settings(home)))
    if found:
        yield from _tell(found)
        return
    settings = read_settings(home)
    yield from _tell(
        list_each(
            home.exceptions_file, lambda copy: load_analyzer(ArchiveHome(copy.parent), settings)
        )
    )


def check_lists(home: ArchiveHome, settings: Settings, analyzer: Analyzer) -> Iterator[Finding]:
    """The mistakes of the other files."""
    yield from _tell(list_labels_mistakes(home.labels_file))
    yield from _tell(list_golden_mistakes(home.golden_file))
    yield from _tell(list_boilerplate_mistakes(home.boilerplate_file))
    yield from _tell(list_each(home.rings_file, lambda copy: read_rings(copy, settings.rings)))
    try:
        with Archive.open(home.database) as store:
            labels = load_labels(home, store)
    except SettingsError:
        # Told above; the others are read with the names that the archive learned.
        labels = Labels()
    known, tokenizer = labels.of("country"), analyzer.tokenizer
    yield from _tell(
        list_each(home.countries_file, lambda copy: read_country_rules(copy, known, tokenizer))
    )
    yield from _tell(
        list_each(home.tags_file, lambda copy: TagBook(copy, analyzer).compile(labels, ()))
    )
    yield from _tell(list_alerts_mistakes(home, QueryReader(analyzer, labels, Rings())))
    yield from _check_profiles(home)


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
        yield from _tell(list_each(path, load_profile))


def _tell(mistakes: Iterable[SettingsError]) -> Iterator[Finding]:
    for error in mistakes:
        line = find_line(error.path, error.reason)
        place = f"{error.path}:{line}" if line else str(error.path)
        at = f"+{line} " if line else ""
        command = f"${{EDITOR:-vi}} {at}{shlex.quote(str(error.path))}"
        yield Finding("settings", "wrong", f"{place}: {error.reason}", command)
