"""Articles of a region are found and counted under its country too, as the build that wrote them
understood it."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.building.build import BuildJob
from indexer.building.job import IndexWork
from indexer.building.update import UpdateJob
from indexer.errors import IndexMismatchError, SettingsError
from indexer.generations.folders import current_generation
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from indexer.labels import Labels
from indexer.progress import Progress
from indexer.schema import SCHEMA_VERSION
from searcher.gate.examining import make_gate
from searcher.gate.golden import GoldenQueries
from searcher.request import Filter, SearchRequest
from searcher.response import SearchResponse
from searcher.service import SearchService
from searcher.tagging.compiling import TagBook
from tests.conftest import index_home, rewrite_manifest
from tests.engines import LOCAL_ENGINES

DAY = datetime(2014, 3, 1, 12, tzinfo=UTC)
# An archive that knows a region of a region.
LABELS = '[countries.zarechye]\nru = "Заречье"\nen = "Zarechye"\n'
WITHIN = '[within]\nzarechye = "dagestan"\n'


def story(id_: str, *countries: str, body: str = "") -> Article:
    return Article(id=id_, lang="en", title="Bridge", body=body, published=DAY, countries=countries)


STORIES = (
    story("coast", "dagestan"),
    story("country", "RU"),
    story("elsewhere", "GE"),
    story("nowhere"),
    story("twice", "dagestan", "RU", "dagestan"),
    story("village", "zarechye"),
)


@pytest.fixture(params=LOCAL_ENGINES)
def served(request: pytest.FixtureRequest, home: ArchiveHome, analyzer: Analyzer) -> ArchiveHome:
    home.settings_file.write_text(f'engine = "{request.param}"', "utf-8")
    home.labels_file.write_text(LABELS, "utf-8")
    home.countries_file.write_text(WITHIN, "utf-8")
    put(home, *STORIES)
    index_home(home, analyzer)
    return home


def put(home: ArchiveHome, *articles: Article) -> None:
    with Archive.open(home.database) as archive, archive.transaction():
        for article in articles:
            archive.put(article)


def ask(home: ArchiveHome, analyzer: Analyzer, q: str = "", **wanted: object) -> SearchResponse:
    service = SearchService(home, read_settings(home), analyzer)
    return service.search(SearchRequest(q=q, sort="id", **wanted), "en")


def find(home: ArchiveHome, analyzer: Analyzer, q: str = "", **wanted: object) -> list[str]:
    return [hit.article.id for hit in ask(home, analyzer, q, **wanted).hits]


def count(home: ArchiveHome, analyzer: Analyzer) -> dict[str, int]:
    return {value.id: value.count for value in ask(home, analyzer).facets["country"]}


def update(home: ArchiveHome, analyzer: Analyzer) -> None:
    gate = make_gate(home, analyzer, GoldenQueries())
    UpdateJob(
        IndexWork(home, read_settings(home), analyzer, gate, TagBook(home.tags_file, analyzer))
    ).run(Progress())


def test_a_country_has_the_articles_of_its_regions(served: ArchiveHome, analyzer: Analyzer) -> None:
    assert count(served, analyzer) == {"RU": 4, "dagestan": 3, "zarechye": 1, "GE": 1}
    found = {
        "RU": ["coast", "country", "twice", "village"],
        "dagestan": ["coast", "twice", "village"],
        "zarechye": ["village"],
    }
    for id_, ids in found.items():
        others = [one.id for one in STORIES if one.id not in ids]
        assert find(served, analyzer, f"country:{id_}") == ids
        assert find(served, analyzer, filters=(Filter("country", id_),)) == ids
        assert find(served, analyzer, f"bridge -country:{id_}") == others
        assert find(served, analyzer, filters=(Filter("country", id_, True),)) == others


def test_an_article_says_what_it_said(served: ArchiveHome, analyzer: Analyzer) -> None:
    said = {hit.article.id: hit.article.countries for hit in ask(served, analyzer).hits}
    assert said == {one.id: one.countries for one in STORIES}


def test_an_article_of_a_region_tells_that_it_was_found_by_its_country(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    (hit,) = ask(served, analyzer, "Russia", filters=(Filter("country", "zarechye"),)).hits
    assert [(one.facet, one.value) for one in hit.found_by] == [("country", "RU")]


def test_marks_are_those_of_the_side_that_holds(served: ArchiveHome, analyzer: Analyzer) -> None:
    (hit,) = ask(
        served,
        analyzer,
        "(country:RU bridge) OR (river boat)",
        filters=(Filter("country", "zarechye"),),
    ).hits
    assert hit.title.spans == ((0, 6),)


def test_an_update_goes_by_what_the_rest_was_built_with(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    served.countries_file.write_text('[within]\nzarechye = "GE"\ndagestan = ""\n', "utf-8")
    put(served, story("later", "zarechye"), story("other", "north-ossetia"))
    update(served, analyzer)
    assert find(served, analyzer, "country:dagestan") == ["coast", "later", "twice", "village"]
    counts = {"RU": 6, "dagestan": 4, "zarechye": 2, "north-ossetia": 1, "GE": 1}
    assert count(served, analyzer) == counts
    # Another update has it from the one before.
    put(served, story("latest", "zarechye"))
    update(served, analyzer)
    assert count(served, analyzer)["RU"] == 7


def test_countries_toml_counts_from_the_next_build_on(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    served.countries_file.write_text('[within]\nzarechye = "GE"\ndagestan = ""\n', "utf-8")
    assert count(served, analyzer)["RU"] == 4
    index_home(served, analyzer)
    assert count(served, analyzer) == {"dagestan": 2, "RU": 2, "GE": 2, "zarechye": 1}


def test_a_broken_countries_toml_stops_a_build_and_no_update(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    served.countries_file.write_text('[within]\nzarechye = "atlantis"\n', "utf-8")
    with pytest.raises(SettingsError, match="atlantis"):
        index_home(served, analyzer)
    put(served, story("later", "dagestan"))
    update(served, analyzer)
    assert "later" in find(served, analyzer, "country:RU")


def test_worker_processes_know_the_regions(home: ArchiveHome, analyzer: Analyzer) -> None:
    with Archive.open(home.database) as archive, archive.transaction():
        for number in range(2_000):
            archive.put(story(f"a-{number}", "dagestan", body=f"Number {number}"))
    home.settings_file.write_text('engine = "tantivy"\nworkers = 2', "utf-8")
    gate = make_gate(home, analyzer, GoldenQueries())
    BuildJob(
        IndexWork(home, read_settings(home), analyzer, gate, TagBook(home.tags_file, analyzer))
    ).run(Progress())
    assert count(home, analyzer) == {"dagestan": 2_000, "RU": 2_000}


def test_an_index_of_flat_countries_is_refused_with_what_mends_it(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    folder = served.index / current_generation(served)
    rewrite_manifest(folder / "manifest.json", schema=SCHEMA_VERSION - 1)
    with pytest.raises(IndexMismatchError) as caught:
        find(served, analyzer)
    assert (caught.value.part, caught.value.command) == ("schema", "letopis index")


def test_labels_that_tell_of_no_regions_are_flat() -> None:
    assert msgspec.json.decode(b'{"names": {}, "ids": {}}', type=Labels).within == {}
