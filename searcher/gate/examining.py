"""The gate as the index job wants it: everything that is examined of a new generation."""

from __future__ import annotations

from contextlib import closing
from zoneinfo import ZoneInfo

from indexer.analysis import Analyzer
from indexer.analysis.rings import Rings, load_rings
from indexer.archive.store import Archive
from indexer.building.job import Candidate, Gate
from indexer.engines.folder import engine_folder
from indexer.errors import IndexMissingError, UnavailableError
from indexer.gate_report import ChangedTop, GateReport
from indexer.generations.folders import current_generation, lexicon_file
from indexer.home.paths import ArchiveHome
from searcher.engines import load_engine
from searcher.gate.golden import GoldenQueries, Ranking, compare_tops, find_broken
from searcher.gate.lexicon import make_lexicon
from searcher.gate.verification import verify_generation
from searcher.generation import open_generation
from searcher.query.reading import QueryReader
from searcher.query.recognizing import NamedValues
from searcher.words.lexicon import open_lexicon


def make_gate(home: ArchiveHome, analyzer: Analyzer, golden: GoldenQueries) -> Gate:
    """The checks against the archive, the golden queries, and the comparison with the living
    generation, as one function. It also writes the word list of a generation that has none yet."""

    def examine(candidate: Candidate, archive: Archive) -> GateReport:
        manifest = candidate.manifest
        half = load_engine(manifest.engine, home.cluster)
        folder = engine_folder(candidate.folder)
        with closing(half.open_searcher(folder, analyzer)) as searcher:
            if not lexicon_file(candidate.folder).exists():
                make_lexicon(home, candidate, archive, searcher, analyzer)
            verification = verify_generation(searcher, candidate, archive, analyzer)
            rings = load_rings(manifest.rings, analyzer) if golden.queries else Rings()
            reader = QueryReader(
                analyzer,
                candidate.labels,
                rings,
                open_lexicon(lexicon_file(candidate.folder)),
                NamedValues(candidate.labels, rings, analyzer),
            )
            ranking = Ranking(searcher, reader, ZoneInfo(manifest.zone))
            broken, outdated = find_broken(golden, ranking, archive)
            changed, uncompared = _compare(home, candidate, golden, ranking)
        passed = verification.passed
        if golden.queries and not broken:
            passed = (*passed, "golden")
        return GateReport(
            passed=passed,
            failures=verification.failures,
            lost=verification.lost,
            golden=broken,
            outdated=outdated,
            changed=changed,
            uncompared=uncompared,
            unread=golden.unread,
        )

    return examine


def _compare(
    home: ArchiveHome, candidate: Candidate, golden: GoldenQueries, ranking: Ranking
) -> tuple[tuple[ChangedTop, ...], str]:
    """The changed top tens, and why they could not be compared; one of both is empty."""
    if not golden.queries or candidate.since:
        return (), ""
    manifest = candidate.manifest
    try:
        current = current_generation(home)
        if current == manifest.generation:
            return (), ""
        living = open_generation(home, current, ranking.reader.analyzer, manifest.zone)
        of_living = Ranking(living.searcher, living.reader, ranking.zone)
        before = of_living.tops(golden)
    except IndexMissingError:
        # The first build has nothing to be compared with.
        return (), ""
    except UnavailableError as error:
        return (), str(error)
    return compare_tops(before, ranking.tops(golden)), ""
