"""A new archive home."""

from __future__ import annotations

from pathlib import Path

from indexer.archive.store import Archive
from indexer.home.paths import ArchiveHome
from indexer.home.templates import (
    ABOUT_TEMPLATE,
    ALERTS_TEMPLATE,
    COUNTRIES_TEMPLATE,
    EXCEPTIONS_TEMPLATE,
    GOLDEN_TEMPLATE,
    LABELS_TEMPLATE,
    RINGS_TEMPLATE,
    SETTINGS_TEMPLATE,
    TAGS_TEMPLATE,
)


def create_home(path: Path, settings: str = "") -> ArchiveHome:
    """The archive home in a folder, made where there is none, with these settings before those that
    are commented out; files that are there stay."""
    home = ArchiveHome(path)
    path.mkdir(parents=True, exist_ok=True)
    for file, text in (
        (home.settings_file, settings + SETTINGS_TEMPLATE),
        (home.labels_file, LABELS_TEMPLATE),
        (home.exceptions_file, EXCEPTIONS_TEMPLATE),
        (home.golden_file, GOLDEN_TEMPLATE),
        (home.rings_file, RINGS_TEMPLATE),
        (home.countries_file, COUNTRIES_TEMPLATE),
        (home.tags_file, TAGS_TEMPLATE),
        (home.alerts_file, ALERTS_TEMPLATE),
        (home.about_file(), ABOUT_TEMPLATE),
    ):
        if not file.exists():
            file.write_text(text, "utf-8")
    Archive.create(home.database).close()
    return home
