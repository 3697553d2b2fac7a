"""What commands do, told to the audit log of the archive."""

from __future__ import annotations

import getpass
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

import click
from click.core import ParameterSource

from indexer.errors import ArchiveDamagedError, LetopisError
from indexer.home.paths import ArchiveHome
from indexer.operations.audit import AuditLog
from web.cli.output import printable

Answer = TypeVar("Answer")

# What commands end with that do not raise.
_EXITS: Mapping[str | int | None, str] = {
    None: "",
    0: "",
    1: "done, but something was rejected or failed its checks",
}


@contextmanager
def noting(context: click.Context) -> Iterator[None]:
    """Tell of a command: that it began, and what came of it. One that was killed has no outcome."""
    name = context.command_path.partition(" ")[2]
    home = ArchiveHome(context.obj)
    log = AuditLog.of(home)
    # Where there is no archive, the command makes one, or fails.
    problems: list[str] = []
    begin = partial(_begin, log, name, context)
    number = _try(begin, problems) if home.database.exists() else None
    outcome, is_done = "interrupted", False
    try:
        yield
        outcome, is_done = "", True
    except SystemExit as end:
        outcome, is_done = _EXITS.get(end.code, f"exit code {end.code}"), end.code in _EXITS
        raise
    except (LetopisError, click.ClickException, OSError, sqlite3.Error) as error:
        outcome = str(error) or type(error).__name__
        raise
    finally:
        if number is None and not problems and home.database.exists():
            number = _try(begin, problems)
        if number is not None:
            _try(partial(log.settle, number, outcome), problems)
        # What keeps a command from its work is told by itself.
        if is_done and problems:
            told = printable(problems[0])
            click.echo(f"letopis: the audit log cannot be written: {told}", err=True)


def _begin(log: AuditLog, name: str, context: click.Context) -> int:
    return log.note(_name_user(), "command", name, _tell(context), outcome=None)


def _try(write: Callable[[], Answer], problems: list[str]) -> Answer | None:
    """Write to the log; a command is not kept from its work where that cannot be done."""
    try:
        return write()
    except (ArchiveDamagedError, OSError, sqlite3.OperationalError) as error:
        problems.append(str(error))
        return None


def _name_user() -> str:
    """The person at the terminal, also behind sudo."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (OSError, KeyError):
        # A container may run as a number without a name.
        return str(os.getuid())


def _tell(context: click.Context) -> str:
    """The arguments and options that were given."""
    return " ".join(
        _tell_one(parameter, context.params[parameter.name])
        for parameter in context.command.params
        if parameter.name in context.params
        and context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
    )


def _tell_one(parameter: click.Parameter, value: object) -> str:
    values = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
    told = " ".join(map(str, values))
    if isinstance(parameter, click.Argument):
        return told
    name = max(parameter.opts, key=len)
    return name if value is True else f"{name} {told}"
