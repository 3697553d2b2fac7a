"""A mirror that is killed, or told to end, is whole, and goes on where it was."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from searcher.service import SearchService
from tests.conftest import update_home
from tests.faults.jobs import JobServer, wait_for
from tests.letopis.conftest import serve
from web.app import make_app

# Pages of two changes.
PAGES = {"web.mirroring.source.MOST_CHANGES": 2}
PLACES = [
    ("indexer.archive.creating.create_home", "after"),
    ("indexer.mirroring.job.MirrorJob._admit", "after"),
    ("indexer.mirroring.storing.MirrorStorer.store", "before"),
    ("indexer.archive.log.ArchiveLog.append", "after"),
    ("indexer.archive.mirrored.ArchiveMirror.write", "before"),
    ("indexer.archive.mirrored.ArchiveMirror.write", "after"),
    ("indexer.mirroring.job.MirrorJob._take", "after"),
    ("indexer.mirroring.naming.store_names", "after"),
    ("indexer.mirroring.job.MirrorJob._update", "before"),
    ("indexer.mirroring.job.MirrorJob._update", "after"),
]


@pytest.fixture
def engine() -> str:
    return "whoosh"


@pytest.fixture
def address(served: ArchiveHome, analyzer: Analyzer) -> Iterator[str]:
    """Where an archive of six articles and a take-down is served."""
    update_home(served, analyzer)
    with Archive.open(served.database) as archive, archive.transaction():
        assert archive.delete("a-1", "a court")
    update_home(served, analyzer)
    with serve(make_app(SearchService(served, read_settings(served), analyzer))) as address:
        yield address


def hold(home: ArchiveHome) -> set[str]:
    with Archive.open(home.database) as archive:
        return set(archive.ids())


@pytest.mark.parametrize("count", [0, 2])
@pytest.mark.parametrize(("where", "moment"), PLACES)
def test_a_killed_mirror_goes_on_where_it_was(
    jobs: JobServer, address: str, tmp_path: Path, where: str, moment: str, count: int
) -> None:
    home = ArchiveHome(tmp_path / "mirror")
    code, printed = jobs.run(
        home, "mirror", address, where=where, moment=moment, count=count, constants=PAGES
    )
    assert code in {-signal.SIGKILL, 0}, printed
    assert jobs.run(home, "mirror", address)[0] == 0
    code, printed = jobs.run(home, "mirror", "compare")
    assert code == 0, printed
    assert "They hold the same." in printed
    assert hold(home) == {"a-0", *(f"a-{n}" for n in range(2, 7))}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_is_told_to_end_ends(
    jobs: JobServer, address: str, tmp_path: Path, number: signal.Signals
) -> None:
    home = ArchiveHome(tmp_path / "mirror")
    pid = jobs.start(home, "mirror", address, "--every", "3600")
    wait_for(lambda: "Both hold the same" in jobs.printed())
    os.kill(pid, number)
    code, printed = jobs.wait()
    assert (code, printed.splitlines()[-1]) == (0, "Stopped.")
    assert len(hold(home)) == 6


def test_a_mirror_waits_for_a_source_that_is_away(
    jobs: JobServer, served: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    """Nobody answers at first, then somebody does, then nobody."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = ArchiveHome(tmp_path / "mirror")
    pid = jobs.start(
        home, "mirror", f"http://127.0.0.1:{port}", "--every", "1",
        constants={"web.mirroring.source.MOST_ATTEMPTS": 1},
    )  # fmt: skip
    wait_for(lambda: "no answer" in jobs.printed())
    service = SearchService(served, read_settings(served), analyzer)
    with serve(make_app(service), port):
        wait_for(lambda: "Both hold the same" in jobs.printed())
    os.kill(pid, signal.SIGTERM)
    assert jobs.wait()[0] == 0
    assert len(hold(home)) == 5
