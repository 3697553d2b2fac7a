"""An archive with an alert, and a hook."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from indexer.analysis import Analyzer
from indexer.home.paths import ArchiveHome
from indexer.progress import Progress
from searcher.archive import NewsArchive, open_archive
from tests.searcher.alerts.news import build, put, story, update
from tests.web.alerts.receivers import SECRET, Receiver, answering, receiving

# Writes the alert `floods`, whose hook is at an address.
SetHook = Callable[..., None]


@pytest.fixture
def archive(home: ArchiveHome, analyzer: Analyzer) -> NewsArchive:
    """An archive with one article, which no alert is told of."""
    home.settings_file.write_text('base_url = "https://news.example.org/archive"', "utf-8")
    archive = open_archive(home.path)
    archive.__dict__["analyzer"] = analyzer
    put(archive, story("old", "An old flood"))
    build(archive)
    return archive


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """One that takes all calls."""
    with receiving(answering("204 No Content")) as started:
        yield started


@pytest.fixture
def set_hook(archive: NewsArchive) -> SetHook:
    def write(address: str, id_: str = "floods", more: str = f'secret = "{SECRET}"') -> None:
        with archive.home.alerts_file.open("a", encoding="utf-8") as file:
            file.write(f"[{id_}]\nru = 'Наводнения'\nquery = 'flood'\n")
            file.write(f"hook = '{address}'\n{more}\n")
        # It begins.
        archive.update_job().run(Progress())
        update(archive, story(f"none-{id_}", "Harvest"))

    return write
