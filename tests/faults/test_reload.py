"""A server reads its settings anew, and loses no request over it; nor does one that ends."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import aiohttp
import pytest

from indexer.analysis import Analyzer
from indexer.home.paths import ArchiveHome
from tests.faults.jobs import CopyArchive
from tests.web.cli.test_cli import LETOPIS, ROOT, free_port

RATE = 20
SECONDS = 6


class Server:
    """A serving command, and what it printed."""

    def __init__(self, home: ArchiveHome, *arguments: str) -> None:
        self.address = f"127.0.0.1:{free_port()}"
        port = self.address.partition(":")[2]
        command = [*LETOPIS, "--home", str(home.path), "serve", "--port", port, *arguments]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            text=True, cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        self.printed = ""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self.wait_for("Serving on")

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.printed += line

    def wait_for(self, text: str, times: int = 1) -> None:
        deadline = time.monotonic() + 60
        while self.printed.count(text) < times:
            assert time.monotonic() < deadline, self.printed
            assert self.process.poll() is None, self.printed
            time.sleep(0.05)

    def hang_up(self) -> None:
        self.process.send_signal(signal.SIGHUP)

    def get(self, path: str) -> tuple[int, str, dict[str, str]]:
        connection = HTTPConnection(self.address, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body, dict(answer.headers)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout
        self.process.stdout.close()


Serve = Callable[..., Server]


@pytest.fixture
def home(tmp_path: Path, copy_archive: CopyArchive) -> ArchiveHome:
    return copy_archive(tmp_path / "archive", "tantivy")


@pytest.fixture
def serve(home: ArchiveHome) -> Iterator[Serve]:
    started: list[Server] = []

    def start(*arguments: str) -> Server:
        started.append(Server(home, *arguments))
        return started[-1]

    yield start
    for server in started:
        server.close()


async def read_steadily(server: Server, until: threading.Event) -> list[str]:
    """Twenty requests a second over connections that stay open and over new ones; what went wrong
    with them."""
    failures: list[str] = []

    async def ask(session: aiohttp.ClientSession, number: int) -> None:
        path = ("/", f"/search?q=bridge+OR+{number}", f"/api/v1/articles?q={number}")[number % 3]
        try:
            async with session.get(f"http://{server.address}{path}") as answer:
                await answer.read()
                if answer.status != 200:
                    failures.append(f"{path}: {answer.status}")
        except (aiohttp.ClientError, OSError) as error:
            failures.append(f"{path}: {error!r}")

    kept = aiohttp.TCPConnector(limit=8)
    fresh = aiohttp.TCPConnector(force_close=True)
    async with (
        aiohttp.ClientSession(connector=kept) as one,
        aiohttp.ClientSession(connector=fresh) as other,
    ):
        asked, number = [], 0
        while not until.is_set():
            asked.append(asyncio.create_task(ask((one, other)[number % 2], number)))
            number += 1
            await asyncio.sleep(1 / RATE)
        await asyncio.gather(*asked)
    return failures


@contextmanager
def reading(server: Server) -> Iterator[None]:
    until, failures = threading.Event(), []
    thread = threading.Thread(
        target=lambda: failures.extend(asyncio.run(read_steadily(server, until)))
    )
    thread.start()
    try:
        yield
    finally:
        until.set()
        thread.join()
    assert failures == []


@pytest.mark.parametrize("workers", [1, 2])
def test_settings_are_read_anew_and_no_request_is_dropped(
    serve: Serve, home: ArchiveHome, workers: int
) -> None:
    home.settings_file.write_text("rate_seconds = 0\n", "utf-8")
    server = serve("--workers", str(workers))
    began = time.monotonic()
    with reading(server):
        for number in range(1, 4):
            name = f'rate_seconds = 0\n[name]\nen = "Paper {number}"\n'
            home.settings_file.write_text(name, "utf-8")
            server.hang_up()
            # The one that started them has read them as well.
            server.wait_for("settings were read anew", number * (workers + (workers > 1)))
            for _ in range(4):
                assert f"Paper {number}" in server.get("/?ui=en")[1]
        time.sleep(max(0, began + SECONDS - time.monotonic()))
    assert "Traceback" not in server.printed
    # What was counted before is counted still.
    body = server.get("/metrics")[1]
    counted = re.findall(r'letopis_requests_total\{route="/",status="200"\} (\d+)', body)
    assert int(counted[0]) >= 12 + SECONDS * RATE // 4


def test_a_mistake_is_told_and_all_stays_as_it_was(serve: Serve, home: ArchiveHome) -> None:
    home.settings_file.write_text('[name]\nen = "Paper"\n', "utf-8")
    server = serve("--workers", "2")
    for text in ("[name\n", "cors = 3\n", "colour = 1\n", 'languages = ["xx"]\n'):
        home.settings_file.write_text(text, "utf-8")
        told = server.printed.count("settings stay as they were")
        server.hang_up()
        server.wait_for("settings stay as they were", told + 1)
    assert "Paper" in server.get("/?ui=en")[1]
    assert "read anew" not in server.printed


def test_what_no_longer_fits_the_index_is_refused_until_it_does(
    serve: Serve, home: ArchiveHome, analyzer: Analyzer
) -> None:
    server = serve()
    home.exceptions_file.write_text("bridge = span\n", "utf-8")
    server.hang_up()
    server.wait_for("settings stay as they were")
    assert server.get("/readyz")[0] == 200


def test_an_option_goes_before_a_setting_that_is_read_anew(serve: Serve, home: ArchiveHome) -> None:
    server = serve("--access-log", "json")
    home.settings_file.write_text('access_log = "off"\nlog_queries = true\n', "utf-8")
    server.hang_up()
    server.wait_for("settings were read anew")
    server.get("/search?q=bridge")
    server.wait_for('"query":"q=bridge"')
    (line,) = [one for one in server.printed.splitlines() if "q=bridge" in one]
    assert json.loads(line)["path"] == "/search"


def test_a_budget_that_was_spent_stays_spent(serve: Serve, home: ArchiveHome) -> None:
    home.settings_file.write_text("rate_seconds = 1e-6\nrate_burst = 100\n", "utf-8")
    server = serve("--workers", "2")

    def left() -> int:
        headers = server.get("/api/v1/articles?q=bridge")[2]
        return int(re.findall(r"r=(\d+)", headers["RateLimit"])[0])

    before = [left() for _ in range(5)][-1]
    home.settings_file.write_text("rate_seconds = 2e-6\nrate_burst = 100\n", "utf-8")
    server.hang_up()
    server.wait_for("settings were read anew", 3)
    assert all(left() < before for _ in range(4))


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_server_that_ends_answers_what_it_began(serve: Serve, workers: str) -> None:
    server = serve("--workers", workers)
    connections = [HTTPConnection(server.address, timeout=30) for _ in range(6)]
    for number, connection in enumerate(connections):
        # Each is dear, and they wait for one another.
        connection.request("GET", f"/search?q=*{'abcdef'[number]}*+OR+b*")
    deadline = time.monotonic() + 10
    while "under_way 7" not in (told := server.get("/metrics")[1]):
        if time.monotonic() > deadline or "under_way 1" in told:
            break
        time.sleep(0.01)
    server.process.send_signal(signal.SIGTERM)
    statuses = []
    for connection in connections:
        statuses.append(connection.getresponse().status)
        connection.close()
    assert 503 not in statuses
    assert server.process.wait(20) == 0
