"""`letopis backup`: a restored archive is the archive, to those who export and who search."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from indexer.home.paths import ArchiveHome
from tests.web.cli.conftest import Letopis


def test_a_restored_archive_exports_and_answers_the_same(
    letopis: Letopis, sample_home: ArchiveHome, tmp_path: Path
) -> None:
    home = tmp_path / "archive"
    shutil.copytree(sample_home.path, home)
    (home / "about.md").write_text("About us", "utf-8")
    letopis(home, "delete", "en-1002", "--reason", "at the request of the author")
    backups, new = tmp_path / "backups", tmp_path / "new"
    done = letopis(home, "backup", backups)
    assert done.returncode == 0, done.stderr
    assert "opened and checked" in done.stdout
    done = letopis(new, "backup", "restore", backups)
    assert done.returncode == 0, done.stderr
    assert "letopis --home" in done.stdout
    assert letopis(new, "index").returncode == 0
    for command in (
        ("export", "--versions"),
        ("search", "мост", "--json"),
        ("search", "bridge OR river", "--json"),
        ("deleted", "--json"),
        ("verify",),
    ):
        ours, theirs = (letopis(one, *command) for one in (home, new))
        assert ours.returncode == theirs.returncode == 0
        assert _without_times(ours.stdout) == _without_times(theirs.stdout)
    assert (new / "about.md").read_text("utf-8") == "About us"


def _without_times(printed: str) -> str:
    """What is printed, without what tells one index from another."""
    words = ("generation", "seconds", "cursor")
    lines = (
        line for line in printed.splitlines() if not any(word in line.lower() for word in words)
    )
    return "\n".join(lines)


def test_backups_are_listed_with_what_is_wrong(letopis: Letopis, tmp_path: Path) -> None:
    home, backups = tmp_path / "archive", tmp_path / "backups"
    letopis(home, "init")
    for _ in range(2):
        letopis(home, "backup", backups, "--keep", "5")
    done = letopis(home, "backup", "list", backups, "--json")
    assert done.returncode == 0
    first, second = json.loads(done.stdout)
    assert first["damage"] is second["damage"] is None
    assert second["manifest"]["last_seq"] == 0
    damaged = Path(second["path"])
    (damaged / "backup.json").unlink()
    done = letopis(home, "backup", "list", backups)
    assert done.returncode == 1
    assert f"{damaged.name}  DAMAGED" in done.stdout
    done = letopis(tmp_path / "new", "backup", "restore", damaged)
    assert done.returncode == 4
    assert str(damaged) in done.stderr
    assert "letopis" in done.stderr
    # The newest is meant, and an earlier one is taken only by its name.
    assert letopis(tmp_path / "new", "backup", "restore", backups).returncode == 4
    assert letopis(tmp_path / "new", "backup", "restore", first["path"]).returncode == 0


def test_options_may_stand_before_the_folder(letopis: Letopis, tmp_path: Path) -> None:
    home = tmp_path / "archive"
    letopis(home, "init")
    done = letopis(home, "backup", "--keep", "2", "--json", tmp_path / "backups")
    assert done.returncode == 0, done.stderr
    assert Path(json.loads(done.stdout)["path"]).parent == tmp_path / "backups"
    assert letopis(home, "backup", "restore", tmp_path / "backups").returncode == 2
    assert letopis(home, "backup", "--keep", "0", tmp_path / "backups").returncode == 2
    assert letopis(home, "backup", tmp_path / "news.zip").returncode == 2
