"""The command that lists lines which are no news, and takes them out of the texts."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from searcher.archive import open_archive
from web.cli.hints import name_command
from web.cli.output import count_of, json_option, print_json, printable, show_progress


@click.command("boilerplate")
@click.option(
    "--apply",
    "is_applied",
    is_flag=True,
    help="Take what is found, and what boilerplate.toml lists, out of the texts.",
)
@json_option
@click.pass_obj
def boilerplate_command(home: Path, *, is_applied: bool, as_json: bool) -> None:
    """List lines that end many articles and are no news.

    Banners, contacts, legal notices, "read also". With --apply they go to the notices, found by
    `notice:` alone, and new articles lose them on import. A line that is news after all gets
    `is = "text"` in boilerplate.toml.
    """
    archive = open_archive(home)
    job = archive.boilerplate_job()
    with show_progress(quiet=as_json) as progress:
        report = job.apply(progress) if is_applied else job.find(progress)
    if as_json:
        print_json(msgspec.to_builtins(report))
        return
    for line in report.found:
        source = f", {line.source}" if line.source else ""
        click.echo(
            f"{line.articles:>7,} of {line.of:,} ({line.lang}{source})  {printable(line.text)}"
        )
    if not report.found:
        click.echo("No line repeats at the edges of articles that is not known already.")
    if report.known:
        lines = count_of(report.known, "line")
        click.echo(f"Known already: {lines} in {printable(archive.home.boilerplate_file)}")
    if is_applied:
        click.echo(f"Changed {count_of(report.changed, 'article')}.")
        if command := archive.status().next_command:
            click.echo(f"Next: {name_command(home, command)}")
    elif report.found:
        click.echo(f"To take them out: {name_command(home, 'letopis boilerplate --apply')}")
