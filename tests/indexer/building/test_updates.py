"""Updates: the archive's changes reach the index, all of them at once, and nothing else moves."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from indexer.analysis import Analyzer
from indexer.archive.deleting import delete_article, restore_article
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.building.job import IndexWork
from indexer.building.switching import roll_back_index
from indexer.building.update import UpdateJob
from indexer.engines.checksums import sum_file
from indexer.engines.folder import engine_folder
from indexer.errors import (
    ArticleDeletedError,
    ArticleNotFoundError,
    GenerationNotFoundError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
)
from indexer.generations.folders import (
    check_files,
    current_generation,
    lexicon_file,
    list_generations,
)
from indexer.generations.manifest import read_manifest
from indexer.generations.sweeping import KEPT, sweep_generations
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from indexer.progress import Progress
from searcher.gate.examining import make_gate
from searcher.gate.golden import GoldenQueries
from searcher.request import SearchRequest
from searcher.service import SearchService
from searcher.tagging.compiling import TagBook
from searcher.words.lexicon import Lexicon, open_lexicon
from tests.conftest import index_home, rewrite_manifest
from tests.engines import LOCAL_ENGINES

DAY = datetime(2014, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(params=LOCAL_ENGINES)
def served(request: pytest.FixtureRequest, home: ArchiveHome, analyzer: Analyzer) -> ArchiveHome:
    """An archive of five articles about bridges, served by each engine."""
    home.settings_file.write_text(f'engine = "{request.param}"', "utf-8")
    put(home, *(bridge(n) for n in range(5)))
    index_home(home, analyzer)
    return home


def bridge(number: int, **fields: object) -> Article:
    known = {"title": f"Bridge {number}", "authors": (f"author-{number}",), **fields}
    return Article(id=f"a-{number}", lang="en", published=DAY, **known)


def put(home: ArchiveHome, *articles: Article) -> None:
    with Archive.open(home.database) as archive, archive.transaction():
        for article in articles:
            archive.put(article)


def make_job(home: ArchiveHome, analyzer: Analyzer) -> IndexWork:
    settings = read_settings(home)
    return IndexWork(
        home,
        settings,
        analyzer,
        make_gate(home, analyzer, GoldenQueries()),
        TagBook(home.tags_file, analyzer),
    )


def found(home: ArchiveHome, analyzer: Analyzer, q: str = "bridge", **wanted: object) -> list[str]:
    service = SearchService(home, read_settings(home), analyzer)
    answer = service.search(SearchRequest(q=q, sort="id", **wanted), "en")
    return [hit.article.id for hit in answer.hits]


def test_names_that_arrive_are_found_in_phrases_of_other_spellings(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    q = '"minister Gadzhiev"'
    assert found(served, analyzer, q) == []
    put(served, bridge(5, title="Bridge of minister Hajiyev"))
    UpdateJob(make_job(served, analyzer)).run(Progress())
    assert found(served, analyzer, q) == ["a-5"]
    put(served, bridge(6, title="Bridge of minister Hacıyev"))
    UpdateJob(make_job(served, analyzer)).run(Progress())
    assert found(served, analyzer, q) == ["a-5", "a-6"]
    updated = lexicon_file(served.index / current_generation(served)).read_bytes()
    index_home(served, analyzer)
    assert lexicon_file(served.index / current_generation(served)).read_bytes() == updated


def test_the_words_of_a_few_changes_are_those_of_a_build(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    # So many words that the word list is not written anew for three articles.
    words = " ".join("".join(letters) for letters in product("бвгдзклмнпрстфх", "аеоу", repeat=2))
    notice = "Printed by order of the mayor"
    put(
        served,
        bridge(5, body=words),
        bridge(6, body="A rare pelican", notices=(notice,)),
        bridge(7, body="A rare heron", notices=(notice,)),
    )
    index_home(served, analyzer)
    put(served, bridge(1, title="Bridge of minister Hajiyev"), bridge(7, body="pelican mayor"))
    put(served, bridge(8, body="A heron", notices=("Printed",)))
    UpdateJob(make_job(served, analyzer)).run(Progress())
    compare_words(served, analyzer)
    # Words of a take-down are gone, of notices too.
    delete_article(served, "a-6", "asked for")
    UpdateJob(make_job(served, analyzer)).run(Progress())
    assert read_words(served).complete("order", 1) == []
    compare_words(served, analyzer)
    restore_article(served, "a-6")
    UpdateJob(make_job(served, analyzer)).run(Progress())
    compare_words(served, analyzer)


def compare_words(home: ArchiveHome, analyzer: Analyzer) -> None:
    """The words that an update left are those of a build."""
    updated = read_words(home)
    index_home(home, analyzer)
    built = read_words(home)
    assert updated.complete("", 10_000) == built.complete("", 10_000)
    assert list(updated.iterate_keyed()) == list(built.iterate_keyed())


def read_words(home: ArchiveHome) -> Lexicon:
    return open_lexicon(lexicon_file(home.index / current_generation(home)))


def test_an_update_does_without_the_word_list_of_another_release(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    path = lexicon_file(served.index / current_generation(served))
    path.write_bytes(path.read_bytes().replace(b"LEXICON\n\2", b"LEXICON\n\1", 1))
    manifest = read_manifest(served, path.parent.name)
    attached = manifest.attached | {path.name: sum_file(path)}
    rewrite_manifest(path.parent / "manifest.json", attached=attached)
    with pytest.raises(IndexMismatchError) as caught:
        found(served, analyzer)
    assert (caught.value.part, caught.value.command) == ("word list", "letopis index")
    put(served, bridge(5))
    UpdateJob(make_job(served, analyzer)).run(Progress())
    assert len(found(served, analyzer)) == 6


def test_new_changed_and_deleted_articles_arrive(served: ArchiveHome, analyzer: Analyzer) -> None:
    put(served, bridge(5), bridge(1, title="Lake 1"))
    delete_article(served, "a-3", "asked for")
    report = UpdateJob(make_job(served, analyzer)).run(Progress())
    assert (report.written, report.removed) == (2, 1)
    assert found(served, analyzer) == ["a-0", "a-2", "a-4", "a-5"]
    assert found(served, analyzer, "lake") == ["a-1"]
    manifest = read_manifest(served, current_generation(served))
    assert (manifest.articles, manifest.last_seq) == (5, 8)
    service = SearchService(served, read_settings(served), analyzer)
    authors = {value.id for value in service.overview("en").facets["author"]}
    assert authors == {"author-0", "author-1", "author-2", "author-4", "author-5"}
    with pytest.raises(ArticleDeletedError):
        service.view_article("a-3")


def test_a_restored_article_may_change_again(served: ArchiveHome, analyzer: Analyzer) -> None:
    delete_article(served, "a-3", "wrong")
    UpdateJob(make_job(served, analyzer)).run(Progress())
    restore_article(served, "a-3")
    put(served, bridge(3, title="Bridge mended"))
    UpdateJob(make_job(served, analyzer)).run(Progress())
    assert found(served, analyzer, "mended") == ["a-3"]


def test_an_update_equals_a_build(served: ArchiveHome, analyzer: Analyzer) -> None:
    def answers() -> list[object]:
        service = SearchService(served, read_settings(served), analyzer)
        requests = [SearchRequest(q=q) for q in ("", "bridge", '"bridge 5"', "author:author-5")]
        given = [service.search(request, "en") for request in requests]
        return [
            (a.total, sorted(h.article.id for h in a.hits), a.facets, a.timeline) for a in given
        ]

    put(served, bridge(5), bridge(1, title="Lake 1"))
    delete_article(served, "a-0", "asked for")
    UpdateJob(make_job(served, analyzer)).run(Progress())
    updated = answers()
    index_home(served, analyzer)
    assert answers() == updated


def test_nothing_changed_is_nothing_done(served: ArchiveHome, analyzer: Analyzer) -> None:
    living = current_generation(served)
    report = UpdateJob(make_job(served, analyzer)).run(Progress())
    assert (report.written, report.removed) == (0, 0)
    assert current_generation(served) == living


def test_an_update_leaves_the_generation_before_it_whole(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    before = current_generation(served)
    for number in range(5, 8):
        put(served, bridge(number), bridge(0, title=f"Lake {number}"))
        UpdateJob(make_job(served, analyzer)).run(Progress())
        check_files(served, read_manifest(served, before))
        before = current_generation(served)
    check_files(served, read_manifest(served, before))


def test_without_an_index_an_update_says_so(home: ArchiveHome, analyzer: Analyzer) -> None:
    put(home, bridge(0))
    with pytest.raises(IndexMissingError):
        UpdateJob(make_job(home, analyzer)).run(Progress())


def test_deleting_what_is_not_there_is_named(served: ArchiveHome) -> None:
    with pytest.raises(ArticleNotFoundError):
        delete_article(served, "a-9", "")
    delete_article(served, "a-1", "asked for")
    with pytest.raises(ArticleDeletedError) as caught:
        delete_article(served, "a-1", "again")
    assert caught.value.reason == "asked for"


def test_rolling_back_and_updating_again(served: ArchiveHome, analyzer: Analyzer) -> None:
    first = current_generation(served)
    put(served, bridge(5))
    UpdateJob(make_job(served, analyzer)).run(Progress())
    job = make_job(served, analyzer)
    assert roll_back_index(job, None).generation == first
    assert len(found(served, analyzer)) == 5
    with pytest.raises(GenerationNotFoundError):
        roll_back_index(job, None)
    with pytest.raises(GenerationNotFoundError):
        roll_back_index(job, "20000101T000000.000000Z-0000")
    UpdateJob(job).run(Progress())
    assert len(found(served, analyzer)) == 6


def test_a_damaged_generation_is_not_rolled_back_to(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    first = current_generation(served)
    index_home(served, analyzer)
    living = current_generation(served)
    victim = max(engine_folder(served.index / first).iterdir(), key=lambda p: p.stat().st_size)
    victim.write_bytes(victim.read_bytes()[:-1])
    with pytest.raises(IndexDamagedError):
        roll_back_index(make_job(served, analyzer), None)
    assert current_generation(served) == living


def test_many_updates_leave_the_build_before_them(served: ArchiveHome, analyzer: Analyzer) -> None:
    old_build = current_generation(served)
    index_home(served, analyzer)
    for number in range(5, 10):
        put(served, bridge(number))
        UpdateJob(make_job(served, analyzer)).run(Progress())
    names = list_generations(served)
    assert old_build in names
    assert len(names) == 1 + KEPT + 1
    sweep_generations(served, 0)
    assert list_generations(served) == [current_generation(served)]
    assert len(found(served, analyzer)) == 10


def test_no_index_is_removed_where_the_pointer_is_lost(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    index_home(served, analyzer)
    names = list_generations(served)
    (served.index / "CURRENT").write_bytes(b"")
    assert sweep_generations(served, 0) == ()
    assert list_generations(served) == names
    assert len(found(served, analyzer)) == 5


def damage(home: ArchiveHome, name: str, how: str) -> None:
    folder = home.index / name
    if how == "manifest":
        (folder / "manifest.json").unlink()
        return
    files = [path for path in engine_folder(folder).iterdir() if path.stat().st_size > 100]
    victim = max(files, key=lambda path: path.stat().st_size)
    content = victim.read_bytes()
    # A new file: generations share those they have in common.
    victim.unlink()
    if how == "truncated":
        victim.write_bytes(content[: len(content) // 2])
    elif how == "flipped":
        victim.write_bytes(content[:50] + bytes([content[50] ^ 1]) + content[51:])


@pytest.mark.parametrize("how", ["manifest", "missing", "truncated", "flipped"])
def test_the_last_good_generation_is_served_when_the_newest_is_damaged(
    served: ArchiveHome, analyzer: Analyzer, how: str
) -> None:
    index_home(served, analyzer)
    put(served, bridge(5))
    index_home(served, analyzer)
    damage(served, current_generation(served), how)
    service = SearchService(served, read_settings(served), analyzer)
    assert service.search(SearchRequest(q="bridge"), "en").total == 5
    assert isinstance(service.problem, IndexDamagedError)
    assert service.problem.generation == current_generation(served)
    index_home(served, analyzer)
    assert found(served, analyzer) == [f"a-{n}" for n in range(6)]
