"""The import job: from files to the archive store."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from indexer.analysis import Analyzer
from indexer.archive import Archive, PutOutcome, Reject
from indexer.article import LANGS, Article, Lang
from indexer.countries import Gazetteer
from indexer.errors import OptionError, RecordError
from indexer.home import ArchiveHome
from indexer.labels import Labels, fold_label, read_labels
from indexer.lock import writing
from indexer.progress import Progress
from indexer.readers import RawRecord, Reader, Rejection, reader_for
from indexer.records import ArticleBuilder, RecordRules
from indexer.settings import Settings

_LANG_NAMES: dict[Lang, dict[Lang, str]] = {
    "ru": {"ru": "русский", "en": "Russian"},
    "en": {"ru": "английский", "en": "English"},
}


@dataclass(slots=True)
class ImportReport:
    """What an import did.

    `outcomes` counts the articles stored, `rejected` holds every record, file or folder that could
    not be read, `ignored` the files that no reader knows, and READMEs, `vanished` what was
    gone when its turn came: the articles imported from it before stay.
    """

    files: int = 0
    outcomes: dict[PutOutcome, int] = field(
        default_factory=lambda: {"new": 0, "changed": 0, "unchanged": 0}
    )
    rejected: list[Reject] = field(default_factory=list)
    ignored: list[Path] = field(default_factory=list)
    vanished: list[Path] = field(default_factory=list)


def load_labels(home: ArchiveHome, archive: Archive, gazetteer: Gazetteer) -> Labels:
    """All labels of an archive: labels.toml first, then printed names, countries, languages."""
    labels = Labels()
    read_labels(home.labels_file, labels)
    archive.load_labels(labels)
    for id_ in gazetteer.ids():
        for lang in LANGS:
            labels.add("country", id_, lang, gazetteer.label(id_, lang) or id_)
    for id_lang, names in _LANG_NAMES.items():
        for lang, name in names.items():
            labels.add("lang", id_lang, lang, name)
    return labels


def import_files(
    home: ArchiveHome,
    settings: Settings,
    analyzer: Analyzer,
    paths: Iterable[Path],
    rules: RecordRules,
    progress: Progress,
) -> ImportReport:
    """Import files, and all files in folders, into the archive store.

    Each file is one transaction. A record that cannot be read is kept among the rejects, and the
    run goes on. Importing what is there already changes nothing. Raises OptionError for a path
    that does not exist (then nothing is imported) and ArchiveLockedError.
    """
    report = ImportReport()
    files = list(_find_files(paths, report))
    import_listed(home, settings, analyzer, files, rules, progress, report)
    return report


def import_listed(
    home: ArchiveHome,
    settings: Settings,
    analyzer: Analyzer,
    files: Sequence[Path],
    rules: RecordRules,
    progress: Progress,
    report: ImportReport,
) -> None:
    """Import these files as `import_files` does, and add to a report. Raises ArchiveLockedError."""
    with Archive.open(home.database) as archive, writing(home):
        gazetteer = Gazetteer(analyzer)
        labels = load_labels(home, archive, gazetteer)
        builder = ArticleBuilder(settings.zone_info, labels, gazetteer, rules)
        importing = _Import(archive, builder, report)
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


def article_reader(path: Path) -> Reader | None:
    """The reader of an article file by its name; None for READMEs and what no reader knows."""
    return None if path.stem.casefold() == "readme" else reader_for(path)


def find_article_files(folder: Path, report: ImportReport) -> Iterator[Path]:
    """The article files in a folder, as an import of it finds them. What cannot be looked into is
    reported."""
    for path in _walk(folder, report):
        if path.is_file() and article_reader(path) is not None:
            yield path


def _find_files(paths: Iterable[Path], report: ImportReport) -> Iterator[Path]:
    """The files to read, those of a folder in the order of their names.

    Hidden files and folders are passed over; what cannot be looked into is reported.
    """
    for path in paths:
        if path.is_dir():
            for inner in _walk(path, report):
                if inner.is_file():
                    yield inner
                else:
                    report.ignored.append(inner)
        elif path.is_file():
            yield path
        else:
            reason = "not a file" if path.exists() else "no such file or folder"
            raise OptionError(_name(path), reason)


def _walk(folder: Path, report: ImportReport) -> Iterator[Path]:
    """Everything in a folder that is no folder."""

    def report_error(error: OSError) -> None:
        if isinstance(error, FileNotFoundError):
            report.vanished.append(Path(error.filename))
            return
        reason = f"the folder cannot be read: {error.strerror}"
        report.rejected.append(Reject(_name(Path(error.filename)), 1, "", reason, ""))

    for parent, folders, names in os.walk(folder, onerror=report_error):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(names) if not name.startswith("."))


def _name(path: Path) -> str:
    """A path as text: names of files may hold bytes that are no UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


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
    _origins: dict[str, str] = field(default_factory=dict)

    def read(self, path: Path, reader: Reader) -> None:
        file = _name(path)
        self.archive.forget_rejects(file)
        for record in _read_all(reader, path):
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
