"""How a server has jobs run: by a process of their own, which takes nothing of its turns, and which
a server that ends or is killed does not wait for."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

from indexer.home.paths import ArchiveHome
from indexer.operations.turn import is_turn_taken

# What readers ask for goes first.
_NICE = 5


def start_runner(home: ArchiveHome) -> None:
    """Have the jobs run that wait, unless a process does so already. Raises OSError where none can
    be started."""
    if is_turn_taken(home):
        return
    # Not from the folder that one happens to stand in, whatever modules it has.
    command = (sys.executable, "-P", "-m", "web.cli", "--home", str(home.path.resolve()))
    process = subprocess.Popen(  # noqa: S603 - our own command
        (*command, "jobs", "run", "--nice", str(_NICE)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # Ctrl-C at the terminal of the server is not for it.
        start_new_session=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    # Its end is taken note of, so that the system forgets it.
    threading.Thread(target=process.wait, daemon=True).start()
