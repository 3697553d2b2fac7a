"""The command that writes bulk dumps."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from searcher.archive import open_archive
from web.cli.admin import run_job
from web.cli.output import count_of, json_option, print_json, printable
from web.cli.status import format_bytes


@click.command("dump")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def dump_command(home: Path, folder: Path | None, *, as_json: bool) -> None:
    """Write all that is public as files to be taken, a year each.

    DIR is `dumps` in the archive home where none is named: what lies there `letopis serve` gives to
    everybody, at /dumps/. Years of which nothing changed stay the same file.
    """
    report = run_job(open_archive(home).dump_job(folder), quiet=as_json)
    manifest = report.manifest
    if as_json:
        print_json(
            {
                "path": str(report.path),
                "written": report.written,
                "manifest": msgspec.to_builtins(manifest),
            }
        )
        return
    size = format_bytes(sum(year.bytes for year in manifest.files))
    articles = count_of(manifest.articles, "article")
    files = count_of(len(manifest.files), "file")
    click.echo(printable(f"Dumped {articles} to {report.path}: {files}, {size}."))
    click.echo(f"Written anew: {', '.join(report.written) or 'none'}.")
    click.echo(f"Root hash {manifest.root} (seq {manifest.seq})")
