"""The root of the tree of errors, and its families."""

from __future__ import annotations


class LetopisError(Exception):
    """The root of the tree."""


class InvalidInputError(LetopisError):
    """The caller can mend what was given."""


class NotFoundError(LetopisError):
    """The thing named does not exist."""


class UnavailableError(LetopisError):
    """Nothing can be served until an admin acts; `command` is what mends it."""

    @property
    def command(self) -> str:
        raise NotImplementedError
