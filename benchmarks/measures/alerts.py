"""Measure what alerts cost an update.

    python -m benchmarks.measures.alerts HOME

HOME is the home of an indexed archive; it is copied. To the copy come articles, and the index is
updated; then alerts, each of two of the archive's commonest words, are asked of what came, which
is a part of every update. All in processor time.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from benchmarks.generate import generate
from benchmarks.measures.trends import list_common
from benchmarks.report import write_table
from indexer.article import Article
from indexer.building.announcing import NoAnnouncer
from indexer.building.update import UpdateJob
from indexer.home.paths import ArchiveHome, open_home
from indexer.progress import Progress
from searcher.archive import NewsArchive, open_archive

ALERTS = 100
FEW, MANY = 10, 1_000
ROUNDS = 5
_SEED = 7

T = TypeVar("T")


def tabulate_alerts(
    home: ArchiveHome, rounds: int = ROUNDS, few: int = FEW, many: int = MANY
) -> list[str]:
    """Update a copy of an archive so often, and ask alerts: the median seconds, as a table."""
    with tempfile.TemporaryDirectory(prefix="letopis-alerts-", dir=home.path.parent) as folder:
        copy = Path(folder) / "archive"
        shutil.copytree(home.path, copy)
        archive = open_archive(copy)
        manifest = archive.service.generation().manifest
        what = f"{manifest.engine}, {manifest.articles:,} articles"
        lines = [
            f"| {what} | update s | alerts s | matches |",
            "|---|---:|---:|---:|",
        ]
        news = _News(archive)
        words = list_common(archive.home, 2 * ALERTS)
        for count, size in ((1, few), (ALERTS, few), (ALERTS, many)):
            _write_alerts(archive, words, count)
            archive.announce()
            measured = [_measure(archive, news, size) for _ in range(rounds)]
            update, asked, matches = map(statistics.median, zip(*measured, strict=True))
            name = f"{count} alert{'s' * (count > 1)}, {size:,} articles"
            lines.append(f"| {name} | {update:.2f} | {asked:.2f} | {matches:,.0f} |")
        return lines


@dataclass(slots=True)
class _News:
    """Articles that the archive has not."""

    archive: NewsArchive
    count: int = 0

    def bring(self, size: int) -> None:
        with self.archive.open_store() as store, store.transaction():
            for article in self._make(size):
                store.put(article)

    def _make(self, size: int) -> Iterator[Article]:
        for article in generate(size, _SEED + self.count):
            self.count += 1
            yield replace(article, id=f"news-{self.count}")


def _write_alerts(archive: NewsArchive, words: list[str], count: int) -> None:
    pairs = zip(words[::2], words[1::2], strict=False)
    entries = [f'[a-{n}]\nquery = "{one} {two}"\n' for n, (one, two) in enumerate(pairs)]
    archive.home.alerts_file.write_text("".join(entries[:count]), "utf-8")


def _measure(archive: NewsArchive, news: _News, size: int) -> tuple[float, float, int]:
    """The seconds of an update, and of what alerts add to it, and how many matches they had."""
    news.bring(size)
    work = replace(archive.update_job().work, announcer=NoAnnouncer())
    update, _ = _time(lambda: UpdateJob(work).run(Progress()))
    asked, announced = _time(archive.announce)
    assert not announced.problems
    return update, asked, announced.matched


def _time(work: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def main() -> None:
    """Measure and write the table."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write_table("alerts", tabulate_alerts(open_home(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
