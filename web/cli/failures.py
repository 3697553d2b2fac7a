"""Errors as they are printed: a sentence, what was found, and the command that mends it."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from indexer.errors import GateError, IndexDamagedError, LetopisError
from web.cli.findings import tell_findings
from web.cli.output import printable
from web.i18n import load_languages
from web.messages import describe

# Where the archive is when nobody says.
DEFAULT_HOME = Path("archive")


def print_error(error: LetopisError, home: Path) -> None:
    """Say what is wrong, and which command mends it."""
    message = describe(error, load_languages(ZoneInfo("UTC"))["en"])
    click.echo(f"letopis: {message.title}", err=True)
    if message.detail:
        click.echo(f"  {printable(message.detail)}", err=True)
    if isinstance(error, IndexDamagedError):
        # Readers of a page are not told of files; an admin needs to know which.
        click.echo(f"  {printable(error)}", err=True)
    if isinstance(error, GateError):
        for line in tell_findings(error.report):
            click.echo(f"  {printable(line)}", err=True)
    if message.command:
        name, _, rest = message.command.partition(" ")
        option = "" if home == DEFAULT_HOME or "--home" in rest else f" --home {printable(home)}"
        click.echo(f"  To mend it: {name}{option} {rest}", err=True)
