"""The command that tells what is wrong with an archive, or due."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from searcher.archive import doctor_job
from web.cli.admin import run_job
from web.cli.hints import name_command
from web.cli.output import json_option, print_json, printable

if TYPE_CHECKING:
    from searcher.doctor.finding import Weight
    from searcher.doctor.job import Depth

_TITLES: Mapping[Weight, str] = {"wrong": "Wrong", "due": "Due", "advice": "May wait"}


@click.command("doctor")
@click.option(
    "--full",
    "depth",
    flag_value="full",
    default="quick",
    help="Read every version of every article, and all of the index and the last backup.",
)
@click.option(
    "--backup-days",
    type=click.IntRange(min=0, max=36_500),
    default=2,
    show_default=True,
    help="How old the last backup may be.",
)
@json_option
@click.pass_obj
def doctor_command(home: Path, depth: str, backup_days: int, *, as_json: bool) -> None:
    """Tell what is wrong or due, and the command that mends each.

    Nothing is changed. The exit code is 1 where anything is wrong or due, so that a monitor may run
    it; what may wait does not count.
    """
    job = doctor_job(home, cast("Depth", depth), timedelta(days=backup_days))
    findings = run_job(job, quiet=as_json or depth == "quick")
    if as_json:
        rows = [asdict(found) for found in findings]
        print_json([row | {"command": _complete(home, row["command"])} for row in rows])
    for found in () if as_json else findings:
        click.echo(printable(f"{_TITLES[found.weight]}: {found.about}: {found.what}"))
        click.echo(f"    {printable(_complete(home, found.command))}")
    if not findings and not as_json:
        click.echo("All is well.")
    sys.exit(1 if any(found.is_urgent for found in findings) else 0)


def _complete(home: Path, command: str) -> str:
    """A command, ready to be pasted; not all are ours."""
    return name_command(home, command) if command.startswith("letopis ") else command
