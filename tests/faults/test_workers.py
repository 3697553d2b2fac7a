"""A server of several workers: whatever happens to one of them, readers go on, all give the same
answers, and none outlives the server."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest

from indexer.analysis import Analyzer
from indexer.generations.folders import current_generation
from indexer.home.paths import ArchiveHome
from tests.conftest import index_home, update_home
from tests.faults.jobs import CopyArchive, JobServer, is_running, kill_group, wait_for
from tests.web.cli.test_cli import free_port

WORKERS = 2
READERS = 3
KILLS = 3
SEARCH = "/api/v1/articles?q=bridge"


@dataclass
class Server:
    """A serving command in a process of its own, and its workers."""

    jobs: JobServer
    pid: int
    address: str
    code: int | None = None

    @property
    def workers(self) -> set[int]:
        """The processes of its workers."""
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return set(map(int, listed))

    def ask(self, path: str) -> tuple[dict[str, str], Any]:
        """The headers and the JSON of an answer, by whichever worker takes the connection."""
        connection = HTTPConnection(self.address, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        assert answer.status == 200, body
        return dict(answer.headers), json.loads(body)

    @contextmanager
    def left_to(self, worker: int) -> Iterator[None]:
        """Connections are taken by one worker: the others stand still."""
        others = self.workers - {worker}
        for other in others:
            os.kill(other, signal.SIGSTOP)
        try:
            yield
        finally:
            for other in others:
                os.kill(other, signal.SIGCONT)

    def ask_each(self, path: str) -> list[tuple[dict[str, str], Any]]:
        """What `ask` gives of each worker."""
        answers = []
        for worker in self.workers:
            with self.left_to(worker):
                answers.append(self.ask(path))
        return answers

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        if self.code is None:
            self.code, _ = self.jobs.wait()
        return self.code


Serve = Callable[[ArchiveHome], Server]


@pytest.fixture
def serve(jobs: JobServer) -> Iterator[Serve]:
    """Starts a server of an archive, one for a test."""
    started: list[Server] = []

    def start(home: ArchiveHome) -> Server:
        port = str(free_port())
        pid = jobs.start(home, "serve", "--port", port, "--workers", str(WORKERS))
        started.append(Server(jobs, pid, f"127.0.0.1:{port}"))
        wait_for(lambda: "Serving on" in jobs.printed())
        return started[-1]

    yield start
    for server in started:
        kill_group(server.pid)
        server.wait()


@pytest.fixture
def home(tmp_path: Path, copy_archive: CopyArchive) -> ArchiveHome:
    return copy_archive(tmp_path / "archive", "tantivy")


@dataclass
class Reader:
    """Asks again and again, each time for something else over another connection, and counts those
    that broke."""

    server: Server
    answered: int = 0
    broken: int = 0
    failure: BaseException | None = None
    stopped: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        try:
            while not self.stopped.is_set():
                try:
                    self.server.ask(f"/api/v1/timeline?q=bridge+OR+{self.answered}")
                    self.answered += 1
                except (ConnectionError, HTTPException):
                    self.broken += 1
        except BaseException as error:  # noqa: BLE001 - told to the test
            self.failure = error


@contextmanager
def reading(server: Server) -> Iterator[list[Reader]]:
    """Readers that ask as long as this lasts. All they ask for they get, but what broke."""
    readers = [Reader(server) for _ in range(READERS)]
    threads = [threading.Thread(target=reader.read) for reader in readers]
    for thread in threads:
        thread.start()
    try:
        yield readers
    finally:
        for reader in readers:
            reader.stopped.set()
        for thread in threads:
            thread.join()
    assert [reader.failure for reader in readers] == [None] * READERS


def test_readers_go_on_when_a_worker_dies_and_another_follows(
    serve: Serve, home: ArchiveHome
) -> None:
    home.settings_file.write_text("rate_seconds = 0", "utf-8")
    server = serve(home)
    with reading(server) as readers:
        for _ in range(KILLS):
            before = server.workers
            os.kill(min(before), signal.SIGKILL)
            told = [reader.answered for reader in readers]
            wait_for(lambda told=told: all_above(readers, told))
            wait_for(lambda before=before: is_renewed(server, before))
    # No more than the one that the dead worker was answering.
    assert all(reader.broken <= KILLS for reader in readers)
    assert len(server.ask_each(SEARCH)) == WORKERS
    assert server.jobs.printed().count("died (SIGKILL)") == KILLS


def all_above(readers: list[Reader], counts: list[int]) -> bool:
    return all(reader.answered > n + 1 for reader, n in zip(readers, counts, strict=True))


def is_renewed(server: Server, before: set[int]) -> bool:
    """Whether there are as many workers as there should be, and one of them is new."""
    return len(server.workers) == WORKERS and server.workers != before


def test_connections_that_stay_open_are_shared_out(serve: Serve, home: ArchiveHome) -> None:
    server = serve(home)
    before = {worker: count_sockets(worker) for worker in server.workers}
    connections = [HTTPConnection(server.address, timeout=30) for _ in range(10)]
    for connection in connections:
        connection.request("GET", "/healthz")
    for connection in connections:
        connection.getresponse().read()
    taken = sorted(count_sockets(worker) - count for worker, count in before.items())
    for connection in connections:
        connection.close()
    assert sum(taken) == len(connections)
    # One worker need not wait for ever for another.
    assert taken[0] > 0


def count_sockets(pid: int) -> int:
    links = [str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()]
    return sum(link.startswith("socket:") for link in links)


def test_all_workers_take_up_a_new_index(
    serve: Serve, home: ArchiveHome, analyzer: Analyzer
) -> None:
    home.settings_file.write_text("rate_seconds = 0", "utf-8")
    server = serve(home)
    for switch in (update_home, index_home):
        before = current_generation(home)
        # Somebody needs the one before yet when the other comes.
        with reading(server) as readers:
            switch(home, analyzer)
            current = current_generation(home)
            wait_for(lambda now=current: all(is_open(home, one, now) for one in server.workers))
        assert all(reader.broken == 0 for reader in readers)
        wait_for(lambda old=before: not any(is_open(home, one, old) for one in server.workers))
        answers = server.ask_each("/readyz")
        assert {answer["generation"] for _, answer in answers} == {current}
    assert [answer["total"] for _, answer in server.ask_each(SEARCH)] == [7, 7]


def test_workers_that_nobody_asks_take_up_a_new_index(
    serve: Serve, home: ArchiveHome, analyzer: Analyzer
) -> None:
    server = serve(home)
    update_home(home, analyzer)
    current = current_generation(home)
    wait_for(lambda: all(is_open(home, worker, current) for worker in server.workers))


def is_open(home: ArchiveHome, worker: int, generation: str) -> bool:
    """Whether a process has files of a generation in its memory."""
    return str(home.index / generation) in Path(f"/proc/{worker}/maps").read_text()


def test_a_worker_knows_what_another_gave(serve: Serve, home: ArchiveHome) -> None:
    # Where the key of cursors cannot be written, it is that of the process.
    home.cursor_key.mkdir()
    server = serve(home)
    (first, page), (second, same) = server.ask_each(f"{SEARCH}&limit=2")
    assert (first["ETag"], page) == (second["ETag"], same)
    for _, following in server.ask_each(page["next"]):
        assert len(following["hits"]) == 2


def test_a_worker_that_begins_later_begins_with_the_same(serve: Serve, home: ArchiveHome) -> None:
    server = serve(home)
    before, tag = server.workers, server.ask(SEARCH)[0]["ETag"]
    home.settings_file.write_text("request_seconds = 1.0", "utf-8")
    os.kill(min(before), signal.SIGKILL)
    wait_for(lambda: is_renewed(server, before))
    assert [headers["ETag"] for headers, _ in server.ask_each(SEARCH)] == [tag, tag]


def test_an_address_has_one_budget(serve: Serve, home: ArchiveHome) -> None:
    # So little comes back that none of it does meanwhile.
    home.settings_file.write_text("rate_seconds = 1e-6\nrate_burst = 100", "utf-8")
    server = serve(home)
    answers = server.ask_each(SEARCH) + server.ask_each(SEARCH)
    left = [int(re.findall(r"r=(\d+)", headers["RateLimit"])[0]) for headers, _ in answers]
    assert left == sorted(set(left), reverse=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_and_all_of_it(serve: Serve, home: ArchiveHome, number: int) -> None:
    server = serve(home)
    os.kill(server.pid, number)
    assert server.wait() == 0
    assert not is_running(server.pid)


def test_ctrl_c_in_a_terminal_reaches_all_and_ends_all(serve: Serve, home: ArchiveHome) -> None:
    server = serve(home)
    os.killpg(server.pid, signal.SIGINT)
    assert server.wait() == 0
    assert not is_running(server.pid)
    assert "died" not in server.jobs.printed()
    assert "Traceback" not in server.jobs.printed()


def test_no_worker_outlives_a_server_that_is_killed(serve: Serve, home: ArchiveHome) -> None:
    server = serve(home)
    os.kill(server.pid, signal.SIGKILL)
    assert server.wait() == -signal.SIGKILL
    wait_for(lambda: not is_running(server.pid))


def test_a_server_whose_workers_die_at_their_start_says_so_and_ends(
    jobs: JobServer, home: ArchiveHome
) -> None:
    port = str(free_port())
    code, printed = jobs.run(
        home,
        "serve",
        "--port",
        port,
        "--workers",
        str(WORKERS),
        where="web.cli.server._IndexFollower.look",
    )
    assert code == 6
    assert "The worker processes of the server die as soon as they start" in printed
    assert "SIGKILL" in printed
    assert "Serving on" not in printed
    assert "Traceback" not in printed
