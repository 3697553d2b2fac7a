"""What was given cannot be used: the caller can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.errors.root import InvalidInputError


@dataclass(eq=False)
class RecordError(InvalidInputError):
    """A record cannot become an article. `field` is empty when the whole record is at fault."""

    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}" if self.field else self.reason


@dataclass(eq=False)
class QueryError(InvalidInputError):
    """A query that cannot be read.

    `code` names what is wrong (the keys of `web.messages.QUERY_ERRORS`), `position` is the index
    of the first offending character of the query text, `found` what stands there, `limit` the
    limit that was passed, where one was.
    """

    code: str
    position: int
    found: str = ""
    limit: int = 0

    def __str__(self) -> str:
        detail = f" {self.found!r}" if self.found else ""
        limit = f" (limit {self.limit})" if self.limit else ""
        return f"{self.code} at {self.position}{detail}{limit}"


@dataclass(eq=False)
class ParameterError(InvalidInputError):
    """A request parameter is unknown (`code` is "unknown") or its value is wrong.

    `allowed` is what would be accepted, in words or as a list of values, and `nearest` the name or
    value that was perhaps meant.
    """

    parameter: str
    value: str
    code: str
    allowed: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        allowed = f"; expected {self.allowed}" if self.allowed else ""
        return f"parameter {self.parameter}={self.value!r}: {self.code}{allowed}"


@dataclass(eq=False)
class NotAcceptableError(InvalidInputError):
    """A client takes, by its Accept header, none of the media types that are `offered`."""

    accept: str
    offered: tuple[str, ...]

    def __str__(self) -> str:
        return f"none of {self.accept!r} can be made; there are {', '.join(self.offered)}"


@dataclass(eq=False)
class OptionError(InvalidInputError):
    """An option of a command makes no sense."""

    option: str
    reason: str

    def __str__(self) -> str:
        return f"{self.option}: {self.reason}"


@dataclass(eq=False)
class SettingsError(InvalidInputError):
    """A file of the archive home cannot be used."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(eq=False)
class PairError(InvalidInputError):
    """An article cannot be joined with another one (`other`), or parted from what it is joined
    with (`other` is empty)."""

    id: str
    other: str
    reason: str

    def __str__(self) -> str:
        return (
            f"{self.id!r} and {self.other!r}: {self.reason}"
            if self.other
            else (f"{self.id!r}: {self.reason}")
        )
