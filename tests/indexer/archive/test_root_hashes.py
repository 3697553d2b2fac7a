"""The root hash of an archive: who asks for one pays no more than was agreed, and one that is asked
for again is remembered."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from indexer.archive.roots import RootHash, read_root
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.home.paths import ArchiveHome

VERSIONS = 60


class _TimeIsUpError(Exception):
    pass


@pytest.fixture
def own(home: ArchiveHome) -> ArchiveHome:
    """An archive with many earlier states."""
    when = datetime(2014, 3, 1, 9, tzinfo=UTC)
    with Archive.open(home.database) as archive, archive.transaction():
        for number in range(VERSIONS):
            archive.put(Article(id=f"a-{number}", lang="en", title="Bridge", published=when))
    return home


def read_remembered(home: ArchiveHome, seq: int) -> RootHash:
    """A root hash, if it need not be made."""

    def refuse() -> None:
        raise _TimeIsUpError

    return read_root(home, (), seq, check_hashing=refuse)


def test_to_hash_has_a_limit(own: ArchiveHome) -> None:
    with pytest.raises(_TimeIsUpError):
        read_remembered(own, VERSIONS)
    assert read_root(own, (), VERSIONS).articles == VERSIONS


def test_an_early_state_is_hashed_once(own: ArchiveHome) -> None:
    for seq in range(VERSIONS, VERSIONS - 30, -1):
        read_root(own, (), seq)
    early = read_root(own, (), 3)
    assert early.articles == 3
    assert read_remembered(own, 3) == early


def test_what_is_asked_for_again_is_remembered(own: ArchiveHome) -> None:
    early = read_root(own, (), 3)
    for seq in range(4, VERSIONS):
        read_root(own, (), seq)
        assert read_remembered(own, 3) == early
    with pytest.raises(_TimeIsUpError):
        read_remembered(own, 4)
