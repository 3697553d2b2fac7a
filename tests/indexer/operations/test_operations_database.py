"""The database of what is done with an archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.archive.creating import create_home
from indexer.backup.home_files import list_home_files
from indexer.backup.job import BackupJob
from indexer.backup.restoring import RestoreJob
from indexer.errors import ArchiveDamagedError
from indexer.home.paths import ArchiveHome
from indexer.operations.database import opened
from indexer.progress import Progress

TABLES = ("CREATE TABLE IF NOT EXISTS deed (what TEXT) STRICT",)


def note(path: Path, what: str) -> None:
    with opened(path, TABLES) as db:
        db.execute("INSERT INTO deed VALUES (?)", (what,))


def read(path: Path) -> list[str]:
    with opened(path, TABLES) as db:
        return [what for (what,) in db.execute("SELECT what FROM deed ORDER BY rowid")]


def test_what_is_noted_is_there_for_the_next(tmp_path: Path) -> None:
    path = tmp_path / "operations.db"
    note(path, "import")
    note(path, "index")
    assert read(path) == ["import", "index"]


def test_nobody_else_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "operations.db"
    note(path, "import")
    assert path.stat().st_mode & 0o077 == 0


def test_a_damaged_one_is_told_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "operations.db"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5_000)
    with pytest.raises(ArchiveDamagedError) as caught:
        read(path)
    assert caught.value.path == path


def test_a_backup_has_it_and_no_account(tmp_path: Path) -> None:
    home = create_home(tmp_path / "news")
    # One that is open, with changes that stand beside it in a log.
    with opened(home.operations, TABLES) as db:
        db.execute("INSERT INTO deed VALUES ('import')")
        note(home.accounts, "a secret")
        BackupJob(home, tmp_path / "backups", 3).run(Progress())
    names = {path.name for path in list_home_files(home)}
    assert not {name for name in names if name.startswith(("operations", "accounts"))}
    folder = next(path for path in (tmp_path / "backups").iterdir() if path.is_dir())
    restored = ArchiveHome(tmp_path / "restored")
    RestoreJob(restored, folder).run(Progress())
    assert read(restored.operations) == ["import"]
    assert not restored.accounts.exists()
