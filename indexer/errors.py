"""Every error that Letopis raises on purpose.

    LetopisError
    ├── InvalidInputError       the caller can mend what was given
    │   ├── RecordError         a record of an import cannot become an article
    │   ├── QueryError          a query that cannot be parsed, or is too large
    │   ├── ParameterError      a parameter of a request is unknown or has a wrong value
    │   ├── OptionError         an option of a command that makes no sense
    │   └── SettingsError       letopis.toml, labels.toml or golden.toml cannot be used
    ├── NotFoundError           the thing named does not exist
    │   ├── ArticleNotFoundError
    │   ├── ArticleDeletedError it was taken down
    │   ├── VersionNotFoundError
    │   └── GenerationNotFoundError
    ├── UnavailableError        nothing can be served until an admin acts
    │   ├── ArchiveMissingError
    │   ├── ArchiveMismatchError
    │   ├── ArchiveDamagedError
    │   ├── VersionDamagedError stored articles are no longer what was stored
    │   ├── IndexMissingError
    │   ├── IndexMismatchError
    │   └── IndexDamagedError
    ├── GateError               a new generation was built, kept aside, and not switched in
    │   ├── VerificationError   it differs from the archive
    │   └── GoldenError         it is sound, but golden queries do not find what they must
    ├── WorkerLostError         a process that analyzed for an index died
    ├── JobCancelledError       whoever ran a job cancelled it; everything is as after a Ctrl-C
    ├── WatchError              the system does not tell of changes of files
    ├── IndexWriteError         an engine could not write an index: mostly a full disk
    ├── ArchiveLockedError      another process is writing to the archive
    ├── OverloadedError         too many searches at once; the same one may be asked again soon
    └── TooExpensiveError       a search that takes longer than a request may

The classes are dataclasses compared by identity and not frozen: Python writes `__traceback__`
onto an exception in flight. Errors carry data; the sentence a reader sees is made at the edge, in
the reader's language (`web/messages.py`). `str(error)` is the English of logs and tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from indexer.gate_report import GateReport


class LetopisError(Exception):
    """The root of the tree."""


class InvalidInputError(LetopisError):
    """The caller can mend what was given."""


class NotFoundError(LetopisError):
    """The thing named does not exist."""


class UnavailableError(LetopisError):
    """Nothing can be served until an admin acts; `command` is what mends it."""

    @property
    def command(self) -> str:
        raise NotImplementedError


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
class ArticleNotFoundError(NotFoundError):
    """No such article in the generation served, or in the archive."""

    id: str

    def __str__(self) -> str:
        return f"no article {self.id!r}"


@dataclass(eq=False)
class ArticleDeletedError(NotFoundError):
    """The article was taken down. `reason` is empty where it is not told."""

    id: str
    when: datetime
    reason: str = ""

    def __str__(self) -> str:
        reason = f": {self.reason}" if self.reason else ""
        return f"article {self.id!r} was taken down on {self.when:%Y-%m-%d}{reason}"


@dataclass(eq=False)
class VersionNotFoundError(NotFoundError):
    """The article has no version of that number, or it was purged."""

    id: str
    number: int

    def __str__(self) -> str:
        return f"no version {self.number} of article {self.id!r}"


@dataclass(eq=False)
class GenerationNotFoundError(NotFoundError):
    """No such generation; an empty name means that there is none before the current one."""

    name: str

    def __str__(self) -> str:
        return f"no generation {self.name!r}" if self.name else "no generation before the current"


@dataclass(eq=False)
class ArchiveMissingError(UnavailableError):
    """The archive home does not exist or holds no archive."""

    home: Path

    @property
    def command(self) -> str:
        return "letopis init"

    def __str__(self) -> str:
        return f"no archive in {self.home}"


@dataclass(eq=False)
class ArchiveMismatchError(UnavailableError):
    """archive.db is not an archive, or one of another schema version."""

    path: Path
    reason: str

    @property
    def command(self) -> str:
        return "letopis --home NEW import PATH…"

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(eq=False)
class ArchiveDamagedError(UnavailableError):
    """archive.db is an archive, and cannot be read: its pages are damaged."""

    path: Path
    reason: str

    @property
    def command(self) -> str:
        return "letopis --home NEW import PATH…"

    def __str__(self) -> str:
        return f"{self.path} is damaged: {self.reason}"


@dataclass(frozen=True, slots=True)
class DamagedVersion:
    """A stored version of an article that is no longer what was stored. `file` is where it was
    imported from; empty where that cannot be read either."""

    seq: int
    id: str
    reason: str
    file: str = ""

    def __str__(self) -> str:
        file = f" (from {self.file})" if self.file else ""
        return f"version {self.seq} of {self.id!r}{file}: {self.reason}"


@dataclass(eq=False)
class VersionDamagedError(UnavailableError):
    """Stored versions are no longer what was stored; the same files imported again heal them."""

    path: Path
    versions: tuple[DamagedVersion, ...]

    @property
    def command(self) -> str:
        return "letopis import PATH…"

    def __str__(self) -> str:
        return f"{self.path}: {'; '.join(map(str, self.versions))}"


@dataclass(eq=False)
class IndexMissingError(UnavailableError):
    """The archive has no index yet."""

    home: Path

    @property
    def command(self) -> str:
        return "letopis index"

    def __str__(self) -> str:
        return f"no index in {self.home}"


@dataclass(eq=False)
class IndexMismatchError(UnavailableError):
    """The generation was built by another schema, analyzer or engine release."""

    generation: str
    part: str
    built_with: str
    needed: str

    @property
    def command(self) -> str:
        return "letopis index"

    def __str__(self) -> str:
        return (
            f"generation {self.generation} was built with {self.part} {self.built_with}, "
            f"this release needs {self.needed}"
        )


@dataclass(eq=False)
class IndexDamagedError(UnavailableError):
    """Files of the generation are missing or cannot be read."""

    generation: str
    reason: str

    @property
    def command(self) -> str:
        return "letopis index"

    def __str__(self) -> str:
        return f"generation {self.generation} is damaged: {self.reason}"


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
