"""Measure what a mirror takes to catch up and to prove that it did, and what a bulk dump takes.

    python -m benchmarks.measures.mirrors HOME [CHANGES]

HOME is the home of an indexed archive, which is copied; the copy is served by a process of its own
and followed over HTTP. Then so many articles of it are changed, its index is brought up to date,
and the mirror catches up.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from benchmarks.measures.pages import serve
from benchmarks.report import write_table
from indexer.archive.roots import read_root
from indexer.home.paths import ArchiveHome, open_home
from indexer.mirroring.job import MirrorReport
from indexer.mirroring.proving import read_mirror_root
from indexer.progress import Progress
from searcher.archive import NewsArchive, create_mirror, open_archive
from web.mirroring.source import HttpSource

T = TypeVar("T")

CHANGES = 10_000


def tabulate_mirrors(home: ArchiveHome, changes: int = CHANGES) -> list[str]:
    """Follow an archive, change it, catch up, compare, dump: what each took, as a table."""
    with tempfile.TemporaryDirectory(prefix="letopis-mirrors-", dir=home.path.parent) as name:
        folder = Path(name)
        shutil.copytree(
            home.path, folder / "source", ignore=shutil.ignore_patterns("leases", "dumps")
        )
        lines = ["| | articles | seconds | of it the index |", "|---|---:|---:|---:|"]
        lines += _measure(open_archive(folder / "source"), folder / "mirror", changes)
    return lines


def _measure(source: NewsArchive, path: Path, changes: int) -> Iterator[str]:
    with serve(source.home) as server, HttpSource(f"http://{server.address}") as site:
        mirror = create_mirror(path, site.describe())

        def follow() -> MirrorReport:
            report = mirror.mirror_job(site).run(Progress())
            assert report.is_same
            return report

        yield _describe_run("the whole archive", *_time(follow))
        yield _describe_run("nothing changed", *_time(follow))
        count = _change(source, changes)
        source.update_job().run(Progress())
        while site.describe().seq < source.service.generation().info.seq:
            time.sleep(0.1)
        report, seconds = _time(follow)
        assert report.changes == count
        yield _describe_run("catching up", report, seconds)
        found, seconds = _time(lambda: mirror.compare_job(site).run(Progress()))
        assert found.is_same
        yield _line("compared one by one", found.compared, seconds)
    yield from _measure_roots(source, mirror)
    for name in ("the first dump", "the next, nothing changed"):
        dump, seconds = _time(lambda: source.dump_job().run(Progress()))
        yield _line(name, dump.manifest.articles, seconds)


def _measure_roots(source: NewsArchive, mirror: NewsArchive) -> Iterator[str]:
    source.home.published.unlink(missing_ok=True)
    with source.open_store() as store:
        last = store.last_seq()
    for name in ("the root hash", "the root hash again"):
        root, seconds = _time(lambda: read_root(source.home, (), last))
        yield _line(name, root.articles, seconds)
    with mirror.open_store() as store:
        own, seconds = _time(lambda: read_mirror_root(store))
    assert own == root
    yield _line("the root hash of the mirror", root.articles, seconds)


def _change(source: NewsArchive, count: int) -> int:
    """Give articles another text; how many."""
    with source.open_store() as store, store.transaction():
        texts = [article for _, article in islice(store.articles(), count)]
        for article in texts:
            store.put(replace(article, lead=f"{article.lead} Исправлено."))
    return len(texts)


def _time(call: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    result = call()
    return result, time.perf_counter() - began


def _describe_run(name: str, report: MirrorReport, seconds: float) -> str:
    index = report.index.seconds if report.index and report.changes else 0
    return f"| {name} | {report.changes:,} | {seconds:.1f} | {index:.1f} |"


def _line(name: str, articles: int, seconds: float) -> str:
    return f"| {name} | {articles:,} | {seconds:.2f} | |"


if __name__ == "__main__":
    changed = int(sys.argv[2]) if len(sys.argv) > 2 else CHANGES
    write_table("mirrors", tabulate_mirrors(open_home(Path(sys.argv[1])), changed))
