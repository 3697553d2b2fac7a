"""Taking the records of files into the archive store: which article each is, and what is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.archive.digest import digest_article
from indexer.archive.identity import Identification, Identifier, differ_by_address
from indexer.archive.journal import FilePlace, FileState
from indexer.archive.store import Archive
from indexer.article import Article, Provenance
from indexer.errors import RecordError
from indexer.importing.copying import link_copy
from indexer.importing.formats import reader_named, recognize
from indexer.importing.readers import RawRecord, Reader, Rejection, SkippingReader
from indexer.importing.readers.pages import PageRecords
from indexer.importing.reading import ReadingRules, open_all, read_all
from indexer.importing.records import ArticleBuilder
from indexer.importing.rejecting import FileRejects
from indexer.importing.report import Doubt, ImportReport, NearCopy, Taken, Withheld
from indexer.importing.restoring import Restorer, is_exported
from indexer.importing.sources import BadMember, Source
from indexer.importing.walking import name_path
from indexer.progress import Progress

# Records that one transaction holds at most: so many are read again after a kill.
BATCH = 2_000

# Records after which the progress is told of them.
_TOLD = 200

_NOWHERE = Provenance("", 0, "")

GONE = "its file is gone"
"""Why an article was deleted by an import that mirrors a folder. It comes back with its file."""


@dataclass
class Intake:
    """One run of an import: it also remembers which record gave which id, so that two records that
    claim one id do not take turns as its newest version, and which articles it met. `built` counts
    the articles that no export had: those of an export were looked at where they come from."""

    archive: Archive
    builder: ArticleBuilder
    restorer: Restorer
    report: ImportReport
    progress: Progress
    reading: ReadingRules
    pages: PageRecords
    met: set[str] = field(default_factory=set)
    built: int = 0
    _told: int = 0
    _origins: dict[str, str] = field(default_factory=dict)
    _claimed: set[str] = field(default_factory=set)

    def read(self, path: Path) -> int:
        """Import what a file holds, or what is left of it where an import was stopped. How many of
        its bytes the progress was told of. Raises FileNotFoundError and JobCancelledError."""
        file = name_path(path)
        state = _read_state(path, file)
        place = self.archive.journal.find(state) if path.is_file() else None
        self._told = 0
        if place is not None and place.is_done:
            self.report.resumed += 1
            return 0
        with self.archive.transaction():
            if place is None:
                self.archive.rejects.forget(file)
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
            self.report.files += is_read
            self.archive.journal.note(state, FilePlace(is_done=True, source="", records=0))
        return self._told

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
        self._claimed.clear()
        rejects = FileRejects(self.archive, self.report, source.name)
        count = 0
        for count, record in enumerate(read_all(reader, source), 1):
            self.progress.check()
            if count % _TOLD == 0:
                self._tell(source)
            if count <= skipped:
                continue
            if count % BATCH == 0:
                place = FilePlace(is_done=False, source=source.name, records=count - 1)
                self.archive.journal.note(file, place)
                self.archive.commit()
            rejection = self._take(record, source.name, reader.name)
            if rejection is None:
                rejects.end_row()
                continue
            rejects.add(rejection)
            if rejects.is_hopeless:
                rejects.give_up(rejection.line)
                break
        self._tell(source, count % _TOLD)
        rejects.finish()
        if isinstance(reader, SkippingReader):
            self.report.skipped.update(reader.skipped)

    def _tell(self, source: Source, records: int = _TOLD) -> None:
        """Let the progress know how much of the file was read."""
        size = max(source.position() - self._told, 0)
        self._told += size
        self.progress.advance(size, records)

    def _take(self, record: RawRecord | Rejection, file: str, reader: str) -> Rejection | None:
        """Store the article of a record; what is wrong with it where that cannot be done."""
        if isinstance(record, Rejection):
            return record
        try:
            if is_exported(record):
                self.restorer.restore(record, file)
            else:
                self._store(self.builder.build(record, file, reader))
                self.built += 1
        except RecordError as error:
            raw = "" if self._is_down(record) else record.raw
            return Rejection(record.number, error.field, error.reason, raw)
        return None

    def _is_down(self, record: RawRecord) -> bool:
        """Whether a record that cannot be read gives the id of an article that was taken down: then
        nothing of it is kept."""
        known = self.archive.get(str(record.values.get("id", "")))
        return known is not None and known.deleted is not None

    def _store(self, article: Article) -> None:
        learned, self.builder.learned = self.builder.learned, []
        remarks, self.builder.remarks = self.builder.remarks, []
        healed = self.archive.heal(article)
        found = self._identify(article)
        if healed or self.archive.heal(found.article):
            self.report.healed += 1
        origin = article.provenance or _NOWHERE
        if found.known and found.known.deleted == GONE and self.archive.restore(found.known.id):
            self.report.returned += 1
        elif found.known and found.known.deleted is not None:
            self.report.add_withheld(
                Withheld(origin.file, origin.record, found.known.id, found.known.deleted)
            )
            return
        id_ = found.article.id
        self.met.add(id_)
        outcome = "unchanged" if self._is_older(found) else self.archive.put(found.article)
        if outcome != "unchanged":
            self._compare_copies(found.article)
        if found.sibling and self.archive.put(found.sibling) == "changed":
            self.report.outcomes["changed"] += 1
        self.archive.store_labels(learned)
        for remark in remarks:
            doubt = Doubt(origin.file, origin.record, id_, remark.field, remark.reason)
            self.report.add_doubt(doubt)
        self.report.named.update((kind, id_) for kind, id_, _, _ in learned)
        self.report.outcomes[outcome] += 1
        is_renamed = (
            id_ != article.id and found.how == "new" and not self.builder.derives_id(article)
        )
        if is_renamed:
            self.archive.add_given_id(id_, article.id)
        if outcome != "unchanged" and (is_renamed or found.how not in {"new", "id"}):
            self.report.add_taken(Taken(origin.file, origin.record, id_, found.how))
        self._claimed.add(id_)
        self._origins.setdefault(id_, f"{origin.file}, record {origin.record}")

    def _compare_copies(self, article: Article) -> None:
        """Find out whether an article that was stored says nearly what another one says."""
        known = link_copy(self.archive, article)
        if known is not None:
            origin = article.provenance or _NOWHERE
            copy = NearCopy(origin.file, origin.record, article.id, known.id, known.likeness)
            self.report.add_copy(copy)

    def _identify(self, article: Article) -> Identification:
        """What a record is. Two records of one run that give one id must say the same, at
        whatever addresses."""
        identifier = Identifier(self.archive)
        if self.builder.derives_id(article):
            return self._settle(identifier.identify(article, frozenset(self._claimed)))
        found = self._settle(identifier.identify_given(article))
        origin = self._origins.get(found.article.id)
        known = found.known.article if found.known else None
        if (
            origin is not None
            and self.archive.would_change(found.article)
            and not (known and differ_by_address(found.article, known))
        ):
            raise RecordError("id", f"{article.id!r} was given to another text at {origin}")
        return found

    def _settle(self, found: Identification) -> Identification:
        """What a record is, in the story that its article has by what was found or decided."""
        return replace(found, article=self.archive.pairs.settle(found.article))

    def _is_older(self, found: Identification) -> bool:
        """Whether a record is what its article was before, met again elsewhere: files of several
        days or mirrors must not take turns as the newest version."""
        known = found.known.article if found.known else None
        if known is None or not self.archive.would_change(found.article):
            return False
        if _name_place(known) == _name_place(found.article):
            return False
        new = found.article
        digest = digest_article(new)
        earlier = (version.article for version in self.archive.versions(new.id))
        return any(
            digest
            == digest_article(replace(text, url=new.url, mirrors=new.mirrors, story=new.story))
            for text in earlier
            if text is not None
        )


def _read_state(path: Path, file: str) -> FileState:
    """What a file is told by; nothing of a pipe is. Raises FileNotFoundError."""
    status = path.stat()
    return FileState(file, status.st_size, status.st_mtime_ns)


def _name_place(article: Article) -> tuple[str, int]:
    origin = article.provenance or _NOWHERE
    return origin.file, origin.record
