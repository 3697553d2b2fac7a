"""What is asked in this process and what is asked of a server is answered alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import pytest

import letopis
from indexer.analysis import Analyzer
from indexer.archive.deleting import delete_article
from indexer.article import Article
from indexer.errors import (
    ArticleDeletedError,
    ArticleNotFoundError,
    LetopisError,
    ParameterError,
    QueryError,
)
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from letopis import Archive
from letopis.tables import walk_pages
from letopis.transport import Question
from searcher.service import SearchService
from tests.conftest import MakeService, update_home
from tests.letopis.conftest import serve
from web.api.answers import ValuesAnswer
from web.api.facets import FacetAnswer
from web.app import make_app

# Everything that can be asked, each with what makes its answer comparable.
CALLS: dict[str, Callable[[Archive], object]] = {
    "search": lambda archive: archive.search("мост").answer,
    "everything": lambda archive: archive.search().answer,
    "filters": lambda archive: (
        archive.search(
            "мост OR bridge",
            from_="2005",
            to="2020-06",
            lang=["ru", "en"],
            exclude={"tag": "rivers"},
        ).answer
    ),
    "hits": lambda archive: list(archive.search(lang="ru", sort="oldest")),
    "fields": lambda archive: list(archive.search("мост", fields=["title", "body"])),
    "articles": lambda archive: list(archive.search("bridge").articles()),
    "articles with fields": lambda archive: list(archive.search().articles(["title", "tags"])),
    "sample": lambda archive: archive.search(lang="ru").sample(7, seed=3).answer,
    "timeline": lambda archive: archive.search("мост").timeline(interval="year").answer,
    "split": lambda archive: archive.search("мост").timeline(interval="year", split="lang").answer,
    "timelines": lambda archive: list(archive.timeline(["", "мост", "паром"], interval="month")),
    "facet": lambda archive: list(archive.search("мост").facet("tag", order="label")),
    "kwic": lambda archive: list(archive.search("мост").kwic(width=4, sort="left")),
    "collocates": lambda archive: list(archive.search("мост").collocates(min_count=1)),
    "terms": lambda archive: list(archive.search("мост").terms(against="*", limit=30)),
    "ngrams": lambda archive: list(archive.search("мост").ngrams(2, min_count=1, limit=5)),
    "fingerprint": lambda archive: archive.search("мост").fingerprint(),
    "receipt": lambda archive: msgspec.structs.replace(
        archive.search("мост").receipt(), made=datetime(2020, 1, 1, tzinfo=UTC)
    ),
    "earlier receipt": lambda archive: archive.search("мост").receipt(as_of=90).fingerprint,
    "compare": lambda archive: list(archive.search("мост").compare(as_of=90)),
    "article": lambda archive: archive.article("ru-1000", "мост"),
    "related": lambda archive: archive.related("ru-1000"),
    "citation": lambda archive: archive.cite("ru-1000", "gost", accessed="2021-01-23"),
    "changes": lambda archive: list(archive.changes(since=100, fields=["title", "authors"])),
    "authors": lambda archive: list(archive.authors(order="count")),
    "countries": lambda archive: list(archive.countries()),
    "tags": lambda archive: list(archive.tags(prefix="р")),
    "sources": lambda archive: list(archive.sources()),
}

# Lists that have more pages than one where each has two entries.
WALKS: dict[str, tuple[tuple[tuple[str, str], ...], type[msgspec.Struct]]] = {
    "facets": ((("facet", "tag"), ("q", "мост")), FacetAnswer),
    "tags": ((("order", "label"),), ValuesAnswer),
    "authors": ((("order", "count"),), ValuesAnswer),
}

MISTAKES: dict[str, tuple[Callable[[Archive], object], type[LetopisError]]] = {
    "query": (lambda archive: archive.search("автр:Чкоидзе"), QueryError),
    "value": (lambda archive: archive.search(tag="rivvers"), ParameterError),
    "facet": (lambda archive: archive.search("мост").facet("тег"), ParameterError),
    "date": (lambda archive: archive.search(from_="позавчера"), ParameterError),
    "field": (lambda archive: list(archive.search().articles(["titel"])), ParameterError),
    "article": (lambda archive: archive.article("no/such one"), ArticleNotFoundError),
    "citation": (lambda archive: archive.cite("nobody"), ArticleNotFoundError),
}


@pytest.mark.parametrize("name", CALLS)
def test_answers_are_equal(local: Archive, remote: Archive, name: str) -> None:
    asked = CALLS[name]
    assert asked(local) == asked(remote)


@pytest.mark.parametrize("path", WALKS)
def test_pages_of_values_are_equal(local: Archive, remote: Archive, path: str) -> None:
    parameters, kind = WALKS[path]
    question = Question(path, (*parameters, ("limit", "2")))
    walks = [
        [msgspec.to_builtins(page) for page in walk_pages(transport, transport.ask(question, kind))]
        for transport in (local.transport, remote.transport)
    ]
    assert walks[0] == walks[1]
    assert len(walks[0]) > 2


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_raise_equal_errors(local: Archive, remote: Archive, name: str) -> None:
    call, kind = MISTAKES[name]
    raised = []
    for archive in (local, remote):
        with pytest.raises(kind) as caught:
            call(archive)
        raised.append(caught.value)
    assert vars(raised[0]) == vars(raised[1])
    assert str(raised[0]) == str(raised[1])


def test_labels_and_explanations_are_in_the_language_that_was_chosen(
    sample_home: ArchiveHome, address: str
) -> None:
    local, remote = (
        letopis.open_archive(sample_home.path, ui="ru"),
        letopis.connect(address, ui="ru"),
    )
    assert next(iter(local.search("мост"))) == next(iter(remote.search("мост")))
    assert list(local.search()) == list(remote.search())
    for archive in (local, remote):
        with pytest.raises(QueryError) as caught:
            archive.search("автр:Чкоидзе")
        assert "Поля «автр» нет." in caught.value.__notes__[0]


def test_an_article_that_was_taken_down_is_told_so(
    make_service: MakeService, home: ArchiveHome, analyzer: Analyzer
) -> None:
    day = datetime(2021, 1, 23, tzinfo=UTC)
    make_service([Article(id=f"a-{n}", lang="ru", title="Мост", published=day) for n in (1, 2)])
    delete_article(home, "a-1", "court order")
    update_home(home, analyzer)
    with serve(make_app(SearchService(home, read_settings(home), analyzer))) as address:
        for archive in (letopis.open_archive(home.path), letopis.connect(address)):
            assert archive.search("мост").total == 1
            with pytest.raises(ArticleDeletedError) as caught:
                archive.article("a-1")
            assert caught.value.id == "a-1"
            assert [change.kind for change in archive.changes(since=2)] == ["deleted"]
