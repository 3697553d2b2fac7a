"""The thing named does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from indexer.errors.root import NotFoundError


@dataclass(eq=False)
class ArticleNotFoundError(NotFoundError):
    """No such article in the generation served, or in the archive."""

    id: str

    def __str__(self) -> str:
        return f"no article {self.id!r}"


@dataclass(eq=False)
class ArticleDeletedError(NotFoundError):
    """The article was taken down. `reason` is empty where it is not told."""

    id: str
    when: datetime
    reason: str = ""

    def __str__(self) -> str:
        reason = f": {self.reason}" if self.reason else ""
        return f"article {self.id!r} was taken down on {self.when:%Y-%m-%d}{reason}"


@dataclass(eq=False)
class VersionNotFoundError(NotFoundError):
    """The article has no version of that number, or it was purged."""

    id: str
    number: int

    def __str__(self) -> str:
        return f"no version {self.number} of article {self.id!r}"


@dataclass(eq=False)
class ValueNotFoundError(NotFoundError):
    """No article has this value of a facet. `near` are values that were perhaps meant, each as its
    id and its label."""

    facet: str
    id: str
    near: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"no article has the {self.facet} {self.id!r}"


@dataclass(eq=False)
class DumpMissingError(NotFoundError):
    """The archive has no bulk dump, or that has no such file; `name` is empty for any."""

    name: str

    def __str__(self) -> str:
        return f"no file {self.name!r} in a dump" if self.name else "no dump"


@dataclass(eq=False)
class CursorExpiredError(NotFoundError):
    """The generation that a cursor goes on in is gone, or cannot be answered from any more.
    `generation` is empty where a server does not tell."""

    generation: str

    def __str__(self) -> str:
        name = f" {self.generation}" if self.generation else ""
        return f"the index{name} of this cursor is gone"


@dataclass(eq=False)
class GenerationNotFoundError(NotFoundError):
    """No such generation; an empty name means that there is none before the current one."""

    name: str

    def __str__(self) -> str:
        return f"no generation {self.name!r}" if self.name else "no generation before the current"


@dataclass(eq=False)
class JobNotFoundError(NotFoundError):
    """No job of that number was asked for, or it ended long ago."""

    number: int

    def __str__(self) -> str:
        return f"no job {self.number}"


@dataclass(eq=False)
class BackupMissingError(NotFoundError):
    """There is no backup in a folder."""

    path: Path

    def __str__(self) -> str:
        return f"no backup in {self.path}"


@dataclass(eq=False)
class AlertNotFoundError(NotFoundError):
    """No alert has this id, or none that readers are shown."""

    id: str

    def __str__(self) -> str:
        return f"no alert {self.id!r}"
