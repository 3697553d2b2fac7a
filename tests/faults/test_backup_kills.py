"""A backup or a restore that is killed leaves nothing that passes for one; the next is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.backup.checking import CheckJob
from indexer.backup.job import BackupJob
from indexer.backup.manifest import list_backups, list_names
from indexer.home.paths import ArchiveHome
from indexer.progress import Progress
from tests.conftest import index_home
from tests.faults.jobs import (
    JobServer,
    found,
    kill_group,
    names,
    run_import,
    stored,
    wait_for,
    write_news,
)

BACKUP_PLACES = [
    ("indexer.backup.snapshot.copy_database", "before"),
    ("indexer.backup.snapshot._check_copy", "before"),
    ("indexer.backup.parts.OpenParts.has", "after"),
    ("indexer.backup.writing.write_changed", "after"),
    ("indexer.backup.writing.write_manifest", "before"),
    ("indexer.backup.writing.write_manifest", "after"),
    ("indexer.backup.job.write_backup", "after"),
    ("indexer.backup.job._prune", "before"),
    ("indexer.backup.job.note_backup", "before"),
]
RESTORE_PLACES = [
    ("indexer.backup.restoring._assemble", "before"),
    ("indexer.backup.parts.OpenParts.read", "after"),
    ("indexer.backup.restoring._assemble", "after"),
    ("indexer.backup.restoring.rewind", "after"),
    ("indexer.backup.restoring._write_new", "after"),
    ("indexer.backup.restoring.sync_folder", "before"),
]


@pytest.fixture
def engine() -> str:
    return "tantivy"


@pytest.mark.parametrize(("where", "moment"), BACKUP_PLACES)
def test_a_killed_backup_is_none(
    jobs: JobServer,
    served: ArchiveHome,
    tmp_path: Path,
    analyzer: Analyzer,
    where: str,
    moment: str,
) -> None:
    folder = tmp_path / "backups"
    assert jobs.run(served, "backup", folder)[0] == 0
    run_import(served, analyzer, write_news(tmp_path / "more.jsonl", 50, 5))
    jobs.kill(served, "backup", folder, where=where, moment=moment)
    for listed in list_backups(folder):
        CheckJob(listed.path).run(Progress())
    assert jobs.run(served, "backup", "--keep", 2, folder)[0] == 0
    kept = {"writing.lock", *list_names(folder)}
    assert {path.name for path in folder.iterdir()} == kept
    for listed in list_backups(folder):
        CheckJob(listed.path).run(Progress())
    new = ArchiveHome(tmp_path / "new")
    assert jobs.run(new, "backup", "restore", folder)[0] == 0
    assert stored(new) == stored(served)


@pytest.mark.parametrize(("where", "moment"), RESTORE_PLACES)
def test_a_killed_restore_is_done_again_whole(
    jobs: JobServer,
    served: ArchiveHome,
    tmp_path: Path,
    analyzer: Analyzer,
    where: str,
    moment: str,
) -> None:
    folder = tmp_path / "backups"
    assert jobs.run(served, "backup", folder)[0] == 0
    new = ArchiveHome(tmp_path / "new")
    restore = ("backup", "restore", folder, "--seq", 6)
    jobs.kill(new, *restore, where=where, moment=moment)
    if not new.database.exists():
        code, printed = jobs.run(new, "status")
        assert code == 4, printed
        code, printed = jobs.run(new, *restore)
        assert code == 0, printed
    assert new.settings_file.read_bytes() == served.settings_file.read_bytes()
    index_home(new, analyzer)
    assert found(new, analyzer) == names(*range(6))
    left = {path.name for path in new.path.iterdir()}
    assert not {name for name in left if ".new" in name or "partial" in name}


def test_a_backup_is_taken_while_an_import_writes(
    jobs: JobServer, served: ArchiveHome, tmp_path: Path
) -> None:
    """The import holds the archive's lock, and a transaction that is not committed."""
    more = write_news(tmp_path / "more.jsonl", 50, 5)
    where = "indexer.archive.log.ArchiveLog.append"
    job = jobs.start(served, "import", more, where=where, moment="after", count=3, fault="stay")
    wait_for(lambda: "here" in jobs.printed())
    report = BackupJob(served, tmp_path / "backups").run(Progress())
    assert report.backup.manifest.articles == 7
    kill_group(job)
    jobs.wait()
    new = ArchiveHome(tmp_path / "new")
    assert jobs.run(new, "backup", "restore", tmp_path / "backups")[0] == 0
    assert stored(new) == names(*range(7))
