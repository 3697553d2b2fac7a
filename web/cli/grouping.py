"""The commands in groups: how `--help` lists them, and `--home` before a command or after it.

A command is imported when it is asked for: each needs another part of what there is to load.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import wraps
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, NamedTuple, cast

import click

HOME_PATH = click.Path(file_okay=False, path_type=Path)


class Entry(NamedTuple):
    """A command: its name, its place as `module:function`, and an example of its use. It may have
    commands of its own. `noted` are the names of those that the audit log tells of."""

    name: str
    place: str
    example: str
    noted: tuple[str, ...] = ()

    def load(self) -> click.Command:
        """The command; it takes `--home` as well."""
        command = cast("click.Command", resolve_name(self.place))
        command.params.append(_make_home_option())
        command.epilog = f"Example: {self.example}"
        known = {self.name: command}
        if isinstance(command, click.Group):
            known |= command.commands
            for inner in command.commands.values():
                inner.params.append(_make_home_option())
        for name in self.noted:
            _note(known[name])
        return command


def _note(command: click.Command) -> None:
    """Have the audit log tell of each run of a command."""
    callback = command.callback

    @wraps(callback or _do_nothing)
    def noted(*args: Any, **kwargs: Any) -> Any:
        # Commands that only read need nothing of it.
        from web.cli.auditing import noting

        with noting(click.get_current_context()):
            return callback(*args, **kwargs) if callback else None

    command.callback = noted


def _do_nothing() -> None:
    pass


class CommandGroup(click.Group):
    """Commands under headings, each with its summary and an example."""

    def add_groups(self, groups: Sequence[tuple[str, Sequence[Entry]]]) -> None:
        """Add the commands of all groups."""
        self._groups = groups
        self._entries = {entry.name: entry for _, entries in groups for entry in entries}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        del ctx
        return sorted(self._entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name, imported when it is first asked for."""
        if cmd_name not in self.commands and cmd_name in self._entries:
            self.add_command(self._entries[cmd_name].load())
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by group. Summaries are not cut: see `summary_of`."""
        for title, entries in self._groups:
            rows: list[tuple[str, str]] = []
            for entry in entries:
                if command := self.get_command(ctx, entry.name):
                    rows += [(entry.name, summary_of(command)), ("", f"$ {entry.example}")]
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
