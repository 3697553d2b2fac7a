"""The commands in groups: how `--help` lists them, and `--home` before a command or after it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click

HOME_PATH = click.Path(file_okay=False, path_type=Path)


class Entry(NamedTuple):
    """A command with an example of its use."""

    command: click.Command
    example: str


class CommandGroup(click.Group):
    """Commands under headings, each with its summary and an example."""

    def add_groups(self, groups: Sequence[tuple[str, Sequence[Entry]]]) -> None:
        """Add the commands of all groups; each takes `--home` as well."""
        self._groups = groups
        for _, entries in groups:
            for command, example in entries:
                command.params.append(_make_home_option())
                command.epilog = f"Example: {example}"
                self.add_command(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by group. Summaries are not cut: see `summary_of`."""
        del ctx
        for title, entries in self._groups:
            rows: list[tuple[str, str]] = []
            for command, example in entries:
                rows += [(command.name or "", summary_of(command)), ("", f"$ {example}")]
            with formatter.section(title):
                formatter.write_dl(rows)


def summary_of(command: click.Command) -> str:
    """What a command does, in one line: the first paragraph of its help."""
    return " ".join((command.help or "").partition("\n\n")[0].split())


def _make_home_option() -> click.Option:
    return click.Option(
        ["--home"],
        type=HOME_PATH,
        expose_value=False,
        callback=_choose_home,
        help="The folder of the archive, as before the command.",
    )


def _choose_home(context: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    """Work on the home given after the command; errors are told of it too."""
    if value is not None:
        context.obj = context.find_root().obj = value
