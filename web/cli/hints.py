"""The commands that hints name, ready to be pasted."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

# Where the archive is when nobody says.
DEFAULT_HOME = Path("archive")
HOME_VARIABLE = "LETOPIS_HOME"


def name_command(home: Path, command: str) -> str:
    """A command of ours with what it needs to reach this archive: `letopis --home news index`."""
    reached = Path(os.environ.get(HOME_VARIABLE) or DEFAULT_HOME)
    name, _, rest = command.partition(" ")
    if home == reached or "--home" in rest:
        return command
    return f"{name} --home {shlex.quote(str(home))} {rest}"
