"""An archive restored as it was: what came later is left out, but for take-downs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.archive.creating import create_home
from indexer.archive.deleting import delete_article, purge_article, restore_article
from indexer.archive.store import Archive
from indexer.errors import ArticleDeletedError, ArticleNotFoundError, OptionError
from indexer.home.paths import ArchiveHome
from tests.indexer.backup.test_backups import make_article, put, restore, take


def read_titles(home: ArchiveHome) -> dict[str, str | None]:
    with Archive.open(home.database) as archive:
        titles: dict[str, str | None] = {
            article.id: article.title for _, article in archive.articles()
        }
        return titles | {gone.id: None for gone in archive.deletions()}


def test_an_archive_is_what_it_was_at_a_seq(home: ArchiveHome, tmp_path: Path) -> None:
    put(home, map(make_article, range(3)))
    seq = put(home, [make_article(0, "Corrected")])
    put(home, [make_article(0, "Corrected again"), make_article(1, "Corrected"), make_article(7)])
    path = take(home, tmp_path / "backups")
    titles, report = restore(path, tmp_path / "new", seq)
    assert titles == {"a-0": "Corrected", "a-1": "Bridge", "a-2": "Bridge"}
    assert (report.rewound, report.last_seq) == (3, seq)
    # What was left out may come again, under a number that was never given.
    new = ArchiveHome(tmp_path / "new")
    assert put(new, [make_article(7)]) == 8


def test_a_later_take_down_holds(home: ArchiveHome, tmp_path: Path) -> None:
    seq = put(home, map(make_article, range(3)))
    put(home, [make_article(1, "Corrected"), make_article(9)])
    for id_ in ("a-1", "a-2", "a-9"):
        delete_article(home, id_, "order of a court")
    purge_article(home, "a-2")
    titles, _ = restore(take(home, tmp_path / "backups"), tmp_path / "new", seq)
    assert titles == {"a-0": "Bridge", "a-1": None, "a-2": None, "a-9": None}
    new = ArchiveHome(tmp_path / "new")
    put(new, [make_article(9), make_article(2)])
    assert read_titles(new) == titles
    restore_article(new, "a-1")
    assert read_titles(new)["a-1"] == "Bridge"


def test_a_take_down_that_a_later_backup_tells_of_holds(home: ArchiveHome, tmp_path: Path) -> None:
    last = put(home, map(make_article, range(4)))
    early = take(home, tmp_path / "backups")
    delete_article(home, "a-1", "order of a court")
    delete_article(home, "a-2", "order of a court")
    purge_article(home, "a-2")
    put(home, [make_article(8)])
    take(home, tmp_path / "backups")
    titles, report = restore(early, tmp_path / "new")
    assert titles == {"a-0": "Bridge", "a-1": None, "a-2": None, "a-3": "Bridge"}
    assert report.taken_down == 2
    content = ArchiveHome(tmp_path / "new").database.read_bytes()
    assert make_article(1).body.encode() in content
    assert make_article(2).body.encode() not in content
    assert report.last_seq > last + 3


@pytest.mark.parametrize("seq", [-1, 4, 10**30])
def test_a_seq_that_the_backup_does_not_reach_is_refused(
    home: ArchiveHome, tmp_path: Path, seq: int
) -> None:
    put(home, map(make_article, range(3)))
    path = take(home, tmp_path / "backups")
    with pytest.raises(OptionError, match="ends with 3"):
        restore(path, tmp_path / "new", seq)
    assert not ArchiveHome(tmp_path / "new").database.exists()


def test_an_archive_of_nothing_is_restored_too(home: ArchiveHome, tmp_path: Path) -> None:
    put(home, map(make_article, range(3)))
    path = take(home, tmp_path / "backups")
    assert restore(path, tmp_path / "new", 0)[0] == {}


steps = st.lists(
    st.tuples(st.sampled_from(["put", "put", "delete", "lift", "purge"]), st.integers(0, 3)),
    max_size=12,
)


@settings(max_examples=25)
@given(steps, st.data())
def test_any_history_can_be_gone_back_in(
    tmp_path_factory: pytest.TempPathFactory,
    history: list[tuple[str, int]],
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("history")
    home = create_home(folder / "archive")
    states = {0: read_titles(home)}
    for turn, (step, number) in enumerate(history):
        id_ = f"a-{number}"
        try:
            match step:
                case "put":
                    put(home, [make_article(number, f"Turn {turn}")])
                case "delete":
                    delete_article(home, id_, "order")
                case "lift":
                    restore_article(home, id_)
                case _:
                    purge_article(home, id_)
        except (ArticleNotFoundError, ArticleDeletedError):
            continue
        with Archive.open(home.database) as archive:
            states[archive.last_seq()] = read_titles(home)
    now = read_titles(home)
    seq = data.draw(st.sampled_from(sorted(states)))
    titles, _ = restore(take(home, folder / "backups"), folder / "new", seq)
    purged = {id_ for id_, title in states[seq].items() if title and id_ not in titles}
    for id_ in {*states[seq], *now, *titles} - purged:
        if id_ in now and now[id_] is None:
            assert titles[id_] is None
        else:
            assert titles.get(id_) == states[seq].get(id_)
    with Archive.open(home.database) as archive:
        for id_ in purged:
            # It was, but nobody has its text any more.
            assert any(one.article is None for one in archive.versions(id_))
