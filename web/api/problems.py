"""Errors of the API as problem details (RFC 9457)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType

from indexer.errors import (
    ArticleDeletedError,
    CursorExpiredError,
    LetopisError,
    NotAcceptableError,
    OverloadedError,
    ParameterError,
    QueryError,
    RateLimitedError,
    TooExpensiveError,
    UnavailableError,
)
from web.keys import SERVICE
from web.messages import describe
from web.problems import STATUS_PROBLEMS, Problem, find_problem
from web.requests import request_language
from web.shortening import shorten
from web.statuses import describe_status


class ProblemEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a parameter: `reason` is stable; `allowed` tells what is, `nearest` what
    was perhaps meant; of a query `position` tells where, in characters."""

    parameter: str
    reason: str
    value: str | UnsetType = UNSET
    allowed: str | UnsetType = UNSET
    nearest: str | UnsetType = UNSET
    position: int | UnsetType = UNSET
    found: str | UnsetType = UNSET
    limit: int | UnsetType = UNSET


class ProblemAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A problem (RFC 9457): `type` is stable; `title` and `detail` are in the reader's language.
    Of an article that was taken down, `deleted` tells when, and `reason` why, if that is public;
    `command` is what an administrator has to run, `retry_after` the seconds after which to ask
    again, `begin` the address at which to begin anew where a cursor has expired. Of a search
    that is too expensive `part` tells what of it is, `seconds` how long it may take; `offered` are
    the media types there are where none is acceptable."""

    type: str
    status: int
    title: str
    detail: str | UnsetType = UNSET
    errors: tuple[ProblemEntry, ...] | UnsetType = UNSET
    deleted: datetime | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    command: str | UnsetType = UNSET
    retry_after: int | UnsetType = UNSET
    begin: str | UnsetType = UNSET
    part: str | UnsetType = UNSET
    seconds: float | UnsetType = UNSET
    offered: tuple[str, ...] | UnsetType = UNSET


def render_problem(
    request: web.Request, error: LetopisError | web.HTTPException | None, status: int
) -> web.Response:
    """A problem answer: `type` is stable, `title` and `detail` are in the reader's language."""
    language, root = request_language(request), request.app[SERVICE].settings.root
    if isinstance(error, LetopisError):
        message, data = describe(error, language), _data(error)
        kind = name_type(find_problem(error), root)
    else:
        message, data = describe_status(status, language), {}
        problem = STATUS_PROBLEMS.get(status)
        kind = name_type(problem, root) if problem else "about:blank"
    if isinstance(error, CursorExpiredError):
        begin = request.rel_url.query.copy()
        begin.popall("cursor", None)
        data["begin"] = root + str(request.rel_url.with_query(begin))
    answer = ProblemAnswer(
        type=kind, status=status, title=message.title, detail=message.detail, **data
    )
    return web.Response(
        body=msgspec.json.encode(answer),
        status=status,
        content_type="application/problem+json",
        headers={
            "Content-Language": language.code,
            "Vary": "Accept-Encoding, Accept-Language",
        },
    )


def name_type(problem: Problem, root: str) -> str:
    """The address of the place where a problem is explained, which is its type; the site stands
    below `root`."""
    return f"{root}/help#problem-{problem.code}"


def _data(error: LetopisError) -> dict[str, Any]:
    match error:
        case QueryError():
            entry = ProblemEntry(
                parameter="q",
                reason=error.code,
                position=error.position,
                found=shorten(error.found) or UNSET,
                limit=error.limit or UNSET,
            )
            return {"errors": (entry,)}
        case ParameterError():
            entry = ProblemEntry(
                parameter=shorten(error.parameter),
                value=shorten(error.value),
                reason=error.code,
                allowed=error.allowed or UNSET,
                nearest=error.nearest or UNSET,
            )
            return {"errors": (entry,)}
        case NotAcceptableError():
            return {"offered": error.offered}
        case ArticleDeletedError():
            reason = {"reason": error.reason} if error.reason else {}
            return {"deleted": error.when, **reason}
        case UnavailableError():
            return {"command": error.command}
        case OverloadedError() | RateLimitedError():
            return {"retry_after": error.retry_after}
        case TooExpensiveError():
            return {"part": error.part, "seconds": error.seconds}
        case _:
            return {}
