"""Near copies in results: one of each group where that is asked for, told and counted anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.article import Article
from indexer.building.job import IndexReport
from indexer.engines.checksums import sum_file
from indexer.gate_report import GateReport
from indexer.generations.folders import current_generation
from indexer.generations.manifest import COPIES, read_manifest
from indexer.progress import Progress
from searcher.archive import NewsArchive, create_archive, open_archive
from searcher.fingerprint import PresentSet, take_fingerprint
from searcher.history import compare_sets, look_back
from searcher.request import SORTS, Filter, SearchRequest
from searcher.response import SearchResponse
from searcher.viewing import ViewRequest
from tests.conftest import rewrite_manifest
from tests.engines import LOCAL_ENGINES
from tests.indexer.importing.test_copying import change, make_text
from tests.indexer.importing.test_importing import record, write

FIRST = datetime(2014, 3, 1, 12, tzinfo=UTC)
WORDS = ("bridge", "river", "school")
SOURCES = ("post", "wire", "herald")


def make_archive(
    folder: Path, engine: str, articles: Iterable[Article], pairs: Iterable[tuple[str, str]]
) -> NewsArchive:
    """An archive with an index, in which of each pair the one is known as a near copy of the
    other."""
    create_archive(folder).home.settings_file.write_text(f'engine = "{engine}"', "utf-8")
    archive = open_archive(folder)
    with archive.open_store() as store, store.transaction():
        for article in articles:
            store.put(article)
        for copy, first in pairs:
            store.copies.put(copy, (), first)
    archive.build_job().run(Progress())
    return archive


def make_article(number: int, **fields: object) -> Article:
    known = {"lang": "en", "title": "Bridge", "body": "A bridge.", **fields}
    return Article(id=f"a-{number}", published=FIRST + timedelta(days=number), **known)


def verify(archive: NewsArchive) -> GateReport:
    report = archive.verify_job().run(Progress()).index
    assert isinstance(report, IndexReport)
    return report.gate


def rewrite_copies(archive: NewsArchive, groups: Sequence[Sequence[str]]) -> None:
    """Write other groups into the generation that is served, as if it had been built so."""
    folder = archive.home.index / current_generation(archive.home)
    (folder / COPIES).write_bytes(msgspec.json.encode(groups))
    attached = read_manifest(archive.home, folder.name).attached
    attached = attached | {COPIES: sum_file(folder / COPIES)}
    rewrite_manifest(folder / "manifest.json", attached=attached)


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
def test_groups_that_are_not_those_of_the_archive_are_told(tmp_path: Path, engine: str) -> None:
    archive = make_archive(tmp_path, engine, map(make_article, range(5)), [("a-1", "a-0")])
    assert "copies" in verify(archive).passed
    with archive.open_store() as store, store.transaction():
        store.copies.put("a-3", (), "a-2")
    assert verify(archive).failures == ("copies: groups that differ from the archive: 1",)
    report = archive.update_job().run(Progress())
    assert "copies" in report.gate.passed
    assert verify(archive).failures == ()
    rewrite_copies(archive, [("a-0", "a-1"), ("a-2", "a-9")])
    assert verify(archive).failures == (
        "copies: groups that differ from the archive: 2",
        "copies: near copies that are not in the index: a-9",
    )


def ask(archive: NewsArchive, request: SearchRequest) -> SearchResponse:
    # An index that was switched in a moment ago.
    archive.service.look_again()
    return archive.service.search(request, "en")


def told(response: SearchResponse) -> dict[str, tuple[str, ...]]:
    return {hit.article.id: hit.copies for hit in response.hits}


@pytest.fixture
def archive(tmp_path: Path) -> NewsArchive:
    """Four articles: `a-1`, its near copies `a-2` and `a-3` of other sources, and `a-4`."""
    sources = enumerate(("post", "wire", "herald", "post"), 1)
    articles = [make_article(number, source=source) for number, source in sources]
    return make_archive(tmp_path / "archive", "whoosh", articles, [("a-2", "a-1"), ("a-3", "a-2")])


ONE = SearchRequest(q="bridge", copies="one", sort="oldest")


def test_of_near_copies_the_earliest_that_matches_is_a_hit(archive: NewsArchive) -> None:
    assert told(ask(archive, replace(ONE, copies="all"))) == dict.fromkeys(
        ("a-1", "a-2", "a-3", "a-4"), ()
    )
    answer = ask(archive, ONE)
    assert told(answer) == {"a-1": ("a-2", "a-3"), "a-4": ()}
    assert (answer.total, answer.near_copies) == (2, 2)
    # One that matches a filter alone is found by it.
    assert told(ask(archive, ONE.with_filter("source", "herald"))) == {"a-3": ()}
    others = ONE.with_filter("source", "post", excluded=True)
    assert told(ask(archive, others)) == {"a-2": ("a-3",)}
    assert told(ask(archive, ONE.with_days("2014-03-04", ""))) == {"a-3": (), "a-4": ()}


def test_a_facet_is_counted_as_without_its_own_filter(archive: NewsArchive) -> None:
    def count(request: SearchRequest) -> dict[str, int]:
        return {value.id: value.count for value in ask(archive, request).facets["source"]}

    assert count(ONE) == {"post": 2}
    assert count(ONE.with_filter("source", "post")) == {"post": 2}
    assert count(ONE.with_filter("source", "herald")) == {"post": 2, "herald": 0}


def test_only_pages_that_ask_are_told_of_copies_that_are_not_left_out(archive: NewsArchive) -> None:
    every = replace(ONE, copies="all")
    assert ask(archive, every).near_copies is None
    telling = replace(every, tells_copies=True)
    assert ask(archive, telling).near_copies == 2
    # No hit of the page is a copy of anything.
    assert ask(archive, replace(telling, limit=1, page=4)).near_copies is None
    assert ask(archive, telling.with_filter("source", "wire")).near_copies == 0


def test_the_set_has_a_name_of_its_own(archive: NewsArchive) -> None:
    service = archive.service
    one, every = service.select(ONE), service.select(replace(ONE, copies="all"))
    assert one.hash != every.hash
    assert take_fingerprint(PresentSet(one)) != take_fingerprint(PresentSet(every))
    assert ONE.without_page() == SearchRequest(q="bridge", copies="one")


def test_articles_name_their_copies(archive: NewsArchive) -> None:
    service = archive.service
    view = service.view_article("a-2")
    assert [article.id for article in view.copies] == ["a-1", "a-3"]
    assert service.view_article("a-4").copies == ()
    assert service.mark_article("a-3", SearchRequest()).copies == ("a-1", "a-2")
    # The way from hit to hit leads by those that are left out.
    place = service.view_article("a-1", ViewRequest(found_by=ONE, rank=1)).place
    assert place is not None
    assert place.next is not None
    assert (place.total, place.next.article.id) == (2, "a-4")


def test_what_is_imported_is_grouped_by_the_next_update(tmp_path: Path) -> None:
    words = make_text(1)
    archive = create_archive(tmp_path / "archive")

    def bring(*records: object) -> None:
        file = write(tmp_path / "news.jsonl", *records)
        archive.import_job([file]).run(Progress())
        archive.update_job().run(Progress())

    archive.import_job(
        [write(tmp_path / "first.jsonl", record("b", "A reprint", body=change(words, 0.03)))]
    ).run(Progress())
    archive.build_job().run(Progress())
    everything = SearchRequest(copies="one")
    assert told(ask(archive, everything)) == {"b": ()}
    # The one that came out first is the first, whenever it is imported.
    bring(record("a", "The original", body=" ".join(words), date="2013-01-01"))
    assert told(ask(archive, everything)) == {"a": ("b",)}
    archive.delete("a", "a court order")
    archive.update_job().run(Progress())
    assert told(ask(archive, everything)) == {"b": ()}
    archive.restore("a")
    archive.update_job().run(Progress())
    assert told(ask(archive, everything)) == {"a": ("b",)}
    archive.delete("b", "a court order")
    # Not in the index yet, and the generation before knows both.
    archive.update_job().run(Progress())
    archive.roll_back()
    assert told(ask(archive, everything)) == {"a": ()}
    assert archive.service.mark_article("a", SearchRequest()).copies == ()


def test_copies_that_are_found_later_come_with_an_update(tmp_path: Path) -> None:
    words = make_text(1)
    archive = create_archive(tmp_path / "archive")
    archive.import_job(
        [
            write(
                tmp_path / "news.jsonl",
                record("a", "One", body=" ".join(words)),
                record("b", "Two", body=change(words, 0.02), date="2014-05-01"),
            )
        ]
    ).run(Progress())
    with archive.open_store() as store, store.transaction():
        store.copies.forget("a")
        store.copies.forget("b")
    first = archive.build_job().run(Progress()).manifest
    assert ask(archive, SearchRequest(copies="one")).total == 2
    archive.copy_job().run(Progress())
    second = archive.update_job().run(Progress()).manifest
    assert (second.generation != first.generation, second.last_seq) == (True, first.last_seq)
    assert told(ask(archive, SearchRequest(copies="one"))) == {"a": ("b",)}
    assert archive.update_job().run(Progress()).manifest.generation == second.generation


def test_an_index_of_an_earlier_release_knows_no_copies(archive: NewsArchive) -> None:
    (folder,) = (path for path in archive.home.index.iterdir() if path.is_dir())
    manifest = msgspec.json.decode((folder / "manifest.json").read_bytes())
    (folder / COPIES).unlink()
    del manifest["attached"][COPIES]
    rewrite_manifest(folder / "manifest.json", attached=manifest["attached"])
    answer = ask(open_archive(archive.home.path), ONE)
    assert (answer.total, answer.near_copies) == (4, 0)
    archive.update_job().run(Progress())
    assert ask(open_archive(archive.home.path), ONE).total == 2


def test_an_earlier_state_is_told_without_copies_too(tmp_path: Path) -> None:
    articles = [make_article(number) for number in (2, 3)]
    archive = make_archive(tmp_path / "archive", "whoosh", articles, [("a-3", "a-2")])
    then = archive.service.generation().manifest.last_seq
    with archive.open_store() as store, store.transaction():
        store.put(make_article(1))
        store.put(make_article(3, title="Another bridge"))
        store.copies.put("a-2", (), "a-1")
    archive.update_job().run(Progress())
    assert told(ask(archive, ONE)) == {"a-1": ("a-2", "a-3")}
    archive.service.settings = replace(archive.settings, public_versions=True)
    past = look_back(archive.service, archive.service.select(ONE), then)
    assert list(past.ids) == ["a-2"]
    assert [(one.id, one.kind) for one in compare_sets(past)] == [
        ("a-1", "added"),
        ("a-2", "removed"),
    ]
    everything = archive.service.select(replace(ONE, copies="all"))
    assert list(look_back(archive.service, everything, then).ids) == ["a-2", "a-3"]


articles = st.lists(
    st.builds(
        make_article,
        st.integers(0, 11),
        title=st.sampled_from(WORDS),
        body=st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
        source=st.sampled_from(SOURCES),
        tags=st.sampled_from(((), ("roads",), ("roads", "wine"))),
    ),
    min_size=4,
    max_size=10,
    unique_by=lambda article: article.id,
)
numbers = st.integers(0, 11).map(lambda number: f"a-{number}")
pairs = st.lists(st.tuples(numbers, numbers), max_size=6)
REQUESTS = (
    SearchRequest(),
    SearchRequest(q="bridge"),
    SearchRequest(q="bridge OR river").with_filter("source", "wire"),
    SearchRequest(q="-school", first="2014-03-04", last="2014-03-08"),
    SearchRequest(filters=(Filter("tag", "roads"), Filter("source", "post", True))),
)


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
@given(articles=articles, pairs=pairs)
@settings(max_examples=8, deadline=None)
def test_hits_and_their_copies_are_all_that_is_found(
    engine: str, articles: list[Article], pairs: list[tuple[str, str]]
) -> None:
    known = {article.id for article in articles}
    wanted = [(one, other) for one, other in pairs if {one, other} <= known]
    # Values that no article has are no values of the archive.
    known_values = {("source", article.source) for article in articles}
    known_values |= {("tag", tag) for article in articles for tag in article.tags}
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        archive = make_archive(Path(folder) / "archive", engine, articles, wanted)
        with archive.open_store() as store:
            groups = [(group.first, *group.copies) for group in store.copies.groups()]
        assert all(is_in_order(group) for group in groups)
        for request in REQUESTS:
            if all((one.facet, one.value) in known_values for one in request.filters):
                check(archive, request, groups)


def is_in_order(group: Sequence[str]) -> bool:
    """Whether the earliest stands first: numbers are days."""
    return list(group) == sorted(group, key=lambda id_: int(id_.removeprefix("a-")))


def check(archive: NewsArchive, request: SearchRequest, groups: list[tuple[str, ...]]) -> None:
    """That one of each group is what it says, wherever it is read."""
    service = archive.service
    found = {hit.article.id: hit.article for hit in ask(archive, request).hits}
    one = replace(request, copies="one")
    answer = ask(archive, one)
    copies = told(answer)
    listed = [*copies, *(id_ for others in copies.values() for id_ in others)]
    assert sorted(listed) == sorted(found)
    matching = [tuple(id_ for id_ in group if id_ in found) for group in groups]
    expected = {ids[0]: ids[1:] for ids in matching if len(ids) > 1}
    assert {first: others for first, others in copies.items() if others} == expected
    assert (answer.total, answer.near_copies) == (len(copies), len(found) - len(copies))
    assert sum(bucket.count for bucket in answer.timeline.buckets) == len(copies)
    for sort in SORTS:
        assert told(ask(archive, replace(one, sort=sort))) == copies
        walked: dict[str, tuple[str, ...]] = {}
        page = service.walk(replace(one, sort=sort, limit=2), "en")
        while True:
            walked |= told(page.response)
            if page.cursor is None:
                break
            page = service.walk(replace(one, sort=sort, limit=2), "en", page.cursor)
        assert walked == copies
    assert list(service.scan(one)) == sorted(copies)
    exported = service.export(one)
    assert (exported.total, sorted(exported.found.list_ids())) == (len(copies), sorted(copies))
    for facet in ("source", "tag"):
        kept = tuple(entry for entry in one.filters if entry.facet != facet)
        free = ask(archive, replace(one, filters=kept))
        held = Counter(
            value
            for hit in free.hits
            for value in ((hit.article.source,) if facet == "source" else hit.article.tags)
        )
        counted = {value.id: value.count for value in answer.facets[facet] if value.count}
        assert counted == held
