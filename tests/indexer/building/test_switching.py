"""Going back to earlier generations."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.building.job import IndexWork
from indexer.building.switching import roll_back_index
from indexer.errors import GenerationNotFoundError
from indexer.generations.folders import current_generation, list_generations
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from searcher.gate.examining import make_gate
from searcher.gate.golden import read_golden
from searcher.tagging.compiling import TagBook
from tests.conftest import index_home


def test_each_rollback_goes_further_back(home: ArchiveHome, analyzer: Analyzer) -> None:
    for number in range(3):
        day = datetime(2014, 3, 1 + number, tzinfo=UTC)
        with Archive.open(home.database) as archive, archive.transaction():
            archive.put(Article(id=f"a-{number}", lang="en", title="Bridge", published=day))
        index_home(home, analyzer)
    gate = make_gate(home, analyzer, read_golden(home.golden_file))
    work = IndexWork(home, read_settings(home), analyzer, gate, TagBook(home.tags_file, analyzer))
    oldest, middle, _ = list_generations(home)
    assert roll_back_index(work, None).generation == middle
    assert roll_back_index(work, None).generation == oldest
    with pytest.raises(GenerationNotFoundError):
        roll_back_index(work, None)
    assert current_generation(home) == oldest
