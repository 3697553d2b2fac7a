"""wrk: many clients that ask a server at once.

Debian has it as the package `wrk`. Nothing is measured where it is missing, and that is said.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import msgspec

_SCRIPT = Path(__file__).with_name("wrk.lua")
# Seconds until an answer is late, which is an error.
_LATE = 30
# What a line of the script begins with.
_MARK = "LOAD "


class WrkMissingError(Exception):
    """wrk is not installed here; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of asking for some seconds.

    `refused` answers had another status than 200 to 399, `broken` connections ended without one,
    `late` ones took longer than a client waits. Times are milliseconds by the clock.
    """

    requests: int
    seconds: float
    refused: int
    broken: int
    late: int
    median_ms: float
    p99_ms: float
    slowest_ms: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds

    @property
    def errors(self) -> int:
        """Requests that did not get what they asked for."""
        return self.refused + self.broken + self.late


def check_wrk() -> None:
    """Raises WrkMissingError where there is no wrk."""
    if which("wrk") is None:
        raise WrkMissingError("wrk is missing: apt-get install wrk")


def load(
    address: str, paths: Sequence[str], connections: int, seconds: int, pause_ms: int = 0
) -> Load:
    """Ask a server for paths, one after another, over so many connections at once that rest after
    each answer. Raises CalledProcessError."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="ascii") as file:
        file.write("".join(f"{path}\n" for path in paths))
        file.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", f"--timeout={_LATE}s"]
        command += ["-s", str(_SCRIPT), f"http://{address}", "--", file.name, str(pause_ms)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    (line,) = (line for line in done.stdout.splitlines() if line.startswith(_MARK))
    return msgspec.json.decode(line.removeprefix(_MARK), type=Load)
