"""Measure how quickly records become articles, and that a large file takes no more memory.

    python -m benchmarks.measures.importing [FOLDER] [--articles 100000]

The articles are generated, and written as JSON Lines with the fields of other programs. Beside the
reader stands what Python's own decoder takes for the same lines; all are times of this process on
one core. The table goes into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.corpus import Corpus, open_corpus
from benchmarks.costs import own_memory
from benchmarks.report import write_table
from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.article import Article
from indexer.enriching.countries import load_gazetteer
from indexer.enriching.rules import NO_RULES
from indexer.home.settings import Settings
from indexer.importing.fields import RecordRules
from indexer.importing.job import ImportJob
from indexer.importing.readers import RawRecord
from indexer.importing.readers.jsonl import JsonlReader
from indexer.importing.reading import open_all
from indexer.importing.records import ArticleBuilder
from indexer.importing.sources import Source
from indexer.labels import Labels
from indexer.progress import Progress, ProgressEvent, StepAdvanced

ARTICLES = 100_000


@dataclass(frozen=True, slots=True)
class Speed:
    """A step, how many records a second it does, and the MB that it took on top at its middle and
    at its end."""

    name: str
    rate: float
    middle: float
    end: float


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = Path(tempfile.gettempdir()) / "letopis-benchmarks"
    parser.add_argument("folder", nargs="?", type=Path, default=default)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    arguments = parser.parse_args()
    write_table("importing", tabulate_importing(open_corpus(arguments.folder, arguments.articles)))


def tabulate_importing(corpus: Corpus) -> list[str]:
    """The speed of each step over the articles of a corpus."""
    with tempfile.TemporaryDirectory(prefix="letopis-import-") as folder:
        path = Path(folder) / "news.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for article in corpus.articles():
                file.write(json.dumps(to_record(article), ensure_ascii=False) + "\n")
        megabytes = path.stat().st_size / 1e6
        speeds = list(_measure(path, corpus.size, Path(folder) / "archive"))
    return [
        f"{corpus.size:,} records, {megabytes:.0f} MB",
        "",
        "| step | records a second | MB more at half | MB more at the end |",
        "|---|---:|---:|---:|",
        *(f"| {s.name} | {s.rate:,.0f} | {s.middle:.0f} | {s.end:.0f} |" for s in speeds),
    ]


def to_record(article: Article) -> dict[str, object]:
    """An article with the names of fields that other programs give."""
    return {
        "guid": article.id,
        "language": article.lang,
        "headline": article.title,
        "description": article.lead,
        "articleBody": article.body,
        "datePublished": article.published.isoformat(),
        "author": [{"name": name} for name in article.authors],
        "publisher": {"name": article.source},
        "keywords": list(article.tags),
    }


def _measure(path: Path, count: int, home: Path) -> Iterator[Speed]:
    yield _time("json.loads", count, partial(_decode, path))
    yield _time("lines read", count, partial(_read, path))
    analyzer = Analyzer()
    # Names of persons and places are learned once.
    builder = ArticleBuilder(
        Settings().zone_info, Labels(), load_gazetteer(analyzer, NO_RULES), RecordRules()
    )
    yield _time("articles made, countries inferred", count, partial(_build, path, builder))
    archive = create_home(home)
    job = ImportJob(home=archive, settings=Settings(), analyzer=analyzer, paths=[path])
    yield _time("imported", count, partial(_import, job))
    yield _time("imported again, unchanged", count, partial(_import, job))


def _time(name: str, count: int, work: Callable[[Callable[[int], None]], None]) -> Speed:
    before, began = own_memory(), time.process_time()
    middle, done = 0.0, 0

    def tell(records: int) -> None:
        nonlocal middle, done
        done += records
        if not middle and done >= count // 2:
            middle = own_memory()

    work(tell)
    seconds = time.process_time() - began
    return Speed(name, count / seconds, max(middle - before, 0.0), max(own_memory() - before, 0.0))


def _decode(path: Path, tell: Callable[[int], None]) -> None:
    with path.open("rb") as file:
        for line in file:
            json.loads(line)
            tell(1)


def _records(path: Path) -> Iterator[RawRecord]:
    for source in open_all(path, path.name, None):
        assert isinstance(source, Source)
        for record in JsonlReader().read(source):
            assert isinstance(record, RawRecord)
            yield record


def _read(path: Path, tell: Callable[[int], None]) -> None:
    for _ in _records(path):
        tell(1)


def _build(path: Path, builder: ArticleBuilder, tell: Callable[[int], None]) -> None:
    for record in _records(path):
        builder.build(record, path.name, "jsonl")
        tell(1)


def _import(job: ImportJob, tell: Callable[[int], None]) -> None:
    def pass_on(event: ProgressEvent) -> None:
        if isinstance(event, StepAdvanced):
            tell(event.records)

    job.run(Progress(pass_on))


if __name__ == "__main__":
    main()
