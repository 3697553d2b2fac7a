"""Every error that Letopis raises on purpose.

    LetopisError
    ├── InvalidInputError       the caller can mend what was given
    │   ├── RecordError         a record of an import cannot become an article
    │   ├── QueryError          a query that cannot be parsed, or is too large
    │   ├── ParameterError      a parameter of a request is unknown or has a wrong value
    │   ├── NotAcceptableError  a client takes no format that can be made
    │   ├── OptionError         an option of a command that makes no sense
    │   ├── PairError           two articles that cannot be joined, or parted
    │   ├── OtherHistoryError   what a mirror took is not what the archive told
    │   └── SettingsError       letopis.toml, labels.toml or golden.toml cannot be used
    ├── NotFoundError           the thing named does not exist
    │   ├── ArticleNotFoundError
    │   ├── ArticleDeletedError it was taken down
    │   ├── VersionNotFoundError
    │   ├── ValueNotFoundError  no article has this author, country, tag or source
    │   ├── CursorExpiredError  its generation is gone
    │   ├── DumpMissingError    no bulk dump, or no such file in it
    │   ├── JobNotFoundError
    │   ├── AlertNotFoundError  no query that stands has this id
    │   ├── BackupMissingError  no backup in a folder
    │   └── GenerationNotFoundError
    ├── UnavailableError        nothing can be served until an admin acts
    │   ├── ArchiveMissingError
    │   ├── ArchiveMismatchError
    │   ├── ArchiveDamagedError
    │   ├── VersionDamagedError stored articles are no longer what was stored
    │   ├── IndexMissingError
    │   ├── IndexMismatchError
    │   ├── IndexDamagedError
    │   ├── ClusterError        the cluster that holds the indexes does not answer wholly
    │   ├── BackupDamagedError
    │   ├── DumpOutdatedError   a file of a dump has what was taken down since
    │   └── ExtraMissingError   a library that an engine or a reader needs is not installed
    ├── GateError               a new generation was built, kept aside, and not switched in
    │   ├── VerificationError   it differs from the archive
    │   └── GoldenError         it is sound, but golden queries do not find what they must
    ├── WorkerLostError         a process that analyzed for an index died
    ├── WorkerStartError        the processes of a server die before they serve
    ├── JobCancelledError       whoever ran a job cancelled it; everything is as after a Ctrl-C
    ├── WatchError              the system does not tell of changes of files
    ├── IndexWriteError         an engine could not write an index: mostly a full disk
    ├── ArchiveLockedError      another process is writing to the archive
    ├── OverloadedError         too many searches at once; the same one may be asked again soon
    ├── TooExpensiveError       a search that takes longer than a request may
    ├── MirrorError             a mirror cannot go on until its admin decides
    ├── RateLimitedError        one address asks for more than fair use allows
    └── ServerError             a server gave a client no answer that can be used

The classes are dataclasses compared by identity and not frozen: Python writes `__traceback__`
onto an exception in flight. Errors carry data; the sentence a reader sees is made at the edge, in
the reader's language (`web/messages.py`). `str(error)` is the English of logs and tests.
"""

from __future__ import annotations

from indexer.errors.given import (
    NotAcceptableError,
    OptionError,
    PairError,
    ParameterError,
    QueryError,
    RecordError,
    SettingsError,
)
from indexer.errors.jobs import (
    ArchiveLockedError,
    GateError,
    GoldenError,
    IndexWriteError,
    JobCancelledError,
    VerificationError,
    WatchError,
    WorkerLostError,
    WorkerStartError,
)
from indexer.errors.load import OverloadedError, RateLimitedError, ServerError, TooExpensiveError
from indexer.errors.mirrors import MirrorError, OtherHistoryError
from indexer.errors.missing import (
    AlertNotFoundError,
    ArticleDeletedError,
    ArticleNotFoundError,
    BackupMissingError,
    CursorExpiredError,
    DumpMissingError,
    GenerationNotFoundError,
    JobNotFoundError,
    ValueNotFoundError,
    VersionNotFoundError,
)
from indexer.errors.root import InvalidInputError, LetopisError, NotFoundError, UnavailableError
from indexer.errors.unavailable import (
    ArchiveDamagedError,
    ArchiveMismatchError,
    ArchiveMissingError,
    BackupDamagedError,
    ClusterError,
    DamagedVersion,
    DumpOutdatedError,
    ExtraMissingError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    VersionDamagedError,
)

__all__ = [
    "AlertNotFoundError",
    "ArchiveDamagedError",
    "ArchiveLockedError",
    "ArchiveMismatchError",
    "ArchiveMissingError",
    "ArticleDeletedError",
    "ArticleNotFoundError",
    "BackupDamagedError",
    "BackupMissingError",
    "ClusterError",
    "CursorExpiredError",
    "DamagedVersion",
    "DumpMissingError",
    "DumpOutdatedError",
    "ExtraMissingError",
    "GateError",
    "GenerationNotFoundError",
    "GoldenError",
    "IndexDamagedError",
    "IndexMismatchError",
    "IndexMissingError",
    "IndexWriteError",
    "InvalidInputError",
    "JobCancelledError",
    "JobNotFoundError",
    "LetopisError",
    "MirrorError",
    "NotAcceptableError",
    "NotFoundError",
    "OptionError",
    "OtherHistoryError",
    "OverloadedError",
    "PairError",
    "ParameterError",
    "QueryError",
    "RateLimitedError",
    "RecordError",
    "ServerError",
    "SettingsError",
    "TooExpensiveError",
    "UnavailableError",
    "ValueNotFoundError",
    "VerificationError",
    "VersionDamagedError",
    "VersionNotFoundError",
    "WatchError",
    "WorkerLostError",
    "WorkerStartError",
]
