"""`letopis alerts`, and what other commands do about alerts."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from tests.faults.conftest import copy_archive as copy_archive
from tests.faults.jobs import CopyArchive, JobServer, write_news
from tests.web.alerts.receivers import SECRET, Receiver, answering, hang, receiving
from tests.web.cli.conftest import Letopis
from tests.web.cli.test_watch import Watched

ALERT = """
[bridges]
en = "Bridges"
query = 'bridge'
hook = '{hook}'
secret = '{secret}'
"""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(answering("200 OK", b"thank you\x1b[0m")) as started:
        yield started


@pytest.fixture
def home(tmp_path: Path, copy_archive: CopyArchive, receiver: Receiver) -> Path:
    """An archive in which two articles wait for the index, and an alert."""
    home = copy_archive(tmp_path / "archive", "whoosh")
    text = ALERT.format(hook=receiver.address, secret=SECRET)
    home.alerts_file.write_text(text, "utf-8")
    return home.path


def test_an_update_tells_hooks_and_says_so(
    letopis: Letopis, home: Path, receiver: Receiver
) -> None:
    new = letopis(home, "alerts")
    assert "finds 5 articles; new: begins with the next update" in new.stdout
    updated = letopis(home, "update", "--json")
    assert updated.returncode == 0
    assert json.loads(updated.stdout)["alerts"] == {"matched": 2, "problems": []}
    assert "Hooks took 1 call." in updated.stderr
    assert receiver.calls[0].is_signed()
    listed = letopis(home, "alerts")
    assert "bridges  Bridges" in listed.stdout
    assert "finds 7 articles; 2 matches since it began" in listed.stdout
    (told,) = json.loads(letopis(home, "alerts", "--json").stdout)
    assert (told["read"], told["matched"], told["hook"]["waiting"]) == ("bridge", 2, 0)
    # Neither the secret nor the address is told.
    assert SECRET not in listed.stdout + str(told)
    assert "/hook" not in str(told)


def test_a_hook_that_fails_fails_no_update(
    letopis: Letopis, home: Path, receiver: Receiver
) -> None:
    receiver.behave = answering("500 No")
    updated = letopis(home, "update")
    assert updated.returncode == 0
    assert "The hook of bridges took no call: answered 500" in updated.stderr
    assert "letopis --home" in updated.stderr
    assert "alerts deliver" in updated.stderr
    assert "1 call waits" in letopis(home, "alerts").stdout
    failed = letopis(home, "alerts", "deliver")
    assert failed.returncode == 1
    receiver.behave = answering("200 OK")
    delivered = letopis(home, "alerts", "deliver", "--json")
    assert delivered.returncode == 0
    assert json.loads(delivered.stdout) == {
        "matched": 0,
        "taken": 1,
        "failures": {},
        "waiting": 0,
    }


def test_a_trial(letopis: Letopis, home: Path, receiver: Receiver) -> None:
    dry = letopis(home, "alerts", "test", "bridges", "--dry-run")
    assert json.loads(dry.stdout)["type"] == "alert.test"
    assert receiver.calls == []
    tried = letopis(home, "alerts", "test", "bridges")
    assert tried.returncode == 0
    assert "answered 200: the call was taken" in tried.stdout
    # What a receiver says steers no terminal.
    assert "thank you\\x1b[0m" in tried.stdout
    receiver.behave = answering("401 Unauthorized")
    assert letopis(home, "alerts", "test", "bridges").returncode == 1
    unknown = letopis(home, "alerts", "test", "nobody")
    assert unknown.returncode == 3
    assert "nobody" in unknown.stderr


def test_a_mistake_is_told_and_keeps_nothing_from_working(letopis: Letopis, home: Path) -> None:
    (home / "alerts.toml").write_text("[bridges]\nquery = 3\n", "utf-8")
    updated = letopis(home, "update")
    assert updated.returncode == 0
    assert "Alerts wait: " in updated.stderr
    assert "bridges: query: expected a text" in updated.stderr
    assert letopis(home, "alerts").returncode == 2


def test_a_watch_imports_on_while_a_hook_hangs(
    jobs: JobServer, tmp_path: Path, analyzer: Analyzer
) -> None:
    watched = Watched(jobs, tmp_path, analyzer)
    try:
        with receiving(hang) as receiver:
            write_news(watched.folder / "first.jsonl", 0, 2)
            text = ALERT.format(hook=receiver.address, secret=SECRET)
            watched.home.alerts_file.write_text(text, "utf-8")
            watched.start()
            watched.wait_for_hits("bridge", 2)
            write_news(watched.folder / "second.jsonl", 2, 2)
            watched.wait_for_hits("bridge", 4)
            watched.wait_until(lambda: bool(receiver.calls))
            began = time.monotonic()
            write_news(watched.folder / "third.jsonl", 4, 1)
            watched.wait_for_hits("bridge", 5)
            assert receiver.calls[0].ids == ["a-2", "a-3"]
            assert time.monotonic() - began < 60
    finally:
        watched.end()
