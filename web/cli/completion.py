"""The command that prints what a shell needs to complete the others."""

from __future__ import annotations

from typing import cast

import click
from click.shell_completion import ShellComplete, get_completion_class

_SHELLS = ("bash", "zsh", "fish")
# How the shell asks the command for what may follow.
_VARIABLE = "_LETOPIS_COMPLETE"


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """Print what lets bash, zsh or fish complete commands and options.

    For all users, bash looks for it in /etc/bash_completion.d/letopis, zsh in
    /usr/local/share/zsh/site-functions/_letopis, fish in
    /etc/fish/completions/letopis.fish.
    """
    kind = cast("type[ShellComplete]", get_completion_class(shell))
    click.echo(kind(context.find_root().command, {}, "letopis", _VARIABLE).source())
