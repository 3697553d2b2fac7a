"""Lines that end thousands of articles are no news: found by repetition, kept apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.article import Article
from indexer.errors import SettingsError
from indexer.importing.boilerplate import LEAST_ARTICLES
from indexer.progress import Progress
from searcher.archive import NewsArchive, create_archive
from searcher.request import SearchRequest
from tests.indexer.importing.test_importing import record, write

BANNER = "Download our app: it works where the site does not!"
CONTACT = "Phone of the newsroom: 55-0{:02}"
NEWS = "The council met on day {} and spoke of water."


@pytest.fixture
def archive(tmp_path: Path) -> NewsArchive:
    return create_archive(tmp_path / "archive")


def body(number: int) -> str:
    return "\n\n".join((NEWS.format(number), "More of it.", BANNER, CONTACT.format(number)))


def fill(archive: NewsArchive, folder: Path, count: int = LEAST_ARTICLES + 5) -> Path:
    records = [record(str(n), f"Title {n}", body=body(n), source="Post") for n in range(count)]
    records += [record(f"o{n}", "Other", body=f"Another text, {n}.") for n in range(10)]
    path = write(folder / "news.jsonl", *records)
    archive.import_job([path]).run(Progress())
    return path


def articles(archive: NewsArchive) -> dict[str, Article]:
    with archive.open_store() as store:
        return {article.id: article for _, article in store.articles()}


def test_lines_at_the_edges_of_many_articles_are_found_and_change_nothing(
    archive: NewsArchive, tmp_path: Path
) -> None:
    fill(archive, tmp_path)
    before = articles(archive)
    found = archive.boilerplate_job().find(Progress()).found
    # Numbers in a line do not count; the first paragraph and what is said once are news.
    assert {(line.text, line.articles, line.of) for line in found} == {
        (BANNER, 25, 25),
        (CONTACT.format(0), 25, 25),
        ("More of it.", 25, 25),
    }
    assert articles(archive) == before


def test_applied_they_are_notices_of_old_and_new_articles(
    archive: NewsArchive, tmp_path: Path
) -> None:
    path = fill(archive, tmp_path)
    report = archive.boilerplate_job().apply(Progress())
    assert report.changed == 25
    article = articles(archive)["7"]
    assert article.body == NEWS.format(7)
    assert article.notices == ("More of it.", BANNER, CONTACT.format(7))
    assert articles(archive)["o1"].notices == ()
    assert archive.boilerplate_job().apply(Progress()).changed == 0

    # The same files again change nothing, and new articles lose the lines at once.
    assert archive.import_job([path]).run(Progress()).outcomes["changed"] == 0
    new = write(tmp_path / "new.jsonl", record("new", "New", body=body(99), source="Post"))
    archive.import_job([new]).run(Progress())
    assert articles(archive)["new"].body == NEWS.format(99)

    archive.build_job().run(Progress())
    service = archive.service
    assert service.search(SearchRequest(q="newsroom"), "en").total == 0
    assert service.search(SearchRequest(q="notice:newsroom"), "en").total == 26


def test_an_admin_says_what_is_text_after_all(archive: NewsArchive, tmp_path: Path) -> None:
    fill(archive, tmp_path)
    archive.boilerplate_job().apply(Progress())
    file = archive.home.boilerplate_file
    written = file.read_text("utf-8")
    line = 'text = "More of it."\nis = '
    assert f'{line}"notice"' in written
    file.write_text(written.replace(f'{line}"notice"', f'{line}"text"'), "utf-8")
    assert archive.boilerplate_job().apply(Progress()).changed == 25
    article = articles(archive)["7"]
    assert article.body == f"{NEWS.format(7)}\n\nMore of it."
    assert article.notices == (BANNER, CONTACT.format(7))
    report = archive.boilerplate_job().find(Progress())
    assert (report.found, report.known) == ([], 3)


def test_what_few_articles_end_with_is_news(archive: NewsArchive, tmp_path: Path) -> None:
    fill(archive, tmp_path, LEAST_ARTICLES - 1)
    assert archive.boilerplate_job().find(Progress()).found == []


def test_a_text_is_never_taken_out_whole(archive: NewsArchive, tmp_path: Path) -> None:
    fill(archive, tmp_path)
    archive.boilerplate_job().apply(Progress())
    path = write(tmp_path / "b.jsonl", record("b", "Only", body=BANNER, source="Post"))
    archive.import_job([path]).run(Progress())
    assert articles(archive)["b"].body == BANNER


@pytest.mark.parametrize(
    "text", ["[[line]]\ntext = 5", "[[line", '[[line]]\ntext = "a"\nis = "junk"', "other = 1"]
)
def test_a_file_that_cannot_be_used_is_named(archive: NewsArchive, text: str) -> None:
    archive.home.boilerplate_file.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match="boilerplate"):
        archive.boilerplate_job().find(Progress())
