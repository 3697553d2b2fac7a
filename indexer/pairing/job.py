"""The job that finds pairs and joins them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.analysis import Analyzer
from indexer.analysis.ring_lists import Ring, read_rings
from indexer.archive.store import Archive
from indexer.home.lock import undisturbed, writing
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.pairing.evidence import EvidenceReader
from indexer.pairing.finding import FoundPair, PairFinder
from indexer.pairing.joining import give_way, join
from indexer.progress import Progress

# Pairs of one transaction.
_PORTION = 200


@dataclass(frozen=True, slots=True)
class PairReport:
    """What a search for pairs found: those that were joined, or would be, and those that are likely
    and left to an admin."""

    sure: tuple[FoundPair, ...] = ()
    likely: tuple[FoundPair, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PairJob:
    """Finds the articles of a home that are versions of one story, among all that have none in the
    other language. What an admin split is never joined again."""

    home: ArchiveHome
    settings: Settings
    analyzer: Analyzer

    def run(self, progress: Progress) -> PairReport:
        """Join all that is sure. Raises ArchiveLockedError, SettingsError for a rings.txt that
        cannot be used, and JobCancelledError; what was joined before stays."""
        reader = load_reader(self.home, self.settings, self.analyzer)
        with Archive.open(self.home.database) as archive, writing(self.home):
            with archive.transaction():
                give_way(archive, archive.pairs.searched)
            report = _sort(PairFinder(archive, reader, progress).find())
            _join_all(archive, report.sure, archive.last_seq(), progress)
            with archive.transaction():
                archive.pairs.searched = archive.last_seq()
        return report

    def find(self, progress: Progress) -> PairReport:
        """Tell what would be joined, and change nothing. Raises what `run` raises."""
        reader = load_reader(self.home, self.settings, self.analyzer)
        with Archive.open(self.home.database) as archive, undisturbed(self.home):
            return _sort(PairFinder(archive, reader, progress).find())


def pair_new(
    archive: Archive, reader: EvidenceReader, unseen: int, progress: Progress
) -> PairReport:
    """Join what came since pairs were last looked for with whatever is its version, under the
    writing lock. Versions newer than the `seq` `unseen` are in no index yet. Raises
    JobCancelledError; the next search then goes on."""
    since = archive.pairs.searched
    with archive.transaction():
        give_way(archive, since)
    report = _sort(PairFinder(archive, reader, progress).find(since))
    _join_all(archive, report.sure, unseen, progress)
    with archive.transaction():
        archive.pairs.searched = archive.last_seq()
    return report


def load_reader(home: ArchiveHome, settings: Settings, analyzer: Analyzer) -> EvidenceReader:
    """What reads the articles of a home. Raises SettingsError for a rings.txt that cannot be
    used."""
    return _make_reader(analyzer, read_rings(home.rings_file, settings.rings))


@lru_cache(maxsize=2)
def _make_reader(analyzer: Analyzer, rings: tuple[Ring, ...]) -> EvidenceReader:
    """A watch imports again and again."""
    return EvidenceReader(analyzer, rings)


def _sort(found: Sequence[FoundPair]) -> PairReport:
    return PairReport(
        tuple(pair for pair in found if pair.is_sure),
        tuple(pair for pair in found if not pair.is_sure),
    )


def _join_all(
    archive: Archive, pairs: Sequence[FoundPair], unseen: int, progress: Progress
) -> None:
    for start in range(0, len(pairs), _PORTION):
        progress.check()
        with archive.transaction():
            for pair in pairs[start : start + _PORTION]:
                join(archive, pair, "found", unseen)
