"""The audit log, written by commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.home.paths import ArchiveHome
from indexer.operations.audit import AuditLog, Deed
from tests.web.cli.test_cli_start import start_letopis


@pytest.fixture
def home(tmp_path: Path) -> ArchiveHome:
    (tmp_path / "first.jsonl").write_text('{"id": "a", "title": "Bridge", "date": "2014-03-01"}\n')
    return ArchiveHome(tmp_path / "news")


def read(home: ArchiveHome) -> list[Deed]:
    return AuditLog.of(home).read(10)[::-1]


def test_what_changes_an_archive_is_noted_with_its_words(home: ArchiveHome, tmp_path: Path) -> None:
    start_letopis(home.path, "import", tmp_path / "first.jsonl", "--set", "lang=en")
    start_letopis(home.path, "index")
    start_letopis(home.path, "delete", "a", "--reason", "at the request of the author")
    start_letopis(home.path, "status")
    deeds = read(home)
    assert [deed.action for deed in deeds] == ["import", "index", "delete"]
    assert deeds[0].details == f"{tmp_path / 'first.jsonl'} --set lang=en"
    assert deeds[2].details == "a --reason at the request of the author"
    assert {(deed.way, deed.outcome) for deed in deeds} == {("command", "")}
    assert all(deed.who for deed in deeds)


def test_what_failed_is_noted_with_the_reason(home: ArchiveHome, tmp_path: Path) -> None:
    start_letopis(home.path, "import", tmp_path / "first.jsonl")
    start_letopis(home.path, "delete", "nowhere", "--reason", "order")
    start_letopis(home.path, "pairs", "confirm", "a", "b")
    _, deleted, confirmed = read(home)
    assert "nowhere" in (deleted.outcome or "")
    assert (confirmed.action, confirmed.details) == ("pairs confirm", "a b")
    assert confirmed.outcome


def test_a_command_does_its_work_where_the_log_cannot_be_written(
    home: ArchiveHome, tmp_path: Path
) -> None:
    start_letopis(home.path, "import", tmp_path / "first.jsonl")
    home.operations.write_bytes(b"no database " * 1_000)
    done = start_letopis(home.path, "index")
    assert done.returncode == 0
    assert "audit log cannot be written" in done.stderr
    assert start_letopis(home.path, "search", "bridge", "--json").stdout.count('"id": "a"') == 1
