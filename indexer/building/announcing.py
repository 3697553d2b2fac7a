"""What is told once another generation is served: what came since to queries that stand.

To match a query is to search, so what announces comes in from `searcher`, as the gate does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Announcement:
    """How many times an article was matched by an alert, and what kept alerts from being asked;
    they are asked again at the next occasion."""

    matched: int = 0
    problems: tuple[str, ...] = ()


class Announcer(Protocol):
    """Keeps what came up with queries that stand. Neither call ever raises for what it meets."""

    def begin(self) -> None:
        """Before another generation is served: alerts that are new begin behind what is served
        now."""

    def announce(self) -> Announcement:
        """After it is served, whoever has done so: match what came since alerts were asked last."""


@dataclass(frozen=True, slots=True)
class NoAnnouncer:
    """Announces nothing."""

    def begin(self) -> None:
        """Nothing begins."""

    def announce(self) -> Announcement:
        """Nothing is announced."""
        return Announcement()
