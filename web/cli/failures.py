"""Errors as they are printed: a sentence, what was found, and the command that fixes it."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from indexer.errors import (
    ArchiveDamagedError,
    BackupDamagedError,
    BackupMissingError,
    ClusterError,
    ExtraMissingError,
    GateError,
    GoldenError,
    IndexDamagedError,
    LetopisError,
    VersionDamagedError,
)
from web.cli.hints import name_command
from web.cli.output import printable
from web.findings import tell_findings
from web.i18n import load_languages
from web.messages import describe

# Readers of a page are not told of files and hosts; an admin needs to know which.
_TOLD = (
    ArchiveDamagedError,
    BackupDamagedError,
    BackupMissingError,
    ClusterError,
    ExtraMissingError,
    IndexDamagedError,
)


def print_error(error: LetopisError, home: Path) -> None:
    """Say what is wrong, and which command fixes it."""
    message = describe(error, load_languages(ZoneInfo("UTC"))["en"])
    click.echo(f"letopis: {message.title}", err=True)
    if message.detail:
        click.echo(f"  {printable(message.detail)}", err=True)
    if isinstance(error, VersionDamagedError):
        for version in error.versions:
            click.echo(printable(f"    {version}"), err=True)
    if isinstance(error, _TOLD):
        click.echo(f"  {printable(error)}", err=True)
    if isinstance(error, GateError):
        for line in tell_findings(error.report):
            click.echo(f"  {printable(line)}", err=True)
    if message.command:
        # To accept what broke golden queries is a decision, not a repair.
        purpose = "To accept it" if isinstance(error, GoldenError) else "Fix"
        click.echo(f"  {purpose}: {printable(name_command(home, message.command))}", err=True)
