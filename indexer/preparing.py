"""From the archive's articles to entries an engine's writer takes, on as many cores as there are.

Analysis is most of the work of a build. Worker processes read their own articles from the archive,
analyze and prepare them; the job that writes takes the finished batches in order. A few batches
wait at most, so that memory stays bounded however large the archive is.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from zoneinfo import ZoneInfo

from indexer.analysis import Analyzer
from indexer.archive import Archive
from indexer.engines import Entry, load_engine
from indexer.errors import WorkerLostError
from indexer.labels import LabelKind, facet_ids
from indexer.schema import make_document

# Articles a worker takes at a time.
BATCH = 200
# Batches that may wait, for each worker.
_WAITING = 3
# Below so many articles, starting processes costs more than they save.
_FEW = 2_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Some articles, ready to be written, and the facet values they have."""

    entries: list[Entry]
    values: set[tuple[LabelKind, str]]


@dataclass(frozen=True, slots=True)
class Preparation:
    """What to prepare articles for."""

    database: Path
    engine: str
    zone: str


def prepare_archive(
    archive: Archive, preparation: Preparation, analyzer: Analyzer, workers: int
) -> Iterator[Batch]:
    """Every article of the archive, in batches in the order of `seq`.

    With one worker, or few articles, this process does the work itself, with its own analyzer.
    Raises WorkerLostError when a worker process dies.
    """
    spans = archive.spans(BATCH)
    if workers == 1 or archive.count() < _FEW:
        preparer = _Preparer(archive, preparation, analyzer)
        for first, last in spans:
            yield preparer.prepare(first, last)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _follow_parent)
    try:
        waiting: deque[Future[Batch]] = deque()
        rest = iter(spans)
        while True:
            for first, last in islice(rest, workers * _WAITING - len(waiting)):
                waiting.append(pool.submit(_prepare_span, preparation, first, last))
            if not waiting:
                return
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise WorkerLostError from error
    finally:
        pool.shutdown(cancel_futures=True)


def count_cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0))


class _Preparer:
    def __init__(self, archive: Archive, preparation: Preparation, analyzer: Analyzer) -> None:
        self._archive = archive
        self._analyzer = analyzer
        self._zone = ZoneInfo(preparation.zone)
        self._half = load_engine(preparation.engine)

    def prepare(self, first: int, last: int) -> Batch:
        """The articles of a span of the archive's `seq`, both ends included."""
        batch = Batch([], set())
        for _, article in self._archive.articles(first, last):
            document = make_document(article, self._analyzer, self._zone)
            batch.entries.append(self._half.prepare(document))
            for kind, ids in facet_ids(article).items():
                batch.values.update((kind, id_) for id_ in ids)
        return batch


@lru_cache(maxsize=1)
def _worker(preparation: Preparation) -> _Preparer:
    """The one preparer of a worker process."""
    return _Preparer(Archive.open(preparation.database), preparation, Analyzer())


def _prepare_span(preparation: Preparation, first: int, last: int) -> Batch:
    return _worker(preparation).prepare(first, last)


def _follow_parent() -> None:
    """Leave Ctrl-C to the job, and end when it ends, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
