"""The import job: from files to the archive store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from indexer.analysis import Analyzer
from indexer.archive.journal import ImportRun
from indexer.archive.labels import load_labels
from indexer.archive.store import Archive
from indexer.enriching.boilerplate import Boilerplate
from indexer.enriching.countries import load_gazetteer
from indexer.errors import OptionError
from indexer.home.boilerplate import read_boilerplate
from indexer.home.countries import read_country_rules
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.importing.fields import RecordRules
from indexer.importing.intake import Intake, measure_file
from indexer.importing.readers.pages import PageRecords
from indexer.importing.reading import ReadingRules
from indexer.importing.records import ArticleBuilder
from indexer.importing.report import ImportReport
from indexer.importing.restoring import Restorer
from indexer.importing.storing import GONE, Storer
from indexer.importing.walking import find_files, name_path
from indexer.pairing.job import load_reader, pair_new
from indexer.progress import Progress

# Of the articles of a mirrored folder, the share that may go with their files, and how many at
# least: a disk that is not there looks like a folder whose files are gone.
_MOST_GONE = 0.5
_FEW_GONE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportJob:
    """Imports files, and all files in folders, into the archive store of a home.

    A record that cannot be read is kept among the rejects, and the run goes on. Importing what is
    there already changes nothing. An import that was stopped, asked for again, goes on where it
    was; what was written is whole. With the ending "undo" nothing is written: the report tells what
    would be.
    """

    home: ArchiveHome
    settings: Settings
    analyzer: Analyzer
    paths: Sequence[Path]
    rules: RecordRules = RecordRules()
    reading: ReadingRules = ReadingRules()
    ending: Literal["keep", "undo"] = "keep"

    def run(self, progress: Progress) -> ImportReport:
        """Import all there is. Raises OptionError for a path that does not exist (then nothing is
        imported), SettingsError for a file of the home that cannot be read, ArchiveLockedError, and
        JobCancelledError; what was read until then stays."""
        report = ImportReport()
        files = list(find_files(self.paths, report, self.reading.links))
        with ExitStack() as stack:
            archive = stack.enter_context(Archive.open(self.home.database))
            stack.enter_context(writing(self.home))
            if self.ending == "undo":
                stack.enter_context(archive.rehearsal())
            with archive.transaction():
                run = archive.journal.begin(self._key(), archive.last_seq())
            report.is_resumed = run.is_resumed
            self._read_files(archive, files, report, progress, run)
            if self.reading.folders == "mirror":
                with archive.transaction():
                    self._delete_gone(archive, report)
            with archive.transaction():
                archive.journal.clear()
        return report

    def run_listed(self, files: Sequence[Path], report: ImportReport, progress: Progress) -> None:
        """Import these files alone, and add to a report; then join what came with its version in
        the other language. Raises SettingsError, ArchiveLockedError and JobCancelledError."""
        with Archive.open(self.home.database) as archive, writing(self.home):
            run = ImportRun(is_resumed=False, seq=archive.last_seq())
            with archive.transaction():
                archive.journal.clear()
            self._read_files(archive, files, report, progress, run)
            with archive.transaction():
                archive.journal.clear()

    def _read_files(
        self,
        archive: Archive,
        files: Sequence[Path],
        report: ImportReport,
        progress: Progress,
        run: ImportRun,
    ) -> None:
        intake = self._open_intake(archive, report, progress)
        unseen = archive.last_seq()
        if run.is_resumed:
            files = [path for path in files if not intake.recall(path)]
        progress.start("import", sum(map(measure_file, files)), "bytes")
        with archive.transaction():
            intake.read(files)
        if not report.total.built:
            # What an export had was looked at where it comes from.
            if archive.pairs.searched == run.seq:
                with archive.transaction():
                    archive.pairs.searched = archive.last_seq()
        elif self.settings.pairs:
            reader = load_reader(self.home, self.settings, self.analyzer)
            report.add_pairs(pair_new(archive, reader, unseen, progress).sure)

    def _open_intake(self, archive: Archive, report: ImportReport, progress: Progress) -> Intake:
        labels = load_labels(self.home, archive)
        zone = self.settings.zone_info
        boilerplate = Boilerplate.of(read_boilerplate(self.home.boilerplate_file))
        countries = read_country_rules(
            self.home.countries_file, labels.of("country"), self.analyzer.tokenizer
        )
        gazetteer = load_gazetteer(self.analyzer, countries)
        builder = ArticleBuilder(zone, labels, gazetteer, self.rules, boilerplate)
        storer = Storer(archive, builder, report)
        restorer = Restorer(archive, labels, self.rules, zone, report)
        pages = PageRecords(self.home.profiles)
        return Intake(archive, storer, restorer, report, progress, self.reading, pages)

    def _key(self) -> bytes:
        """What an import is known by: the same files, read in the same way."""
        parts = (
            *(str(path.absolute()) for path in self.paths),
            repr(self.rules),
            repr(self.reading),
            str(self.settings.zone_info),
            *map(_read_text, (self.home.labels_file, self.home.countries_file)),
        )
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()

    def _delete_gone(self, archive: Archive, report: ImportReport) -> None:
        """Delete the articles of the mirrored folders whose files are gone. Raises OptionError
        where they are so many that the folder itself may be gone."""
        of_folders = 0
        gone: list[str] = []
        for _, article in archive.articles():
            origin = article.provenance
            if origin is None or not any(_is_within(origin.file, path) for path in self.paths):
                continue
            of_folders += 1
            if not _find_file(origin.file) and archive.journal.find_met(article.id) is None:
                gone.append(article.id)
        if len(gone) > max(_FEW_GONE, _MOST_GONE * of_folders):
            reason = (
                f"the files of {len(gone)} of {of_folders} articles are gone, which is more than "
                "half: nothing was deleted. If it is meant, use --mirror --force"
            )
            if self.reading.mirror_limit == "half":
                raise OptionError("--mirror", reason)
        for id_ in gone:
            archive.delete(id_, GONE)
        report.gone.extend(gone)


def _read_text(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.exists() else ""


def _is_within(file: str, folder: Path) -> bool:
    return folder.is_dir() and file.startswith(f"{name_path(folder)}/")


def _find_file(file: str) -> bool:
    """Whether a file, or the packed file that it is a member of, is there."""
    return any(path.is_file() for path in _list_owners(Path(file)))


def _list_owners(path: Path) -> Iterator[Path]:
    yield path
    yield from path.parents
