"""How a job tells whoever watches it how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told of every step of a job and of what is done in it."""

    def start(self, step: str, total: int | None) -> None:
        """A step begins: its name, and how many items it has where that is known."""

    def advance(self, count: int = 1) -> None:
        """So many items more are done."""


class Silence:
    """Progress that nobody watches."""

    def start(self, step: str, total: int | None) -> None:
        """Nothing is shown."""

    def advance(self, count: int = 1) -> None:
        """Nothing is shown."""
