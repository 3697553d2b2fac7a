"""What the page of searches that found nothing is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.admin.frame import AdminFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRow:
    """A query that found nothing: how often, when last, by readers of which language; `again` is
    where it is asked anew."""

    query: str
    lang: str
    times: str
    day: str
    again: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchesPage:
    """The queries, the most frequent first, at most some hundreds; all of them are in the
    `download`. `is_noted` tells whether they are kept at all, which `settings` says."""

    frame: AdminFrame
    rows: tuple[SearchRow, ...]
    days: str
    is_noted: bool
    settings: str
    forget: str
    forget_all: str
    download: str
