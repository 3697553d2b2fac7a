"""The command that lists articles which say nearly the same."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from searcher.archive import open_archive
from web.cli.output import count_of, json_option, print_json, printable, show_progress


@click.command("duplicates")
@click.option(
    "--find", "is_sought", is_flag=True, help="Look through articles of earlier releases first."
)
@json_option
@click.pass_obj
def duplicates_command(home: Path, *, is_sought: bool, as_json: bool) -> None:
    """List articles that say nearly the same.

    Reprints, and corrections at other addresses. The earliest stands first. Imports find them as
    they come; the next update of the index brings what --find found to searches.
    """
    archive = open_archive(home)
    if is_sought:
        with show_progress(quiet=as_json) as progress:
            archive.copy_job().run(progress)
    with archive.open_store() as store:
        groups = list(store.copies.groups())
    if as_json:
        print_json(msgspec.to_builtins(groups))
        return
    for group in groups:
        click.echo(printable(f"{group.first}: {', '.join(group.copies)}"))
    copies = sum(len(group.copies) for group in groups)
    click.echo(f"{count_of(len(groups), 'group')} with {copies} near copies.")
