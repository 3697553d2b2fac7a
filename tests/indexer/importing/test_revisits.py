"""Crawls of several files: a page that had not changed is the article that it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.importing.report import ImportReport
from indexer.progress import Progress
from searcher.archive import NewsArchive, create_archive
from tests.indexer.importing.pages.markup import json_ld, make_page
from tests.indexer.importing.test_warc import MIRROR, URL, block, http, response

PAGE = make_page(head=json_ld(datePublished="2020-01-01T10:00:00Z"))
LISTING = "<html><body><h1>404 Not Found</h1></body></html>"
DIGEST = {"WARC_Payload_Digest": "sha1:ABC"}


@pytest.fixture
def archive(tmp_path: Path) -> NewsArchive:
    return create_archive(tmp_path / "archive")


def crawl(path: Path, *blocks: bytes) -> Path:
    path.write_bytes(b"".join(blocks))
    return path


def revisit(url: str, **headers: str) -> bytes:
    return block("revisit", http(b""), url, **headers)


def run(archive: NewsArchive, *paths: Path) -> ImportReport:
    return archive.import_job(paths).run(Progress())


def addresses(archive: NewsArchive) -> list[tuple[str | None, tuple[str, ...]]]:
    with archive.open_store() as store:
        return [(article.url, article.mirrors) for _, article in store.articles()]


@pytest.mark.parametrize(
    "sign", [DIGEST, {"WARC_Refers_To_Target_URI": URL}], ids=["digest", "address"]
)
def test_the_original_is_in_another_file(
    archive: NewsArchive, tmp_path: Path, sign: dict[str, str]
) -> None:
    first = crawl(tmp_path / "a.warc", response(PAGE, **DIGEST))
    second = crawl(tmp_path / "b.warc", revisit(URL, **sign), revisit(MIRROR, **sign))
    report = run(archive, first, second)
    assert report.rejected == []
    assert report.outcomes == {"new": 1, "changed": 1, "unchanged": 1}
    assert report.counts.duplicates == 2
    assert addresses(archive) == [(URL, (MIRROR,))]
    # The same by an import of its own, and nothing is told twice.
    assert run(archive, second).outcomes == {"new": 0, "changed": 0, "unchanged": 2}


def test_the_original_is_in_the_same_file(archive: NewsArchive, tmp_path: Path) -> None:
    path = crawl(
        tmp_path / "a.warc",
        response(PAGE, **DIGEST),
        revisit(URL, **DIGEST),
        revisit(MIRROR, **DIGEST),
        response(LISTING, url=URL + "0", WARC_Payload_Digest="sha1:DEF"),
        revisit(URL + "0", WARC_Payload_Digest="sha1:DEF"),
    )
    report = run(archive, path)
    assert report.outcomes == {"new": 1, "changed": 1, "unchanged": 1}
    assert addresses(archive) == [(URL, (MIRROR,))]
    # The page that is no article is rejected once.
    assert [reject.line for reject in report.rejected] == [4]
    assert report.total.skipped == {"revisit of a page without an article": 1}


def test_an_original_that_is_not_there_is_asked_for(archive: NewsArchive, tmp_path: Path) -> None:
    first = crawl(tmp_path / "a.warc", revisit(MIRROR, WARC_Refers_To_Target_URI=URL, **DIGEST))
    second = crawl(tmp_path / "b.warc", response(PAGE, **DIGEST))
    (reject,) = run(archive, first, second).rejected
    assert (reject.line, reject.reason) == (
        1, f"a revisit of a page that was not imported; import its crawl first: {URL}"
    )  # fmt: skip
    assert run(archive, first).rejected == []
    assert addresses(archive) == [(URL, (MIRROR,))]


def test_a_revisit_of_what_was_taken_down_is_held_back(
    archive: NewsArchive, tmp_path: Path
) -> None:
    run(archive, crawl(tmp_path / "a.warc", response(PAGE, **DIGEST)))
    with archive.open_store() as store:
        ((_, article),) = store.articles()
    archive.delete(article.id, "a court order")
    report = run(archive, crawl(tmp_path / "b.warc", revisit(MIRROR, **DIGEST)))
    assert [held.reason for held in report.withheld] == ["a court order"]
    assert addresses(archive) == []
