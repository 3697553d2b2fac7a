"""What ends a job."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.errors.root import LetopisError
from indexer.gate_report import GateReport


@dataclass(eq=False)
class GateError(LetopisError):
    """A generation was kept aside by the gate and not switched in."""

    generation: str
    report: GateReport

    def __str__(self) -> str:
        return f"generation {self.generation} failed: {self.report.reason}"


@dataclass(eq=False)
class VerificationError(GateError):
    """It differs from the archive, and can never be served."""


@dataclass(eq=False)
class GoldenError(GateError):
    """It is sound, but golden queries do not find what they must; `command` accepts it."""

    @property
    def command(self) -> str:
        return f"letopis accept {self.generation}"


@dataclass(eq=False)
class WorkerLostError(LetopisError):
    """A process that analyzed articles for an index died: killed, or out of memory."""

    def __str__(self) -> str:
        return "a process that analyzed articles died"


@dataclass(eq=False)
class WorkerStartError(LetopisError):
    """The processes that are to serve die before they do, so many in a row; `reason` is what
    ended the last one: a signal, an exit code, or what the system says."""

    starts: int
    reason: str

    def __str__(self) -> str:
        return f"no worker serves: {self.starts} died at their start ({self.reason})"


class JobCancelledError(LetopisError):
    """A job was cancelled by whoever ran it."""

    def __str__(self) -> str:
        return "the job was cancelled"


@dataclass(eq=False)
class WatchError(LetopisError):
    """The system does not tell of changes of files, or no longer: mostly a limit is reached."""

    reason: str

    def __str__(self) -> str:
        return f"changes of files cannot be seen: {self.reason}"


@dataclass(eq=False)
class IndexWriteError(LetopisError):
    """An engine could not write the index in a folder; `reason` is the system's word, if any."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(eq=False)
class ArchiveLockedError(LetopisError):
    """Another process is writing to the archive."""

    home: Path
    pid: int
    started: str

    def __str__(self) -> str:
        return f"{self.home} is being written by process {self.pid} since {self.started}"
