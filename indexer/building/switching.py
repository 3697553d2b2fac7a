"""Jobs that make another generation current without building one."""

from __future__ import annotations

from indexer.archive.store import Archive
from indexer.building.job import IndexWork
from indexer.building.withdrawing import withdraw_from
from indexer.errors import (
    GenerationNotFoundError,
    VerificationError,
)
from indexer.generations.aside import bring_back, name_aside, read_report
from indexer.generations.folders import (
    check_files,
    current_generation,
    list_generations,
    set_current,
)
from indexer.generations.manifest import (
    Manifest,
    check_compatible,
    read_manifest,
)
from indexer.home.lock import writing


def roll_back_index(work: IndexWork, name: str | None) -> Manifest:
    """Make a generation current again: the one named, or the newest before the current one.

    What was deleted since is taken out of it first. It is checked as if it were opened. Raises
    GenerationNotFoundError, IndexDamagedError,
    IndexMismatchError, ArchiveLockedError.
    """
    home = work.home
    with Archive.open(home.database) as archive, writing(home):
        current = current_generation(home)
        known = list_generations(home)
        earlier = [other for other in known if other < current]
        target = name or (earlier[-1] if earlier else "")
        if target not in known:
            raise GenerationNotFoundError(target)
        if target != current:
            withdraw_from(work, archive, target)
        manifest = read_manifest(home, target)
        check_compatible(manifest, work.analyzer, work.settings.zone, home.cluster)
        check_files(home, manifest)
        set_current(home, target)
    return manifest


def accept_index(work: IndexWork, name: str) -> Manifest:
    """Make a generation current that was kept aside for its golden queries alone.

    It is checked as if it were opened. Raises VerificationError where it differs from the archive,
    GenerationNotFoundError, IndexDamagedError, IndexMismatchError, ArchiveLockedError.
    """
    home = work.home
    with Archive.open(home.database) as archive, writing(home):
        report = read_report(home, name)
        if report.failures:
            raise VerificationError(name, report)
        work.announcer.begin()
        withdraw_from(work, archive, name_aside(home, name))
        manifest = bring_back(home, name, work.analyzer, work.settings.zone)
    work.announcer.announce()
    return manifest
