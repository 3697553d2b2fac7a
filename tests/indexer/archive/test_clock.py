"""The clock of an archive: when it stored what, and never back."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.archive.store import Archive
from indexer.article import Article

DAY = datetime(2014, 3, 1, tzinfo=UTC)


@given(st.lists(st.integers(0, 20), max_size=12), st.integers(0, 21))
def test_what_is_stored_later_is_never_older(
    tmp_path_factory: pytest.TempPathFactory, told: list[int], asked: int
) -> None:
    path = tmp_path_factory.mktemp("clock") / "archive.db"
    with Archive.create(path) as archive, pytest.MonkeyPatch.context() as patch:
        for number, moment in enumerate(told):
            patch.setattr(time, "time", lambda now=moment: now + 0.7)
            archive.log.append(
                Article(id=f"{number}", lang="en", title="Bridge", published=DAY), DAY
            )
        clock = archive.history.clock
        moments = [clock.moment(seq) for seq in range(1, len(told) + 1)]
        assert moments == [max(told[: seq + 1]) for seq in range(len(told))]
        # All since a moment is what a sequence has from some place on.
        since = [seq for seq, moment in enumerate(moments, 1) if moment >= asked]
        assert clock.first_since(asked) == (since[0] if since else None)
        assert clock.first_moment() == (moments[0] if moments else None)


def test_what_is_undone_was_never_stored(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "archive.db") as archive:
        with archive.rehearsal():
            archive.put(Article(id="a", lang="en", title="Bridge", published=DAY))
        assert archive.history.clock.first_moment() is None
