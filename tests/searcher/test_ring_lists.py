"""The lists of names that an archive uses: those that come with Letopis, and its own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from indexer.analysis.ring_lists import RING_LISTS
from indexer.article import Article
from indexer.errors import SettingsError
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from searcher.request import SearchRequest
from searcher.response import SearchResponse
from searcher.service import SearchService
from tests.conftest import MakeService

TITLES = ("Мост в США", "A bridge in the USA", "Сухум зимой", "Winter in Sokhumi", "Bridges of May")

# What `init` wrote in earlier releases began so.
EARLIER = """\
# Names that mean the same: a search for one finds them all and prefers none.
Сухум / Сухуми / Sukhum / Sukhumi
Тифлис / Тбилиси / Tiflis / Tbilisi
Абхазия / Апсны / Abkhazia / Apsny
"""


def make_articles() -> list[Article]:
    published = datetime(2014, 3, 1, tzinfo=UTC)
    return [
        Article(id=f"a-{number}", lang="en", title=title, published=published)
        for number, title in enumerate(TITLES)
    ]


def search(service: SearchService, q: str) -> SearchResponse:
    return service.search(SearchRequest(q=q), "en")


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_the_lists_are_used_and_shown_unless_switched_off(
    home: ArchiveHome, make_service: MakeService, engine: str
) -> None:
    home.settings_file.write_text(f'engine = "{engine}"\n', "utf-8")
    service = make_service(make_articles())
    response = search(service, "США")
    assert response.total == 2
    assert "USA" in response.words[0].ring
    assert "ring" in response.words[0].rules
    assert search(service, "сухум").total == 2

    home.settings_file.write_text(f'engine = "{engine}"\nrings = ["months"]\n', "utf-8")
    service = make_service([])
    response = search(service, "США")
    assert response.total == 1
    assert response.words[0].ring == ()


def test_a_file_of_an_earlier_release_goes_on_working(
    home: ArchiveHome, make_service: MakeService
) -> None:
    home.rings_file.write_text(EARLIER, "utf-8")
    service = make_service(make_articles())
    assert search(service, "США").total == 2
    assert search(service, "сухум").words[0].ring == ("Сухуми", "Sukhum", "Sukhumi")
    assert "Tbilisi" in search(service, "Тифлис").words[0].ring


def test_a_name_is_taken_out_of_the_lists(home: ArchiveHome, make_service: MakeService) -> None:
    home.rings_file.write_text("- USA / Sokhumi\n", "utf-8")
    service = make_service(make_articles())
    assert search(service, "США").total == 1
    assert search(service, "USA").words[0].ring == ()
    assert "Sukhumi" in search(service, "сухум").words[0].ring


def test_an_unknown_list_is_told_with_those_there_are(home: ArchiveHome) -> None:
    home.settings_file.write_text('rings = ["towns"]', "utf-8")
    with pytest.raises(SettingsError, match=f"'towns'; known: {', '.join(RING_LISTS)}"):
        read_settings(home)


def test_the_settings_of_a_new_archive_name_every_list(home: ArchiveHome) -> None:
    text = home.settings_file.read_text("utf-8")
    assert [name for name in RING_LISTS if f'"{name}"' not in text] == []
