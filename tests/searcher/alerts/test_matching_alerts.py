"""Alerts match what a search finds among what is new: in every engine, whoever updates, and each
article once."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.article import Article
from indexer.backup.job import BackupJob
from indexer.backup.restoring import RestoreJob
from indexer.building.announcing import Announcement
from indexer.home.paths import ArchiveHome
from indexer.operations.alert_matches import KEPT_GONE, MOST_KEPT
from indexer.progress import Progress
from searcher.alerts.matching import MOST_CALLS, MOST_IN_A_CALL, AlertAnnouncer
from searcher.archive import NewsArchive, open_archive
from searcher.request import SearchRequest
from tests.engines import LOCAL_ENGINES
from tests.searcher.alerts.news import (
    build,
    matched,
    put,
    story,
    update,
    waiting,
    write_alerts,
)

ALERTS = """
[floods]
en = "Floods"
query = 'наводнение OR flood -film'
hook = "https://news.example.org/floods"

[texts]
query = 'flood'
corrections = true

[georgia]
query = 'country:GE'
public = false
"""


@pytest.fixture
def served(archive: NewsArchive) -> NewsArchive:
    """One flood and one alert that came after it."""
    put(archive, story("old", "An old flood", countries=("GE",)))
    build(archive)
    write_alerts(archive, ALERTS)
    return archive


def test_what_is_new_is_matched_as_a_search_finds_it(served: NewsArchive) -> None:
    announced = update(
        served,
        story("en", "Floods cut the road"),
        story("film", "A flood in a film"),
        story("ru", "Последствия наводнения", countries=("GE",)),
        story("none", "Harvest"),
    )
    assert matched(served) == ["en", "ru"]
    assert matched(served, "texts") == ["en", "film"]
    assert matched(served, "georgia") == ["ru"]
    assert announced == Announcement(matched=5)
    assert [call.articles for call in waiting(served)] == [("en", "ru")]
    # Nobody else is to be called.
    assert waiting(served, "texts") == []


def test_an_alert_tells_nothing_of_what_was_there_before_it(served: NewsArchive) -> None:
    update(served, story("none", "Harvest"))
    assert matched(served) == []
    assert update(served, story("flood", "A flood")).matched == 2
    assert matched(served) == ["flood"]


def test_an_alert_begins_with_what_is_imported_after_it_was_written(served: NewsArchive) -> None:
    """Not only behind the update that came upon it first."""
    assert update(served, story("first", "A flood")).matched == 2


def test_the_first_build_announces_nothing(archive: NewsArchive) -> None:
    write_alerts(archive, ALERTS)
    put(archive, *(story(f"a-{n}", f"Flood {n}") for n in range(3)))
    assert build(archive) == Announcement()
    assert update(archive, story("new", "A flood")).matched == 2
    assert matched(archive) == ["new"]


def test_nothing_is_announced_twice(served: NewsArchive) -> None:
    update(served, story("flood", "A flood"))
    for _ in range(2):
        assert build(served) == Announcement()
        assert update(served) == Announcement()
        assert served.announce() == Announcement()
    assert matched(served) == ["flood"]
    assert len(waiting(served)) == 1


def test_a_build_announces_as_an_update_does(served: NewsArchive) -> None:
    put(served, story("flood", "A flood"))
    assert build(served).matched == 2
    assert matched(served) == ["flood"]


def test_a_rollback_takes_nothing_back_and_announces_nothing(served: NewsArchive) -> None:
    update(served, story("flood", "A flood"))
    served.roll_back()
    assert served.announce() == Announcement()
    assert update(served, story("later", "Another flood")).matched == 2
    assert matched(served) == ["flood", "later"]


def test_corrections_count_where_an_alert_says_so(served: NewsArchive) -> None:
    flood, harvest = story("flood", "A flood"), story("harvest", "Harvest")
    update(served, flood, harvest)
    assert update(served, replace(flood, body="Corrected.")).matched == 1
    # What becomes a match by its new text is news only where texts count.
    assert update(served, replace(harvest, title="Harvest after the flood")).matched == 1
    assert matched(served) == ["flood"]
    assert matched(served, "texts") == ["flood", "harvest"]


def test_another_story_makes_no_other_text(served: NewsArchive) -> None:
    flood = story("flood", "A flood")
    update(served, flood)
    assert update(served, replace(flood, story="one")) == Announcement()


def test_several_texts_between_two_updates_are_one_match(served: NewsArchive) -> None:
    flood = story("flood", "A flood")
    put(served, flood)
    put(served, replace(flood, body="Corrected."))
    assert update(served).matched == 2
    assert matched(served) == ["flood"]
    assert matched(served, "texts") == ["flood"]


def test_what_was_taken_down_is_not_matched(served: NewsArchive) -> None:
    put(served, story("flood", "A flood"))
    served.delete("flood", "order")
    assert update(served) == Announcement()


def test_what_comes_back_is_announced_if_it_never_was(served: NewsArchive) -> None:
    put(served, story("early", "An early flood"))
    served.delete("early", "order")
    update(served, story("flood", "A flood"))
    for id_ in ("flood", "old"):
        served.delete(id_, "order")
    update(served)
    for id_ in ("early", "flood", "old"):
        assert served.restore(id_)
    update(served)
    assert matched(served) == ["flood", "early"]


def test_a_large_import_makes_few_calls(
    served: NewsArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 40
    monkeypatch.setattr("searcher.alerts.matching.MOST_IN_A_CALL", 3)
    monkeypatch.setattr("searcher.alerts.matching._MANY", 7)
    update(served, *(story(f"a-{n:02}", f"Flood {n}") for n in range(count)))
    calls = waiting(served)
    assert len(calls) == MOST_CALLS
    told = [id_ for call in calls for id_ in call.articles]
    assert told == [f"a-{n:02}" for n in range(count - 3 * MOST_CALLS, count)]
    assert [call.further for call in calls] == [0] * (MOST_CALLS - 1) + [count - 3 * MOST_CALLS]
    assert matched(served) == [f"a-{n:02}" for n in range(count)]
    assert MOST_IN_A_CALL * MOST_CALLS <= MOST_KEPT


def test_so_many_matches_are_kept(served: NewsArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.operations.alert_matches.MOST_KEPT", 3)
    for n in range(5):
        update(served, story(f"a-{n}", "A flood"))
    assert matched(served) == ["a-2", "a-3", "a-4"]
    (review, *_) = served.review_alerts()
    assert review.state is not None
    assert review.state.matched == 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[floods", "alerts.toml"),
        ("[floods]\nquery = 3", "floods: query"),
        (ALERTS + "[dear]\nquery = '" + "x " * 3000 + "'", "dear: the query cannot be read"),
    ],
)
def test_a_mistake_keeps_nobody_from_updating(served: NewsArchive, text: str, told: str) -> None:
    update(served)
    write_alerts(served, text)
    announced = update(served, story("flood", "A flood"))
    assert len(announced.problems) == 1
    assert told in announced.problems[0]
    service = open_archive(served.home.path).service
    assert service.search(SearchRequest(q="flood"), "en").total == 2
    # It waits until that is mended.
    write_alerts(served, ALERTS)
    update(served)
    assert matched(served) == ["flood"]


def test_damage_keeps_nobody_from_updating(served: NewsArchive) -> None:
    served.home.operations.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    announced = update(served, story("flood", "A flood"))
    assert "operations.db" in announced.problems[0]
    assert served.service.search(SearchRequest(q="flood"), "en").total == 2


def test_a_restored_archive_loses_nothing(served: NewsArchive, tmp_path: Path) -> None:
    """What is kept of alerts may be of a later moment than the archive."""
    update(served)
    BackupJob(served.home, tmp_path / "backups").run(Progress())
    update(served, story("flood", "A flood"))
    home = tmp_path / "restored"
    home.mkdir()
    shutil.copy(served.home.operations, home)
    RestoreJob(ArchiveHome(home), tmp_path / "backups").run(Progress())
    restored = open_archive(home)
    # It gets the number that the other one had.
    put(restored, story("other", "Another flood"))
    build(restored)
    assert matched(restored) == ["flood", "other"]


def test_what_is_no_alert_any_more_leaves_nothing_after_days(served: NewsArchive) -> None:
    update(served, story("flood", "A flood"))
    write_alerts(served, "")
    update(served, story("other", "A flood"))
    assert matched(served) == ["flood"]
    late = datetime.now(UTC) + KEPT_GONE + timedelta(hours=1)
    AlertAnnouncer(served.home, served.analyzer, served.settings.zone, lambda: late).announce()
    assert (matched(served), waiting(served)) == ([], [])
    write_alerts(served, ALERTS)
    # Where it is written again, it begins again.
    update(served, story("later", "A flood"))
    assert matched(served) == ["later"]
    assert [call.articles for call in waiting(served)] == [("later",)]


@pytest.mark.parametrize("text", ["", None])
def test_a_file_that_is_gone_for_a_moment_loses_nothing(
    served: NewsArchive, text: str | None
) -> None:
    update(served, story("flood", "A flood"))
    # As editors do: they empty or rename a file, and then write it.
    if text is None:
        served.home.alerts_file.unlink()
    else:
        write_alerts(served, text)
    assert update(served, story("other", "A flood")) == Announcement()
    write_alerts(served, ALERTS)
    update(served, story("later", "A flood"))
    assert matched(served) == ["flood", "other", "later"]
    assert [call.articles for call in waiting(served)] == [("flood",), ("other", "later")]
    # The days begin anew where it is gone again.
    write_alerts(served, "")
    late = datetime.now(UTC) + KEPT_GONE + timedelta(hours=1)
    AlertAnnouncer(served.home, served.analyzer, served.settings.zone, lambda: late).announce()
    assert matched(served) == ["flood", "other", "later"]


def test_a_missing_file_makes_nothing_be_forgotten(served: NewsArchive) -> None:
    update(served, story("flood", "A flood"))
    served.home.alerts_file.unlink()
    for days in (0, 30):
        now = datetime.now(UTC) + timedelta(days=days)
        AlertAnnouncer(
            served.home, served.analyzer, served.settings.zone, lambda now=now: now
        ).announce()
    assert matched(served) == ["flood"]
    assert [call.articles for call in waiting(served)] == [("flood",)]


def test_an_archive_without_alerts_keeps_nothing(archive: NewsArchive) -> None:
    put(archive, story("flood", "A flood"))
    build(archive)
    assert not archive.home.operations.exists()


def test_a_review_tells_what_each_finds_and_matched(served: NewsArchive) -> None:
    update(served, story("flood", "A flood"))
    floods, texts, georgia = served.review_alerts()
    assert (floods.read, floods.found, floods.mistake) == ("наводнение OR flood -film", 2, "")
    assert floods.state is not None
    assert floods.last is not None
    assert floods.last.article == "flood"
    assert floods.hook.waiting == 1
    assert texts.hook.waiting == 0
    assert georgia.last is None
    (typed,) = served.review_alerts("[floods]\nquery = 'country:GE'")
    assert typed.found == 1


# Any corpus, however it comes

WORDS = ("flood", "floods", "film", "bridge", "наводнение", "наводнения", "мост", "road")
ALL_ALERTS = {
    "word": "flood",
    "any": "наводнение OR мост",
    "not": "flood -film",
    "phrase": '"flood film"',
    "beginning": "fil*",
    "tag": "tag:roads bridge",
    "wrong": "flod~",
}


@st.composite
def corpora(draw: st.DrawFn) -> list[list[Article]]:
    """Articles as they come, between two updates each; some come again, as corrected."""
    ids = st.sampled_from("abcdef")
    texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
    tags = st.sampled_from(((), ("roads",)))
    articles = st.builds(lambda id_, text, tag: story(id_, text, tags=tag), ids, texts, tags)
    return draw(st.lists(st.lists(articles, max_size=4), min_size=1, max_size=4))


@pytest.fixture(scope="module")
def empty_homes(tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer) -> dict[str, Path]:
    """Archives with one article that no alert is told of."""
    homes = {}
    for engine in LOCAL_ENGINES:
        home = create_home(tmp_path_factory.mktemp(engine) / "archive")
        home.settings_file.write_text(f'engine = "{engine}"', "utf-8")
        archive = open_with(home, analyzer)
        put(archive, story("before", " ".join(WORDS), tags=("roads",)))
        build(archive)
        lines = (f"[{id_}]\nquery = '{q}'\ncorrections = true" for id_, q in ALL_ALERTS.items())
        write_alerts(archive, "\n".join(lines))
        homes[engine] = home.path
    return homes


def open_with(home: ArchiveHome, analyzer: Analyzer) -> NewsArchive:
    archive = open_archive(home.path)
    archive.__dict__["analyzer"] = analyzer
    return archive


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=corpora())
def test_alerts_match_what_a_search_finds_among_what_came(
    empty_homes: dict[str, Path],
    tmp_path: Path,
    analyzer: Analyzer,
    engine: str,
    parts: Sequence[Sequence[Article]],
) -> None:
    home = tmp_path / "archive"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(empty_homes[engine], home)
    archive = open_with(ArchiveHome(home), analyzer)
    known: dict[str, Article] = {}
    for part in parts:
        came = {article.id: article for article in part}
        changed = {id_ for id_, article in came.items() if known.get(id_) != article}
        known |= came
        before = {alert: matched(archive, alert) for alert in ALL_ALERTS}
        update(archive, *part)
        service = open_with(ArchiveHome(home), analyzer).service
        for alert, query in ALL_ALERTS.items():
            found = set(service.scan(SearchRequest(q=query)))
            expected = set(before[alert]) | (found & changed)
            assert set(matched(archive, alert)) == expected
