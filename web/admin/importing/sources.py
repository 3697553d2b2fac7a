"""What may be imported by a page: files that were sent, those in the folders that the settings
name, and those that an earlier job, or its rejects, speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from indexer.archive.entries import Reject
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.operations.queue import JobQueue
from searcher.orders import ImportOrder, decode_order

# Files and folders of one folder that are listed.
_MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class FoundSource:
    """A file or a folder that may be imported: the value by which a form names it, its name, and
    its size in bytes; None for a folder."""

    value: str
    name: str
    size: int | None


def list_sources(home: ArchiveHome, settings: Settings) -> list[tuple[str, list[FoundSource]]]:
    """The folders that the settings name, each with what is in it, by name."""
    return [
        (str(folder), list(_list_folder(number, folder)))
        for number, folder in enumerate(_list_folders(home, settings))
        if folder.is_dir()
    ]


def find_source(home: ArchiveHome, settings: Settings, value: str) -> Path | None:
    """The file or folder that a form names; None where it is none of those that are listed."""
    number, slash, name = value.partition("/")
    folders = _list_folders(home, settings)
    if not (slash and name and number.isdecimal() and int(number) < len(folders)):
        return None
    folder = folders[int(number)]
    return next((path for path in _list_paths(folder) if path.name == name), None)


def read_earlier(home: ArchiveHome, number: int) -> ImportOrder | None:
    """The import that an earlier job was asked for."""
    job = JobQueue.of(home).get(number)
    if job is None:
        return None
    try:
        order = decode_order(job.order)
    except msgspec.ValidationError:
        return None
    return order if isinstance(order, ImportOrder) else None


def find_rejected(rejects: Sequence[Reject]) -> tuple[list[Path], list[str]]:
    """The files that records were rejected of, members of packed files by the file that holds them,
    and the names of those that are there no more."""
    found: dict[Path, None] = {}
    gone: dict[str, None] = {}
    for file in dict.fromkeys(reject.file for reject in rejects):
        path = Path(file)
        owner = next((one for one in (path, *path.parents) if one.is_file()), None)
        # What stands at a relative path depends on where a command was run.
        if owner is None or not path.is_absolute():
            gone[file] = None
        else:
            found[owner] = None
    return list(found), list(gone)


def _list_folders(home: ArchiveHome, settings: Settings) -> list[Path]:
    return [(home.path / folder).resolve() for folder in settings.import_folders]


def _list_folder(number: int, folder: Path) -> Iterator[FoundSource]:
    for path in _list_paths(folder):
        size = path.stat().st_size if path.is_file() else None
        yield FoundSource(f"{number}/{path.name}", path.name, size)


def _list_paths(folder: Path) -> list[Path]:
    """What may be imported of a folder. What leads out of it may not."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return []
    return [
        path
        for path in paths
        if not path.name.startswith(".") and path.exists() and path.resolve().parent == folder
    ][:_MOST_LISTED]
