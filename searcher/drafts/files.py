"""Which files of a home an admin may edit, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from indexer.article import LANGS
from indexer.home.paths import ArchiveHome

FileKind = Literal[
    "labels",
    "rings",
    "exceptions",
    "tags",
    "alerts",
    "countries",
    "golden",
    "boilerplate",
    "settings",
    "about",
    "profile",
]

# The folder of profiles, as names of files tell it.
PROFILES = "profiles/"
# Never a path, nor a file that is hidden or beside another.
_PROFILE = re.compile(r"[a-z0-9][a-z0-9_-]*(?:\.[a-z0-9_-]+)*\.toml")
_LONGEST_NAME = 80
# Profiles that are listed: each is read by every import.
MOST_PROFILES = 500


@dataclass(frozen=True, slots=True)
class HomeFile:
    """A file of a home: its name, from the folder of the home on, what it is for, and where it
    is."""

    name: str
    kind: FileKind
    path: Path

    @property
    def is_linked(self) -> bool:
        """Whether it stands elsewhere, and only a link in the home."""
        return self.path.is_symlink() or self.path.parent.is_symlink()


def list_home_files(home: ArchiveHome) -> list[HomeFile]:
    """The files that an admin may edit, those that are not there too, and the profiles that
    are."""
    return [*_list_fixed(home), *_list_profiles(home)]


def find_home_file(home: ArchiveHome, name: str) -> HomeFile | None:
    """The file of a name, which may not be there; None for a name that no such file has."""
    for file in _list_fixed(home):
        if file.name == name:
            return file
    profile = name.removeprefix(PROFILES)
    return _make_profile(home, profile) if profile != name and is_profile_name(profile) else None


def is_profile_name(name: str) -> bool:
    """Whether a profile may be called so: `news.example.org.toml`."""
    return len(name) <= _LONGEST_NAME and _PROFILE.fullmatch(name) is not None


def _list_fixed(home: ArchiveHome) -> Iterator[HomeFile]:
    paths: tuple[tuple[FileKind, Path], ...] = (
        ("labels", home.labels_file),
        ("rings", home.rings_file),
        ("exceptions", home.exceptions_file),
        ("tags", home.tags_file),
        ("alerts", home.alerts_file),
        ("countries", home.countries_file),
        ("golden", home.golden_file),
        ("boilerplate", home.boilerplate_file),
        ("settings", home.settings_file),
        *(("about", home.about_file(lang)) for lang in ("", *LANGS)),
    )
    for kind, path in paths:
        yield HomeFile(path.name, kind, path)


def _list_profiles(home: ArchiveHome) -> Iterator[HomeFile]:
    paths = sorted(home.profiles.glob("*.toml")) if home.profiles.is_dir() else []
    names = [path.name for path in paths if is_profile_name(path.name)]
    return (_make_profile(home, name) for name in names[:MOST_PROFILES])


def _make_profile(home: ArchiveHome, name: str) -> HomeFile:
    return HomeFile(PROFILES + name, "profile", home.profiles / name)
