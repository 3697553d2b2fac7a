"""What the pages of rejects are made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.admin.frame import AdminFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """Rejects for one reason: the field, the reason, how many there are in how many files, one as
    an example, and the address of all."""

    field: str
    reason: str
    count: str
    files: str
    example: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReject:
    """A record that could not be read: where it stands, why, and how it begins."""

    place: str
    reason: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectsPage:
    """All rejects by their reasons. `count` is how many there are, `unlisted` how many of them are
    only counted, empty for none."""

    frame: AdminFrame
    groups: tuple[GroupRow, ...]
    count: str
    unlisted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectGroupPage:
    """The rejects for one reason, a part of them; `more` tells of the rest. `again` is where their
    files are tried again, `back` where all reasons stand."""

    frame: AdminFrame
    field: str
    reason: str
    count: str
    rejects: tuple[ShownReject, ...]
    more: str
    again: str
    back: str
