"""Measure what a file of gigabytes takes of memory, and how an import that was stopped goes on.

    python -m benchmarks.measures.large_imports [FOLDER] [--articles 1000] [--bytes 2000000000]

The file holds the articles once, and for the rest records without a title, which are refused as
soon as they are read. The table goes into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from benchmarks.corpus import Corpus, open_corpus
from benchmarks.costs import own_memory
from benchmarks.measures.importing import to_record
from benchmarks.report import write_table
from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.store import Archive
from indexer.article import encode_article
from indexer.errors import JobCancelledError
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.importing.job import ImportJob
from indexer.importing.report import ImportReport
from indexer.progress import Progress, ProgressEvent, StepAdvanced

ARTICLES = 1_000
LONG_FILE = 2_000_000_000
# The shares of the file at which memory is looked at.
_SHARES = (0.1, 0.5, 1.0)


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = Path(tempfile.gettempdir()) / "letopis-benchmarks"
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--bytes", type=int, default=LONG_FILE)
    arguments = parser.parse_args()
    corpus = open_corpus(arguments.folder, arguments.articles)
    write_table("large-imports", tabulate_large_imports(corpus, arguments.bytes))


def tabulate_large_imports(corpus: Corpus, size: int) -> list[str]:
    """What a file of so many bytes takes, and an import of a file an article that is stopped."""
    with tempfile.TemporaryDirectory(prefix="letopis-import-") as name:
        folder, analyzer = Path(name), Analyzer()
        memory = _import_long(_write_long(folder / "long.jsonl", corpus, size), folder, analyzer)
        (folder / "long.jsonl").unlink()
        restart, is_same = _stop_and_go_on(_write_files(folder / "files", corpus), folder, analyzer)
    heading = " | ".join(f"MB more at {share:.0%}" for share in _SHARES)
    figures = " | ".join(f"{megabytes:.0f}" for megabytes in memory)
    return [
        f"| file | {heading} |",
        f"|---|{'---:|' * len(_SHARES)}",
        f"| {size / 1e6:,.0f} MB | {figures} |",
        "",
        "| files | s until it goes on, behind half of them | the archive |",
        "|---|---:|---|",
        f"| {corpus.size:,} | {restart:.1f} | {'the same' if is_same else 'ANOTHER ONE'} |",
    ]


def _write_long(path: Path, corpus: Corpus, size: int) -> Path:
    records = [to_record(article) for article in corpus.articles()]
    refused = [{**record, "headline": ""} for record in records]
    # Records are refused for long stretches only, or the rest of the file would be left.
    every = max(1, size // len(records))
    written = 0
    with path.open("wb") as file:
        rest = cycle(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in refused)
        for number, record in enumerate(records, 1):
            written += file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
            while written < number * every:
                written += file.write(next(rest))
    return path


def _write_files(folder: Path, corpus: Corpus) -> Path:
    folder.mkdir()
    for number, article in enumerate(corpus.articles()):
        line = json.dumps(to_record(article), ensure_ascii=False)
        (folder / f"{number:06}.jsonl").write_text(line, "utf-8")
    return folder


@dataclass
class _Meter:
    """The memory at each share of the bytes that an import reads."""

    size: int
    before: float = field(default_factory=own_memory)
    memory: list[float] = field(default_factory=list)
    done: int = 0

    def __call__(self, event: ProgressEvent) -> None:
        self.done += event.count if isinstance(event, StepAdvanced) else 0
        while (
            len(self.memory) < len(_SHARES) and self.done >= _SHARES[len(self.memory)] * self.size
        ):
            self.memory.append(max(own_memory() - self.before, 0.0))


def _import_long(path: Path, folder: Path, analyzer: Analyzer) -> list[float]:
    job = _make_job(create_home(folder / "long"), path, analyzer)
    meter = _Meter(path.stat().st_size)
    job.run(Progress(meter))
    return meter.memory


def _stop_and_go_on(files: Path, folder: Path, analyzer: Analyzer) -> tuple[float, bool]:
    """Seconds until an import that was stopped at half goes on, and whether its archive is that of
    an import that was not."""
    whole, stopped = (create_home(folder / name) for name in ("whole", "stopped"))
    _make_job(whole, files, analyzer).run(Progress())
    total = sum(file.stat().st_size for file in files.iterdir())
    job, done = _make_job(stopped, files, analyzer), 0

    def stop_at_half(event: ProgressEvent) -> None:
        nonlocal done
        done += event.count if isinstance(event, StepAdvanced) else 0
        if done >= total / 2:
            progress.cancel()

    progress = Progress(stop_at_half)
    try:
        job.run(progress)
    except JobCancelledError:
        began = time.perf_counter()
        restart = 0.0

        def note_first(event: ProgressEvent) -> None:
            nonlocal restart
            if isinstance(event, StepAdvanced) and not restart:
                restart = time.perf_counter() - began

        report: ImportReport = job.run(Progress(note_first))
        return restart, report.is_resumed and _read(stopped) == _read(whole)
    raise AssertionError("the import was not stopped")


def _make_job(home: ArchiveHome, path: Path, analyzer: Analyzer) -> ImportJob:
    return ImportJob(home=home, settings=Settings(), analyzer=analyzer, paths=[path])


def _read(home: ArchiveHome) -> list[bytes]:
    with Archive.open(home.database) as archive:
        return [encode_article(article) for _, article in archive.articles()]


if __name__ == "__main__":
    main()
