"""The mirror job: an archive takes what happened in another one since it asked last."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from indexer.archive.mirrored import Followed
from indexer.archive.store import Archive
from indexer.building.build import BuildJob
from indexer.building.job import IndexReport, IndexWork
from indexer.building.update import UpdateJob
from indexer.errors import IndexMissingError, MirrorError, OtherHistoryError
from indexer.generations.folders import list_generations
from indexer.home.lock import writing
from indexer.mirroring.answers import Source, SourceArchive, SourceChanges, check_changes
from indexer.mirroring.naming import store_names
from indexer.mirroring.proving import read_mirror_root
from indexer.mirroring.storing import MirrorStorer
from indexer.progress import Progress

# Whether a mirror goes on where it was, or takes all once more from whatever stands there now.
Start = Literal["on", "anew"]


@dataclass(slots=True)
class MirrorReport:
    """What was taken of a followed archive: how many changes of which kinds, and names; up to which
    `seq` there. `is_same` tells whether the root hashes of both agree, None where they could not be
    compared; `index` is what was written for it, None where nothing was."""

    address: str
    seq: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    names: int = 0
    is_same: bool | None = None
    root: str = ""
    zone: str = ""
    index: IndexReport | None = None

    @property
    def changes(self) -> int:
        """How many changes came, those among them that changed nothing here."""
        return self.counts.total()


@dataclass(frozen=True, slots=True)
class MirrorJob:
    """Takes all changes of a followed archive, in pages each of which is stored wholly or not at
    all, and brings them into the index. Others may write between two pages."""

    work: IndexWork
    source: Source
    start: Start = "on"

    def run(self, progress: Progress) -> MirrorReport:
        """Catch up. Raises ServerError where the followed archive gives no usable answer,
        MirrorError where it is another one than before or was put back, ArchiveLockedError,
        JobCancelledError, and what updating or building an index raises. What was taken until then
        stays, and the next run goes on behind it."""
        report = MirrorReport(self.source.address)
        with Archive.open(self.work.home.database) as archive:
            try:
                self._follow(archive, report, progress)
            finally:
                # A take-down is not to wait for a page that does not come.
                if report.changes or report.names:
                    report.index = self._update(progress)
        if report.index is None:
            report.index = self._update(progress)
        return report

    def _follow(self, archive: Archive, report: MirrorReport, progress: Progress) -> None:
        found = self.source.describe()
        report.zone = found.zone
        followed = self._admit(archive, found)
        progress.start("mirror", None if followed.seq else found.states)
        has_more = True
        while has_more:
            page = self._ask(followed)
            followed = self._take(archive, followed, page, report)
            report.seq, has_more = followed.seq, page.next is not None
            progress.advance(len(page.changes))
            progress.check()
        self._fetch_lacking(archive, report)
        if report.changes or not report.is_same:
            self._name_values(archive, report)
            self._compare(archive, followed, report)

    def _admit(self, archive: Archive, found: SourceArchive) -> Followed:
        """Whom it follows, and how far it is; refused where that is not who answers."""
        address = self.source.address
        with writing(self.work.home), archive.transaction():
            known = archive.mirror.read()
            if known is None:
                if archive.last_seq():
                    raise MirrorError(
                        address, "this archive has articles of its own; a mirror begins empty"
                    )
                known = Followed(url=address, archive=found.archive, fields=found.public_fields)
            elif self.start == "on" and known.archive != found.archive:
                raise MirrorError(
                    address,
                    "another archive than before answers there; `letopis mirror --anew` makes this "
                    "one a mirror of it",
                )
            is_known = known.archive == found.archive and known.fields == found.public_fields
            if self.start == "anew" or not is_known:
                archive.mirror.begin_anew()
                known = replace(known, seq=0, checkpoint="")
            known = replace(known, url=address, archive=found.archive, fields=found.public_fields)
            archive.mirror.write(known)
        return known

    def _ask(self, followed: Followed) -> SourceChanges:
        try:
            page = self.source.list_changes(followed.seq, followed.checkpoint, "*")
        except OtherHistoryError as error:
            raise MirrorError(
                self.source.address,
                f"the archive was put back to what it was before seq {followed.seq}; compare both, "
                "and take it as it is now with `letopis mirror --anew`",
            ) from error
        check_changes(self.source.address, page, followed.seq)
        return page

    def _take(
        self, archive: Archive, followed: Followed, page: SourceChanges, report: MirrorReport
    ) -> Followed:
        """Store a page, and how far it reaches, or nothing."""
        counts: Counter[str] = Counter()
        with writing(self.work.home), archive.transaction():
            current = archive.mirror.read()
            if current is None or (current.seq, current.archive) != (
                followed.seq,
                followed.archive,
            ):
                # Another process took it meanwhile.
                return current or followed
            storer = self._make_storer(archive, counts)
            is_searched = archive.pairs.searched == archive.last_seq()
            for change in page.changes:
                storer.store(change)
            if page.next is None:
                for id_ in archive.mirror.list_untold():
                    storer.take_away(id_)
            if is_searched:
                # Which articles are one story is told there.
                archive.pairs.searched = archive.last_seq()
            taken = replace(
                followed,
                seq=page.last_seq,
                checkpoint=page.checkpoint,
                asked=datetime.now(UTC) if page.next is None else followed.asked,
            )
            archive.mirror.write(taken)
        report.counts += counts
        return taken

    def _fetch_lacking(self, archive: Archive, report: MirrorReport) -> None:
        """Take the texts that came while their articles were kept down here, which they are no
        longer."""
        for seq, id_ in archive.mirror.list_lacking():
            page = self.source.list_changes(seq - 1, fields="*", limit=1)
            check_changes(self.source.address, page, seq - 1)
            # What has changed there since comes by itself.
            for change in page.changes:
                if (change.seq, change.id) == (seq, id_):
                    with writing(self.work.home), archive.transaction():
                        self._make_storer(archive, report.counts).store(change)

    def _make_storer(self, archive: Archive, counts: Counter[str]) -> MirrorStorer:
        zone = self.work.settings.zone_info
        return MirrorStorer(archive, self.source.address, zone, counts)

    def _name_values(self, archive: Archive, report: MirrorReport) -> None:
        found = self.source.list_names()
        if found is not None:
            with writing(self.work.home), archive.transaction():
                report.names = store_names(archive, found)

    def _compare(self, archive: Archive, followed: Followed, report: MirrorReport) -> None:
        """Compare the root hashes, where the other archive can tell that of this moment."""
        here = read_mirror_root(archive)
        there = self.source.describe(followed.seq)
        if here is not None and there.root is not None and there.seq == here.seq:
            report.root, report.is_same = here.hash, here.hash == there.root

    def _update(self, progress: Progress) -> IndexReport:
        try:
            return UpdateJob(self.work).run(progress)
        except IndexMissingError:
            # Where there are generations, the pointer is lost: that is for an admin to see.
            if list_generations(self.work.home):
                raise
            return BuildJob(self.work).run(progress)
