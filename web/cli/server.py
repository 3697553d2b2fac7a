"""The server: the application, its socket, and its orderly end."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from typing import cast

import click
from aiohttp import web

from searcher.service import SearchService
from web.app import MAX_LINE, make_app
from web.connections import Limits, RepeatedFailures, choose_limits, listen, raise_file_limit

# Seconds for which a thread keeps the interpreter. A quick search takes it some fifty times, and
# waits so long each time while a dear one runs; Python's own 5 ms would add a tenth of a second.
_TURN = 0.001
# Seconds that an end leaves to answers under way, and once more to their being cancelled: clients
# that do not read, or do not send what they announced, hold nothing up.
_GRACE = 0.75
# Where failures of connections, of requests and of the loop are told.
_LOGGERS = ("aiohttp.server", "asyncio", "letopis.web")


def serve(service: SearchService, sock: socket.socket) -> None:
    """Serve until interrupted; prints the address once it answers."""
    repeated = RepeatedFailures()
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(repeated)
    sys.setswitchinterval(_TURN)
    asyncio.run(_run(service, sock, choose_limits(raise_file_limit())))


async def _run(service: SearchService, sock: socket.socket, limits: Limits) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    runner = web.AppRunner(
        make_app(service),
        # A search whose reader has gone is not begun.
        handler_cancellation=True,
        shutdown_timeout=_GRACE,
    )
    await runner.setup()
    try:
        listener = await listen(cast("web.Server", runner.server), sock, limits, MAX_LINE)
        host, port = sock.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"Serving on http://{shown}:{port}  (press Ctrl-C to stop)")
        await stopped.wait()
        listener.close()
    finally:
        await runner.cleanup()
