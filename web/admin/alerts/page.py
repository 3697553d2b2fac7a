"""What the page of alerts is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.admin.frame import AdminFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """An alert: its name, its query as it is understood, what is wrong with it, how many articles
    it finds today and has matched, when last, and how its hook does. `feed` is the address of its
    feed, empty where it is not public; `hook` the host of its hook, empty for none."""

    id: str
    name: str
    query: str
    mistake: str
    found: str
    matched: str
    last: str
    feed: str
    hook: str
    hook_told: tuple[str, ...]
    is_failing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminAlertsPage:
    """All alerts. `problem` tells why they cannot be read; `edit` is where their file is edited,
    `jobs` where they are asked anew, `test` where a hook is called for trial."""

    frame: AdminFrame
    alerts: tuple[AlertRow, ...]
    problem: str
    edit: str
    jobs: str
    test: str
