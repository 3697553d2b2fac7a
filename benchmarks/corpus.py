"""The folder of one size of corpus: its archive, its indexes, and what was measured of them.

FOLDER/100000/archive/archive.db         the articles
FOLDER/100000/<engine>/                   an archive home of Letopis, or a peer's index
FOLDER/100000/<step>.json                 measured values
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.generate import generate
from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.enriching.places import list_ancestors
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.labels import slugify
from indexer.schema import Document, make_document

SEED = 1
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus in its folder."""

    folder: Path

    @property
    def size(self) -> int:
        return int(self.folder.name)

    @property
    def archive(self) -> Path:
        return self.folder / "archive" / "archive.db"

    def results(self, step: str) -> Path:
        """Where the measured values of a step are kept."""
        return self.folder / f"{slugify(step)}.json"

    def engine_folder(self, name: str) -> Path:
        """The folder of an engine's or a peer's index."""
        return self.folder / slugify(name)

    def home(self, engine: str) -> ArchiveHome:
        """An archive home for an engine of Letopis, over the one archive store."""
        path = self.engine_folder(engine)
        path.mkdir(exist_ok=True)
        database = path / "archive.db"
        if not database.exists():
            database.symlink_to(Path("..", "archive", "archive.db"))
        return create_home(path)

    def articles(self) -> Iterator[Article]:
        """The articles, one by one."""
        with Archive.open(self.archive) as archive:
            for _, article in archive.articles():
                yield article

    def documents(self) -> Iterator[Document]:
        """The articles analyzed, as every engine gets them."""
        analyzer, zone, within = Analyzer(), Settings().zone_info, list_ancestors()
        return (
            make_document(article, analyzer, zone, within=within) for article in self.articles()
        )


def open_corpus(folder: Path, size: int) -> Corpus:
    """The corpus of a size, generated where it is missing; one that was cut short begins anew."""
    corpus = Corpus(folder / str(size))
    if not corpus.archive.exists():
        building = corpus.folder / "building"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        with Archive.create(building / "archive.db") as archive:
            for batch in batches(generate(size, SEED), _BATCH):
                with archive.transaction():
                    for article in batch:
                        archive.put(article)
        building.rename(corpus.archive.parent)
    return corpus


def batches(articles: Iterable[Article], size: int) -> Iterator[list[Article]]:
    """The articles in lists of so many; the last may be shorter."""
    rest = iter(articles)
    while batch := list(islice(rest, size)):
        yield batch
