"""The page about all commands, made from them: `python -m web.cli.reference` prints it.

`make docs` writes it to docs/reference/cli.md.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator

import click

from web.cli.main import EXIT_CODES, GROUPS, letopis

_INTRODUCTION = """\
# Commands

Made from the commands themselves, by `make docs`; `letopis COMMAND --help` says the same.

    letopis [--home DIR] COMMAND …

The archive home is `--home DIR`, before or after the command, else the folder that `LETOPIS_HOME`
names, else `./archive`. `-h` and `--help` explain every command, `letopis --version` tells the
release. What `--json` prints is for programs.
"""


def write_reference() -> str:
    """The page, in Markdown: every command with its arguments, options and an example."""
    root = click.Context(letopis, info_name="letopis")
    parts = [_INTRODUCTION]
    for title, entries in GROUPS:
        parts.append(f"## {title}\n")
        for entry in entries:
            if command := letopis.get_command(root, entry.name):
                parts += _write_command(command, root, f"    {entry.example}\n")
    parts += ["## Exit codes\n", _write_table(("code", "meaning"), _list_codes())]
    return "\n".join(parts)


def _write_command(command: click.Command, outer: click.Context, example: str) -> Iterator[str]:
    """The parts about a command, and about those within it."""
    # Long lines are not broken where a terminal would end.
    context = click.Context(command, outer, info_name=command.name, terminal_width=1000)
    path = context.command_path
    yield f"{'#' * (path.count(' ') + 2)} {path}\n"
    yield f"{inspect.cleandoc(command.help or '')}\n"
    yield f"    {path} {' '.join(command.collect_usage_pieces(context))}\n"
    if example:
        yield f"For example:\n\n{example}"
    if options := list(_list_options(context)):
        yield _write_table(("option", "what it does"), options)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            yield from _write_command(command.commands[name], context, "")


def _list_options(context: click.Context) -> Iterator[tuple[str, str]]:
    """The options of a command, but for those that all have."""
    for parameter in context.command.params:
        if isinstance(parameter, click.Option) and parameter.name != "home":
            record = parameter.get_help_record(context)
            if record is not None:
                yield f"`{record[0]}`", record[1]


def _list_codes() -> Iterator[tuple[str, str]]:
    return ((str(code), meaning) for code, meaning in EXIT_CODES)


def _write_table(heads: tuple[str, str], rows: Iterable[tuple[str, str]]) -> str:
    lines = [heads, ("---", "---"), *rows]
    return "".join(f"| {' | '.join(map(_escape, cells))} |\n" for cells in lines)


def _escape(cell: str) -> str:
    return cell.replace("|", r"\|")


if __name__ == "__main__":
    click.echo(write_reference(), nl=False)
