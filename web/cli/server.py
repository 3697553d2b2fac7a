"""The server: the application, its socket, and its orderly end."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from itertools import islice
from typing import cast
from weakref import WeakSet

import click
from aiohttp import web

from indexer.errors import UnavailableError
from searcher.generation import Generation
from searcher.service import SearchService
from web.app import MAX_LINE, make_app
from web.cli.collecting import SteadyCollection
from web.cli.listening import name_socket
from web.cli.supervising import Supervisor, Tether
from web.connections import (
    Limits,
    RepeatedFailures,
    choose_limits,
    listen,
    listen_among,
    raise_file_limit,
)
from web.metering.signs import SignsOfLife
from web.recording import open_logs

# Seconds for which a thread keeps the interpreter. A quick search takes it some fifty times, and
# waits so long each time while a dear one runs; Python's own 5 ms would add a tenth of a second.
_TURN = 0.001
# Seconds that an end leaves to answers under way, and once more to their being cancelled: clients
# that do not read, or do not send what they announced, hold nothing up.
_GRACE = 0.75
# Seconds between looks at which index is current, so that a server which nobody asks follows too.
_LOOK = 0.1
# Articles that are read ahead after each look: at most a quarter of the time at first.
_READ_AT_ONCE = 10
# Where failures of connections, of requests and of the loop are told.
_LOGGERS = ("aiohttp.server", "asyncio", "letopis.web")


def serve(service: SearchService, sock: socket.socket, workers: int) -> None:
    """Serve until interrupted; prints the address once it answers. With several workers this
    process keeps them going and answers nothing itself.

    Raises WorkerStartError.
    """
    repeated = RepeatedFailures()
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(repeated)
    open_logs()
    sys.setswitchinterval(_TURN)
    limits = choose_limits(raise_file_limit())
    signs = SignsOfLife(workers)
    app = make_app(service, signs=signs)
    announce = partial(_announce, sock, workers)
    if workers > 1:
        service.load()
    # To look for garbage in what is loaded would copy it into every worker.
    follower = _IndexFollower(service, SteadyCollection())
    if workers == 1:
        asyncio.run(_serve_alone(app, follower, sock, limits, announce))
    else:
        Supervisor(partial(_work, app, signs, follower, sock, limits), workers, announce).run()


def _announce(sock: socket.socket, workers: int) -> None:
    by = f"{workers} workers; " if workers > 1 else ""
    click.echo(f"Serving on {name_socket(sock)}  ({by}press Ctrl-C to stop)")


async def _serve_alone(
    app: web.Application,
    follower: _IndexFollower,
    sock: socket.socket,
    limits: Limits,
    announce: Callable[[], None],
) -> None:
    stopped = _catch_signals()
    async with _running(app, follower) as server:
        listener = await listen(server, sock, limits, MAX_LINE)
        announce()
        await stopped.wait()
        listener.close()


def _work(
    app: web.Application,
    signs: SignsOfLife,
    follower: _IndexFollower,
    sock: socket.socket,
    limits: Limits,
    tether: Tether,
) -> None:
    signs.number = tether.number
    # Until this one can answer, the others take the connections.
    follower.look()
    asyncio.run(_serve_among(app, follower, sock, limits, tether))


async def _serve_among(
    app: web.Application,
    follower: _IndexFollower,
    sock: socket.socket,
    limits: Limits,
    tether: Tether,
) -> None:
    stopped = _catch_signals()
    loop = asyncio.get_running_loop()

    def end() -> None:
        # It can be read from ever after.
        loop.remove_reader(tether.lifeline)
        stopped.set()

    loop.add_reader(tether.lifeline, end)
    async with _running(app, follower) as server:
        listener = listen_among(server, sock, limits, MAX_LINE, tether.counts, tether.number)
        tether.tell_ready()
        await stopped.wait()
        listener.close()


def _catch_signals() -> asyncio.Event:
    """What is set when SIGINT or SIGTERM comes."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    return stopped


@asynccontextmanager
async def _running(app: web.Application, follower: _IndexFollower) -> AsyncIterator[web.Server]:
    """The server of an application, which keeps up with the index, and ends in order."""
    runner = web.AppRunner(
        app,
        # A search whose reader has gone is not begun.
        handler_cancellation=True,
        shutdown_timeout=_GRACE,
    )
    await runner.setup()
    ended = threading.Event()
    threading.Thread(target=follower.follow, args=(ended,), daemon=True).start()
    try:
        yield cast("web.Server", runner.server)
    finally:
        ended.set()
        await runner.cleanup()


class _IndexFollower:
    """Keeps up with the index, whether or not somebody asks."""

    def __init__(self, service: SearchService, garbage: SteadyCollection) -> None:
        self._service = service
        self._open: WeakSet[Generation] = WeakSet()
        self._settled: set[str] = set()
        self._garbage = garbage

    def follow(self, ended: threading.Event) -> None:
        """Look again and again until the end, and at first read ahead meanwhile."""
        ahead = self._service.read_ahead()
        while not ended.wait(_LOOK):
            self.look()
            with suppress(UnavailableError, OSError):
                for _ in islice(ahead, _READ_AT_ONCE):
                    pass

    def look(self) -> None:
        """Look whether another generation is to be served."""
        self._garbage.look()
        # The next request comes upon the same, and is told.
        with suppress(UnavailableError, OSError):
            self._service.follow()
        served = self._service.believed
        if served is not None:
            self._open.add(served)
        # Those before are open as long as somebody needs them.
        names = {generation.manifest.generation for generation in self._open}
        if names != self._settled:
            self._settled = names
            # An index that was let go of goes.
            self._garbage.settle()
