"""The door to an archive: all that can be done with one.

The command line, the site and Python programs come in here; what an archive is made of, they need
not know:

    archive = open_archive(Path("archive"))
    report = archive.import_job([Path("articles.jsonl")]).run(Progress())
    archive.build_job().run(Progress())
    response = archive.service.search(SearchRequest(q="bridge"), "en")
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from indexer.analysis import Analyzer
from indexer.analysis.analyzer import FORMS
from indexer.archive.creating import create_home
from indexer.archive.deleting import delete_article, restore_article
from indexer.archive.exporting import ExportDepth, ExportJob
from indexer.archive.labels import load_labels
from indexer.archive.mirrored import Followed
from indexer.archive.store import Archive
from indexer.backup.job import KEPT, BackupJob
from indexer.backup.packing import PackJob, is_packed
from indexer.backup.restoring import RestoreJob
from indexer.building.announcing import Announcement, Announcer
from indexer.building.build import BuildJob
from indexer.building.job import IndexWork
from indexer.building.purge import PurgeJob
from indexer.building.switching import accept_index, roll_back_index
from indexer.building.update import UpdateJob
from indexer.building.verify import VerifyJob
from indexer.dumping.job import DumpJob
from indexer.errors import ExtraMissingError
from indexer.generations.folders import current_generation
from indexer.generations.manifest import Manifest
from indexer.home.alerts import Alert, parse_alerts, read_alerts
from indexer.home.labels import TABLES, read_tables
from indexer.home.paths import ArchiveHome, open_home
from indexer.home.settings import EngineChoice, Settings, load_analyzer, read_settings
from indexer.importing.boilerplate import BoilerplateJob
from indexer.importing.copying import CopyJob
from indexer.importing.countries import CountryJob
from indexer.importing.fields import RecordRules
from indexer.importing.job import ImportJob
from indexer.importing.reading import ReadingRules
from indexer.labels import LabelKind, facet_ids
from indexer.mirroring.answers import Source, SourceArchive
from indexer.mirroring.beginning import describe_settings
from indexer.mirroring.job import MirrorJob, Start
from indexer.mirroring.proving import CompareJob
from indexer.pairing.deciding import confirm_pair, split_article
from indexer.pairing.job import PairJob
from indexer.pairing.listing import ListedPair, list_pairs
from indexer.status import ArchiveStatus, read_status
from indexer.watching.job import Watch
from searcher.request import SearchRequest

if TYPE_CHECKING:
    from indexer.importing.profiles.trying import PageTrial as PageTrial
    from indexer.importing.profiles.trying import ProfileTrial as ProfileTrial
    from searcher.alerts.articles import AlertReader
    from searcher.alerts.review import AlertReview
    from searcher.doctor.job import Depth, DoctorJob
    from searcher.service import SearchService
    from searcher.tag_review import RuleReview
    from searcher.words.naming import NamesReport, ValueKey

# What searches is imported where something searches: to load it takes longer than much that is
# done here.

# How a job takes golden.toml: a mistake in it is an error, or told of in the report, or not looked
# at.
GoldenUse = Literal["read", "try", "leave"]

# A build reads every form of an archive, an answer those of its hits: what serves for months is to
# stay small.
SERVED_FORMS = 60_000

_AS_THEY_ARE = RecordRules()
_AS_THEY_LOOK = ReadingRules()


def open_archive(path: Path, forms: int = FORMS) -> NewsArchive:
    """The archive in a folder; its analyzer remembers so many word forms. Raises
    ArchiveMissingError, and SettingsError for a letopis.toml that cannot be used."""
    return _enter(open_home(path), forms)


def create_archive(path: Path) -> NewsArchive:
    """The archive in a folder, made where there is none; files that are there stay. Raises what
    `open_archive` raises of one that is there."""
    return _enter(create_home(path))


def create_mirror(path: Path, found: SourceArchive) -> NewsArchive:
    """An archive in a new folder that is to follow another one: with its name, its zone, and what
    it publishes. Raises SettingsError where it has those of no archive."""
    return _enter(create_home(path, describe_settings(found)))


def restore_job(path: Path, backup: Path, seq: int | None = None) -> RestoreJob:
    """The restoring of a backup, perhaps as it was at an earlier `seq`, into a folder without an
    archive."""
    return RestoreJob(ArchiveHome(path), backup, seq)


def doctor_job(path: Path, depth: Depth, backup_age: timedelta) -> DoctorJob:
    """A look over an archive, also over one whose settings cannot be used."""
    from searcher.doctor.job import DoctorJob

    return DoctorJob(path=path, depth=depth, backup_age=backup_age)


def try_profile(profile: Path, files: Sequence[Path]) -> ProfileTrial:
    """What each rule of the profile of a site takes of saved pages. Raises SettingsError for a
    profile that cannot be used, and ExtraMissingError."""
    with _reading_pages():
        from indexer.importing.profiles.loading import load_profile
        from indexer.importing.profiles.trying import try_profile as try_loaded

    return try_loaded(load_profile(profile), files)


def learn_profile(files: Sequence[Path]) -> list[str]:
    """A profile for the site of saved pages, as lines of TOML. Raises OptionError where too few of
    them hold articles, and ExtraMissingError."""
    with _reading_pages():
        from indexer.importing.profiles.learning import learn_profile as learn
        from indexer.importing.profiles.learning import write_profile
        from indexer.importing.profiles.trying import read_files

    return list(write_profile(learn(read_files(files))))


@contextmanager
def _reading_pages() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        raise ExtraMissingError("import", "reading pages") from error


@dataclass(frozen=True)
class NewsArchive:
    """An archive, and the jobs over it. Settings were read when it was opened; dictionaries are
    loaded when they are first needed; `forms` is how many word forms are remembered. Safe to share
    between threads."""

    home: ArchiveHome
    settings: Settings
    forms: int = FORMS

    @cached_property
    def analyzer(self) -> Analyzer:
        """What reads the words of texts and queries. Raises SettingsError."""
        return load_analyzer(self.home, self.settings, self.forms)

    @cached_property
    def service(self) -> SearchService:
        """What answers searches, from the generation that is current at each."""
        from searcher.service import SearchService

        return SearchService(self.home, self.settings, self.analyzer)

    def open_store(self) -> Archive:
        """The store of all versions of all articles, for one thread; to be closed."""
        return Archive.open(self.home.database)

    def status(self) -> ArchiveStatus:
        """What it holds, which index is served, and what is to be done next."""
        return read_status(self.home, self.settings, self.analyzer)

    def review_names(self, among: AbstractSet[ValueKey] | None = None) -> NamesReport:
        """The values without a name in one of the languages, and those that look like one; of some
        values alone, if they are given. Raises SettingsError for a labels.toml that cannot be
        used."""
        from searcher.words.naming import review_names

        counts: dict[LabelKind, Counter[str]] = {}
        with self.open_store() as store:
            for values in store.values():
                for kind, ids in facet_ids(values).items():
                    counts.setdefault(kind, Counter()).update(ids)
            labels = load_labels(self.home, store)
        tables = read_tables(self.home.labels_file)
        known = {(TABLES[table], id_) for table, entries in tables.items() for id_ in entries}
        return review_names(labels, counts, known, among)

    def review_rules(self) -> list[RuleReview]:
        """The tags that queries give, in the index that is served and by tags.toml as it is now.
        Raises SettingsError and UnavailableError."""
        from searcher.tag_review import review_rules
        from searcher.tagging.compiling import TagBook

        book = TagBook(self.home.tags_file, self.analyzer)
        return review_rules(self.service.generation(), book)

    def alerts(self) -> tuple[Alert, ...]:
        """The queries that stand, by alerts.toml as it is now. Raises SettingsError."""
        return read_alerts(self.home.alerts_file)

    def review_alerts(self, text: str | None = None) -> list[AlertReview]:
        """The alerts of alerts.toml, or of what it is to say, each asked of the index that is
        served, and how each does. Raises SettingsError and UnavailableError."""
        from searcher.alerts.review import review_alerts

        file = self.home.alerts_file
        alerts = self.alerts() if text is None else parse_alerts(file, text)
        return review_alerts(self.service.generation(), self.home, alerts)

    def announce(self) -> Announcement:
        """Match what came since alerts were asked last, which jobs on the index do by
        themselves."""
        return self._announcer().announce()

    def open_alert_reader(self) -> AlertReader:
        """What reads the articles of alerts, from the index that is served now. Raises
        UnavailableError."""
        from searcher.alerts.articles import AlertReader
        from searcher.generation import open_examined

        name = current_generation(self.home)
        generation = open_examined(self.home, name, self.analyzer, self.settings.zone)
        return AlertReader(self.home, self.settings, self.analyzer, generation)

    def list_pairs(self) -> list[ListedPair]:
        """The articles that were joined to one story by more than what their records say, or were
        split; see `indexer.pairing.listing`."""
        with self.open_store() as store:
            return list_pairs(store)

    # Jobs

    def import_job(
        self,
        paths: Sequence[Path],
        rules: RecordRules = _AS_THEY_ARE,
        reading: ReadingRules = _AS_THEY_LOOK,
        ending: Literal["keep", "undo"] = "keep",
    ) -> ImportJob:
        """The import of files and folders; one whose ending is "undo" only tells what it would
        do."""
        return ImportJob(
            home=self.home,
            settings=self.settings,
            analyzer=self.analyzer,
            paths=paths,
            rules=rules,
            reading=reading,
            ending=ending,
        )

    def boilerplate_job(self) -> BoilerplateJob:
        """Finding lines that are no news, and taking them out of the texts."""
        return BoilerplateJob(self.home)

    def country_job(self) -> CountryJob:
        """Inferring the countries of articles anew."""
        return CountryJob(self.home, self.analyzer)

    def copy_job(self) -> CopyJob:
        """Looking for near copies among articles that imports did not compare."""
        return CopyJob(self.home)

    def export_job(
        self,
        write: Callable[[bytes], object],
        request: SearchRequest | None = None,
        depth: ExportDepth = "newest",
    ) -> ExportJob:
        """The export of all that the archive holds, or of what a request finds in the index that is
        served; `write` is given one line after the other."""
        ids = None if request is None else self.service.scan(request)
        return ExportJob(home=self.home, write=write, depth=depth, ids=ids)

    def backup_job(self, target: Path, keep: int = KEPT) -> BackupJob | PackJob:
        """One more backup in a folder of them, of which the `keep` newest stay; or one packed file,
        where the name ends in `.tar.zst`."""
        if is_packed(target):
            return PackJob(self.home, target)
        return BackupJob(self.home, target, keep)

    def dump_job(self, folder: Path | None = None) -> DumpJob:
        """A bulk dump of all that is published, into `dumps` of the home where no folder is
        named."""
        return DumpJob(self.home, self.settings, folder or self.home.dumps)

    def build_job(self, choice: EngineChoice | None = None) -> BuildJob:
        """A full build, with the engine of the settings where none is named. Raises SettingsError
        for a golden.toml that cannot be used."""
        return BuildJob(self._work("read"), choice)

    def update_job(self) -> UpdateJob:
        """An update of the index by what changed."""
        # A mistake in golden.toml must not keep an article in the index that was taken down.
        return UpdateJob(self._work("try"))

    def verify_job(self) -> VerifyJob:
        """A check of the index that is served. Raises SettingsError for a golden.toml that cannot
        be used."""
        return VerifyJob(self._work("read"))

    def mirror_job(self, source: Source, start: Start = "on") -> MirrorJob:
        """The taking of what happened in an archive that this one follows, and the update of the
        index by it."""
        return MirrorJob(self._work("try"), source, start)

    def compare_job(self, source: Source) -> CompareJob:
        """The comparison with the archive that this one follows, article by article."""
        return CompareJob(self.home, source)

    def followed(self) -> Followed | None:
        """The archive that this one follows, if it is a mirror."""
        with self.open_store() as store:
            return store.mirror.read()

    def watch(
        self,
        paths: Sequence[Path],
        rules: RecordRules = _AS_THEY_ARE,
        reading: ReadingRules = _AS_THEY_LOOK,
    ) -> Watch:
        """What is to be done, and when, to keep up with files and folders that change."""
        return Watch(self._work("try"), paths, rules, reading=reading)

    def pair_job(self) -> PairJob:
        """The search for Russian and English articles that are versions of one story, among all
        that have no version in the other language."""
        return PairJob(home=self.home, settings=self.settings, analyzer=self.analyzer)

    # Generations

    def roll_back(self, name: str | None = None) -> Manifest:
        """Serve an earlier generation again; see `roll_back_index`."""
        return roll_back_index(self._work("leave"), name)

    def accept(self, name: str) -> Manifest:
        """Serve a generation that was kept aside; see `accept_index`."""
        return accept_index(self._work("leave"), name)

    # Articles

    def delete(self, article_id: str, reason: str) -> None:
        """Take an article down; the next update takes it out of the index. See `delete_article`."""
        delete_article(self.home, article_id, reason)

    def restore(self, article_id: str) -> bool:
        """Lift a take-down; the next update brings the article back. See `restore_article`."""
        return restore_article(self.home, article_id)

    def confirm_pair(self, one: str, other: str) -> None:
        """Make one story of two articles; the next update tells the index. See `confirm_pair` in
        `indexer.pairing.deciding`."""
        confirm_pair(self.home, one, other)

    def split_article(self, article_id: str) -> list[str]:
        """Take an article out of its story; the next update tells the index. See `split_article`
        in `indexer.pairing.deciding`."""
        return split_article(self.home, article_id)

    def purge_job(self, article_id: str) -> PurgeJob:
        """The removal of every text of a deleted article, from the archive and all indexes."""
        return PurgeJob(self._work("leave"), article_id)

    def _work(self, golden: GoldenUse) -> IndexWork:
        from searcher.gate.examining import make_gate
        from searcher.gate.golden import GoldenQueries, read_golden, try_golden
        from searcher.tagging.compiling import TagBook

        match golden:
            case "read":
                queries = read_golden(self.home.golden_file)
            case "try":
                queries = try_golden(self.home.golden_file)
            case "leave":
                queries = GoldenQueries()
        gate = make_gate(self.home, self.analyzer, queries)
        book = TagBook(self.home.tags_file, self.analyzer)
        return IndexWork(self.home, self.settings, self.analyzer, gate, book, self._announcer())

    def _announcer(self) -> Announcer:
        from searcher.alerts.matching import AlertAnnouncer

        return AlertAnnouncer(self.home, self.analyzer, self.settings.zone)


def _enter(home: ArchiveHome, forms: int = FORMS) -> NewsArchive:
    settings = read_settings(home)
    return NewsArchive(replace(home, cluster=settings.opensearch), settings, forms)
