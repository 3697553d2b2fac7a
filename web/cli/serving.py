"""The commands that serve the site."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
import sys
from pathlib import Path
from typing import cast

import click
from aiohttp import web

from indexer.errors import OptionError, UnavailableError
from indexer.home.templates import GOLDEN_TEMPLATE, LABELS_TEMPLATE
from searcher.archive import NewsArchive, create_archive, open_archive
from searcher.service import SearchService
from web.app import MAX_LINE, make_app
from web.cli.admin import print_index, run_job
from web.connections import Limits, RepeatedFailures, choose_limits, listen, raise_file_limit

_HOST = "127.0.0.1"
_PORT = 8080
# Seconds for which a thread keeps the interpreter. A quick search takes it some fifty times, and
# waits so long each time while a dear one runs; Python's own 5 ms would add a tenth of a second.
_TURN = 0.001
# Ports tried after a busy one.
_NEXT_PORTS = 20
# Seconds that an end leaves to answers under way, and once more to their being cancelled: clients
# that do not read, or do not send what they announced, hold nothing up.
_GRACE = 0.75
# Where failures of connections, of requests and of the loop are told.
_LOGGERS = ("aiohttp.server", "asyncio", "letopis.web")


@click.command("serve")
@click.option("--host", default=_HOST, show_default=True)
@click.option("--port", default=_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.pass_obj
def serve_command(home: Path, host: str, port: int) -> None:
    """Serve the site and the API."""
    serve(open_archive(home).service, _bind(host, port))


@click.command("demo")
@click.option("--host", default=_HOST, show_default=True)
@click.option("--port", default=_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--corpus",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("sample_corpus"),
    show_default="./sample_corpus",
    help="The folder of the sample archive.",
)
@click.pass_obj
def demo_command(home: Path, host: str, port: int, corpus: Path) -> None:
    """Import, index and serve the sample archive.

    If the port is busy, the next free one is used.
    """
    archive = create_archive(home)
    labels = (corpus / "labels.toml").read_text("utf-8")
    golden = (corpus / "golden.toml").read_text("utf-8")
    _check_sample(archive, corpus, labels, golden)
    renamed = archive.home.labels_file.read_text("utf-8") != labels
    archive.home.labels_file.write_text(labels, "utf-8")
    archive.home.golden_file.write_text(golden, "utf-8")
    report = run_job(archive.import_job((corpus,)), quiet=False)
    counts = report.outcomes
    click.echo(f"Sample archive: {counts['new']} new, {counts['unchanged']} unchanged articles.")
    changed = renamed or counts["new"] or counts["changed"]
    if changed or not _is_served(archive.service):
        print_index(run_job(archive.build_job(), quiet=False))
    serve(archive.service, _bind_free(host, port))


def _check_sample(archive: NewsArchive, corpus: Path, labels: str, golden: str) -> None:
    """Refuse to put the sample archive into somebody's own: OptionError."""
    home = archive.home
    with archive.open_store() as store:
        origins = [article.provenance for _, article in store.articles()]
    if origins:
        is_own = all(origin and Path(origin.file).is_relative_to(corpus) for origin in origins)
    else:
        is_own = home.labels_file.read_text("utf-8") in {LABELS_TEMPLATE, labels}
        is_own &= home.golden_file.read_text("utf-8") in {GOLDEN_TEMPLATE, golden}
    if not is_own:
        reason = "holds an archive of its own; give the sample archive another folder"
        raise OptionError(f"--home {home.path}", reason)


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


def _bind(host: str, port: int) -> socket.socket:
    """A socket that listens on this very port. Raises OptionError."""
    try:
        return socket.create_server((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise OptionError("--port", f"port {port} is busy") from error
        raise OptionError("--host", f"cannot listen on {host}: {error.strerror}") from error


def _bind_free(host: str, port: int) -> socket.socket:
    """A socket that listens on this port or the next free one. Raises OptionError."""
    for candidate in range(port, min(port + _NEXT_PORTS, 65535) + 1):
        try:
            return _bind(host, candidate)
        except OptionError as error:
            if error.option != "--port":
                raise
            click.echo(f"Port {candidate} is busy, trying the next one.")
    raise OptionError("--port", f"ports {port} to {port + _NEXT_PORTS} are all busy")


def _is_served(service: SearchService) -> bool:
    try:
        service.generation()
    except UnavailableError:
        return False
    return True
