"""The audit log."""

from __future__ import annotations

from pathlib import Path

from indexer.operations.audit import AuditLog


def test_the_newest_stand_first_and_pages_follow_on(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "operations.db")
    for number in range(5):
        log.note("anna", "page", "delete", f"ru-{number}")
    newest = log.read(2)
    assert [deed.details for deed in newest] == ["ru-4", "ru-3"]
    rest = log.read(10, before=newest[-1].number)
    assert [deed.details for deed in rest] == ["ru-2", "ru-1", "ru-0"]


def test_an_outcome_is_unknown_until_it_is_told(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "operations.db")
    number = log.note("anna", "command", "index", outcome=None)
    assert [deed.outcome for deed in log.read(2)] == [None]
    log.settle(number, "")
    assert [deed.outcome for deed in log.read(2)] == [""]


def test_one_action_is_looked_at_alone(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "operations.db")
    log.note("anna", "page", "delete", "ru-1")
    log.note("anna", "command", "index")
    assert [deed.action for deed in log.read(5, action="index")] == ["index"]
    assert log.list_actions() == ["delete", "index"]
