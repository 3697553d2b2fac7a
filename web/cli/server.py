"""The server: the application, its socket, and its orderly end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from itertools import islice
from weakref import WeakSet

import click
from aiohttp import web

from indexer.errors import UnavailableError
from searcher.generation import Generation
from web.app import MAX_LINE
from web.cli.collecting import SteadyCollection
from web.cli.listening import name_socket
from web.cli.reloading import (
    OpenService,
    ServedArchive,
    Terminal,
    ask_to_reload,
    tell_taken_up,
)
from web.cli.supervising import Reloading, Supervisor, Tether
from web.connections import (
    Limits,
    RepeatedFailures,
    choose_limits,
    listen,
    listen_among,
    raise_file_limit,
)
from web.recording import open_logs
from web.switching import Switchboard

# Seconds for which a thread keeps the interpreter. A quick search takes it some fifty times, and
# waits so long each time while a dear one runs; Python's own 5 ms would add a tenth of a second.
_TURN = 0.001
# Seconds that an end leaves to answers under way, and once more to their being cancelled: clients
# that do not read, or do not send what they announced, hold nothing up.
_GRACE = 0.75
# Seconds that it leaves to requests under way to be answered, before.
_PATIENCE = 5.0
# Seconds between looks at which index is current, so that a server which nobody asks follows too.
_LOOK = 0.1
# Articles that are read ahead after each look: at most a quarter of the time at first.
_READ_AT_ONCE = 10
# Where failures of connections, of requests and of the loop are told.
_LOGGERS = ("aiohttp.server", "asyncio", "letopis.web")


def serve(open_service: OpenService, sock: socket.socket, workers: int) -> None:
    """Serve until interrupted; prints the address once it answers. With several workers this
    process keeps them going and answers nothing itself. On SIGHUP settings are read anew.

    Raises WorkerStartError, and what `open_service` raises.
    """
    repeated = RepeatedFailures()
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(repeated)
    open_logs()
    sys.setswitchinterval(_TURN)
    limits = choose_limits(raise_file_limit())
    terminal = Terminal()
    # It passes the signal on to its workers, where it has some.
    reload = partial(ask_to_reload, terminal, os.getpid())
    archive = ServedArchive(open_service, workers, reload)
    announce = partial(_announce, sock, workers)
    # To look for garbage in what is loaded would copy it into every worker.
    follower = _IndexFollower(archive, SteadyCollection())
    if workers == 1:
        asyncio.run(_serve_alone(archive, follower, terminal, sock, limits, announce))
    else:
        archive.service.load()
        work = partial(_work, archive, follower, terminal, sock, limits)
        Supervisor(work, workers, announce, partial(_reload, archive, terminal)).run()


def _announce(sock: socket.socket, workers: int) -> None:
    by = f"{workers} workers; " if workers > 1 else ""
    click.echo(f"Serving on {name_socket(sock)}  ({by}press Ctrl-C to stop)")


def _reload(archive: ServedArchive, terminal: Terminal) -> Reloading:
    if terminal.is_gone:
        return "end"
    if archive.read_again() is None:
        return "nothing"
    tell_taken_up()
    return "done"


async def _serve_alone(
    archive: ServedArchive,
    follower: _IndexFollower,
    terminal: Terminal,
    sock: socket.socket,
    limits: Limits,
    announce: Callable[[], None],
) -> None:
    stopped = _catch_signals()
    async with _running(archive, follower, terminal, stopped) as server:
        listener = await listen(server, sock, limits, MAX_LINE)
        announce()
        await stopped.wait()
        listener.close()


def _work(
    archive: ServedArchive,
    follower: _IndexFollower,
    terminal: Terminal,
    sock: socket.socket,
    limits: Limits,
    tether: Tether,
) -> None:
    archive.signs.number = tether.number
    # Until this one can answer, the others take the connections.
    follower.look()
    asyncio.run(_serve_among(archive, follower, terminal, sock, limits, tether))


async def _serve_among(
    archive: ServedArchive,
    follower: _IndexFollower,
    terminal: Terminal,
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
    async with _running(archive, follower, terminal, stopped) as server:
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
async def _running(
    archive: ServedArchive, follower: _IndexFollower, terminal: Terminal, stopped: asyncio.Event
) -> AsyncIterator[web.Server]:
    """The server of an archive, which keeps up with the index and, on SIGHUP, with the settings,
    and ends in order."""
    board = await Switchboard.open(archive.app)
    hung_up = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, hung_up.set)
    reloading = asyncio.create_task(_keep_reloading(archive, board, terminal, hung_up, stopped))
    ended = threading.Event()
    threading.Thread(target=follower.follow, args=(ended,), daemon=True).start()
    try:
        yield board.server
    finally:
        ended.set()
        reloading.cancel()
        await board.close(_PATIENCE, _GRACE)


async def _keep_reloading(
    archive: ServedArchive,
    board: Switchboard,
    terminal: Terminal,
    hung_up: asyncio.Event,
    stopped: asyncio.Event,
) -> None:
    while await hung_up.wait():
        hung_up.clear()
        if terminal.is_gone:
            stopped.set()
        # Files are read and templates compiled while requests go on.
        app = await asyncio.to_thread(archive.read_again)
        if app is not None:
            await board.switch(app)
            tell_taken_up()


class _IndexFollower:
    """Keeps up with the index, whether or not somebody asks."""

    def __init__(self, archive: ServedArchive, garbage: SteadyCollection) -> None:
        self._archive = archive
        self._open: WeakSet[Generation] = WeakSet()
        self._settled: set[str] = set()
        self._garbage = garbage

    def follow(self, ended: threading.Event) -> None:
        """Look again and again until the end, and at first read ahead meanwhile."""
        ahead = self._archive.service.read_ahead()
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
            self._archive.service.follow()
        served = self._archive.service.believed
        if served is not None:
            self._open.add(served)
        # Those before are open as long as somebody needs them.
        names = {generation.manifest.generation for generation in self._open}
        if names != self._settled:
            self._settled = names
            if served is not None:
                # It answers already, and before that it would not be found as soon.
                with suppress(UnavailableError, OSError):
                    served.read_ahead()
            # An index that was let go of goes.
            self._garbage.settle()
