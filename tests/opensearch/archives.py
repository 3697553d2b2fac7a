"""Archives of invented articles whose indexes are in a cluster, and jobs on them."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.building.build import BuildJob
from indexer.building.job import IndexReport, IndexWork
from indexer.building.update import UpdateJob
from indexer.engines.folder import engine_folder
from indexer.engines.opensearch import read_index_file
from indexer.generations.folders import list_folders
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from indexer.progress import Progress, ProgressEvent, StepAdvanced
from searcher.engines import Selection
from searcher.gate.examining import make_gate
from searcher.gate.golden import GoldenQueries
from searcher.query.matching import MatchAll
from searcher.service import SearchService
from searcher.tagging.compiling import TagBook
from tests.engines import cluster_of_tests

SHARDS, REPLICAS = 3, 1
PREFIX = "test"
SETTINGS = f"""\
engine = "opensearch"

[opensearch]
index_prefix = "{PREFIX}"
shards = {SHARDS}
replicas = {REPLICAS}
"""

FIRST_DAY = datetime(2012, 1, 1, 12, tzinfo=UTC)
NOUNS = "мост река школа завод театр вокзал больница рынок парк музей озеро порт".split()
VERBS = "построить открыть закрыть ремонтировать осмотреть продать".split()
WORDS = "bridge river school plant theatre station hospital market park museum lake port".split()
TAGS = ("rivers", "roads", "schools", "culture")
COUNTRIES = ("ru", "de", "fr")


def make_article(number: int, text: str = "") -> Article:
    """The invented article of a number, the same at every call; `text` stands before its own."""
    drawn = random.Random(number)
    lang = "en" if number % 3 == 0 else "ru"
    words = WORDS if lang == "en" else NOUNS + VERBS
    return Article(
        id=f"a-{number}",
        lang=lang,
        title=" ".join((text, *drawn.sample(words, 3), f"№{number}")).strip(),
        body="\n\n".join(" ".join(drawn.choices(words, k=15)) + "." for _ in range(2)),
        published=FIRST_DAY + timedelta(days=number % 700, minutes=number),
        authors=(f"author-{number % 17}",),
        countries=(drawn.choice(COUNTRIES),),
        tags=tuple(drawn.sample(TAGS, 2)),
    )


def name_articles(numbers: Iterable[int]) -> list[str]:
    """The ids of the articles of some numbers, in their order."""
    return sorted(f"a-{number}" for number in numbers)


def create_archive(path: Path) -> ArchiveHome:
    """An archive without articles that keeps its indexes in the cluster that was named."""
    home = create_home(path)
    home.settings_file.write_text(SETTINGS, "utf-8")
    return replace(home, cluster=cluster_of_tests(SHARDS, REPLICAS))


def store(home: ArchiveHome, articles: Iterable[Article]) -> None:
    with Archive.open(home.database) as archive, archive.transaction():
        for article in articles:
            archive.put(article)


def open_service(home: ArchiveHome, analyzer: Analyzer) -> SearchService:
    """A service that keeps no answers: each is asked of the cluster."""
    return SearchService(home, read_settings(home), analyzer, room=0)


def list_found(service: SearchService) -> list[str]:
    """The ids of all articles that a service answers from, in their order."""
    return list(service.generation().searcher.scan(Selection(MatchAll())))


def prepare_build(home: ArchiveHome, analyzer: Analyzer) -> BuildJob:
    return BuildJob(_work_on(home, analyzer))


def prepare_update(home: ArchiveHome, analyzer: Analyzer) -> UpdateJob:
    return UpdateJob(_work_on(home, analyzer))


def _work_on(home: ArchiveHome, analyzer: Analyzer) -> IndexWork:
    gate = make_gate(home, analyzer, GoldenQueries())
    return IndexWork(home, read_settings(home), analyzer, gate, TagBook(home.tags_file, analyzer))


class Interruption:
    """A job that runs in a thread and waits before its end until what is to befall it is done.

    It has written some articles of many by then, and goes on writing.
    """

    def __init__(self, job: BuildJob | UpdateJob, first: int, last: int) -> None:
        """Of the articles, the one at which it is under way, and the one before which it waits."""
        self._job = job
        self._first, self._last = first, last
        self._done = 0
        self._begun, self._befallen = threading.Event(), threading.Event()

    def run(self, befall: Callable[[], object]) -> IndexReport:
        """Run the job, and let something befall it. Raises what the job raises."""
        with ThreadPoolExecutor(1) as thread:
            job = thread.submit(self._job.run, Progress(self._tell))
            job.add_done_callback(lambda _: self._begun.set())
            try:
                assert self._begun.wait(60)
                befall()
            finally:
                self._befallen.set()
        return job.result()

    def _tell(self, event: ProgressEvent) -> None:
        if isinstance(event, StepAdvanced):
            self._done += event.count
            if self._done >= self._first:
                self._begun.set()
            if self._done >= self._last:
                self._befallen.wait(60)


def list_indexes(ask: Callable[[str, str], Any]) -> set[str]:
    """The indexes that the cluster holds."""
    return {
        index["index"] for index in ask("GET", "/_cat/indices?format=json&expand_wildcards=all")
    }


def list_named(home: ArchiveHome) -> set[str]:
    """The indexes that the generations of an archive name."""
    folders = [engine_folder(home.index / name) for name in list_folders(home)]
    return {read_index_file(folder).index for folder in folders}
