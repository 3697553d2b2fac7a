"""A tag of a query is on what the query finds: in every engine, after builds and updates alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.article import Article, encode_article
from indexer.errors import IndexDamagedError, SettingsError, VerificationError
from indexer.generations.folders import current_generation, rules_file
from indexer.home.paths import ArchiveHome
from indexer.progress import Progress
from searcher.archive import NewsArchive, open_archive
from searcher.request import SearchRequest
from tests.engines import LOCAL_ENGINES

DAY = datetime(2014, 3, 1, 12, tzinfo=UTC)
RULES = """
floods = 'наводнение OR flood -film'
"судебный процесс" = '"суд вынес"~3'
old = 'date:2013'
georgian = 'country:GE "the bridge"'
"""


def story(id_: str, title: str, **more: object) -> Article:
    lang = "ru" if title > "а" else "en"
    return Article(id=id_, lang=lang, title=title, published=DAY, **more)


STORIES = (
    story("flood", "Floods cut the road"),
    story("potop", "Последствия наводнения", tags=("rivers",)),
    story("film", "A flood in a film"),
    story("court", "Суд в среду вынес решение"),
    story("bridge", "Under the bridge", countries=("GE",), tags=("georgian",)),
    replace(story("past", "Harvest"), published=datetime(2013, 5, 1, tzinfo=UTC)),
    story("own", "Nothing of the kind", tags=("floods",)),
)
TAGGED = {
    "floods": ["flood", "own", "potop"],
    "sudebnyy-protsess": ["court"],
    "old": ["past"],
    "georgian": ["bridge"],
}


@pytest.fixture(params=LOCAL_ENGINES)
def archive(request: pytest.FixtureRequest, home: ArchiveHome) -> NewsArchive:
    home.settings_file.write_text(f'engine = "{request.param}"', "utf-8")
    put(home, *STORIES)
    home.tags_file.write_text(RULES, "utf-8")
    archive = open_archive(home.path)
    archive.build_job().run(Progress())
    return archive


def put(home: ArchiveHome, *articles: Article) -> None:
    with Archive.open(home.database) as store, store.transaction():
        for article in articles:
            store.put(article)


def find(archive: NewsArchive, tag: str) -> list[str]:
    request = SearchRequest(q=f'tag:"{tag}"', sort="id")
    # A service looks for a new generation now and then only.
    service = open_archive(archive.home.path).service
    return [hit.article.id for hit in service.search(request, "en").hits]


def shown(archive: NewsArchive, id_: str) -> Article:
    request = SearchRequest(q="", sort="id", limit=50)
    hits = archive.service.search(request, "en").hits
    return next(hit.article for hit in hits if hit.article.id == id_)


def test_articles_have_the_tags_of_the_queries_that_find_them(archive: NewsArchive) -> None:
    assert {tag: find(archive, tag) for tag in TAGGED} == TAGGED
    found = archive.service.search(SearchRequest(), "en").facets["tag"]
    assert {one.id: one.count for one in found} == {
        **{tag: len(ids) for tag, ids in TAGGED.items()},
        "rivers": 1,
    }


def test_a_tag_is_found_by_the_name_it_has_in_the_file(archive: NewsArchive) -> None:
    assert find(archive, "судебный процесс") == ["court"]


def test_which_tags_rules_gave_is_told(archive: NewsArchive) -> None:
    assert shown(archive, "potop").tags == ("rivers", "floods")
    assert shown(archive, "potop").rule_tags == ("floods",)
    assert shown(archive, "own").rule_tags == ()
    assert shown(archive, "bridge").rule_tags == ()


def test_the_archive_knows_nothing_of_it(archive: NewsArchive) -> None:
    with archive.open_store() as store:
        stored = {article.id: article for _, article in store.articles()}
    assert {id_: encode_article(one) for id_, one in stored.items()} == {
        one.id: encode_article(one) for one in STORIES
    }
    assert shown(archive, "potop").untag() == stored["potop"]


def test_an_update_tags_as_the_build_did(archive: NewsArchive) -> None:
    archive.home.tags_file.write_text("broken", "utf-8")
    put(archive.home, story("new", "Flood again"), replace(STORIES[0], title="Roads are dry"))
    archive.update_job().run(Progress())
    assert find(archive, "floods") == ["new", "own", "potop"]
    archive.delete("potop", "a court order")
    archive.update_job().run(Progress())
    assert find(archive, "floods") == ["new", "own"]
    verified = archive.verify_job().run(Progress()).index
    assert not isinstance(verified, Exception)
    assert {"facets", "tags"} <= set(verified.gate.passed)


def test_a_build_takes_the_rules_as_they_are_now(archive: NewsArchive) -> None:
    archive.home.tags_file.write_text("roads = 'road'", "utf-8")
    archive.build_job().run(Progress())
    assert find(archive, "roads") == ["flood"]
    assert find(archive, "floods") == ["own"]
    archive.home.tags_file.unlink()
    archive.build_job().run(Progress())
    assert find(archive, "roads") == []
    assert not rules_file(archive.home.index / current_generation(archive.home)).exists()


def test_a_review_tells_what_a_change_would_do(archive: NewsArchive) -> None:
    archive.home.tags_file.write_text(
        "floods = 'наводнение OR flood'\nold = 'date:2013'\nroads = 'road'", "utf-8"
    )
    told = {
        one.tag: (one.query is None, one.indexed is None, one.is_due, one.tagged, one.found)
        for one in archive.review_rules()
    }
    assert told == {
        "floods": (False, False, True, 3, 3),
        "old": (False, False, False, 1, 1),
        "roads": (False, True, True, 0, 1),
        "sudebnyy-protsess": (True, False, True, 1, 0),
        "georgian": (True, False, True, 1, 0),
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = ", "Invalid value"),
        ("x = 3", "expected a query in quotes"),
        ("[x]\nquery = 'a'", "expected a query in quotes"),
        ("x = ' '", "the query is empty"),
        ("x = '*'", "cannot be read"),
        ("x = 'flod~'", "`~`"),
        ("x = 'road -flod~'", "`~`"),
        ("'!' = 'road'", "letters or digits"),
        ("'' = 'road'", "without a name"),
        ("x = 'road'\nX = 'bridge'", "has a query already"),
        ("x = 'tag:y OR road'\ny = 'bridge'", "asks for the tag 'y'"),
        ("x = 'tag:x'", "asks for the tag 'x'"),
        ("x = '" + "a " * 5_000 + "'", "cannot be read"),
        ("\n".join(f"t{number} = 'a{number}'" for number in range(501)), "at most 500"),
    ],
)
def test_a_rule_that_cannot_be_keeps_the_index_that_is_there(
    archive: NewsArchive, text: str, told: str
) -> None:
    living = current_generation(archive.home)
    archive.home.tags_file.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=told):
        archive.build_job().run(Progress())
    assert current_generation(archive.home) == living
    assert find(archive, "old") == ["past"]


def test_rules_that_were_changed_in_an_index_are_noticed(archive: NewsArchive) -> None:
    path = rules_file(archive.home.index / current_generation(archive.home))
    path.write_bytes(path.read_bytes().replace(b"flood", b"blood"))
    with pytest.raises(IndexDamagedError):
        open_archive(archive.home.path).service.search(SearchRequest(), "en")
    path.write_bytes(b"[{}]")
    put(archive.home, story("new", "Flood again"))
    with pytest.raises(IndexDamagedError):
        archive.update_job().run(Progress())


def test_workers_tag_as_one_process_does(home: ArchiveHome) -> None:
    home.settings_file.write_text('engine = "tantivy"\nworkers = 2', "utf-8")
    home.tags_file.write_text("floods = 'flood'", "utf-8")
    put(home, *(story(f"a{n}", "Flood" if n % 3 else "Drought") for n in range(2_100)))
    archive = open_archive(home.path)
    report = archive.build_job().run(Progress())
    assert "tags" in report.gate.passed
    found = archive.service.search(SearchRequest(q="tag:floods"), "en")
    assert found.total == 1_400


def test_an_index_whose_tags_are_not_what_rules_find_is_kept_aside(
    home: ArchiveHome, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if writing and finding had parted."""
    put(home, *STORIES)
    home.tags_file.write_text("floods = 'flood'", "utf-8")
    monkeypatch.setattr(Article, "tag", lambda self, tags: self)
    with pytest.raises(VerificationError, match="its query finds are without it"):
        open_archive(home.path).build_job().run(Progress())
