"""Searches that are not answered now."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.errors.root import LetopisError


@dataclass(eq=False)
class OverloadedError(LetopisError):
    """Too many searches wait for their turn; `retry_after` is in seconds."""

    retry_after: int

    def __str__(self) -> str:
        return f"overloaded; retry after {self.retry_after} s"


@dataclass(eq=False)
class TooExpensiveError(LetopisError):
    """A search takes longer than the seconds that a request has; `part` names what of its query is
    dear: the keys of `web.messages.DEAR_PARTS`."""

    part: str
    seconds: float

    def __str__(self) -> str:
        return f"more than {self.seconds:g} s, by {self.part}"


@dataclass(eq=False)
class RateLimitedError(LetopisError):
    """An address has used up what fair use allows it; `retry_after` is in seconds."""

    retry_after: int

    def __str__(self) -> str:
        return f"rate limited; retry after {self.retry_after} s"


@dataclass(eq=False)
class ServerError(LetopisError):
    """A server gave no answer to a client, or none that can be used."""

    address: str
    reason: str

    def __str__(self) -> str:
        return f"{self.address}: {self.reason}"
