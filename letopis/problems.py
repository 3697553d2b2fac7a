"""The problems that a server tells of, as the errors that they are in its process."""

from __future__ import annotations

import gzip
from urllib.error import HTTPError

import msgspec

from indexer.errors import (
    ArticleDeletedError,
    ArticleNotFoundError,
    CursorExpiredError,
    LetopisError,
    OverloadedError,
    ParameterError,
    QueryError,
    RateLimitedError,
    ServerError,
    TooExpensiveError,
)
from letopis.transport import Question
from web.api.problems import ProblemAnswer

# Seconds to wait where a server does not say.
_RETRY_AFTER = 2


def read_problem(failed: HTTPError, question: Question, address: str) -> LetopisError:
    """The error that a failed answer to a question tells of, with the sentence that explains it as
    a note; a ServerError for what is no problem that the one who asks can do anything about."""
    try:
        problem = msgspec.json.decode(_unpack(failed), type=ProblemAnswer)
    except (OSError, EOFError, msgspec.MsgspecError):
        return _read_status(failed, address)
    error = _make_error(problem, question)
    if error is None:
        return ServerError(address, f"{problem.title}. {problem.detail}")
    error.add_note(problem.detail or problem.title)
    return error


def _unpack(failed: HTTPError) -> bytes:
    body = failed.read()
    return gzip.decompress(body) if failed.headers["Content-Encoding"] == "gzip" else body


def _read_status(failed: HTTPError, address: str) -> LetopisError:
    """What a proxy before a server means by a status."""
    given = failed.headers["Retry-After"] or ""
    seconds = int(given) if given.isdecimal() else _RETRY_AFTER
    match failed.code:
        case 429:
            return RateLimitedError(seconds)
        case 503 if given:
            return OverloadedError(seconds)
        case _:
            return ServerError(address, f"{failed.code} {failed.reason}")


def _make_error(problem: ProblemAnswer, question: Question) -> LetopisError | None:
    code = problem.type.partition("#problem-")[2]
    entry = problem.errors[0] if problem.errors else None
    match code:
        case "query-syntax" if entry:
            return QueryError(
                entry.reason, entry.position or 0, entry.found or "", entry.limit or 0
            )
        case "bad-parameter" if entry:
            return ParameterError(
                entry.parameter,
                entry.value or "",
                entry.reason,
                entry.allowed or "",
                entry.nearest or "",
            )
        case "not-found" if question.id:
            return ArticleNotFoundError(question.id)
        case "gone" if problem.deleted:
            return ArticleDeletedError(question.id, problem.deleted, problem.reason or "")
        case "cursor-expired":
            return CursorExpiredError("")
        case "too-expensive" if problem.part:
            return TooExpensiveError(problem.part, problem.seconds or 0.0)
        case "overloaded":
            return OverloadedError(problem.retry_after or _RETRY_AFTER)
        case "rate-limited":
            return RateLimitedError(problem.retry_after or _RETRY_AFTER)
        case _:
            return None
