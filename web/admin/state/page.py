"""What the page of the state is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.admin.frame import AdminFrame
from web.admin.jobs.page import JobRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Something that an admin looks at: what it is, how it stands, and a word on it. `tone` is
    `good`, `bad`, `odd` or empty; `url` is where one does something about it, or empty."""

    title: str
    value: str
    note: str = ""
    tone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatePage:
    """The state at a glance: its signs, what is to be done next as a form of a job with its label
    (empty for nothing), what runs, and what was done last. `jobs` is where jobs are asked for."""

    frame: AdminFrame
    signs: tuple[Sign, ...]
    advice: str
    advised: str
    jobs: str
    unfinished: tuple[JobRow, ...]
    ended: tuple[JobRow, ...]
