"""What was found or decided of pairs holds, can be taken back, and leaves no half of itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.deleting import delete_article, purge_article, restore_article
from indexer.archive.store import Archive
from indexer.errors import (
    ArticleDeletedError,
    ArticleNotFoundError,
    PairError,
)
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.importing.job import ImportJob
from indexer.pairing.deciding import confirm_pair, split_article
from indexer.pairing.listing import list_pairs
from indexer.progress import Progress, ProgressEvent
from tests.indexer.pairing.archives import (
    BRIDGE,
    BRIDGE_EN,
    LAMPS,
    LAMPS_EN,
    MORNING,
    export,
    find,
    import_articles,
    joined,
    put,
    run_import,
    stories,
    write,
)

PAIR = frozenset({"ru-1", "en-1"})


def listed(home: ArchiveHome) -> list[tuple[str, str, str]]:
    with Archive.open(home.database) as archive:
        return [(one.pair.state, one.pair.ru, one.pair.en) for one in list_pairs(archive)]


def versions(home: ArchiveHome, article_id: str) -> int:
    with Archive.open(home.database) as archive:
        return len(archive.versions(article_id))


@pytest.fixture
def paired(home: ArchiveHome, analyzer: Analyzer) -> ArchiveHome:
    import_articles(home, analyzer, BRIDGE, BRIDGE_EN)
    assert joined(home) == {PAIR}
    return home


def test_an_import_of_the_same_files_changes_nothing(
    paired: ArchiveHome, analyzer: Analyzer
) -> None:
    report = import_articles(paired, analyzer, BRIDGE, BRIDGE_EN)
    assert report.outcomes == {"new": 0, "changed": 0, "unchanged": 2}
    assert joined(paired) == {PAIR}


def test_what_came_together_has_no_version_more_for_it(paired: ArchiveHome) -> None:
    assert [versions(paired, id_) for id_ in ("ru-1", "en-1")] == [1, 1]


def test_a_correction_stays_in_its_story(paired: ArchiveHome, analyzer: Analyzer) -> None:
    import_articles(paired, analyzer, replace(BRIDGE_EN, body=BRIDGE_EN.body + " It rained."))
    assert joined(paired) == {PAIR}
    assert versions(paired, "en-1") == 2


@pytest.mark.parametrize("article_id", ["ru-1", "en-1"])
def test_what_is_split_stays_split(
    paired: ArchiveHome, analyzer: Analyzer, article_id: str
) -> None:
    (other,) = PAIR - {article_id}
    assert split_article(paired, article_id) == [other]
    assert stories(paired) == {"ru-1": None, "en-1": None}
    import_articles(paired, analyzer, BRIDGE, BRIDGE_EN)
    find(paired, analyzer)
    import_articles(paired, analyzer, replace(BRIDGE_EN, body=BRIDGE_EN.body + " It rained."))
    assert joined(paired) == set()
    assert listed(paired) == [("split", "ru-1", "en-1")]


def test_a_story_that_records_give_can_be_split_too(home: ArchiveHome, analyzer: Analyzer) -> None:
    told = [replace(article, story="bridge") for article in (BRIDGE, LAMPS_EN)]
    import_articles(home, analyzer, *told)
    split_article(home, "en-2")
    assert stories(home) == {"ru-1": "bridge", "en-2": None}
    report = import_articles(home, analyzer, *told)
    assert report.outcomes["unchanged"] == 2
    assert stories(home) == {"ru-1": "bridge", "en-2": None}
    # Another story that its record gives it is none that was split.
    import_articles(home, analyzer, told[0], replace(told[1], story="lamps"))
    assert stories(home)["en-2"] == "lamps"


def test_who_was_parted_may_find_another_partner(paired: ArchiveHome, analyzer: Analyzer) -> None:
    split_article(paired, "en-1")
    import_articles(paired, analyzer, replace(BRIDGE_EN, id="en-9"), name="other.jsonl")
    assert joined(paired) == {frozenset({"ru-1", "en-9"})}
    assert listed(paired) == [("found", "ru-1", "en-9"), ("split", "ru-1", "en-1")]


def test_what_an_admin_confirms_holds(home: ArchiveHome, analyzer: Analyzer) -> None:
    import_articles(home, analyzer, BRIDGE, LAMPS_EN)
    assert joined(home) == set()
    confirm_pair(home, "en-2", "ru-1")
    pair = frozenset({"ru-1", "en-2"})
    assert joined(home) == {pair}
    assert import_articles(home, analyzer, BRIDGE, LAMPS_EN).outcomes["unchanged"] == 2
    # The better one comes too late.
    import_articles(home, analyzer, BRIDGE_EN, name="later.jsonl")
    assert joined(home) == {pair}
    assert listed(home) == [("confirmed", "ru-1", "en-2")]


def test_a_decision_can_be_taken_back(paired: ArchiveHome, analyzer: Analyzer) -> None:
    split_article(paired, "en-1")
    confirm_pair(paired, "ru-1", "en-1")
    import_articles(paired, analyzer, BRIDGE, BRIDGE_EN)
    assert joined(paired) == {PAIR}
    assert listed(paired) == [("confirmed", "ru-1", "en-1")]


def test_what_was_found_can_be_confirmed(paired: ArchiveHome) -> None:
    confirm_pair(paired, "en-1", "ru-1")
    assert listed(paired) == [("confirmed", "ru-1", "en-1")]
    assert [versions(paired, id_) for id_ in ("ru-1", "en-1")] == [1, 1]


def test_what_cannot_be_joined_or_parted_is_refused(
    paired: ArchiveHome, analyzer: Analyzer
) -> None:
    import_articles(paired, analyzer, LAMPS, name="more.jsonl")
    with pytest.raises(PairError, match="one language"):
        confirm_pair(paired, "ru-1", "ru-2")
    with pytest.raises(PairError, match="version of ru-1"):
        confirm_pair(paired, "ru-2", "en-1")
    with pytest.raises(PairError, match="no version"):
        split_article(paired, "ru-2")
    with pytest.raises(ArticleNotFoundError):
        split_article(paired, "nobody")
    delete_article(paired, "ru-2", "court order")
    with pytest.raises(ArticleDeletedError):
        confirm_pair(paired, "ru-2", "en-1")
    assert joined(paired) == {PAIR}


def test_what_a_record_says_later_goes_before_what_we_found(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    """A file named `bridge.ru.md` gives its story, and its version comes after a pair was made."""
    import_articles(home, analyzer, replace(BRIDGE, story="bridge"), BRIDGE_EN)
    assert stories(home) == {"ru-1": "bridge", "en-1": "bridge"}
    version = replace(LAMPS_EN, id="en-9", story="bridge")
    import_articles(home, analyzer, version, name="bridge.jsonl")
    assert stories(home) == {"ru-1": "bridge", "en-1": None, "en-9": "bridge"}
    assert listed(home) == []


def test_a_story_of_one_version_alone_is_none(home: ArchiveHome, analyzer: Analyzer) -> None:
    told = (replace(BRIDGE, story="most"), replace(BRIDGE_EN, story="bridge"))
    import_articles(home, analyzer, *told)
    assert stories(home) == {"ru-1": "most", "en-1": "most"}
    assert import_articles(home, analyzer, *told).outcomes["unchanged"] == 2
    split_article(home, "ru-1")
    assert stories(home) == {"ru-1": "most", "en-1": "bridge"}


def test_a_story_that_records_gave_is_never_another_ones(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    """The key of a story that we make is one that no other story has."""
    other = replace(LAMPS, story="ru-1", published=MORNING - timedelta(days=900))
    import_articles(home, analyzer, BRIDGE, BRIDGE_EN, other)
    found = stories(home)
    assert found["ru-1"] == found["en-1"] != found["ru-2"]


def test_a_deleted_article_takes_no_part(home: ArchiveHome, analyzer: Analyzer) -> None:
    put(home, [BRIDGE, BRIDGE_EN])
    delete_article(home, "ru-1", "court order")
    assert not find(home, analyzer).sure
    restore_article(home, "ru-1")
    assert find(home, analyzer).sure
    delete_article(home, "ru-1", "court order")
    assert listed(home) == []


def test_of_a_purged_article_no_word_is_left(paired: ArchiveHome, analyzer: Analyzer) -> None:
    with Archive.open(paired.database) as archive:
        (pair,) = archive.pairs.all()
    assert "beridze" in pair.evidence
    delete_article(paired, "ru-1", "court order")
    purge_article(paired, "ru-1")
    with Archive.open(paired.database) as archive:
        (pair,) = archive.pairs.all()
    assert pair.evidence == ()


@pytest.mark.parametrize("decide", [confirm_pair, lambda home, _, en: split_article(home, en)])
def test_an_export_carries_what_was_decided(
    paired: ArchiveHome,
    tmp_path: Path,
    analyzer: Analyzer,
    decide: Callable[[ArchiveHome, str, str], object],
) -> None:
    decide(paired, "ru-1", "en-1")
    exported = export(paired, tmp_path / "export.jsonl")
    copy = create_home(tmp_path / "copy")
    run_import(copy, analyzer, exported)
    assert (stories(copy), listed(copy)) == (stories(paired), listed(paired))
    # There too the files of the first import change nothing.
    assert import_articles(copy, analyzer, BRIDGE, BRIDGE_EN).outcomes["unchanged"] == 2
    assert (stories(copy), listed(copy)) == (stories(paired), listed(paired))
    find(copy, analyzer)
    assert stories(copy) == stories(paired)


def test_an_export_of_before_is_no_older_news(
    home: ArchiveHome, tmp_path: Path, analyzer: Analyzer
) -> None:
    put(home, [BRIDGE, BRIDGE_EN])
    exported = export(home, tmp_path / "export.jsonl")
    find(home, analyzer)
    report = run_import(home, analyzer, exported)
    assert report.outcomes == {"new": 0, "changed": 0, "unchanged": 2}
    assert joined(home) == {PAIR}


def test_what_is_taken_down_is_in_no_pair_of_an_export(paired: ArchiveHome, tmp_path: Path) -> None:
    delete_article(paired, "ru-1", "court order")
    assert b"beridze" not in export(paired, tmp_path / "export.jsonl").read_bytes()


@pytest.mark.parametrize(
    "change", [{"confidence": 2}, {"ru": ""}, {"decided": "2020-01-01T10:00:00"}, {"state": "odd"}]
)
def test_a_pair_of_an_export_that_cannot_be_is_rejected(
    paired: ArchiveHome, tmp_path: Path, analyzer: Analyzer, change: dict[str, object]
) -> None:
    *_, last = export(paired, tmp_path / "export.jsonl").read_text("utf-8").splitlines()
    record = json.loads(last)
    record["letopis"]["pair"] |= change
    path = tmp_path / "odd.jsonl"
    path.write_text(json.dumps(record) + "\n", "utf-8")
    copy = create_home(tmp_path / "copy")
    job = ImportJob(home=copy, settings=Settings(), analyzer=analyzer, paths=[path])
    assert len(job.run(Progress()).rejected) == 1
    assert listed(copy) == []


def test_old_articles_are_not_told_as_new(home: ArchiveHome, analyzer: Analyzer) -> None:
    """Feeds go by when an article was first there, and by when its text last changed."""
    put(home, [BRIDGE, BRIDGE_EN, LAMPS])
    with Archive.open(home.database) as archive:
        before = list(archive.history.arrivals(archive.last_seq(), 10))
        changed = archive.history.updated("ru-1", archive.last_seq())
    find(home, analyzer)
    with Archive.open(home.database) as archive:
        last = archive.last_seq()
        assert list(archive.history.arrivals(last, 10)) == before
        assert archive.history.updated("ru-1", last) == changed
        # Who follows all changes learns of it.
        told = archive.history.changes(3, last, 10)
        assert [(change.id, change.kind) for change in told] == [
            ("ru-1", "changed"),
            ("en-1", "changed"),
        ]


def test_an_import_that_was_stopped_is_made_up_for(home: ArchiveHome, analyzer: Analyzer) -> None:
    def stop(event: ProgressEvent) -> None:
        if getattr(event, "step", "") == "pair":
            raise KeyboardInterrupt

    path = write(home.path / "news.jsonl", BRIDGE, BRIDGE_EN)
    job = ImportJob(home=home, settings=Settings(), analyzer=analyzer, paths=[path])
    with pytest.raises(KeyboardInterrupt):
        job.run(Progress(stop))
    assert joined(home) == set()
    import_articles(home, analyzer, LAMPS, name="next.jsonl")
    assert joined(home) == {PAIR}
