"""Commands that begin with nothing loaded, as their users start them."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

from indexer.generations.folders import list_failed
from indexer.home.paths import ArchiveHome
from tests.web.cli.test_cli import LETOPIS, ROOT
from tests.web.cli.test_cli_sockets import running
from web.cli.main import GROUPS

SITE = Path(ROOT) / "tests" / "indexer" / "importing" / "fixtures" / "site"


def start_letopis(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command that has to load what it needs."""
    return subprocess.run(
        [*LETOPIS, "--home", str(home), *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


# Some fifty commands, each of which loads what it needs.
@pytest.mark.timeout(900)
def test_every_command_loads_what_it_needs(tmp_path: Path) -> None:
    """Those that go on until they are stopped are started elsewhere."""
    home, first, second = tmp_path / "archive", tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    for path in (first, second):
        path.write_text(f'{{"id": "{path.stem}", "title": "Bridge", "date": "2014-03-01"}}\n')
    started = {"demo", "serve", "watch"}

    def run(*lines: str, code: int = 0) -> None:
        for line in lines:
            done = start_letopis(home, *line.split())
            assert done.returncode == code, f"{line}: {done.stderr}"
            started.add(line.split()[0])

    run("init", f"import {first}")
    (home / "golden.toml").write_text('[[query]]\nq = "bridge"\nexpect = ["nowhere"]\n', "utf-8")
    run("index", code=1)
    (aside,) = list_failed(ArchiveHome(home))
    (home / "golden.toml").unlink()
    run(f"accept {aside}", f"import {second}", "update", "search bridge", "show first")
    run("cite first", "explain bridge", "names", "status", "verify", "generations", "rollback")
    run("delete first --reason order", "deleted", "restore first", "export bridge", "gc --keep 0")
    run("pairs", "pairs find", "duplicates", "boilerplate", "tags", "countries")
    (home / "alerts.toml").write_text("[bridges]\nquery = 'bridge'\n", "utf-8")
    run("alerts", "alerts deliver", "alerts test bridges --dry-run")
    run("completion bash")
    backups = tmp_path / "backups"
    run(f"backup {backups}", f"backup list {backups} --check")
    run(f"backup restore {backups} --home {tmp_path / 'restored'}")
    run("index", "dump")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with running([*LETOPIS, "--home", str(home), "serve", "--port", port]):
        address, mirror = f"http://127.0.0.1:{port}", tmp_path / "mirror"
        run(f"mirror {address} --home {mirror}", f"mirror compare --home {mirror}")
    run("doctor --json", "admin list", "jobs", "jobs run")
    run(f"profile learn {SITE / 'ru-1001.html'} {SITE / 'ru-1002.html'}")
    assert started == {entry.name for _, entries in GROUPS for entry in entries}
