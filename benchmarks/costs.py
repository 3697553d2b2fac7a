"""How long a command takes, and how much memory it and the processes it starts hold. Linux only.

Memory is anonymous memory, shared pages counted once (Pss_Anon): what the system cannot drop, as
it can drop pages of index files.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_POLL = 0.25
_PSS = re.compile(r"^Pss_Anon:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock and of all processors, and the processes' own children included."""

    seconds: float
    cpu_seconds: float


class Stopwatch:
    """Measures this process, and its children that have ended, from here on."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._cpu = _cpu_seconds()

    def stop(self) -> Cost:
        """What was spent since the start."""
        return Cost(time.perf_counter() - self._began, _cpu_seconds() - self._cpu)


def _cpu_seconds() -> float:
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def spent_by(pid: int) -> float:
    """Seconds of processor time of a running process, all its threads together."""
    # The number of the clock that clock_getcpuclockid(3) names; Python has no call for it.
    return time.clock_gettime((~pid << 3) | 2)


def run_module(module: str, *arguments: str) -> tuple[Any, float]:
    """Run a module in a fresh interpreter: the JSON it prints, and its peak memory in MB.

    Raises CalledProcessError; what the module says on standard error is passed on.
    """
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, _tree_memory(process.pid))
            time.sleep(_POLL)
        assert process.stdout
        output = process.stdout.read()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return msgspec.json.decode(output), round(peak, 1)


def own_memory() -> float:
    """MB of this process that are no pages of files."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("RssAnon:")[2].split()[0]) / 1024


def folder_size(path: Path) -> float:
    """MB of the files in a folder."""
    files = (file for file in path.rglob("*") if file.is_file() and not file.is_symlink())
    return round(sum(file.stat().st_size for file in files) / 1e6, 1)


def save(path: Path, value: object) -> None:
    """Keep a measured value as JSON."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=1))


def load(path: Path, kind: type[T]) -> T | None:
    """A value that was kept, or None."""
    return msgspec.json.decode(path.read_bytes(), type=kind) if path.exists() else None


def _tree_memory(pid: int) -> float:
    try:
        memory = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text("ascii"))
        listed = [task.read_text("ascii") for task in Path(f"/proc/{pid}/task").glob("*/children")]
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        # It ended while we looked.
        return 0.0
    children = (int(child) for entry in listed for child in entry.split())
    return (int(memory[1]) / 1024 if memory else 0.0) + sum(map(_tree_memory, children))
