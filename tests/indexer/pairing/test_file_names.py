"""Files of one name, of which that in the default language of a site has no language in it."""

from pathlib import Path

import pytest

from indexer.article import Article
from indexer.progress import Progress
from searcher.archive import NewsArchive, create_archive

RU = "---\ntitle: Мост открыт\ndate: 2019-03-04\n---\nМост через реку открыли в субботу."
EN = "---\ntitle: Something else\ndate: 2019-03-04\n---\nNothing of this is said there at all."


@pytest.fixture
def archive(tmp_path: Path) -> NewsArchive:
    return create_archive(tmp_path / "archive")


def import_files(archive: NewsArchive, *paths: Path) -> dict[str, Article]:
    """The articles by their titles, once some files were imported one after the other."""
    for path in paths:
        archive.import_job([path]).run(Progress())
    with archive.open_store() as store:
        return {article.title: article for _, article in store.articles()}


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("plain", "named"), [("most.md", "most.en.md"), ("most/index.md", "most/index.en.md")]
)
def test_file_without_a_language_is_the_other_version(
    archive: NewsArchive, tmp_path: Path, plain: str, named: str, order: int
) -> None:
    files = [write(tmp_path / plain, RU), write(tmp_path / named, EN)]
    articles = import_files(archive, *files[::order])
    assert articles["Мост открыт"].story == articles["Something else"].story is not None


def test_folder_is_joined_at_once_and_stays_so(archive: NewsArchive, tmp_path: Path) -> None:
    write(tmp_path / "news/most.md", RU)
    write(tmp_path / "news/most.en.md", EN)
    for _ in range(2):
        articles = import_files(archive, tmp_path / "news")
        assert articles["Мост открыт"].story == articles["Something else"].story is not None


def test_file_of_another_folder_is_no_version(archive: NewsArchive, tmp_path: Path) -> None:
    files = [write(tmp_path / "most.md", RU), write(tmp_path / "2019/most.en.md", EN)]
    assert import_files(archive, *files)["Мост открыт"].story is None
