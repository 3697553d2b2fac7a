"""The folder of an engine's files: shared, summed, removed."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Mapping
from pathlib import Path

from indexer.engines.checksums import list_files, sum_file
from indexer.errors import IndexDamagedError

# tantivy opens an index once more in a thread of its own, and locks it: a file may come into a
# folder while it is being removed. How often that is borne.
_MOST_ENTERED = 10


def engine_folder(generation: Path) -> Path:
    """Where the engine's own files are."""
    return generation / "engine"


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


def share_file(source: Path, target: Path, generation: str) -> None:
    """Let a file of a generation stand under another name too, as a hard link where the file system
    has them. Raises IndexDamagedError, of that generation, where it is missing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except FileNotFoundError as error:
        raise IndexDamagedError(generation, f"{source.name} is missing") from error
    except OSError:
        # Not every file system has hard links.
        shutil.copy2(source, target)


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
