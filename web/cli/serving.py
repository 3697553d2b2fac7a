"""The commands that serve the site."""

from __future__ import annotations

import errno
import socket
import tomllib
from collections.abc import Mapping
from pathlib import Path
from sysconfig import get_path
from typing import TYPE_CHECKING

import click

from indexer.errors import OptionError, UnavailableError
from indexer.home.paths import ArchiveHome
from indexer.home.templates import GOLDEN_TEMPLATE, LABELS_TEMPLATE
from searcher.archive import SERVED_FORMS, NewsArchive, create_archive, open_archive
from web.cli.admin import print_index, run_job

if TYPE_CHECKING:
    from searcher.service import SearchService

_HOST = "127.0.0.1"
_PORT = 8080
# Ports tried after a busy one.
_NEXT_PORTS = 20


@click.command("serve")
@click.option("--host", default=_HOST, show_default=True)
@click.option("--port", default=_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(min=1),
    help="How many processes answer; one for each core gives the most.",
)
@click.pass_obj
def serve_command(home: Path, host: str, port: int, workers: int) -> None:
    """Serve the site and the API."""
    _serve(open_archive(home, SERVED_FORMS).service, _bind(host, port), workers)


def _find_sample() -> Path:
    """The sample archive: that of the checkout that one stands in, or what was installed."""
    beside = Path("sample_corpus")
    return beside if beside.is_dir() else Path(get_path("data"), "share", "letopis", beside)


@click.command("demo")
@click.option("--host", default=_HOST, show_default=True)
@click.option("--port", default=_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--corpus",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=_find_sample,
    show_default="the one that comes with Letopis",
    help="The folder of the sample archive.",
)
@click.pass_obj
def demo_command(home: Path, host: str, port: int, corpus: Path) -> None:
    """Import, index and serve the sample archive.

    If the port is busy, the next free one is used.
    """
    archive = create_archive(home)
    files = _read_files(archive.home, corpus)
    _check_sample(archive, corpus, files)
    labels = archive.home.labels_file
    renamed = labels.read_text("utf-8") != files[labels]
    for file, text in files.items():
        file.write_text(text, "utf-8")
    report = run_job(archive.import_job((corpus,)), quiet=False)
    counts = report.outcomes
    click.echo(f"Sample archive: {counts['new']} new, {counts['unchanged']} unchanged articles.")
    changed = renamed or counts["new"] or counts["changed"]
    if changed or not _is_served(archive.service):
        print_index(run_job(archive.build_job(), quiet=False))
    _serve(archive.service, _bind_free(host, port))


def _read_files(home: ArchiveHome, corpus: Path) -> dict[Path, str]:
    """The files of a home as the sample archive has them."""
    abouts = tomllib.loads((corpus / "about.toml").read_text("utf-8"))
    return {
        home.labels_file: (corpus / "labels.toml").read_text("utf-8"),
        home.golden_file: (corpus / "golden.toml").read_text("utf-8"),
        **{home.about_file(lang): about for lang, about in abouts.items()},
    }


def _check_sample(archive: NewsArchive, corpus: Path, files: Mapping[Path, str]) -> None:
    """Refuse to put the sample archive into somebody's own: OptionError."""
    home = archive.home
    with archive.open_store() as store:
        origins = [article.provenance for _, article in store.articles()]
    if origins:
        is_own = all(origin and Path(origin.file).is_relative_to(corpus) for origin in origins)
    else:
        templates = (LABELS_TEMPLATE, GOLDEN_TEMPLATE)
        is_own = all(
            not file.exists() or file.read_text("utf-8") in (*templates, text)
            for file, text in files.items()
        )
    if not is_own:
        reason = "holds an archive of its own; give the sample archive another folder"
        raise OptionError(f"--home {home.path}", reason)


def _serve(service: SearchService, sock: socket.socket, workers: int = 1) -> None:
    # The site takes longer to load than the whole list of commands, which `--help` shows.
    from web.cli.server import serve

    serve(service, sock, workers)


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
