"""Countries that were inferred follow a better list; those of records stay, and no text changes."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from indexer.archive.store import Archive
from indexer.article import Article
from indexer.errors import JobCancelledError, SettingsError
from indexer.home.paths import ArchiveHome
from indexer.progress import Progress
from searcher.archive import NewsArchive, open_archive
from searcher.request import SearchRequest

DAY = datetime(2014, 3, 1, 12, tzinfo=UTC)
DATE = "2014-03-01"
RECORDS = (
    {"id": "told", "title": "Bridge in Zarechye", "body": "Zarechye has a bridge.", "date": DATE},
    {"id": "given", "title": "Bridge in Zarechye", "countries": ["AM"], "date": DATE},
    {"id": "tbilisi", "title": "Bridge in Tbilisi", "body": "Tbilisi has one.", "date": DATE},
)


@pytest.fixture
def archive(home: ArchiveHome) -> NewsArchive:
    path = home.path / "news.jsonl"
    path.write_text("\n".join(map(json.dumps, RECORDS)), "utf-8")
    archive = open_archive(home.path)
    archive.import_job((path,)).run(Progress())
    archive.build_job().run(Progress())
    home.countries_file.write_text('[places]\nZarechye = "GE"\nTbilisi = "RU"', "utf-8")
    return archive


def countries(archive: NewsArchive) -> dict[str, tuple[str, ...]]:
    with archive.open_store() as store:
        return {article.id: article.countries for _, article in store.articles()}


BEFORE = {"told": (), "given": ("AM",), "tbilisi": ("GE",)}
AFTER = {"told": ("GE",), "given": ("AM",), "tbilisi": ("RU",)}


def test_what_would_change_is_told_and_nothing_changes(archive: NewsArchive) -> None:
    report = archive.country_job().find(Progress())
    assert (report.inferred, report.changed) == (2, 2)
    assert (dict(report.gained), dict(report.lost)) == ({"GE": 1, "RU": 1}, {"GE": 1})
    assert {(one.id, one.before, one.after) for one in report.examples} == {
        ("told", (), ("GE",)),
        ("tbilisi", ("GE",), ("RU",)),
    }
    assert countries(archive) == BEFORE


def test_articles_follow_the_list_without_a_new_version(archive: NewsArchive) -> None:
    with archive.open_store() as store:
        seq = store.last_seq()
    assert archive.country_job().apply(Progress()).changed == 2
    assert countries(archive) == AFTER
    with archive.open_store() as store:
        assert store.last_seq() == seq
        assert store.check().is_sound
    assert archive.country_job().apply(Progress()).changed == 0
    archive.build_job().run(Progress())
    service = open_archive(archive.home.path).service
    found = service.search(SearchRequest(q="country:GE"), "en").hits
    assert [hit.article.id for hit in found] == ["told"]


def test_a_list_with_a_mistake_changes_nothing(archive: NewsArchive) -> None:
    archive.home.countries_file.write_text('[places]\nX = "nowhere"', "utf-8")
    with pytest.raises(SettingsError, match="nowhere"):
        archive.country_job().apply(Progress())
    assert countries(archive) == BEFORE


def test_what_was_changed_before_a_cancel_stays_whole(archive: NewsArchive) -> None:
    with Archive.open(archive.home.database) as store, store.transaction():
        for number in range(2_500):
            id_, title = f"a{number:04}", "Bridge in Zarechye"
            body = "Zarechye has a bridge."
            store.put(Article(id=id_, lang="en", title=title, body=body, published=DAY))
    seen: list[int] = []

    def stop(event: object) -> None:
        seen.append(1)
        if len(seen) > 1_500:
            progress.cancel()

    progress = Progress(stop)
    with pytest.raises(JobCancelledError):
        archive.country_job().apply(progress)
    with archive.open_store() as store:
        assert store.check().is_sound
    archive.country_job().apply(Progress())
    assert set(countries(archive).values()) == {("GE",), ("AM",), ("RU",)}
