"""The commands that serve the site."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
from pathlib import Path
from typing import cast

import click
from aiohttp import web

from indexer.archive.creating import create_home
from indexer.archive.store import Archive
from indexer.errors import OptionError, UnavailableError
from indexer.home.paths import ArchiveHome, open_home
from indexer.home.settings import load_analyzer, read_settings
from indexer.home.templates import GOLDEN_TEMPLATE, LABELS_TEMPLATE
from indexer.importing.records import RecordRules
from searcher.service import SearchService
from web.app import MAX_LINE, make_app
from web.cli.admin import print_index, run_import, run_index
from web.connections import Limits, RepeatedFailures, choose_limits, listen, raise_file_limit

_HOST = "127.0.0.1"
_PORT = 8080
# Ports tried after a busy one.
_NEXT_PORTS = 20
# Where failures of connections, of requests and of the loop are told.
_LOGGERS = ("aiohttp.server", "asyncio", "letopis.web")


@click.command("serve")
@click.option("--host", default=_HOST, show_default=True)
@click.option("--port", default=_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.pass_obj
def serve_command(home: Path, host: str, port: int) -> None:
    """Serve the site and the API."""
    archive_home = open_home(home)
    settings = read_settings(archive_home)
    service = SearchService(archive_home, settings, load_analyzer(archive_home, settings))
    serve(service, _bind(host, port))


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
    """Import the sample archive, index it if anything is new, and serve it.

    A busy port gives way to the next free one.
    """
    archive_home = create_home(home)
    labels = (corpus / "labels.toml").read_text("utf-8")
    golden = (corpus / "golden.toml").read_text("utf-8")
    _check_sample(archive_home, corpus, labels, golden)
    renamed = archive_home.labels_file.read_text("utf-8") != labels
    archive_home.labels_file.write_text(labels, "utf-8")
    archive_home.golden_file.write_text(golden, "utf-8")
    settings = read_settings(archive_home)
    analyzer = load_analyzer(archive_home, settings)
    report = run_import(archive_home, settings, analyzer, (corpus,), RecordRules(), quiet=False)
    counts = report.outcomes
    click.echo(f"Sample archive: {counts['new']} new, {counts['unchanged']} unchanged articles.")
    changed = renamed or counts["new"] or counts["changed"]
    service = SearchService(archive_home, settings, analyzer)
    if changed or not _is_served(service):
        print_index(run_index(archive_home, settings, analyzer, settings.engine, quiet=False))
    serve(service, _bind_free(host, port))


def _check_sample(home: ArchiveHome, corpus: Path, labels: str, golden: str) -> None:
    """Refuse to put the sample archive into somebody's own: OptionError."""
    with Archive.open(home.database) as archive:
        origins = [article.provenance for _, article in archive.articles()]
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
    asyncio.run(_run(service, sock, choose_limits(raise_file_limit())))


async def _run(service: SearchService, sock: socket.socket, limits: Limits) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    runner = web.AppRunner(
        make_app(service),
        # A search whose reader has gone is not begun.
        handler_cancellation=True,
    )
    await runner.setup()
    try:
        listener = await listen(cast("web.Server", runner.server), sock, limits, MAX_LINE)
        host, port = sock.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"Serving on http://{shown}:{port}  (Ctrl-C stops)")
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
