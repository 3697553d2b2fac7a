"""Measure how long the pages of the web admin take, alone and while an index is being built that
one of them asked for.

    python -m benchmarks.measures.admin HOME

HOME is the home of an indexed archive, which a copy of is worked on. An admin signs in at a server
with two workers, asks for a full build, and looks at page after page until it is done.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.measures.pages import Server, quantile, serve
from benchmarks.report import ROOT, write_table
from indexer.home.paths import ArchiveHome, open_home
from indexer.operations.accounts import AccountBook
from indexer.operations.queue import JobQueue
from web.admin.passwords import hash_password

ROUNDS = 20
AIM = 100
PAGES = ("/admin/", "/admin/jobs", "/admin/indexes", "/admin/rejects", "/admin/articles")
_NAME, _PASSWORD = "who-measures", "the river under the old bridge"
_OWN = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
# Seconds between an answer and the next question.
_PAUSE = 0.05


def tabulate_admin(home: ArchiveHome, rounds: int = ROUNDS) -> list[str]:
    """Look at the pages so often alone, and as long as a build takes: what each took, as a
    table."""
    with tempfile.TemporaryDirectory(prefix="letopis-admin-", dir=home.path.parent) as name:
        copy = ArchiveHome(Path(shutil.copytree(home.path, Path(name, "archive"))))
        AccountBook(copy.accounts).add_account(_NAME, hash_password(_PASSWORD), time.time())
        with serve(copy, "--workers", "2") as server:
            return list(_measure(copy, _SignedIn(server), rounds))


class _SignedIn:
    """An admin at a server, who keeps the cookie of the session."""

    def __init__(self, server: Server) -> None:
        self._address = server.address
        form = {"name": _NAME, "password": _PASSWORD}
        answer, _ = self._ask("POST", "/admin/login", form, _OWN)
        self._cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]

    def look(self, path: str) -> float:
        """Milliseconds until all of a page is there."""
        began = time.perf_counter()
        answer, _ = self._ask("GET", path, {}, {"Cookie": self._cookie})
        assert answer.status == 200, (path, answer.status)
        return (time.perf_counter() - began) * 1000

    def build(self) -> None:
        """Ask for a full build."""
        _, page = self._ask("GET", "/admin/indexes", {}, {"Cookie": self._cookie})
        token = page.partition('name="csrf" value="')[2].partition('"')[0]
        form = {"csrf": token, "type": "index"}
        answer, _ = self._ask("POST", "/admin/jobs", form, {**_OWN, "Cookie": self._cookie})
        assert answer.status == 303, answer.status

    def _ask(
        self, method: str, path: str, form: dict[str, str], headers: dict[str, str]
    ) -> tuple[HTTPResponse, str]:
        connection = HTTPConnection(self._address, timeout=60)
        connection.request(method, path, urlencode(form) if form else None, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        return answer, page


def _measure(home: ArchiveHome, admin: _SignedIn, rounds: int) -> Iterator[str]:
    yield "| pages of the admin | aim, ms | median ms | p99 ms | slowest ms | load average |"
    yield "|---|---:|---:|---:|---:|---:|"
    alone = [time_ for _ in range(rounds) for time_ in _look_at_all(admin)]
    yield _write("alone", alone)
    queue, began = JobQueue.of(home), time.perf_counter()
    admin.build()
    meanwhile: list[float] = []
    while queue.read_unfinished():
        meanwhile += _look_at_all(admin)
    yield _write(f"while an index is built, in {time.perf_counter() - began:.0f} s", meanwhile)


def _look_at_all(admin: _SignedIn) -> list[float]:
    times = []
    for path in PAGES:
        times.append(admin.look(path))
        time.sleep(_PAUSE)
    return times


def _write(name: str, times: list[float]) -> str:
    figures = (statistics.median(times), quantile(times, 0.99), max(times))
    told = " | ".join(f"{figure:.0f}" for figure in figures)
    return f"| {name} | {AIM} | {told} | {os.getloadavg()[0]:.1f} |"


if __name__ == "__main__":
    os.chdir(ROOT)
    write_table("admin", tabulate_admin(open_home(Path(sys.argv[1]))))
