"""A take-down holds through every command that changes what is served, on every engine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.engines.folder import engine_folder
from indexer.errors import ArticleDeletedError, ArticleNotFoundError, GoldenError
from indexer.generations.folders import current_generation, list_failed, list_generations
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from indexer.progress import Progress
from searcher.archive import NewsArchive, create_archive, open_archive
from searcher.request import SearchRequest
from searcher.service import SearchService
from tests.engines import LOCAL_ENGINES

WITNESS = "Zemfiretta"


def record(number: int, **fields: object) -> dict[str, object]:
    known = {"id": f"a-{number}", "title": f"Bridge {number}", "date": "2014-03-01"}
    return known | {"text": f"Traffic over bridge {number} resumed."} | fields


def feed(archive: NewsArchive, *records: dict[str, object]) -> None:
    path = archive.home.path / "news.jsonl"
    path.write_text("".join(json.dumps(entry) + "\n" for entry in records), "utf-8")
    archive.import_job([path]).run(Progress())


@pytest.fixture(scope="module", params=LOCAL_ENGINES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five articles, one of them with a name that stands nowhere else; two generations. It is
    built once and copied."""
    home = create_archive(tmp_path_factory.mktemp("built") / "archive").home
    home.settings_file.write_text(f'engine = "{request.param}"\n', "utf-8")
    archive = open_archive(home.path)
    feed(archive, *(record(n) for n in range(4)), record(4, text=f"The witness is {WITNESS}."))
    archive.build_job().run(Progress())
    feed(archive, *(record(n) for n in range(5, 6)), record(4, text=f"The witness is {WITNESS}."))
    feed(archive, record(6))
    archive.update_job().run(Progress())
    return home.path


@pytest.fixture
def archive(built: Path, tmp_path: Path) -> NewsArchive:
    return open_archive(Path(shutil.copytree(built, tmp_path / "archive")))


def delete(archive: NewsArchive) -> None:
    archive.delete("a-4", "court order")
    archive.update_job().run(Progress())


def assert_gone(service: SearchService) -> None:
    """Nothing of the article is served: no hit, no page, no count, no word."""
    assert service.search(SearchRequest(q=WITNESS), "en").total == 0
    response = service.search(SearchRequest(limit=50), "en")
    assert "a-4" not in {hit.article.id for hit in response.hits}
    assert response.total == response.index.articles == len(response.hits)
    with pytest.raises(ArticleDeletedError):
        service.get_article("a-4")
    assert not [entry for entry in service.suggest(WITNESS[:5], "en", 10) if WITNESS in entry.text]
    assert not service.search(SearchRequest(q="zemfireta"), "en").offers


def serve(archive: NewsArchive) -> SearchService:
    """The service of a server that starts now."""
    return SearchService(archive.home, read_settings(archive.home), archive.analyzer)


def roll_back_to_each(archive: NewsArchive) -> None:
    for name in list_generations(archive.home):
        archive.roll_back(name)
        assert_gone(serve(archive))


def build(archive: NewsArchive) -> None:
    archive.build_job().run(Progress())


def update(archive: NewsArchive) -> None:
    feed(archive, record(7))
    archive.update_job().run(Progress())


def import_again(archive: NewsArchive) -> None:
    feed(archive, record(4, text=f"The witness, is {WITNESS}."))
    archive.update_job().run(Progress())


