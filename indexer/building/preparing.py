"""From the archive's articles to entries an engine's writer takes, on as many cores as there are.

Analysis is most of the work of a build. Worker processes read their own articles from the archive,
analyze and prepare them; the job that writes takes the finished batches in order. A worker that is
ahead waits until its batch is taken, so memory stays bounded however large the archive is.
"""

from __future__ import annotations

import gc
import os
import signal
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.building.tagging import TagRules
from indexer.engines import Entry, load_engine
from indexer.errors import LetopisError, WorkerLostError
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings, load_analyzer
from indexer.labels import LabelKind, Within, facet_ids
from indexer.schema import make_document

# Articles a worker takes at a time.
BATCH = 200

# Below so many articles, starting processes costs more than they save.
_FEW = 2_000

# The first and the last `seq` of the articles of a batch.
_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some articles, ready to be written, and the facet values they have."""

    entries: list[Entry]
    values: set[tuple[LabelKind, str]]


@dataclass(frozen=True, slots=True)
class Preparation:
    """What to prepare articles for; `within` tells what regions are within, `rules` which tags
    queries give."""

    home: ArchiveHome
    settings: Settings
    engine: str
    within: Within
    rules: TagRules


def prepare_archive(
    archive: Archive, preparation: Preparation, analyzer: Analyzer, workers: int
) -> Iterator[Batch]:
    """Every article of the archive, in batches in the order of `seq`.

    With one worker, or few articles, this process does the work itself, with its own analyzer.
    Raises WorkerLostError when a worker process dies, and what a worker fails of.
    """
    spans = archive.spans(BATCH)
    if workers == 1 or archive.count() < _FEW:
        preparer = _Preparer(archive, preparation, analyzer)
        with _uncollected():
            for span in spans:
                yield preparer.prepare(span)
        return
    crew: list[_Worker] = []
    try:
        crew.extend(_Worker(preparation, spans[number::workers]) for number in range(workers))
        for number in range(len(spans)):
            yield crew[number % workers].receive()
    finally:
        for worker in crew:
            worker.stop()


def count_cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0))


class _Preparer:
    def __init__(self, archive: Archive, preparation: Preparation, analyzer: Analyzer) -> None:
        self._archive = archive
        self._analyzer = analyzer
        self._zone = preparation.settings.zone_info
        self._within = preparation.within
        self._tagger = preparation.rules.tagger(analyzer, self._zone, self._within)
        self._half = load_engine(preparation.engine, preparation.home.cluster)

    def prepare(self, span: _Span) -> Batch:
        """The articles of a span of the archive's `seq`, both ends included."""
        batch = Batch([], set())
        for _, article in self._archive.articles(*span):
            seen = self._archive.first_seen(article.id)
            document = make_document(
                article, self._analyzer, self._zone, seen, self._within, self._tagger
            )
            batch.entries.append(self._half.prepare(document))
            for kind, ids in facet_ids(article, self._within).items():
                batch.values.update((kind, id_) for id_ in ids)
        return batch


class _Worker:
    """A process that prepares some spans, and the pipe it sends their batches through.

    Each has a pipe of its own, whose other end no other process holds: if the worker dies, even
    in the middle of a batch, the pipe ends and nobody waits for the rest. (The queue that the
    workers of a ProcessPoolExecutor share has no such end.)
    """

    def __init__(self, preparation: Preparation, spans: Sequence[_Span]) -> None:
        # Forked processes would hold the pipes of those before them.
        context = get_context("spawn")
        self._batches, sending = context.Pipe(duplex=False)
        self._process: BaseProcess = context.Process(
            target=_send_batches, args=(preparation, spans, sending), daemon=True
        )
        with _uninterrupted():
            self._process.start()
        sending.close()

    def receive(self) -> Batch:
        try:
            received: Batch | Exception = self._batches.recv()
        except (EOFError, OSError) as error:
            raise WorkerLostError from error
        if isinstance(received, Batch):
            return received
        raise received

    def stop(self) -> None:
        self._batches.close()
        self._process.terminate()
        self._process.join()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing here makes cycles, and looking for them among all words that are kept takes time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes started inside never hear of Ctrl-C, not even while they start.

    It goes to all processes of a terminal; the job decides what it means.
    """
    # When it starts, this process of the standard library lifts the block.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _send_batches(preparation: Preparation, spans: Sequence[_Span], batches: Connection) -> None:
    """What a worker process does. It ends when nobody takes its batches any more."""
    with suppress(BrokenPipeError):
        try:
            with Archive.open(preparation.home.database) as archive:
                analyzer = load_analyzer(preparation.home, preparation.settings)
                preparer = _Preparer(archive, preparation, analyzer)
                with _uncollected():
                    for span in spans:
                        batches.send(preparer.prepare(span))
        except (sqlite3.Error, LetopisError) as error:
            batches.send(error)
