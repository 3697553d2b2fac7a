"""What is noted of a server that is to endure, and the table of it."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from benchmarks.costs import spent_by
from benchmarks.measures.pages import quantile
from benchmarks.measures.traffic import Answer

T = TypeVar("T")

# Seconds that a line of the table is about.
WINDOW = 600.0
_MEMORY = re.compile(r"^(Rss|Pss|Pss_Anon):\s+(\d+) kB", re.MULTILINE)
_THREADS = re.compile(r"^Threads:\s+(\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Process:
    """A process of the server: memory in kB, its open files and threads, and seconds of the
    processor. `anon` is its part of what is no page of a file, shared pages counted once."""

    pid: int
    rss: int
    pss: int
    anon: int
    files: int
    threads: int
    cpu: float


@dataclass(frozen=True, slots=True)
class Sample:
    """The parent first, then the workers."""

    at: float
    processes: tuple[Process, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to the archive, how many seconds it took, and until an answer had it."""

    at: float
    name: str
    seconds: float
    visible: float = 0.0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """The files of what is measured, a line each."""

    folder: Path

    def add(self, value: Answer | Sample | Change) -> None:
        """Note it at once, whatever happens then."""
        with self._file(type(value)).open("ab") as file:
            file.write(msgspec.json.encode(value) + b"\n")

    def read(self, kind: type[T]) -> list[T]:
        """All that was noted of a kind; a line that was cut short is left out."""
        file = self._file(kind)
        lines = file.read_bytes().split(b"\n")[:-1] if file.exists() else []
        return [msgspec.json.decode(line, type=kind) for line in lines]

    def _file(self, kind: type) -> Path:
        return self.folder / f"{kind.__name__.lower()}s.jsonl"


def look_at(parent: int) -> Iterator[Process]:
    """A process and those that it started; one that ends meanwhile is left out."""
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii")
    for pid in (parent, *map(int, listed.split())):
        folder = Path(f"/proc/{pid}")
        try:
            memory = dict(_MEMORY.findall((folder / "smaps_rollup").read_text("ascii")))
            threads = _THREADS.findall((folder / "status").read_text("ascii"))
            files = sum(1 for _ in (folder / "fd").iterdir())
            spent = round(spent_by(pid), 2)
        except (FileNotFoundError, ProcessLookupError):
            continue
        rss, pss, anon = (int(memory[name]) for name in ("Rss", "Pss", "Pss_Anon"))
        yield Process(pid, rss, pss, anon, files, int(threads[0]), spent)


def tabulate(notes: Notes) -> list[str]:
    """A line for each ten minutes: what was asked and how long it took, and what the processes
    held. Then what went wrong, and how long changes took."""
    answers, samples, changes = (notes.read(kind) for kind in (Answer, Sample, Change))
    lines = [
        "| minutes | requests | failed | median, p95, p99 ms | slowest | memory, MB | open files |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for number in range(1 + int(samples[-1].at // WINDOW)):
        asked = [one for one in answers if one.at // WINDOW == number]
        seen = [one for one in samples if one.at // WINDOW == number]
        if not asked or not seen:
            continue
        times = sorted(one.ms for one in asked)
        middle = ", ".join(f"{quantile(times, share):.1f}" for share in (0.5, 0.95, 0.99))
        memory = statistics.median(sum(each.anon for each in one.processes) for one in seen) / 1024
        files = statistics.median(sum(each.files for each in one.processes) for one in seen)
        minutes = f"{number * WINDOW / 60:.0f}–{(number + 1) * WINDOW / 60:.0f}"
        failed = sum(1 for one in asked if one.fault)
        lines.append(
            f"| {minutes} | {len(asked):,} | {failed} | {middle} | {times[-1]:.0f} "
            f"| {memory:.0f} | {files:.0f} |"
        )
    lines += ["", "| changes | times | median s | longest | until answered with | failed |"]
    lines.append("|---|---:|---:|---:|---:|---:|")
    for name in dict.fromkeys(one.name for one in changes):
        done = [one for one in changes if one.name == name]
        middle = f"{statistics.median(one.seconds for one in done):.1f}"
        longest = f"{max(one.seconds for one in done):.1f}"
        visible = f"{max(one.visible for one in done):.1f}"
        failed = sum(1 for one in done if one.fault)
        lines.append(f"| {name} | {len(done)} | {middle} | {longest} | {visible} | {failed} |")
    return lines
