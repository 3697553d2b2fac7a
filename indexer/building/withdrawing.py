"""Take-downs in the generations that are kept: none of them may serve what was deleted.

A deletion reaches the living generation by an update. Those kept beside it, for a rollback or for
a server that finds the living one damaged, hold the article still; so it is taken out of each of
them, under its own name, as an update would do it: shared files, a few deletions, a new word list.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.archive.store import Archive
from indexer.building.job import Candidate, IndexWork, list_tombstones
from indexer.engines import load_engine, remove_generation
from indexer.engines.folder import engine_folder, sum_derived
from indexer.errors import (
    IndexDamagedError,
    IndexMismatchError,
    UnavailableError,
    VerificationError,
)
from indexer.generations.aside import REPORT
from indexer.generations.folders import (
    FAILED,
    check_folder,
    current_generation,
    derive_generation,
    list_failed,
    list_generations,
    replace_generation,
)
from indexer.generations.manifest import (
    Manifest,
    check_compatible,
    read_copies,
    read_labels_of,
    read_manifest,
    read_tombstones,
    write_manifest,
)


def withdraw_deleted(work: IndexWork, archive: Archive) -> None:
    """Take what was deleted out of every generation that is kept beside the current one, which an
    update sees to; out of those kept aside too.

    One that this release cannot serve is left as it is: nobody is shown it. Call it with the
    writing lock held. Raises VerificationError where an engine did not do as it was told.
    """
    home = work.home
    try:
        current = current_generation(home)
    except UnavailableError:
        current = ""
    kept = [*list_generations(home), *(f"{name}{FAILED}" for name in list_failed(home))]
    for folder in kept:
        if folder != current:
            with suppress(IndexDamagedError, IndexMismatchError):
                withdraw_from(work, archive, folder)


def withdraw_from(work: IndexWork, archive: Archive, folder: str) -> None:
    """Take what was deleted out of the generation in a folder of the index, if it is there.

    Raises IndexDamagedError and IndexMismatchError for one that cannot be served anyway.
    """
    home = work.home
    manifest = read_manifest(home, folder)
    source = home.index / folder
    known = read_tombstones(source, manifest)
    tombstones = list_tombstones(archive)
    if known == tombstones:
        return
    check_compatible(manifest, work.analyzer, work.settings.zone, home.cluster)
    check_folder(source, manifest)
    building = derive_generation(home, source, manifest, manifest.generation)
    try:
        gone = {tombstone.id for tombstone in known}
        ids = [tombstone.id for tombstone in tombstones if tombstone.id not in gone]
        _withdraw(work, archive, _Derivation(source, building, manifest), ids)
        replace_generation(home, building, folder)
    except BaseException:
        if building.exists():
            remove_generation(building, home.cluster)
        raise


@dataclass(frozen=True, slots=True)
class _Derivation:
    """A generation in its folder, and the folder in which another one is made of it."""

    source: Path
    building: Path
    manifest: Manifest


def _withdraw(
    work: IndexWork, archive: Archive, derivation: _Derivation, ids: Sequence[str]
) -> None:
    source, building, manifest = derivation.source, derivation.building, derivation.manifest
    half = load_engine(manifest.engine, work.home.cluster)
    with half.open_index(engine_folder(building)) as writer:
        for id_ in ids:
            writer.delete(id_)
    labels, gone = read_labels_of(source, manifest), frozenset(ids)
    manifest = replace(
        manifest,
        articles=half.count_documents(engine_folder(building)),
        files=sum_derived(building, source, manifest.files),
    )
    # All up to the newest `seq` was checked when it was built: only the count is, and the word list
    # is written anew.
    gate = work.gate(Candidate(building, manifest, labels, archive.last_seq()), archive)
    if gate.failures:
        raise VerificationError(manifest.generation, gate)
    groups = (
        tuple(id_ for id_ in group if id_ not in gone) for group in read_copies(source, manifest)
    )
    copies = tuple(group for group in groups if len(group) > 1)
    write_manifest(building, manifest, labels, list_tombstones(archive), copies)
    report = source / REPORT
    if report.exists():
        (building / REPORT).write_bytes(report.read_bytes())
