"""The command that writes an archive out."""

from __future__ import annotations

import contextlib
import gzip
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

import click
from multidict import MultiDict

from indexer.archive.exporting import ExportDepth, ExportReport
from indexer.article import LANGS
from indexer.errors import OptionError
from indexer.generations.durable import replacing
from searcher.archive import open_archive
from searcher.request import EXPANSIONS, SearchRequest
from web.cli.admin import run_job
from web.cli.output import count_of
from web.parameters import parse_request

# Parameters of a search that are options here, but for their names.
_NAMES = {"first": "from", "last": "to"}


@click.command("export")
@click.argument("query", required=False)
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
@click.option("--lang", type=click.Choice(LANGS), help="The language of the articles.")
@click.option("--from", "first", help="2021, 2021-01 or 2021-01-23, inclusive.")
@click.option("--to", "last", help="2021, 2021-01 or 2021-01-23, inclusive.")
@click.option("--author", multiple=True, help="An author's ID; can be repeated.")
@click.option("--country", multiple=True, help="A country or region ID; can be repeated.")
@click.option("--tag", multiple=True, help="A tag's ID; can be repeated.")
@click.option("--source", multiple=True, help="A source's ID; can be repeated.")
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(EXPANSIONS),
    help="An expansion to switch off; can be repeated.",
)
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
    request = _read_request(query, narrowing)
    if output is not None and output.exists() and not force:
        raise OptionError("--output", f"{output} is there already; --force replaces it")
    if output is not None and not output.parent.is_dir():
        raise OptionError("--output", f"there is no folder {output.parent}")
    is_shown = output is None and sys.stdout.isatty()
    with _open_output(output) as write:
        job = archive.export_job(write, request, cast("ExportDepth", depth))
        report = run_job(job, quiet=is_shown)
    _tell(report, output)


def _read_request(query: str | None, narrowing: dict[str, object]) -> SearchRequest | None:
    """What is asked for; None for the whole archive."""
    fields: MultiDict[str] = MultiDict()
    if query is not None:
        fields.add("q", os.fsencode(query).decode("utf-8", "replace"))
    off = cast("tuple[str, ...]", narrowing.pop("without"))
    if off:
        fields.add("expand", ",".join(f"-{name}" for name in off))
    for name, value in narrowing.items():
        for single in value if isinstance(value, tuple) else (value,):
            if single is not None:
                fields.add(_NAMES.get(name, name), str(single))
    return parse_request(fields) if fields else None


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
