"""Parameters that are whole numbers: the range by which they are read, and that is told of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from multidict import MultiMapping

from indexer.errors import ParameterError

_DIGITS = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Number:
    """A parameter that is a whole number from `least` to `most`, both included; `default` is what
    it means where it has no value."""

    name: str
    least: int
    most: int
    default: int

    def read(self, query: MultiMapping[str]) -> int:
        """The value that a query string gives it. Raises ParameterError."""
        value = query.get(self.name, "")
        if not value:
            return self.default
        if not _DIGITS.fullmatch(value) or not self.least <= int(value) <= self.most:
            raise ParameterError(self.name, value, "bad-number", f"{self.least}–{self.most}")
        return int(value)