def break_current(home: ArchiveHome) -> None:
    folder = engine_folder(home.index / current_generation(home))
    victim = max(folder.iterdir(), key=lambda path: path.stat().st_size)
    content = victim.read_bytes()
    victim.unlink()
    victim.write_bytes(content[: len(content) // 2])


def fall_back(archive: NewsArchive) -> None:
    break_current(archive.home)


@pytest.mark.parametrize("change", [roll_back_to_each, build, update, import_again, fall_back])
def test_a_deleted_article_is_never_served_again(
    archive: NewsArchive, change: Callable[[NewsArchive], None]
) -> None:
    delete(archive)
    assert_gone(serve(archive))
    change(archive)
    service = serve(archive)
    assert_gone(service)
    assert service.search(SearchRequest(q="bridge"), "en").total >= 4


def test_a_generation_kept_aside_is_accepted_without_it(archive: NewsArchive) -> None:
    archive.home.golden_file.write_text('[[query]]\nq = "bridge"\nexpect = ["a-77"]\n', "utf-8")
    with pytest.raises(GoldenError):
        build(archive)
    delete(archive)
    (aside,) = list_failed(archive.home)
    archive.accept(aside)
    assert_gone(serve(archive))


def test_a_server_that_keeps_an_open_generation_lets_go_of_one_with_a_deleted_article(
    archive: NewsArchive,
) -> None:
    service = serve(archive)
    assert service.search(SearchRequest(q=WITNESS), "en").total == 1
    delete(archive)
    break_current(archive.home)
    service.look_again()
    service.generation()
    service.look_again()
    assert_gone(service)
    assert service.problem is not None


def test_a_deletion_that_was_killed_before_the_index_knew_is_completed(
    archive: NewsArchive,
) -> None:
    archive.delete("a-4", "court order")
    for name in list_generations(archive.home)[:-1]:
        archive.roll_back(name)
        assert_gone(serve(archive))


def test_a_restored_article_is_found_again_and_after_a_rollback_not_told_as_deleted(
    archive: NewsArchive,
) -> None:
    delete(archive)
    assert archive.restore("a-4")
    archive.update_job().run(Progress())
    assert serve(archive).search(SearchRequest(q=WITNESS), "en").total == 1
    archive.roll_back()
    with pytest.raises(ArticleNotFoundError):
        serve(archive).get_article("a-4")


def test_a_purged_text_is_in_no_file_of_the_archive(archive: NewsArchive) -> None:
    delete(archive)
    (archive.home.path / "news.jsonl").unlink()
    for _ in range(2):  # it may be said again
        archive.purge_job("a-4").run(Progress())
    assert len(list_generations(archive.home)) == 1
    for path in archive.home.path.rglob("*"):
        if path.is_file():
            content = path.read_bytes().lower()
            assert WITNESS.lower().encode() not in content, path
    service = serve(archive)
    assert_gone(service)
    assert service.search(SearchRequest(q="bridge"), "en").total == 6
    import_again(archive)
    assert_gone(serve(archive))
    assert not archive.restore("a-4")
    import_again(archive)
    assert serve(archive).search(SearchRequest(q=WITNESS), "en").total == 1


def test_only_what_is_deleted_is_purged(archive: NewsArchive) -> None:
    with pytest.raises(ArticleNotFoundError):
        archive.purge_job("a-4").run(Progress())
    assert serve(archive).search(SearchRequest(q=WITNESS), "en").total == 1


@pytest.mark.parametrize("public", [False, True])
def test_readers_are_told_when_and_only_where_it_is_public_why(
    archive: NewsArchive, public: bool
) -> None:
    delete(archive)
    with archive.home.settings_file.open("a", encoding="utf-8") as file:
        file.write(f"public_reasons = {str(public).lower()}\n")
    with pytest.raises(ArticleDeletedError) as caught:
        serve(archive).view_article("a-4")
    assert caught.value.reason == ("court order" if public else "")
    with archive.open_store() as store:
        assert [gone.when for gone in store.deletions()] == [caught.value.when]


def test_an_article_is_gone_from_all_generations_though_another_was_restored_meanwhile(
    archive: NewsArchive,
) -> None:
    delete(archive)
    assert archive.restore("a-4")
    archive.delete("a-2", "asked for")
    archive.update_job().run(Progress())
    for name in list_generations(archive.home):
        archive.roll_back(name)
        service = serve(archive)
        with pytest.raises(ArticleDeletedError):
            service.get_article("a-2")
        found = service.search(SearchRequest(q="bridge", limit=50), "en").hits
        assert "a-2" not in {hit.article.id for hit in found}
