"""What the page of generations is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.admin.frame import AdminFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationRow:
    """A generation: its name, what it is (`build`, `update`, kept aside, damaged) in words, when it
    was made and how long that is ago, how many articles it has, how much the archive is ahead of
    it, and its size. `problem` tells why it cannot be served. `may` is what can be done with it:
    `rollback`, `accept`, or nothing."""

    name: str
    is_current: bool
    what: str
    made: str
    age: str
    articles: str
    behind: str
    size: str
    problem: str
    findings: tuple[str, ...]
    may: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationsPage:
    """All generations, the newest first, the engines that a build may be asked for, and where jobs
    are asked for."""

    frame: AdminFrame
    generations: tuple[GenerationRow, ...]
    engines: tuple[str, ...]
    jobs: str
