"""The archive store: versions, tombstones, rejects, and what survives."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from pathlib import Path

import pytest

from indexer.archive import connection
from indexer.archive.entries import Reject
from indexer.archive.identity import list_keys
from indexer.archive.keeping import list_former
from indexer.archive.store import Archive
from indexer.article import Article, CountryEvidence, Provenance
from indexer.errors import ArchiveMismatchError, ArchiveMissingError
from indexer.labels import Labels

ARTICLE = Article(id="ru-1", lang="ru", title="Мост", published=datetime(2014, 3, 1, tzinfo=UTC))


@pytest.fixture
def archive(tmp_path: Path):
    with Archive.create(tmp_path / "archive.db") as archive:
        yield archive


def test_the_same_article_again_changes_nothing(archive: Archive) -> None:
    assert archive.put(ARTICLE) == "new"
    elsewhere = replace(ARTICLE, provenance=Provenance("mirror.jsonl", 7, "jsonl"))
    assert archive.put(elsewhere) == "unchanged"
    assert archive.last_seq() == 1
    assert list(archive.articles()) == [(1, ARTICLE)]


def test_the_same_instant_told_in_another_zone_is_the_same_text(archive: Archive) -> None:
    archive.put(ARTICLE)
    moscow = ARTICLE.published.astimezone(timezone(timedelta(hours=3)))
    assert archive.put(replace(ARTICLE, published=moscow)) == "unchanged"


def test_the_first_version_tells_when_an_article_was_first_stored(archive: Archive) -> None:
    first = datetime(2020, 3, 1, tzinfo=UTC)
    archive.log.append(ARTICLE, first)
    archive.log.append(replace(ARTICLE, body="Движение пущено."), first + timedelta(days=400))
    assert archive.first_seen("ru-1") == first
    archive.delete("ru-1", "")
    archive.purge("ru-1")
    archive.put(replace(ARTICLE, body="Снова."))
    archive.restore("ru-1")
    assert archive.first_seen("ru-1") == first
    assert archive.first_seen("ru-2") is None


def test_what_was_inferred_makes_no_new_version(archive: Archive) -> None:
    evidence = (CountryEvidence("GE", 4.0, ("title: Гори",)),)
    archive.put(replace(ARTICLE, countries=("GE",), inferred_countries=evidence))
    assert archive.put(ARTICLE) == "unchanged"
    assert archive.put(replace(ARTICLE, countries=("GE",))) == "changed"


def test_another_text_is_a_new_version_and_both_stay(archive: Archive) -> None:
    archive.put(ARTICLE)
    changed = replace(ARTICLE, body="Движение пущено.")
    assert archive.put(changed) == "changed"
    assert [version.article for version in archive.versions("ru-1")] == [ARTICLE, changed]
    assert list(archive.articles()) == [(2, changed)]
    assert archive.count() == 1


def test_a_deletion_leaves_a_tombstone_with_its_own_seq(archive: Archive) -> None:
    archive.put(ARTICLE)
    assert archive.delete("ru-1", "court order")
    assert not archive.delete("ru-1", "again")
    assert not archive.delete("ru-2", "never there")
    tombstone = archive.get("ru-1")
    assert tombstone is not None
    assert (tombstone.seq, tombstone.article, tombstone.deleted) == (2, None, "court order")
    assert list(archive.articles()) == []
    assert archive.count() == 0


def test_a_deleted_article_stays_deleted_whatever_its_text(archive: Archive) -> None:
    archive.put(ARTICLE)
    archive.delete("ru-1", "court order")
    for again in (ARTICLE, replace(ARTICLE, body="Без имён.")):
        assert archive.put(again) == "withheld"
    assert archive.count() == 0
    assert archive.last_seq() == 2


def test_a_restored_article_has_its_newest_text_again(archive: Archive) -> None:
    newest = replace(ARTICLE, body="Движение пущено.")
    archive.put(ARTICLE)
    archive.put(newest)
    assert not archive.restore("ru-1")
    archive.delete("ru-1", "by mistake")
    assert archive.restore("ru-1")
    assert list(archive.articles()) == [(4, newest)]
    assert archive.put(replace(newest, body="Мост закрыт.")) == "changed"


def test_deletions_tell_when_and_why(archive: Archive) -> None:
    archive.put(ARTICLE)
    archive.put(replace(ARTICLE, id="ru-2", title="Дорога"))
    archive.delete("ru-2", "asked for")
    archive.delete("ru-1", "court order")
    told = [(gone.id, gone.seq, gone.reason, gone.title) for gone in archive.deletions()]
    assert told == [("ru-2", 3, "asked for", "Дорога"), ("ru-1", 4, "court order", "Мост")]
    assert [gone.id for gone in archive.deletions(since=3)] == ["ru-1"]
    archive.restore("ru-2")
    assert [gone.id for gone in archive.deletions()] == ["ru-1"]


def test_a_purged_text_is_in_no_byte_of_the_files(tmp_path: Path) -> None:
    name = "Имя потерпевшей"
    with Archive.create(tmp_path / "archive.db") as archive:
        for number in range(40):
            archive.put(replace(ARTICLE, id=f"a-{number}", body=f"Ничего особенного {number}."))
        archive.put(replace(ARTICLE, title=name, body=name * 2000))
        archive.put(replace(ARTICLE, title=name, body="Короче."))
        archive.rejects.add(Reject("a.jsonl", 3, "id", "claimed", f'{{"title": "{name}"}}'))
        archive.delete("ru-1", "court order")
        archive.purge("ru-1")
        archive.compact()
        assert not archive.restore("ru-2")
        files = b"".join(path.read_bytes() for path in tmp_path.glob("archive.db*"))
        assert name.encode() not in files
        assert [gone.title for gone in archive.deletions()] == [None]
        assert archive.put(ARTICLE) == "withheld"
        assert archive.restore("ru-1")
        assert archive.put(ARTICLE) == "new"


def test_a_purge_that_a_reader_holds_up_does_not_pass_for_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.01)
    path = tmp_path / "archive.db"
    with Archive.create(path) as archive, closing(sqlite3.connect(path)) as reader:
        archive.put(ARTICLE)
        archive.delete("ru-1", "court order")
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM version").fetchone()
        archive.purge("ru-1")
        with pytest.raises(sqlite3.OperationalError):
            archive.compact()
        reader.execute("ROLLBACK")
        archive.compact()
        assert ARTICLE.title.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    "raw",
    [
        r'{"title": "\u0422\u0430\u043a \"\u043d\u0435\u043b\u044c\u0437\u044f\""}',
        r'{"title": "\u0422\u0430\u043A \"\u043D\u0435\u043B\u044C\u0437\u044F\""}',
        r'{"title": "Так \"нельзя\"", "date": "?"}',
        r'{"url": "https:\/\/example.org\/1"}',
        'title: Так "нельзя"',
    ],
)
def test_a_purge_reaches_rejects_however_their_text_is_written(archive: Archive, raw: str) -> None:
    archive.put(replace(ARTICLE, title='Так "нельзя"', url="https://example.org/1"))
    archive.rejects.add(Reject("a.jsonl", 3, "date", "not a date", raw))
    archive.rejects.add(other := Reject("a.jsonl", 4, "date", "not a date", '{"title": "Мост"}'))
    archive.delete("ru-1", "court order")
    archive.purge("ru-1")
    assert archive.rejects.read() == [other]


# What each schema added; the tables of a stopped import are others since 4.
_OLD_IMPORT = (
    "CREATE TABLE import_run (key BLOB NOT NULL, begun TEXT NOT NULL)",
    "CREATE TABLE import_file (name TEXT PRIMARY KEY, size, modified_ns, is_done, source, records)",
)
_ADDED = {
    2: ("identity", "reject_unlisted"),
    3: ("edition", "pair", "sketch", "near_copy"),
    4: ("import_run", "import_file", "import_met"),
    5: ("stored",),
    6: ("mirror", "mirrored"),
}


@pytest.mark.parametrize("schema", [1, 2, 3, 4, 5])
def test_an_archive_of_an_earlier_schema_is_brought_up_to_date(tmp_path: Path, schema: int) -> None:
    path = tmp_path / "archive.db"
    with Archive.create(path) as archive:
        archive.put(ARTICLE)
        archive.put(replace(ARTICLE, id="ru-2", title="Дорога"))
        archive.delete("ru-2", "court order")
    with sqlite3.connect(path) as db:
        for later in range(schema + 1, 7):
            for table in _ADDED[later]:
                db.execute(f"DROP TABLE {table}")
        db.execute("ALTER TABLE archive DROP COLUMN identity")
        if schema < 5:
            db.execute("DROP INDEX version_deleted")
        if schema < 3:
            db.execute("ALTER TABLE archive DROP COLUMN searched")
        else:
            db.execute("UPDATE archive SET searched = 3")
        if schema == 3:
            for statement in _OLD_IMPORT:
                db.execute(statement)
        db.execute("UPDATE archive SET schema = ?", (schema,))
        moments = ((1, "02"), (2, "01"), (3, "03")) if schema < 5 else ()
        for seq, day in moments:
            db.execute(
                "UPDATE version SET first_seen = ? WHERE seq = ?",
                (f"2014-03-{day}T09:00:00.000001+00:00", seq),
            )
    db.close()
    with Archive.open(path) as archive:
        assert list(archive.articles()) == [(1, ARTICLE)]
        assert archive.last_seq() == 3
        assert archive.history.identity
        assert archive.mirror.read() is None
        assert [edition.id for edition in archive.editions.after(0)] == ["ru-1"]
        # When a version was first seen is all that was known, and time goes on.
        clock = archive.history.clock
        passed = 86_400 if schema < 5 else 0
        assert [clock.moment(seq) - clock.moment(1) for seq in (1, 2, 3)] == [0, 0, passed]
        # What was there before is left to its admin.
        assert archive.pairs.searched == 3
        found = archive.find(list_keys(replace(ARTICLE, id="?", title="Дорога")))
        assert [(known.id, known.deleted) for known in found] == [("ru-2", "court order")]
        with archive.transaction():
            assert not archive.journal.begin(b"key", 0).is_resumed
    # As it was, for who goes back to the release before.
    (kept,) = list_former(path)
    with sqlite3.connect(kept) as db:
        assert db.execute("SELECT schema FROM archive").fetchone() == (schema,)
        assert db.execute("SELECT count(*) FROM version").fetchone() == (3,)
    db.close()
    kept.replace(path)
    with Archive.open(path) as archive:
        assert list(archive.articles()) == [(1, ARTICLE)]
    Archive.open(path).close()
    assert list_former(path) == [kept]


def test_a_failed_transaction_leaves_nothing(archive: Archive) -> None:
    with pytest.raises(KeyboardInterrupt), archive.transaction():
        archive.put(ARTICLE)
        raise KeyboardInterrupt
    assert archive.count() == 0


def test_rejects_of_a_file_are_replaced_when_it_is_read_again(archive: Archive) -> None:
    reject = Reject("a.jsonl", 3, "title", "missing", "{}")
    archive.rejects.add(reject)
    archive.rejects.add(replace(reject, file="b.jsonl"))
    archive.rejects.forget("a.jsonl")
    assert archive.rejects.read() == [replace(reject, file="b.jsonl")]


def test_labels_are_learned_once(archive: Archive) -> None:
    archive.store_labels([("author", "aslan-tugov", "ru", "Аслан Тугов")])
    archive.store_labels(
        [("author", "aslan-tugov", "ru", "А. Тугов"), ("author", "aslan-tugov", "en", "A. Tugov")]
    )
    loaded = Labels()
    archive.load_labels(loaded)
    assert loaded.names == {"author": {"aslan-tugov": {"ru": "Аслан Тугов", "en": "A. Tugov"}}}


def test_what_is_stored_is_there_when_opened_again(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "archive.db") as archive:
        archive.put(ARTICLE)
    with Archive.create(tmp_path / "archive.db") as archive:
        assert list(archive.articles()) == [(1, ARTICLE)]


def test_what_was_reported_survives_a_power_cut(archive: Archive) -> None:
    journal, synchronous = (
        archive._db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous")
    )
    assert (journal, synchronous) == ("wal", 2)


def test_the_number_of_a_version_is_never_given_again(archive: Archive) -> None:
    archive.put(ARTICLE)
    archive._db.execute("DELETE FROM version")
    archive._db.execute("DELETE FROM current")
    archive.put(ARTICLE)
    assert archive.last_seq() == 2


def test_no_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissingError):
        Archive.open(tmp_path / "archive.db")


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(b"something else entirely" * 100)
    with pytest.raises(ArchiveMismatchError):
        Archive.open(path)
    assert path.read_bytes().startswith(b"something")


def test_an_empty_file_that_a_killed_command_left_is_filled(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.touch()
    with pytest.raises(ArchiveMissingError):
        Archive.open(path)
    with Archive.create(path) as archive:
        assert archive.put(ARTICLE) == "new"


def test_another_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    Archive.create(path).close()
    with sqlite3.connect(path) as db:
        db.execute("UPDATE archive SET schema = 99")
    db.close()
    with pytest.raises(ArchiveMismatchError, match="99"):
        Archive.open(path)


def test_a_corrected_date_of_the_original_is_a_new_version(archive: Archive) -> None:
    dated = replace(ARTICLE, original_published=datetime(1999, 5, 4, tzinfo=UTC))
    mended = replace(ARTICLE, original_published=datetime(1998, 5, 4, tzinfo=UTC))
    assert [archive.put(article) for article in (ARTICLE, dated, mended)] == [
        "new", "changed", "changed",
    ]  # fmt: skip
    assert list(archive.articles()) == [(3, mended)]
    moscow = mended.original_published.astimezone(timezone(timedelta(hours=3)))
    assert archive.put(replace(mended, original_published=moscow)) == "unchanged"


def test_reading_can_be_broken_off_and_taken_up_where_it_ended(archive: Archive) -> None:
    for number in (7, 3, 9, 1, 5):
        archive.put(replace(ARTICLE, id=f"ru-{number}"))
    archive.put(replace(ARTICLE, id="ru-3", body="Движение пущено."))
    ids = ["ru-7", "ru-9", "ru-1", "ru-5", "ru-3"]
    for read in range(len(ids)):
        begun = list(islice(archive.articles(), read))
        changed = list(islice(archive.changes(0), read))
        rest = archive.articles(first=1 + max((seq for seq, _ in begun), default=0))
        unseen = archive.changes(max((version.seq for version in changed), default=0))
        assert [article.id for _, article in (*begun, *rest)] == ids
        assert [version.id for version in (*changed, *unseen)] == ids


@pytest.mark.parametrize("field", ["published", "original_published", "modified"])
def test_every_instant_may_be_told_in_another_zone(archive: Archive, field: str) -> None:
    moscow = timezone(timedelta(hours=3))
    archive.put(replace(ARTICLE, **{field: ARTICLE.published}))
    told = replace(ARTICLE, **{field: ARTICLE.published.astimezone(moscow)})
    assert archive.put(told) == "unchanged"


def test_a_purge_takes_the_rejected_records_that_name_the_article(archive: Archive) -> None:
    address, other = "https://example.org/1", '{"title": "Рынок"}'
    archive.put(replace(ARTICLE, url=address))
    for line, raw in enumerate(
        (f'{{"title": "{ARTICLE.title}"}}', f'{{"url": "{address}"}}', other)
    ):
        archive.rejects.add(Reject("a.jsonl", line, "published", "missing", raw))
    archive.delete("ru-1", "court order")
    archive.purge("ru-1")
    assert [reject.raw for reject in archive.rejects.read()] == [other]
