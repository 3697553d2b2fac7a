"""What keeps an archive from following another one."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.errors.root import InvalidInputError, LetopisError


@dataclass(eq=False)
class OtherHistoryError(InvalidInputError):
    """Whoever follows the archive took what it never told: it was put back to an earlier state
    since, or another one stands in its place. `seq` is how far they came."""

    seq: int

    def __str__(self) -> str:
        return f"another history up to seq {self.seq}"


@dataclass(eq=False)
class MirrorError(LetopisError):
    """A mirror cannot go on until its admin decides what it is to be a mirror of."""

    address: str
    reason: str

    def __str__(self) -> str:
        return f"{self.address}: {self.reason}"
