"""The import job: from files to the archive store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.analysis import Analyzer
from indexer.archive.digest import digest_article
from indexer.archive.identity import Identification, Identifier
from indexer.archive.labels import load_labels
from indexer.archive.store import Archive
from indexer.article import Article, Provenance
from indexer.enriching.countries import load_gazetteer
from indexer.errors import RecordError
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.importing.fields import RecordRules
from indexer.importing.formats import recognize
from indexer.importing.readers import RawRecord, Reader, Rejection
from indexer.importing.reading import open_all, read_all
from indexer.importing.records import ArticleBuilder
from indexer.importing.rejecting import FileRejects
from indexer.importing.report import Doubt, ImportReport, Taken, Withheld
from indexer.importing.restoring import Restorer, is_exported
from indexer.importing.sources import BadMember, Source
from indexer.importing.walking import find_files, name_path
from indexer.pairing.job import load_reader, pair_new
from indexer.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportJob:
    """Imports files, and all files in folders, into the archive store of a home.

    Each file is one transaction. A record that cannot be read is kept among the rejects, and the
    run goes on. Importing what is there already changes nothing.
    """

    home: ArchiveHome
    settings: Settings
    analyzer: Analyzer
    paths: Sequence[Path]
    rules: RecordRules = RecordRules()

    def run(self, progress: Progress) -> ImportReport:
        """Import all there is. Raises OptionError for a path that does not exist (then nothing is
        imported), ArchiveLockedError, and JobCancelledError; files that were finished stay."""
        report = ImportReport()
        self.run_listed(list(find_files(self.paths, report)), report, progress)
        return report

    def run_listed(self, files: Sequence[Path], report: ImportReport, progress: Progress) -> None:
        """Import these files alone, and add to a report; then join what came with its version in
        the other language. Raises ArchiveLockedError, JobCancelledError, and SettingsError for a
        rings.txt that cannot be used."""
        with Archive.open(self.home.database) as archive, writing(self.home):
            gazetteer = load_gazetteer(self.analyzer)
            labels = load_labels(self.home, archive)
            builder = ArticleBuilder(self.settings.zone_info, labels, gazetteer, self.rules)
            restorer = Restorer(archive, labels, self.rules, self.settings.zone_info, report)
            importing = _Import(archive, builder, restorer, report, progress)
            unseen = archive.last_seq()
            progress.start("import", len(files))
            for path in files:
                try:
                    with archive.transaction():
                        importing.read(path)
                except FileNotFoundError:
                    report.vanished.append(path)
                progress.advance()
            self._join_pairs(archive, importing, unseen)

    def _join_pairs(self, archive: Archive, importing: _Import, unseen: int) -> None:
        """Join what came after a `seq` with its version in the other language. What an export had
        was looked at where it comes from."""
        if not importing.built:
            if archive.pairs.searched == unseen:
                with archive.transaction():
                    archive.pairs.searched = archive.last_seq()
        elif self.settings.pairs:
            reader = load_reader(self.home, self.settings, self.analyzer)
            found = pair_new(archive, reader, unseen, importing.progress)
            importing.report.add_pairs(found.sure)


_NOWHERE = Provenance("", 0, "")


@dataclass
class _Import:
    """One run: it also remembers which record gave which id, so that two records that claim one
    id do not take turns as its newest version. `built` counts the articles that no export had:
    those of an export were looked at where they come from."""

    archive: Archive
    builder: ArticleBuilder
    restorer: Restorer
    report: ImportReport
    progress: Progress
    encoding: str | None = None
    built: int = 0
    _origins: dict[str, str] = field(default_factory=dict)
    _claimed: set[str] = field(default_factory=set)

    def read(self, path: Path) -> None:
        """Import what a file holds. Raises FileNotFoundError and JobCancelledError."""
        file = name_path(path)
        self.archive.rejects.forget(file)
        is_read = False
        for source in open_all(path, file, self.encoding):
            if isinstance(source, BadMember):
                self._refuse(source)
                continue
            try:
                reader = recognize(source)
            except OSError as error:
                self._refuse(BadMember(source.name, error.strerror or str(error)))
                continue
            if reader is None:
                self.report.ignored.append(Path(source.name))
                continue
            self._read_source(source, reader)
            is_read = True
        self.report.files += is_read

    def _refuse(self, member: BadMember) -> None:
        """Keep among the rejects what cannot be read at all."""
        rejects = FileRejects(self.archive, self.report, member.name)
        rejects.add(Rejection(1, "", member.reason, ""))
        rejects.finish()

    def _read_source(self, source: Source, reader: Reader) -> None:
        self._claimed.clear()
        rejects = FileRejects(self.archive, self.report, source.name)
        for record in read_all(reader, source):
            self.progress.check()
            rejection = self._take(record, source.name, reader.name)
            if rejection is None:
                rejects.end_row()
                continue
            rejects.add(rejection)
            if rejects.is_hopeless:
                rejects.give_up(rejection.line)
                break
        rejects.finish()

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
        if found.known and found.known.deleted is not None:
            self.report.add_withheld(
                Withheld(origin.file, origin.record, found.known.id, found.known.deleted)
            )
            return
        id_ = found.article.id
        outcome = "unchanged" if self._is_older(found) else self.archive.put(found.article)
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

    def _identify(self, article: Article) -> Identification:
        """What a record is. Two records of one run that give one id must say the same."""
        identifier = Identifier(self.archive)
        if self.builder.derives_id(article):
            return self._settle(identifier.identify(article, frozenset(self._claimed)))
        found = self._settle(identifier.identify_given(article))
        origin = self._origins.get(found.article.id)
        if origin is not None and self.archive.would_change(found.article):
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


def _name_place(article: Article) -> tuple[str, int]:
    origin = article.provenance or _NOWHERE
    return origin.file, origin.record
