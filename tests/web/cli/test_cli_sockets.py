"""Where a server listens: at a path, or on a socket that systemd keeps while it restarts."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from indexer.home.paths import ArchiveHome
from tests.web.cli.test_cli import LETOPIS, ROOT

ENVIRONMENT = {**os.environ, "PYTHONUNBUFFERED": "1"}


class PathConnection(HTTPConnection):
    """HTTP over a socket with a path."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=30)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(str(self._path))


def ask(connection: HTTPConnection, path: str, **headers: str) -> tuple[int, dict[str, str]]:
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, dict(answer.headers)


@contextmanager
def running(command: list[str], **options: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server, and the line that says where it serves."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
        **{"env": ENVIRONMENT, **options},
    )  # fmt: skip
    try:
        yield process, next(line for line in process.stdout if "Serving on" in line)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def serve_at(home: ArchiveHome, path: Path, *more: str) -> list[str]:
    return [*LETOPIS, "--home", str(home.path), "serve", "--unix", str(path), *more]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_server_listens_at_a_path(sample_home: ArchiveHome, tmp_path: Path, workers: str) -> None:
    path = tmp_path / "letopis.sock"
    with running(serve_at(sample_home, path, "--workers", workers)) as (process, line):
        assert f"unix:{path}" in line
        assert stat.S_IMODE(path.stat().st_mode) == 0o660
        assert ask(PathConnection(path), "/search?q=bridge")[0] == 200
        # The proxy says for whom it asks, and is believed.
        for client, status in (("203.0.113.1", 404), ("127.0.0.1", 200)):
            forwarded = {"X-Forwarded-For": client}
            assert ask(PathConnection(path), "/metrics", **forwarded)[0] == status
        assert ask(PathConnection(path), "/metrics")[0] == 404
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert not path.exists()


def test_what_a_killed_server_left_stands_in_nobodys_way(
    sample_home: ArchiveHome, tmp_path: Path
) -> None:
    path = tmp_path / "letopis.sock"
    with running(serve_at(sample_home, path)) as (process, _):
        process.kill()
        process.wait()
    assert path.exists()
    with running(serve_at(sample_home, path)):
        assert ask(PathConnection(path), "/healthz")[0] == 200
        # Of one that is alive it is.
        done = subprocess.run(
            serve_at(sample_home, path), capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert "somebody listens" in done.stderr
        assert ask(PathConnection(path), "/healthz")[0] == 200


@pytest.mark.parametrize("name", ["file", "nowhere/letopis.sock", "x" * 200])
def test_a_path_that_cannot_be_one_is_refused(
    sample_home: ArchiveHome, tmp_path: Path, name: str
) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    command = serve_at(sample_home, tmp_path / name)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--unix" in done.stderr
    assert (tmp_path / "file").read_text("utf-8") == "mine"


def pass_as_third(sock: socket.socket) -> Callable[[], None]:
    return lambda: os.dup2(sock.fileno(), 3) and None


def test_nobody_is_refused_while_a_server_restarts_whose_socket_systemd_holds(
    sample_home: ArchiveHome,
) -> None:
    serve = shlex.join([*LETOPIS, "--home", str(sample_home.path), "serve", "--workers", "2"])
    command = ["sh", "-c", f"LISTEN_PID=$$ LISTEN_FDS=1 exec {serve}"]
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        options = {"pass_fds": (3,), "preexec_fn": pass_as_third(held)}
        with running(command, **options) as (process, line):
            assert f"http://127.0.0.1:{port}" in line
            assert ask(HTTPConnection("127.0.0.1", port), "/healthz")[0] == 200
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        waiting = HTTPConnection("127.0.0.1", port, timeout=60)
        waiting.request("GET", "/healthz")
        with running(command, **options):
            answer = waiting.getresponse()
            answer.read()
            waiting.close()
            assert answer.status == 200


def test_more_than_one_passed_socket_is_refused(sample_home: ArchiveHome) -> None:
    serve = shlex.join([*LETOPIS, "--home", str(sample_home.path), "serve"])
    command = ["sh", "-c", f"LISTEN_PID=$$ LISTEN_FDS=2 exec {serve}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "LISTEN_FDS" in done.stderr
