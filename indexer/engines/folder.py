"""The folder of an engine's files: shared, summed, removed."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from indexer.engines.checksums import list_files, sum_file
from indexer.errors import IndexDamagedError

# tantivy opens an index once more in a thread of its own, and locks it: a file may come into a
# folder while it is being removed. How often that is borne.
_MOST_ENTERED = 10


def engine_folder(generation: Path) -> Path:
    """Where the engine's own files are."""
    return generation / "engine"


def has_index_elsewhere(folder: Path) -> bool:
    """Whether the index of a folder, or a planned one, is in a cluster."""
    return any((folder / name).exists() for name in ("index.json", "planned.json"))


def remove_folder(folder: Path) -> None:
    """Remove what was built, or half built."""
    for _ in range(_MOST_ENTERED):
        try:
            shutil.rmtree(folder)
        except OSError as error:
            if error.errno != errno.ENOTEMPTY:
                raise
        else:
            return
    shutil.rmtree(folder)


def share_files(source: Path, target: Path, files: Iterable[str]) -> None:
    """Let files of a folder stand in another one too, as hard links where the file system has them.
    Raises FileNotFoundError."""
    for name in files:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            (target / name).hardlink_to(source / name)
        except FileNotFoundError:
            raise
        except OSError:
            # Not every file system has hard links.
            shutil.copy2(source / name, target / name)


def sum_files(generation: Path) -> dict[str, str]:
    """The engine's files of a generation, by their names within its folder, and a checksum of
    each."""
    folder = engine_folder(generation)
    return {file: sum_file(path) for file, path in list_files(folder).items()}


def sum_derived(generation: Path, parent: Path, known: Mapping[str, str]) -> dict[str, str]:
    """What `sum_files` gives of a generation that shares files with its parent, whose checksums are
    `known`: those are not read again.

    Files of the parent that are not shared were melted into new ones. Damage of theirs would have
    a right checksum from now on, so they are checked: IndexDamagedError.
    """
    folder = engine_folder(generation)
    source = engine_folder(parent)
    sums: dict[str, str] = {}
    shared: set[str] = set()
    for name, path in list_files(folder).items():
        if name in known and path.samefile(source / name):
            shared.add(name)
        sums[name] = known[name] if name in shared else sum_file(path)
    for name, digest in known.items():
        if name not in shared and sum_file(source / name) != digest:
            raise IndexDamagedError(parent.name, f"{name} was changed")
    return sums
