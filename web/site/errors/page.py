"""What the page of an error is made of."""

from __future__ import annotations

from dataclasses import dataclass

from searcher.response import Snippet
from web.messages import Message
from web.site.frame import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """What went wrong: the HTTP status and the message; for a query that cannot be read, the
    query with its wrong place marked, and a link that searches its plain words; for a wrong
    parameter the same search without it; for a value that no article has those that were perhaps
    meant."""

    site: Site
    status: int
    message: Message
    query: Snippet | None = None
    plain: Link | None = None
    without: Link | None = None
    near: tuple[Link, ...] = ()
