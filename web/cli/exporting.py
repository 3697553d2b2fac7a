"""The command that writes an archive out."""

from __future__ import annotations

import contextlib
import gzip
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

import click

from indexer.archive.exporting import ExportDepth, ExportReport
from indexer.errors import OptionError
from indexer.home.durable import replacing
from searcher.archive import open_archive
from web.cli.admin import run_job
from web.cli.narrowing import narrowing_options, read_fields, read_text
from web.cli.output import count_of
from web.parameters import parse_request


@click.command("export")
@click.argument("query", required=False, type=read_text)
@click.option(
    "--format",
    type=click.Choice(("jsonl",)),
    default="jsonl",
    show_default=True,
    expose_value=False,
    help="JSON Lines.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file instead of the standard output; compressed if its name ends in .gz.",
)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.option(
    "--versions",
    "depth",
    flag_value="versions",
    default="newest",
    help="All versions, not only the newest of each article.",
)
@narrowing_options
@click.pass_obj
def export_command(
    home: Path,
    /,
    query: str | None,
    output: Path | None,
    depth: str,
    *,
    force: bool,
    **narrowing: object,
) -> None:
    """Write out the archive, or what a query finds.

    The records import again to an equal archive. The whole archive comes with its take-downs. What
    a query finds are the articles of the index that is served; `letopis update` brings it up to
    date.
    """
    archive = open_archive(home)
    fields = read_fields(query, narrowing)
    request = parse_request(fields) if fields else None
    if output is not None and output.exists() and not force:
        raise OptionError("--output", f"{output} is there already; --force replaces it")
    if output is not None and not output.parent.is_dir():
        raise OptionError("--output", f"there is no folder {output.parent}")
    is_shown = output is None and sys.stdout.isatty()
    with _open_output(output) as write:
        job = archive.export_job(write, request, cast("ExportDepth", depth))
        report = run_job(job, quiet=is_shown)
    _tell(report, output)


@contextlib.contextmanager
def _open_output(path: Path | None) -> Iterator[Callable[[bytes], object]]:
    """Where the lines go. A file has its name only when all of it is written."""
    if path is None:
        yield sys.stdout.buffer.write
        sys.stdout.buffer.flush()
        return
    with replacing(path) as file, _compress(path, file) as lines:
        yield lines.write


@contextlib.contextmanager
def _compress(path: Path, file: BinaryIO) -> Iterator[BinaryIO]:
    if path.suffix.lower() != ".gz":
        yield file
        return
    # Without its name and time: equal archives are equal files.
    with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as lines:
        yield cast("BinaryIO", lines)


def _tell(report: ExportReport, output: Path | None) -> None:
    where = f" to {output}" if output else ""
    downs = f" and {count_of(report.take_downs, 'take-down')}" if report.take_downs else ""
    click.echo(f"Exported {count_of(report.versions, 'record')}{downs}{where}.", err=True)
    if report.missing:
        gone = count_of(report.missing, "article")
        click.echo(f"Left out {gone} of the index, no longer in the archive.", err=True)
