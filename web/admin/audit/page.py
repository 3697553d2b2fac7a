"""What the page of the audit log is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.admin.frame import AdminFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedRow:
    """A deed: when, who, by which way, what, with which words, and what came of it. `url` is the
    page of the job that did it, or empty; `tone` is `bad` where it failed, `odd` where its outcome
    is not known."""

    time: str
    who: str
    way: str
    action: str
    details: str
    outcome: str
    tone: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """The newest deeds, of one action where one was chosen. `actions` are all there are, each with
    its address and whether it is chosen; `everything` is the address of all. `earlier` is that of
    the deeds before these, or empty."""

    frame: AdminFrame
    deeds: tuple[DeedRow, ...]
    actions: tuple[tuple[str, str, bool], ...]
    everything: str
    earlier: str
