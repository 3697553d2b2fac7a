"""The import job: from files to the archive store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from indexer.analysis import Analyzer
from indexer.archive.labels import load_labels
from indexer.archive.store import Archive, Reject
from indexer.article import Article
from indexer.enriching.countries import Gazetteer
from indexer.errors import RecordError
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.importing.readers import RawRecord, Reader, Rejection
from indexer.importing.records import ArticleBuilder, RecordRules
from indexer.importing.report import ImportReport
from indexer.importing.walking import article_reader, find_files, name_path
from indexer.labels import fold_label
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
        """Import these files alone, and add to a report. Raises ArchiveLockedError and
        JobCancelledError."""
        with Archive.open(self.home.database) as archive, writing(self.home):
            gazetteer = Gazetteer(self.analyzer)
            labels = load_labels(self.home, archive, gazetteer)
            builder = ArticleBuilder(self.settings.zone_info, labels, gazetteer, self.rules)
            importing = _Import(archive, builder, report, progress)
            progress.start("import", len(files))
            for path in files:
                reader = article_reader(path)
                if reader is None:
                    report.ignored.append(path)
                else:
                    try:
                        with archive.transaction():
                            importing.read(path, reader)
                    except FileNotFoundError:
                        report.vanished.append(path)
                progress.advance()


def _read_all(reader: Reader, path: Path) -> Iterator[RawRecord | Rejection]:
    """The records of a file; one that cannot be opened or read to its end is a rejection too.

    Raises FileNotFoundError.
    """
    try:
        yield from reader.read(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        yield Rejection(1, "", f"the file cannot be read: {error.strerror or error}", "")


@dataclass
class _Import:
    """One run: it also remembers which record gave which id, so that two records that claim one
    id do not take turns as its newest version."""

    archive: Archive
    builder: ArticleBuilder
    report: ImportReport
    progress: Progress
    _origins: dict[str, str] = field(default_factory=dict)

    def read(self, path: Path, reader: Reader) -> None:
        file = name_path(path)
        self.archive.forget_rejects(file)
        for record in _read_all(reader, path):
            self.progress.check()
            if isinstance(record, Rejection):
                reject = Reject(file, record.line, record.field, record.reason, record.raw)
            else:
                try:
                    self._store(self.builder.build(record, file, reader.name))
                    continue
                except RecordError as error:
                    reject = Reject(file, record.number, error.field, error.reason, record.raw)
            self.archive.add_reject(reject)
            self.report.rejected.append(reject)
        self.report.files += 1

    def _store(self, article: Article) -> None:
        learned, self.builder.learned = self.builder.learned, []
        origin = self._origins.get(article.id) or self._find_namesake(article)
        if origin is not None and self.archive.would_change(article):
            raise RecordError("id", f"{article.id!r} was given to another text at {origin}")
        outcome = self.archive.put(article)
        self.archive.store_labels(learned)
        self.report.named.update((kind, id_) for kind, id_, _, _ in learned)
        self.report.outcomes[outcome] += 1
        if article.provenance:
            origin = f"{article.provenance.file}, record {article.provenance.record}"
            self._origins.setdefault(article.id, origin)

    def _find_namesake(self, article: Article) -> str | None:
        """Where the archive has another article whose derived id is the same by chance.

        At one path of two sites two titles are two articles; so are two texts of one title and
        day that came from two files. Everything else is a new version.
        """
        known = self.archive.get(article.id)
        if known is None or known.article is None or not self.builder.derives_id(article):
            return None
        other = known.article
        if article.url and other.url:
            hosts = {urlsplit(article.url).hostname, urlsplit(other.url).hostname}
            is_another = len(hosts) > 1 and fold_label(article.title) != fold_label(other.title)
        else:
            is_another = _file_name(article) != _file_name(other)
        return f"{other.provenance.file}" if is_another and other.provenance else None


def _file_name(article: Article) -> str:
    return Path(article.provenance.file).name if article.provenance else ""
