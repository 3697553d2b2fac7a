"""What shells complete, as they ask for it and as they do it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import SAMPLE_CORPUS
from web.cli.main import letopis

# Asks bash what it would offer for a line, behind the script that Letopis prints.
ASK_BASH = """
source completion.bash
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
compopt() { :; }
_letopis_completion letopis
printf '%s\\n' "${COMPREPLY[@]}"
"""


def script_for(shell: str) -> str:
    done = CliRunner().invoke(letopis, ["completion", shell], prog_name="letopis")
    assert done.exit_code == 0
    return done.stdout


@pytest.fixture
def shell_folder(tmp_path: Path) -> Path:
    """A folder with a command `letopis`, and the script for bash."""
    command = tmp_path / "letopis"
    command.write_text(f"#!{sys.executable}\nfrom web.cli import main\nmain()\n", "utf-8")
    command.chmod(0o755)
    (tmp_path / "completion.bash").write_text(script_for("bash"), "utf-8")
    return tmp_path


def complete(folder: Path, *words: str) -> list[str]:
    """What bash offers for the last of some words."""
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", ASK_BASH, "bash", *words],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(SAMPLE_CORPUS.parent)},
    )
    return done.stdout.split()


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes_commands_options_and_choices(shell_folder: Path) -> None:
    assert complete(shell_folder, "letopis", "se") == ["search", "serve"]
    assert complete(shell_folder, "letopis", "serve", "--wo") == ["--workers"]
    engines = ["auto", "whoosh", "tantivy", "opensearch"]
    assert complete(shell_folder, "letopis", "index", "--engine", "") == engines
    assert complete(shell_folder, "letopis", "pairs", "s") == ["split"]
    assert complete(shell_folder, "letopis", "--home", "news", "search", "--sort", "o") == [
        "oldest"
    ]


@pytest.mark.parametrize(
    ("shell", "binds"),
    [
        ("bash", "complete -o nosort -F _letopis_completion letopis"),
        ("zsh", "#compdef letopis"),
        ("fish", "complete --no-files --command letopis"),
    ],
)
def test_each_shell_gets_a_script_that_it_can_read(shell: str, binds: str, tmp_path: Path) -> None:
    script = script_for(shell)
    assert binds in script
    assert f"_LETOPIS_COMPLETE={shell}_complete" in script
    if program := shutil.which(shell):
        (tmp_path / "script").write_text(script, "utf-8")
        done = subprocess.run(
            [program, "-n", tmp_path / "script"], capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_other_shells_are_refused() -> None:
    done = CliRunner().invoke(letopis, ["completion", "tcsh"])
    assert done.exit_code == 2
    assert "bash" in done.stderr
