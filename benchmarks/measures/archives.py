"""Archives made for a measure: the articles of a list, imported into a home and indexed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from indexer.article import Article
from indexer.home.settings import EngineChoice
from indexer.progress import Progress
from searcher.archive import NewsArchive, create_archive


def build_archive(folder: Path, articles: Iterable[Article], engine: EngineChoice) -> NewsArchive:
    """An archive in an empty folder with the settings of a new one, indexed by an engine."""
    archive = create_archive(folder)
    with archive.open_store() as store, store.transaction():
        for article in articles:
            store.put(article)
    archive.build_job(engine).run(Progress())
    return archive
