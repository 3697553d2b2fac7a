"""What the pages of jobs are made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.admin.frame import AdminFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A job in a list: what it does, its address, who asked for it and when, and its state with
    what came of it in a few words. `tone` is `good`, `bad`, `odd` (to be looked at) or empty."""

    number: int
    title: str
    url: str
    who: str
    asked: str
    state: str
    tone: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProgress:
    """How far a job is: the state, the step, how much is done in words, and of a hundred parts how
    many; None where nobody knows."""

    state: str
    step: str
    amount: str
    percent: int | None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed, and the command that mends it, if there is one."""

    title: str
    detail: str
    command: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsPage:
    """All jobs: those that are not done yet, in their turn, and the last that ended."""

    frame: AdminFrame
    unfinished: tuple[JobRow, ...]
    ended: tuple[JobRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPage:
    """One job. `asked` are the words of what was asked for, each with its name; `progress` is there
    while it is not done. `events` is the address of its progress, `cancel` where it is cancelled,
    both empty once it has ended. `times` tell when it was asked for, began, and ended. `figures`
    and `lines` are what came of it; `generation` is the index it made or chose, empty for none.
    `next_steps` are links to what is to be done now. `reload_after` are the seconds after which a
    browser without scripts looks again, 0 for never."""

    frame: AdminFrame
    job: JobRow
    asked: tuple[tuple[str, str], ...]
    times: tuple[tuple[str, str], ...]
    progress: ShownProgress | None
    events: str
    cancel: str
    figures: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    generation: str
    failure: Failure | None
    next_steps: tuple[tuple[str, str], ...]
    reload_after: int
