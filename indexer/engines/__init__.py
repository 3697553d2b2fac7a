"""Write halves of the engines, by name."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, cast

from indexer.engines.folder import engine_folder, has_index_elsewhere, remove_folder
from indexer.errors import ClusterError, ExtraMissingError
from indexer.home.cluster import NO_CLUSTER, ClusterSettings
from indexer.schema import Document

# Each module holds the functions of `WriteHalf`, or a class of them over a cluster.
# It is imported when first used: an engine's library costs nothing where another one serves.
_MODULES = {
    "whoosh": "indexer.engines.whoosh",
    "tantivy": "indexer.engines.tantivy",
    "opensearch": "indexer.engines.opensearch",
}
# Those whose indexes are in a cluster.
_DISTRIBUTED = {"opensearch": "OpenSearchEngine"}

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

    def release(self) -> str:
        """What reads the indexes that it writes. Raises ClusterError where its cluster is away."""

    def prepare(self, document: Document) -> Entry:
        """The part of writing a document that needs no writer: any process may do it."""

    def create_index(self, path: Path) -> IndexWriter:
        """Create an empty index in an empty folder and open it for writing."""

    def open_index(self, path: Path) -> IndexWriter:
        """Open an index for further writing."""

    def count_documents(self, path: Path) -> int:
        """How many documents an index holds."""

    def derive_index(self, source: Path, target: Path, files: Iterable[str], /) -> None:
        """Make an empty folder ready for `open_index` to go on with the index of another one, of
        these files, which stays as it is. Raises FileNotFoundError."""

    def remove_index(self, path: Path) -> None:
        """Remove what a folder's index, or half of one, has elsewhere."""


def load_engine(name: str, cluster: ClusterSettings = NO_CLUSTER) -> WriteHalf:
    """The write half of an engine, over the cluster if it is one of those. Raises KeyError for a
    name that is not in `ENGINES`, and ExtraMissingError where its library is not installed."""
    try:
        module = import_module(_MODULES[name])
    except ModuleNotFoundError as error:
        raise ExtraMissingError(name, f"the engine {name}") from error
    half = getattr(module, _DISTRIBUTED[name])(cluster) if name in _DISTRIBUTED else module
    return cast("WriteHalf", half)


def remove_generation(folder: Path, cluster: ClusterSettings) -> None:
    """Remove a generation that was built, or half built, with its index wherever that is. Where its
    cluster is away the folder stays, to be removed another time."""
    with suppress(ClusterError):
        if has_index_elsewhere(engine_folder(folder)):
            for name in _DISTRIBUTED:
                load_engine(name, cluster).remove_index(engine_folder(folder))
        remove_folder(folder)
