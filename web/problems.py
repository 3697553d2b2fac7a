"""Which error is which problem: its stable code and its HTTP status, for pages and API alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.errors import (
    ArchiveDamagedError,
    ArchiveMismatchError,
    ArchiveMissingError,
    ArticleDeletedError,
    ArticleNotFoundError,
    ClusterError,
    CursorExpiredError,
    DumpMissingError,
    DumpOutdatedError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    InvalidInputError,
    LetopisError,
    NotAcceptableError,
    NotFoundError,
    OtherHistoryError,
    OverloadedError,
    ParameterError,
    QueryError,
    RateLimitedError,
    TooExpensiveError,
    UnavailableError,
    ValueNotFoundError,
    VersionDamagedError,
    VersionNotFoundError,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of failure: the code that stands in `type` addresses, and the HTTP status."""

    code: str
    status: int


# The most specific class first.
PROBLEMS: tuple[tuple[type[LetopisError], Problem], ...] = (
    (QueryError, Problem("query-syntax", 400)),
    (ParameterError, Problem("bad-parameter", 400)),
    (NotAcceptableError, Problem("not-acceptable", 406)),
    (OtherHistoryError, Problem("other-history", 409)),
    (InvalidInputError, Problem("bad-input", 400)),
    (ArticleDeletedError, Problem("gone", 410)),
    (ArticleNotFoundError, Problem("not-found", 404)),
    (VersionNotFoundError, Problem("not-found", 404)),
    (ValueNotFoundError, Problem("not-found", 404)),
    (CursorExpiredError, Problem("cursor-expired", 410)),
    (DumpMissingError, Problem("not-found", 404)),
    (NotFoundError, Problem("not-found", 404)),
    (ArchiveMissingError, Problem("archive-missing", 503)),
    (ArchiveMismatchError, Problem("archive-mismatch", 503)),
    (ArchiveDamagedError, Problem("archive-damaged", 503)),
    (VersionDamagedError, Problem("archive-damaged", 503)),
    (IndexMissingError, Problem("index-missing", 503)),
    (IndexMismatchError, Problem("index-mismatch", 503)),
    (IndexDamagedError, Problem("index-damaged", 503)),
    (ClusterError, Problem("cluster-unavailable", 503)),
    (DumpOutdatedError, Problem("dump-outdated", 503)),
    (UnavailableError, Problem("unavailable", 503)),
    (OverloadedError, Problem("overloaded", 503)),
    (TooExpensiveError, Problem("too-expensive", 503)),
    (RateLimitedError, Problem("rate-limited", 429)),
)

INTERNAL = Problem("internal", 500)

# What is no error of ours, by the HTTP status; of any other status the status says it all.
STATUS_PROBLEMS: Mapping[int, Problem] = {
    problem.status: problem
    for problem in (
        Problem("not-found", 404),
        Problem("method-not-allowed", 405),
        INTERNAL,
        Problem("unavailable", 503),
    )
}

# Searches are answered, by an earlier index than the current one.
DEGRADED = Problem("index-degraded", 200)


def find_problem(error: LetopisError) -> Problem:
    """The problem that an error is."""
    for kind, problem in PROBLEMS:
        if isinstance(error, kind):
            return problem
    return INTERNAL
