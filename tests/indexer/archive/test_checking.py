"""An archive is checked, not trusted: whatever bit flips in it, reading is one error of ours, and
what passes the check holds the texts that were stored."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.archive.digest import digest_article
from indexer.archive.entries import Reject
from indexer.archive.store import Archive
from indexer.article import Article, Provenance
from indexer.errors import LetopisError, VersionDamagedError
from indexer.labels import Labels

COPIES = 150

ARTICLES = [
    Article(
        id=f"a-{n}",
        lang="en",
        title=f"Bridge {n}",
        body="The river rose, and the bridge stood.",
        published=datetime(2014, 3, 1, tzinfo=UTC),
        provenance=Provenance("news.jsonl", n, "jsonl"),
    )
    for n in range(8)
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with Archive.create(path) as archive:
        for article in ARTICLES:
            archive.put(article)
        archive.put(replace(ARTICLES[4], title="Tunnel"))
        archive.delete("a-2", "court order")
        archive.rejects.add(Reject("news.jsonl", 9, "title", "missing", "{}"))
        archive.store_labels([("author", "aslan-tugov", "ru", "Аслан Тугов")])
    return path


def digests(archive: Archive) -> list[tuple[int, str, bytes | None, str | None]]:
    """The texts of all versions."""
    return [
        (v.seq, v.id, v.article and digest_article(v.article), v.deleted)
        for article in ARTICLES
        for v in archive.versions(article.id)
    ]


def put_again(archive: Archive) -> None:
    for article in ARTICLES:
        archive.heal(article)
        archive.put(article)


READS: tuple[Callable[[Archive], object], ...] = (
    lambda archive: (archive.count(), archive.last_seq(), archive.spans(5)),
    lambda archive: list(archive.articles()),
    lambda archive: list(archive.values()),
    lambda archive: list(archive.ids()),
    lambda archive: list(archive.changes(0)),
    lambda archive: list(archive.sample_changes(0, 5)),
    lambda archive: archive.rejects.read(),
    lambda archive: archive.load_labels(Labels()),
    put_again,
    lambda archive: archive.delete("a-5", "court order"),
)


def flip(content: bytes, chance: random.Random) -> bytes:
    flipped = bytearray(content)
    written = [place for place, byte in enumerate(content) if byte]
    for _ in range(chance.choice((1, 1, 3, 8))):
        flipped[chance.choice(written)] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def test_no_flipped_bit_is_an_error_of_another_kind_or_passes_in_silence(path: Path) -> None:
    content = path.read_bytes()
    with Archive.open(path) as archive:
        sound = digests(archive)
    passed = 0
    for seed in range(COPIES):
        path.write_bytes(flip(content, random.Random(seed)))
        with suppress(LetopisError), Archive.open(path) as archive:
            if archive.check().is_sound:
                assert digests(archive) == sound
                passed += 1
        for read in READS:
            # A bit may also say that the file may not be written.
            with suppress(LetopisError, sqlite3.OperationalError), Archive.open(path) as archive:
                read(archive)
    # Some flip where nothing stands, and most do not.
    assert 0 < passed < COPIES / 2


def rot(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert content.count(old) == 1
    path.write_bytes(content.replace(old, new))


def damaged(archive: Archive) -> list[tuple[int, str]]:
    return [(version.seq, version.id) for version in archive.check().versions]


def test_a_text_that_rots_is_never_read_and_the_same_text_heals_it_in_its_place(
    path: Path,
) -> None:
    rot(path, b"Bridge 7", b"Bridge 6")
    with Archive.open(path) as archive:
        assert damaged(archive) == [(8, "a-7")]
        for read in (lambda: archive.get("a-7"), lambda: list(archive.articles())):
            with pytest.raises(VersionDamagedError) as caught:
                read()
            (version,) = caught.value.versions
            assert (version.seq, version.id, version.file) == (8, "a-7", "news.jsonl")
        last = archive.last_seq()
        assert not archive.heal(ARTICLES[6])
        assert archive.heal(replace(ARTICLES[7], provenance=None))
        assert not archive.heal(ARTICLES[7])
        assert damaged(archive) == []
        healed = archive.get("a-7")
        assert healed is not None
        assert (healed.seq, healed.article) == (8, ARTICLES[7])
        assert archive.last_seq() == last


@pytest.mark.parametrize(
    "fault",
    [
        "UPDATE version SET digest = x'00' WHERE seq = 8",
        "UPDATE version SET id = 'a-9' WHERE seq = 8",
        "UPDATE version SET article = NULL WHERE seq = 8",
        "UPDATE version SET article = '{' WHERE seq = 8",
    ],
)
def test_whatever_rots_of_a_version_is_healed(path: Path, fault: str) -> None:
    with sqlite3.connect(path) as db:
        db.execute(fault)
    db.close()
    with Archive.open(path) as archive:
        assert len(damaged(archive)) == 1
        assert archive.heal(ARTICLES[7])
        assert damaged(archive) == []


def test_a_text_that_was_taken_away_for_good_is_no_damage_and_never_healed(path: Path) -> None:
    with Archive.open(path) as archive:
        archive.purge("a-2")
        assert archive.check().is_sound
        assert not archive.heal(ARTICLES[2])
        assert all(version.article is None for version in archive.versions("a-2"))


def test_old_versions_are_checked_and_healed_without_becoming_current(path: Path) -> None:
    rot(path, b"Bridge 4", b"Bridge 5")
    with Archive.open(path) as archive:
        assert damaged(archive) == [(5, "a-4")]
        assert archive.heal(ARTICLES[4])
        assert damaged(archive) == []
        assert [v.article.title for v in archive.versions("a-4") if v.article] == [
            "Bridge 4",
            "Tunnel",
        ]


def test_a_text_that_rots_can_be_taken_down(path: Path) -> None:
    rot(path, b"Bridge 7", b"Bridge 6")
    with Archive.open(path) as archive:
        assert archive.delete("a-7", "court order")
        assert "a-7" not in list(archive.ids())


def test_a_text_that_rots_is_not_restored_and_can_be_purged(path: Path) -> None:
    rot(path, b"Bridge 2", b"Bridge 3")
    with Archive.open(path) as archive:
        with pytest.raises(VersionDamagedError):
            archive.restore("a-2")
        archive.purge("a-2")
        assert archive.check().is_sound
        assert archive.restore("a-2")
