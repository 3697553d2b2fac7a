"""`letopis doctor`: for people and for monitors."""

from __future__ import annotations

import json
from pathlib import Path

from tests.web.cli.conftest import Letopis


def test_a_monitor_is_told_by_the_exit_code(letopis: Letopis, tmp_path: Path) -> None:
    home = tmp_path / "archive"
    letopis(home, "init")
    done = letopis(home, "doctor", "--json")
    assert done.returncode == 1
    (found,) = json.loads(done.stdout)
    assert found["weight"] == "due"
    assert found["command"] == f"letopis --home {home} backup DIR"
    assert letopis(home, "backup", tmp_path / "backups").returncode == 0
    done = letopis(home, "doctor")
    assert (done.returncode, done.stdout) == (0, "All is well.\n")
    assert json.loads(letopis(home, "doctor", "--full", "--json").stdout) == []


def test_an_archive_whose_settings_are_wrong_is_looked_over(
    letopis: Letopis, tmp_path: Path
) -> None:
    home = tmp_path / "archive"
    letopis(home, "init")
    (home / "letopis.toml").write_text("\nzone = 3\n", "utf-8")
    done = letopis(home, "doctor")
    assert done.returncode == 1
    assert f"Wrong: settings: {home}/letopis.toml:2: " in done.stdout
    assert f"${{EDITOR:-vi}} +2 {home}/letopis.toml" in done.stdout
    assert letopis(tmp_path / "nowhere", "doctor").returncode == 4
