"""A thing that is wrong with an archive, or due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# "wrong" keeps something from working, or will; "due" is work that waits; "advice" may wait for
# ever.
Weight = Literal["wrong", "due", "advice"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A thing that was found: what it is about, how much it weighs, what it is, and the one command
    that mends it."""

    about: str
    weight: Weight
    what: str
    command: str

    @property
    def is_urgent(self) -> bool:
        """Whether a monitor is to be told."""
        return self.weight != "advice"
