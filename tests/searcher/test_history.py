"""What a request would have found at an earlier `seq`, whatever became of the archive since."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.errors import ParameterError
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from searcher.changes import list_changes
from searcher.fingerprint import PresentSet, digest_text, take_fingerprint
from searcher.history import compare_sets, look_back
from searcher.request import SearchRequest
from searcher.service import SearchService
from tests.conftest import index_home, update_home
from tests.engines import LOCAL_ENGINES

WORDS = ("bridge", "river", "school", "мост")
TAGS = ("rivers", "roads")
REQUESTS = (
    SearchRequest(),
    SearchRequest(q="bridge"),
    SearchRequest(q="river -school"),
    SearchRequest(q='"bridge river" OR мосты'),
    SearchRequest(q="river").with_filter("tag", "rivers"),
    SearchRequest(first="2014-03", last="2014-04-05", date="original"),
    SearchRequest(last="2014-03"),
    SearchRequest(q="river", first="2020", date="first_seen"),
)
IDS = tuple(f"a-{number}" for number in range(5))

articles = st.builds(
    Article,
    id=st.sampled_from(IDS),
    lang=st.just("en"),
    title=st.sampled_from(WORDS),
    body=st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
    tags=st.sampled_from(((), *((tag,) for tag in TAGS))),
    published=st.sampled_from((datetime(2014, 3, 1, tzinfo=UTC), datetime(2014, 5, 1, tzinfo=UTC))),
    original_published=st.sampled_from((None, datetime(2014, 4, 5, tzinfo=UTC))),
)
removals = st.tuples(st.sampled_from(("delete", "restore", "purge")), st.sampled_from(IDS))
updates = st.just("update")
steps = st.lists(st.one_of(articles, articles, removals, updates), min_size=4, max_size=14)


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
@pytest.mark.parametrize("public_versions", [True, False])
@given(steps=steps)
@settings(max_examples=6, deadline=None)
def test_a_state_is_found_again(
    analyzer: Analyzer, engine: str, public_versions: bool, steps: list[object]
) -> None:
    with TemporaryDirectory() as name:
        home = begin(Path(name), analyzer, engine)
        service = open_service(home, analyzer)
        service.settings = replace(service.settings, public_versions=public_versions)
        states = [record(service)]
        for step in [*steps, "update"]:
            if step == "update":
                update_home(home, analyzer)
                service.look_again()
                states.append(record(service))
            else:
                take(home, step)
        for seq, recorded in states:
            for request, (ids, fingerprint) in zip(REQUESTS, recorded, strict=True):
                past = look_back(service, service.select(request), seq)
                assert list(past.ids) == sorted(past.ids)
                lost = set(ids) - set(past.ids)
                assert set(past.ids) <= set(ids)
                assert len(lost) <= past.unknown.total
                assert is_deleted_or_changed(home, lost, seq)
                if public_versions:
                    assert past.unknown.changed == 0
                if not past.unknown.total:
                    assert take_fingerprint(past) == fingerprint
                check_comparison(service, request, past.ids, seq)


def begin(path: Path, analyzer: Analyzer, engine: str) -> ArchiveHome:
    """An archive that knows all values, of two articles."""
    home = create_home(path / "archive")
    home.settings_file.write_text(f'engine = "{engine}"\n', "utf-8")
    moment = datetime(2014, 4, 1, tzinfo=UTC)
    with Archive.open(home.database) as store, store.transaction():
        for id_ in ("b-1", "b-2"):
            store.put(Article(id=id_, lang="en", title="The bridge", published=moment, tags=TAGS))
    index_home(home, analyzer)
    return home


def open_service(home: ArchiveHome, analyzer: Analyzer) -> SearchService:
    return SearchService(home, read_settings(home), analyzer)


def take(home: ArchiveHome, step: object) -> None:
    with Archive.open(home.database) as store, store.transaction():
        match step:
            case Article() as article:
                store.put(article)
            case "delete", str(id_):
                store.delete(id_, "court order")
            case "restore", str(id_):
                store.restore(id_)
            case "purge", str(id_):
                known = store.get(id_)
                if known is not None and known.deleted is not None:
                    store.purge(id_)


def record(service: SearchService) -> tuple[int, list[tuple[list[str], str]]]:
    """What is found now, with the `seq` of the index."""
    found = [service.select(request) for request in REQUESTS]
    seq = service.generation().manifest.last_seq
    return seq, [(list(one.list_ids()), take_fingerprint(PresentSet(one))) for one in found]


def is_deleted_or_changed(home: ArchiveHome, ids: set[str], seq: int) -> bool:
    with Archive.open(home.database) as store:
        return all(any(row.seq > seq for row in store.versions(id_)) for id_ in ids)


def check_comparison(
    service: SearchService, request: SearchRequest, then: object, seq: int
) -> None:
    """Taking the set of then through the differences gives that of now, but for what nothing is
    said of."""
    found = service.select(request)
    past = look_back(service, found, seq)
    kinds = {one.id: one.kind for one in compare_sets(past)}
    expected = set(past.ids) - {id_ for id_, kind in kinds.items() if kind == "removed"}
    expected |= {id_ for id_, kind in kinds.items() if kind in {"added", "unsure"}}
    assert expected == set(found.list_ids())
    texts = {one.id: digest_text(one) for one in found.read(past.ids)}
    changed = {id_ for id_, digest in past.former.items() if id_ in texts}
    assert {id_ for id_, kind in kinds.items() if kind == "changed"} == changed & past.present


@given(steps=steps, limit=st.integers(1, 4))
@settings(max_examples=8, deadline=None)
def test_a_mirror_made_of_the_changes_holds_what_is_served(
    analyzer: Analyzer, steps: list[object], limit: int
) -> None:
    with TemporaryDirectory() as name:
        home = begin(Path(name), analyzer, "whoosh")
        service = open_service(home, analyzer)
        mirror: dict[str, Article] = {}
        since = follow(service, mirror, 0, limit)
        for step in [*steps, "update"]:
            if step == "update":
                update_home(home, analyzer)
                service.look_again()
                since = follow(service, mirror, since, limit)
                found = service.select(SearchRequest())
                assert mirror == {one.id: one for one in found.read(found.list_ids())}
            else:
                take(home, step)


def follow(service: SearchService, mirror: dict[str, Article], since: int, limit: int) -> int:
    while True:
        page = list_changes(service, since, limit)
        assert len(page.changes) <= limit
        assert [one.seq for one in page.changes] == sorted({one.seq for one in page.changes})
        for change in page.changes:
            assert since < change.seq <= page.last
            if change.article is None:
                mirror.pop(change.id, None)
            else:
                mirror[change.id] = change.article
        since = page.last
        if not page.has_more:
            assert since == page.index.seq
            return since


def test_nothing_is_told_of_what_was_taken_down_a_moment_ago(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    home = begin(home.path.parent / "other", analyzer, "whoosh")
    service = open_service(home, analyzer)
    take(home, ("delete", "b-1"))
    found = service.select(SearchRequest(q="bridge"))
    past = look_back(service, found, 2)
    assert list(past.ids) == ["b-2"]
    assert past.unknown.withdrawn == 1
    assert list(compare_sets(past)) == []
    assert [change.id for change in list_changes(service, 0, 10).changes] == ["b-2"]


def test_an_article_that_was_down_then_is_no_unknown_one(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    home = begin(home.path.parent / "other", analyzer, "whoosh")
    service = open_service(home, analyzer)
    take(home, ("delete", "b-1"))
    take(home, ("restore", "b-1"))
    update_home(home, analyzer)
    service.look_again()
    found = service.select(SearchRequest(q="bridge"))
    for seq, ids in ((2, ["b-1", "b-2"]), (3, ["b-2"]), (4, ["b-1", "b-2"])):
        past = look_back(service, found, seq)
        assert (list(past.ids), past.unknown.total) == (ids, 0)


def test_changes_give_the_text_that_is_served_while_a_later_one_waits(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    home = begin(home.path.parent / "other", analyzer, "whoosh")
    service = open_service(home, analyzer)
    (served,) = service.select(SearchRequest()).read(["b-1"])
    take(home, replace(served, title="The river"))
    page = list_changes(service, 0, 10)
    assert [(one.seq, one.article and one.article.title) for one in page.changes] == [
        (1, "The bridge"),
        (2, "The bridge"),
    ]
    assert page.last == 2


def test_a_word_of_a_taken_down_article_cannot_be_asked_for(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    home = begin(home.path.parent / "other", analyzer, "whoosh")
    service = open_service(home, analyzer)
    take(home, ("delete", "b-1"))
    update_home(home, analyzer)
    service.look_again()
    answers = {
        query: look_back(service, service.select(SearchRequest(q=query)), 2)
        for query in ("bridge", "school")
    }
    assert answers["bridge"].unknown == answers["school"].unknown


def test_a_state_to_come_is_refused(service: SearchService) -> None:
    found = service.select(SearchRequest())
    with pytest.raises(ParameterError):
        look_back(service, found, found.generation.manifest.last_seq + 1)
