"""Write halves of the engines, by name."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, cast

from indexer.schema import Document

# Each module holds `RELEASE` and the functions of `WriteHalf`; it is imported when first used,
# so that an engine's library costs nothing where another engine serves.
_MODULES = {"whoosh": "indexer.engines.whoosh", "tantivy": "indexer.engines.tantivy"}

ENGINES = tuple(_MODULES)


# A document as one engine writes it. It can be sent from one process to another.
Entry = Any


class IndexWriter(Protocol):
    """Writes documents into one index. Nothing is visible before `commit`.

    As a context manager it commits at the end, and rolls back when an exception leaves it. Whatever
    the engine fails of, a full disk or damage of what it builds on, is raised as IndexWriteError.
    """

    def add(self, entry: Entry) -> None:
        """Add a document that the engine's `prepare` made an entry of.

        The index must not hold its id: delete an earlier version first.
        """

    def delete(self, document_id: str) -> None:
        """Remove a document; an unknown id is no error."""

    def commit(self) -> None:
        """Make everything since the last commit visible, durably."""

    def rollback(self) -> None:
        """Forget everything since the last commit."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class WriteHalf(Protocol):
    """What the module of an engine offers."""

    RELEASE: str

    def prepare(self, document: Document) -> Entry:
        """The part of writing a document that needs no writer: any process may do it."""

    def create_index(self, path: Path) -> IndexWriter:
        """Create an empty index in an empty folder and open it for writing."""

    def open_index(self, path: Path) -> IndexWriter:
        """Open an index for further writing."""

    def count_documents(self, path: Path) -> int:
        """How many documents an index holds."""


def load_engine(name: str) -> WriteHalf:
    """The write half of an engine. Raises KeyError for a name that is not in `ENGINES`."""
    return cast("WriteHalf", import_module(_MODULES[name]))
