"""What the page of golden queries is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.admin.files.page import EffectTable
from web.admin.frame import AdminFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexChoice:
    """An index to choose: its name, when it was built and of how many articles."""

    name: str
    label: str
    is_before: bool
    is_after: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHit:
    """An article among the first hits of a query: where it stood, and where it stands."""

    id: str
    title: str
    url: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A query in two indexes: how many articles it found and finds, and the hits that entered, left
    and moved; `note` says what came of it in a word."""

    query: str
    totals: str
    hits: tuple[ShownHit, ...]
    note: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenPage:
    """Golden queries asked of the index that is served, and queries asked of two indexes. `file` is
    where golden queries are edited; `problem` tells why there is nothing to be seen."""

    frame: AdminFrame
    file: str
    action: str
    table: EffectTable | None
    problem: str
    unasked: str
    indexes: tuple[IndexChoice, ...]
    queries: str
    changes: tuple[ChangeRow, ...]
    summary: str
    is_compared: bool
