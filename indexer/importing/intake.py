"""Taking the records of files into the archive store, and remembering how far it came."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from indexer.archive.journal import FilePlace, FileState
from indexer.archive.store import Archive
from indexer.errors import JobCancelledError, RecordError
from indexer.importing.counting import FileSummary
from indexer.importing.formats import reader_named, recognize
from indexer.importing.readers import (
    Found,
    RawRecord,
    Reader,
    Rejection,
    RevisitedPage,
    SkippingReader,
)
from indexer.importing.readers.pages import PageRecords
from indexer.importing.reading import ReadingRules, open_all, read_all
from indexer.importing.rejecting import FileRejects
from indexer.importing.report import MOST_REPORTED, ImportReport
from indexer.importing.restoring import Restorer, is_exported
from indexer.importing.sources import BadMember, Source
from indexer.importing.storing import Storer
from indexer.importing.walking import STANDARD_INPUT, name_path
from indexer.progress import Progress

# Records that one transaction holds at most, and the seconds after which it ends with the file that
# is read: so much is read again after a kill. To make sure of each small file by itself takes a
# slow disk longer than to read it.
BATCH = 2_000
_LONGEST = 1.0

# Records after which the progress is told of them.
_TOLD = 200


@dataclass
class _Reading:
    """A source that is being read, and how many of its records were taken."""

    file: FileState
    source: str
    rejects: FileRejects
    records: int


@dataclass
class Intake:
    """One run of an import, inside a transaction. What it reads is made sure of now and then, with
    how far it came."""

    archive: Archive
    storer: Storer
    restorer: Restorer
    report: ImportReport
    progress: Progress
    reading: ReadingRules
    pages: PageRecords
    _told: int = 0
    _unsure: int = 0
    _at: _Reading | None = None
    _sure_at: float = field(default_factory=time.monotonic)

    def recall(self, path: Path) -> bool:
        """Whether all of a file was read before this import was stopped; then the report tells of
        it what it told."""
        file = name_path(path)
        try:
            place = self.archive.journal.find(_read_state(path, file))
        except FileNotFoundError:
            return False
        if place is None or not place.is_done:
            return False
        self._recall_report(file, place)
        counts = self.report.file.counts
        if not counts.files and not counts.rejected:
            self.report.add_ignored(path)
        self.report.end_file(file)
        self.report.resumed += 1
        return True

    def read(self, files: Iterable[Path]) -> None:
        """Import what files hold, or what is left of them where an import was stopped. Raises
        JobCancelledError; what was read until then stays."""
        try:
            for path in files:
                size = measure_file(path)
                try:
                    self._read_file(path)
                except FileNotFoundError:
                    self.report.vanished.append(path)
                self.progress.advance(max(size - self._told, 0))
        except JobCancelledError:
            self._make_sure()
            raise

    def _read_file(self, path: Path) -> None:
        file = name_path(path)
        state = _read_state(path, file)
        place = self.archive.journal.find(state) if path.is_file() else None
        self._told = 0
        self.report.file = FileSummary()
        if place is None:
            self.archive.rejects.forget(file)
            self.archive.journal.forget(file)
        else:
            self._recall_report(file, place)
        is_read = False
        for source in self._open_rest(path, file, place):
            if isinstance(source, BadMember):
                self._refuse(source)
                continue
            try:
                reader = self._recognize(source)
            except OSError as error:
                self._refuse(BadMember(source.name, error.strerror or str(error)))
                continue
            if reader is None:
                self.report.add_ignored(Path(source.name))
                continue
            skipped = place.records if place is not None and place.source == source.name else 0
            self._read_source(source, reader, state, skipped)
            is_read = True
        self.report.file.counts.files += is_read
        self._note(state, is_done=True, source="", records=0)
        self.report.end_file(file)
        if self._unsure >= BATCH or time.monotonic() - self._sure_at > _LONGEST:
            self._make_sure()

    def _recall_report(self, file: str, place: FilePlace) -> None:
        self.report.file = msgspec.json.decode(place.told, type=FileSummary)
        room = MOST_REPORTED - len(self.report.rejected)
        if self.report.file.counts.rejected and room:
            self.report.rejected += self.archive.rejects.read_of(file, room)

    def _note(self, state: FileState, *, is_done: bool, source: str, records: int) -> None:
        told = msgspec.json.encode(self.report.file)
        self.archive.journal.note(state, FilePlace(is_done, source, records, told))

    def _make_sure(self) -> None:
        if self._at is not None:
            self._at.rejects.note()
            self._note(
                self._at.file, is_done=False, source=self._at.source, records=self._at.records
            )
        self.archive.commit()
        self._unsure, self._sure_at = 0, time.monotonic()

    def _recognize(self, source: Source) -> Reader | None:
        if self.reading.format:
            return reader_named(self.reading.format, self.pages)
        return recognize(source, self.pages)

    def _open_rest(
        self, path: Path, file: str, place: FilePlace | None
    ) -> Iterator[Source | BadMember]:
        """The sources of a file from the one on that a stopped import was at."""
        is_reached = place is None
        for source in open_all(path, file, self.reading.encoding):
            is_reached = is_reached or (place is not None and source.name == place.source)
            if is_reached:
                yield source

    def _refuse(self, member: BadMember) -> None:
        """Keep among the rejects what cannot be read at all."""
        rejects = FileRejects(self.archive, self.report, member.name)
        rejects.add(Rejection(1, "", member.reason, ""))
        rejects.finish()

    def _read_source(self, source: Source, reader: Reader, file: FileState, skipped: int) -> None:
        rejects = FileRejects(self.archive, self.report, source.name)
        self._at = _Reading(file, source.name, rejects, skipped)
        count = 0
        for count, found in enumerate(read_all(reader, source), 1):
            self.progress.check()
            if count % _TOLD == 0:
                self._tell(source)
            if count <= skipped:
                continue
            if self._unsure >= BATCH:
                self._make_sure()
            self._unsure += 1
            self.report.file.counts.read += 1
            rejection = self._take(found, source.name, reader.name)
            self._at.records = count
            if rejection is None:
                rejects.end_row()
                continue
            rejects.add(rejection)
            if rejects.is_hopeless:
                rejects.give_up(rejection.line)
                break
        self._tell(source, count % _TOLD)
        rejects.finish()
        self._at = None
        if isinstance(reader, SkippingReader):
            skips = self.report.file.skipped
            skips.update({kind: skips.get(kind, 0) + n for kind, n in reader.skipped.items()})

    def _tell(self, source: Source, records: int = _TOLD) -> None:
        """Let the progress know how much of the file was read."""
        size = max(source.position() - self._told, 0)
        self._told += size
        self.progress.advance(size, records)

    def _take(self, found: Found, file: str, reader: str) -> Rejection | None:
        """Store what was found; what is wrong with it where that cannot be done."""
        if isinstance(found, Rejection):
            return found
        try:
            if isinstance(found, RevisitedPage):
                self.storer.revisit(found, file)
            elif is_exported(found):
                self.restorer.restore(found, file)
            else:
                self.storer.store(found, file, reader)
        except RecordError as error:
            raw = "" if isinstance(found, RevisitedPage) or self._is_down(found) else found.raw
            return Rejection(found.number, error.field, error.reason, raw)
        return None

    def _is_down(self, record: RawRecord) -> bool:
        """Whether a record that cannot be read gives the id of an article that was taken down: then
        nothing of it is kept."""
        known = self.archive.get(str(record.values.get("id", "")))
        return known is not None and known.deleted is not None


def measure_file(path: Path) -> int:
    """The bytes of a file; none where it cannot be told."""
    try:
        return path.stat().st_size if path != STANDARD_INPUT else 0
    except OSError:
        return 0


def _read_state(path: Path, file: str) -> FileState:
    """What a file is told by; nothing of a pipe is. Raises FileNotFoundError."""
    status = path.stat()
    return FileState(file, status.st_size, status.st_mtime_ns)
