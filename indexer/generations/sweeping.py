"""Sweeping: old generations go, and what killed jobs left."""

from __future__ import annotations

from pathlib import Path

from indexer.engines import remove_generation
from indexer.engines.checksums import list_files
from indexer.engines.folder import engine_folder
from indexer.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
)
from indexer.generations.folders import (
    BUILDING,
    FAILED,
    current_generation,
    generation_name,
    list_failed,
    list_folders,
    list_generations,
)
from indexer.generations.leases import list_leased, sweep_leases
from indexer.generations.manifest import read_manifest
from indexer.home.durable import name_beside
from indexer.home.paths import ArchiveHome

# How many generations stay beside the current one: readers may still be answering from them.
KEPT = 2


def sweep_generations(home: ArchiveHome, keep: int = KEPT) -> tuple[str, ...]:
    """Remove what killed jobs left, and all generations but the current one, the `keep` newest
    beside it, and the last of each of the `keep` newest full builds; of those kept aside, the
    newest stays too, and so do those that are leased, unless `keep` is 0. Of those that stay,
    files go that are not theirs. Gives the names of what was removed. Call it with the writing
    lock held."""
    name_beside(home.index / "CURRENT").unlink(missing_ok=True)
    kept = _list_kept(home, keep)
    sweep_leases(home)
    doomed: list[Path] = []
    for path in [home.index / name for name in list_folders(home) if name not in kept]:
        # Removed halfway, it must not pass for a generation.
        unfinished = path.with_name(generation_name(path) + BUILDING)
        path.rename(unfinished)
        remove_generation(unfinished, home.cluster)
        if not unfinished.exists():
            doomed.append(path)
    strays = [path for name in sorted(kept) for path in _find_strays(home, name)]
    for path in strays:
        path.unlink()
    removed = (*doomed, *strays)
    return tuple(path.relative_to(home.index).as_posix() for path in removed)


def list_doomed(home: ArchiveHome, keep: int = KEPT) -> list[str]:
    """The folders that `sweep_generations` would remove, oldest first."""
    kept = _list_kept(home, keep)
    return [name for name in list_folders(home) if name not in kept]


def _list_kept(home: ArchiveHome, keep: int) -> set[str]:
    kept = _choose_kept(home, keep)
    if keep:
        kept |= {f"{name}{FAILED}" for name in list_failed(home)[-1:]}
        kept |= set(list_leased(home))
    return kept


def _find_strays(home: ArchiveHome, name: str) -> list[Path]:
    """Files among a generation's engine files that it was not built with."""
    try:
        known = read_manifest(home, name).files
    except (IndexDamagedError, IndexMismatchError):
        return []
    files = list_files(engine_folder(home.index / name))
    return [path for file, path in files.items() if file not in known]


def _choose_kept(home: ArchiveHome, keep: int) -> set[str]:
    names = list_generations(home)
    try:
        current = current_generation(home)
        read_manifest(home, current)
    except (IndexMissingError, IndexDamagedError, IndexMismatchError):
        # Which one is served instead cannot be known here: none may go.
        return set(names)
    # A day of updates must not push out the build before: what is rolled back is mostly a build.
    last_of_build: dict[str, str] = {}
    newest: list[str] = []
    for name in [current, *(name for name in reversed(names) if name != current)]:
        try:
            last_of_build.setdefault(read_manifest(home, name).build, name)
        except (IndexDamagedError, IndexMismatchError):
            # Nobody can serve it, so it does not take the place of one that somebody can.
            continue
        if name != current:
            newest.append(name)
    builds = [name for name in last_of_build.values() if name != current]
    return {current, *newest[:keep], *builds[:keep]}
