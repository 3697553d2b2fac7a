"""Run every measure once over little, so that a change which breaks one is seen at once.

Nothing is judged by its time: the smoke fails where a measure ends in an error, where a peer finds
or counts something else than Letopis, and where docs/benchmarks.md has no place for a table. A peer
or a tool that is not installed is left out, and that is said.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.corpus import Corpus, open_corpus
from benchmarks.measures.admin import tabulate_admin
from benchmarks.measures.alerts import tabulate_alerts
from benchmarks.measures.api import tabulate_api
from benchmarks.measures.backups import tabulate_backups
from benchmarks.measures.countries import measure_countries, tabulate_countries
from benchmarks.measures.dearest import measure_dearest
from benchmarks.measures.endurance import run as run_endurance
from benchmarks.measures.endurance_notes import tabulate as tabulate_endurance
from benchmarks.measures.freshness import tabulate_freshness
from benchmarks.measures.html import measure_html
from benchmarks.measures.importing import tabulate_importing
from benchmarks.measures.indexing import BUILDS, measure_builds
from benchmarks.measures.language import measure_language
from benchmarks.measures.large_imports import tabulate_large_imports
from benchmarks.measures.load import tabulate_load
from benchmarks.measures.mirrors import tabulate_mirrors
from benchmarks.measures.pages import ENGINE, measure_pages
from benchmarks.measures.pairs import SAMPLE, measure_pairs, read_articles, tabulate_pairs
from benchmarks.measures.sample import tabulate_sample
from benchmarks.measures.searching import measure_searching
from benchmarks.measures.subjects import ENGINES
from benchmarks.measures.suggesting import tabulate_suggesting
from benchmarks.measures.trends import tabulate_trends
from benchmarks.peers import PEERS
from benchmarks.queries import BenchmarkQuery, make_queries
from benchmarks.report import RESULTS, place_table
from benchmarks.results import tabulate_results
from benchmarks.wrk import WrkMissingError
from indexer.analysis import Analyzer

ARTICLES = 300
# Of each kind of query.
QUERIES = 3
ROUNDS = 1
# The word list is not filled up: to go through a whole dictionary takes longer than the rest.
FORMS = 0
CACHED = 5_000
SUGGESTIONS = 50
LOAD_SECONDS = 1
LOAD_REQUESTS = 50
# With an archive that changes all the time.
ENDURANCE_MINUTES, ENDURANCE_PAUSE = 0.3, 3.0
# Articles that come to an archive.
NEWS = 5
# Bytes of the longest file.
LONG_FILE = 2_000_000

# A few lines in each of the formats that the measures of language read.
_LANGUAGE_DATA = Path(__file__).with_name("smoke_data")
# Two pages, one of them in the character set of another.
_PAGES = _LANGUAGE_DATA / "html"


def run_smoke() -> None:
    """Run all measures over a small corpus. Raises what they raise."""
    page = RESULTS.read_text("utf-8")
    with tempfile.TemporaryDirectory(prefix="letopis-smoke-") as folder:
        for name, lines in _measure_all(open_corpus(Path(folder), ARTICLES)):
            place_table(page, name, "\n".join(lines))
            print(f"  {name}", flush=True)
    print("The benchmarks run: every measure, and the peers answer as we do.")


def _measure_all(corpus: Corpus) -> Iterator[tuple[str, list[str]]]:
    """Every table with the name of its marks, as it is measured."""
    measure_builds(corpus, BUILDS)
    mix = _choose_queries(make_queries())
    measure_searching(corpus, PEERS, mix, ROUNDS)
    measure_pages(corpus, mix, ROUNDS)
    yield from tabulate_results([corpus]).items()
    for engine in ENGINES:
        # Its bounds are for quiet machines.
        measure_dearest(corpus, engine)
    yield "sample", tabulate_sample(ROUNDS)
    analyzer = Analyzer()
    found = measure_pairs(read_articles([SAMPLE], analyzer), analyzer, draws=1)
    yield "pairs", tabulate_pairs(list(found))
    yield "suggesting", tabulate_suggesting(corpus.home(ENGINE), FORMS, SUGGESTIONS)
    yield "trends", tabulate_trends(corpus.home(ENGINE), ROUNDS)
    yield "api", tabulate_api(corpus.home(ENGINE), ROUNDS)
    try:
        yield "load", tabulate_load(corpus.home(ENGINE), LOAD_SECONDS, LOAD_REQUESTS)
    except WrkMissingError as error:
        print(f"  load is left out: {error}", flush=True)
    yield "freshness", tabulate_freshness([corpus.home(ENGINE)], ROUNDS)
    endured = run_endurance(
        corpus.folder / "endurance", ENDURANCE_MINUTES, ARTICLES, ENDURANCE_PAUSE
    )
    yield "endurance", tabulate_endurance(endured)
    yield from measure_language(_LANGUAGE_DATA, FORMS, CACHED)
    yield "countries", tabulate_countries(measure_countries(_LANGUAGE_DATA))
    yield "backups", tabulate_backups(corpus.home(ENGINE), ROUNDS, LOAD_SECONDS)
    yield "admin", tabulate_admin(corpus.home(ENGINE), ROUNDS)
    yield "alerts", tabulate_alerts(corpus.home(ENGINE), ROUNDS, NEWS, NEWS)
    yield "mirrors", tabulate_mirrors(corpus.home(ENGINE), QUERIES)
    yield "importing", tabulate_importing(corpus)
    yield "large-imports", tabulate_large_imports(corpus, LONG_FILE)
    yield from measure_html(_PAGES, _PAGES / "marks.json")


def _choose_queries(mix: Sequence[BenchmarkQuery]) -> list[BenchmarkQuery]:
    """The first few queries of each kind."""
    kinds = dict.fromkeys(query.kind for query in mix)
    return [
        query
        for kind in kinds
        for query in [query for query in mix if query.kind == kind][:QUERIES]
    ]
