"""Two archives: one behind a server, and one that follows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from indexer.mirroring.job import MirrorReport, Start
from indexer.mirroring.proving import MirrorComparison
from indexer.progress import Progress
from searcher.archive import NewsArchive, create_mirror, open_archive
from searcher.request import SearchRequest
from searcher.service import SearchService
from tests.conftest import index_home, update_home
from tests.letopis.conftest import serve
from web.app import make_app
from web.mirroring.source import HttpSource

WHEN = datetime(2014, 3, 1, 9, tzinfo=UTC)


def make_article(id_: str, title: str = "Bridge opened", **values: object) -> Article:
    article = Article(
        id=id_,
        lang="en",
        title=title,
        body=f"The bridge of {id_} was opened.",
        published=WHEN,
        authors=("aslan-tugov",),
        extra={"section": "City", "desk": f"desk of {id_}"},
    )
    return replace(article, **values)


class SourceSite:
    """An archive that others follow. Where it changes, its index follows at once."""

    def __init__(self, home: ArchiveHome, analyzer: Analyzer) -> None:
        self.home = home
        self._analyzer = analyzer
        self._services: list[SearchService] = []

    def put(self, *articles: Article) -> None:
        with Archive.open(self.home.database) as archive, archive.transaction():
            for article in articles:
                archive.put(article)
            archive.store_labels([("author", "aslan-tugov", "en", "Aslan Tugov")])
        self.update()

    def delete(self, *ids: str) -> None:
        with Archive.open(self.home.database) as archive, archive.transaction():
            for id_ in ids:
                assert archive.delete(id_, "at the request of the author")
        self.update()

    def restore(self, id_: str) -> None:
        with Archive.open(self.home.database) as archive, archive.transaction():
            assert archive.restore(id_)
        self.update()

    def make_service(self, **settings: object) -> SearchService:
        known = replace(read_settings(self.home), **settings)
        self._services.append(SearchService(self.home, known, self._analyzer))
        return self._services[-1]

    def update(self) -> None:
        """Bring its changes into the index; its servers follow at once, not half a second later."""
        update_home(self.home, self._analyzer)
        for service in self._services:
            service.look_again()


class Mirror:
    """An archive that follows another one, and what it holds."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self) -> NewsArchive:
        return open_archive(self.path)

    def follow(self, address: str, start: Start = "on") -> MirrorReport:
        with HttpSource(address, pauses=(0.0, 0.0)) as source:
            if not (self.path / "archive.db").exists():
                create_mirror(self.path, source.describe())
            return self.open().mirror_job(source, start).run(Progress())

    def compare(self, address: str) -> MirrorComparison:
        with HttpSource(address, pauses=(0.0,)) as source:
            return self.open().compare_job(source).run(Progress())

    def texts(self) -> dict[str, str]:
        """The headlines of what it holds, by id."""
        with self.open().open_store() as store:
            return {article.id: article.title for _, article in store.articles()}

    def found(self, query: str = "") -> set[str]:
        """The ids of what its readers find."""
        service = self.open().service
        return {hit.article.id for hit in service.search(SearchRequest(q=query), "en").hits}

    def seq(self) -> int:
        followed = self.open().followed()
        assert followed is not None
        return followed.seq


Serve = Callable[..., str]


@pytest.fixture
def site(tmp_path: Path, analyzer: Analyzer) -> SourceSite:
    """An archive of five articles."""
    home = create_home(tmp_path / "source")
    site = SourceSite(home, analyzer)
    with Archive.open(home.database) as archive, archive.transaction():
        archive.put(make_article("a-0"))
    index_home(home, analyzer)
    site.put(*(make_article(f"a-{number}") for number in range(1, 5)))
    return site


@pytest.fixture
def address(site: SourceSite) -> Iterator[str]:
    """Where the server of that archive is."""
    with serve(make_app(site.make_service())) as address:
        yield address


@pytest.fixture
def mirror(tmp_path: Path) -> Mirror:
    """What is to be an archive that follows it."""
    return Mirror(tmp_path / "mirror")
