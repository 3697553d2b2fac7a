"""The command that imports, and how files are read, for every command that reads them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict, TypeVar, Unpack, get_args

import click

from indexer.dates import DateOrder
from indexer.importing.fields import RecordRules
from indexer.importing.formats import FORMAT_NAMES
from indexer.importing.reading import ReadingRules
from indexer.importing.walking import STANDARD_INPUT
from searcher.archive import create_archive
from web.cli.admin import run_job
from web.cli.hints import name_command
from web.cli.import_report import print_import, print_names, report_import
from web.cli.output import json_option, print_json

Command = TypeVar("Command", bound=Callable[..., Any])

_DASH = Path("-")

_OPTIONS = (
    click.option(
        "--map",
        "maps",
        multiple=True,
        metavar="FIELD=NAME",
        help="Read FIELD from NAME in every record; NAME may be a path: source.name.",
    ),
    click.option(
        "--set",
        "sets",
        multiple=True,
        metavar="FIELD=VALUE",
        help="Set FIELD to VALUE in every record.",
    ),
    click.option(
        "--site",
        metavar="URL",
        help="The site that addresses from its root (/news/1) belong to.",
    ),
    click.option(
        "--date-order",
        type=click.Choice(get_args(DateOrder)),
        help="How dates like 03/04/2017 are read.",
    ),
    click.option(
        "--format",
        "format_",
        type=click.Choice(FORMAT_NAMES),
        help="Read all files in this format, whatever they look like.",
    ),
    click.option("--encoding", metavar="NAME", help="The encoding of the texts: windows-1251, …"),
    click.option(
        "--follow-links", is_flag=True, help="Read links that lead out of an imported folder, too."
    ),
)


class ReadingOptions(TypedDict):
    """The options that `reading_options` gives a command."""

    maps: tuple[str, ...]
    sets: tuple[str, ...]
    site: str | None
    date_order: DateOrder | None
    format_: str | None
    encoding: str | None
    follow_links: bool


def reading_options(command: Command) -> Command:
    """Give a command the options that say how files and their records are read."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def parse_options(options: ReadingOptions) -> tuple[RecordRules, ReadingRules]:
    """What the options say. Raises OptionError."""
    rules = RecordRules.parse(
        options["maps"], options["sets"], options["site"], options["date_order"]
    )
    links: Any = "follow" if options["follow_links"] else "refuse"
    return rules, ReadingRules.parse(options["format_"], options["encoding"], links)


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@reading_options
@click.option(
    "--mirror",
    is_flag=True,
    help="The folders are the truth: delete articles whose files are gone.",
)
@click.option("--force", is_flag=True, help="With --mirror, even if it deletes more than half.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and change nothing.")
@json_option
@click.pass_obj
def import_command(
    home: Path,
    paths: tuple[Path, ...],
    *,
    mirror: bool,
    force: bool,
    dry_run: bool,
    as_json: bool,
    **options: Unpack[ReadingOptions],
) -> None:
    """Import articles from files and folders.

    Formats are told by what is in a file, packed ones are opened; - reads the standard input. An
    import that was stopped goes on where it was when it is asked for again.
    """
    rules, reading = parse_options(options)
    reading = reading.mirroring("none" if force else "half") if mirror else reading
    paths = tuple(STANDARD_INPUT if path == _DASH else path for path in paths)
    # `import` is most people's first command: it makes the home it needs.
    archive = create_archive(home)
    job = archive.import_job(paths, rules, reading, "undo" if dry_run else "keep")
    report = run_job(job, quiet=as_json)
    if as_json:
        print_json(report_import(report))
    elif dry_run:
        print_import(report, home)
        click.echo("Nothing was changed: this was a rehearsal.")
    else:
        print_import(report, home)
        print_names(report, archive)
        if command := archive.status().next_command:
            click.echo(f"Next: {name_command(home, command)}")
    sys.exit(1 if report.rejected else 0)
