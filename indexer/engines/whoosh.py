"""Whoosh, the embedded engine: its write half.

Whoosh keeps postings, columns and stored articles; it never analyzes. `prepare` makes the postings
of a document, and `AnalyzedField` hands them over as they are.
"""

from __future__ import annotations

import pickle
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from whoosh import columns, fields, formats, index
from whoosh.filedb.filestore import StorageError
from whoosh.filedb.filetables import FileFormatError
from whoosh.reading import CorruptIndexError, TermNotFound
from whoosh.writing import IndexingError

from indexer.engines.folder import share_files
from indexer.errors import IndexWriteError
from indexer.schema import TEXT_FIELDS, Document, make_postings

RELEASE = f"whoosh3 {version('whoosh3')}"

# Megabytes of postings held before a run is written to disk.
_MEMORY = 128


# What reading a damaged file ends in: Whoosh uses struct, pickle and zlib, each with errors of its
# own, and follows whatever numbers it finds.
DAMAGE = (
    index.IndexError,
    CorruptIndexError,
    FileFormatError,
    StorageError,
    TermNotFound,
    msgspec.DecodeError,
    pickle.UnpicklingError,
    struct.error,
    zlib.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    MemoryError,
    OSError,
    TypeError,
    ValueError,
)

# A term, how often it stands in the document, that as a weight, and its positions encoded.
_Posting = tuple[bytes, int, float, bytes]

_POSITIONS = formats.Positions()
# Of what has no place in a text.
_NOWHERE = _POSITIONS.encode([0])


class AnalyzedField(fields.FieldType):
    """A Whoosh field whose values are postings that are ready to be written."""

    def __init__(self) -> None:
        super().__init__(format=_POSITIONS, analyzer=None, scorable=True)

    def index(self, value: list[_Posting], **_: Any) -> list[_Posting]:
        """The field's postings as Whoosh writes them."""
        return value


def prepare(document: Document) -> dict[str, Any]:
    """The part of writing that costs time and needs no writer."""
    entry: dict[str, Any] = {
        "id": document.id,
        "columns": msgspec.msgpack.encode(document.columns),
        "article": zlib.compress(document.article, 1),
    }
    if document.addresses:
        entry["address"] = [(key.encode(), 1, 1.0, _NOWHERE) for key in document.addresses]
    for field, postings in make_postings(document.texts).items():
        entry[field] = [
            (term.encode(), len(positions), float(len(positions)), _POSITIONS.encode(positions))
            for term, positions in postings.items()
        ]
    return entry


def make_schema() -> fields.Schema:
    """The schema. Whoosh pickles it into the index, so always open an index with this one."""
    schema = fields.Schema(
        id=fields.ID(unique=True),
        columns=fields.COLUMN(columns.VarBytesColumn()),
        article=fields.STORED,
        address=AnalyzedField(),
    )
    for field in TEXT_FIELDS.values():
        schema.add(field.lemmas, AnalyzedField())
        schema.add(field.exact, AnalyzedField())
        schema.add(field.names, AnalyzedField())
    return schema


class WhooshWriter:
    """One Whoosh writer session after another over one index folder."""

    def __init__(self, storage: Any, path: Path) -> None:
        self._index = storage
        self._path = path
        self._writer: Any = None

    def add(self, entry: Any) -> None:
        with _writing(self._path):
            self._session().add_document(**entry)

    def delete(self, document_id: str) -> None:
        with _writing(self._path):
            self._session().delete_by_term("id", document_id)

    def commit(self) -> None:
        if self._writer is not None:
            with _writing(self._path):
                self._end().commit()

    def rollback(self) -> None:
        if self._writer is not None:
            with _writing(self._path):
                self._end().cancel()

    def _session(self) -> Any:
        if self._writer is None:
            self._writer = self._index.writer(limitmb=_MEMORY)
        return self._writer

    def _end(self) -> Any:
        # It lets go of its lock and its files, whether its last call succeeds or not.
        writer, self._writer = self._writer, None
        return writer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.commit()
            else:
                self.rollback()
        finally:
            self._index.close()


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Whatever Whoosh fails of, while it writes or merges what it wrote before, becomes
    IndexWriteError."""
    try:
        yield
    except (*DAMAGE, IndexingError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise IndexWriteError(path, reason or f"{type(error).__name__}: {error}") from error


def create_index(path: Path) -> WhooshWriter:
    """Create an empty index in an empty folder and open it for writing."""
    with _writing(path):
        return WhooshWriter(index.create_in(str(path), make_schema()), path)


def open_index(path: Path) -> WhooshWriter:
    """Open an index for further writing."""
    with _writing(path):
        return WhooshWriter(index.open_dir(str(path), schema=make_schema()), path)


def count_documents(path: Path) -> int:
    """How many documents an index holds."""
    with _writing(path), closing(index.open_dir(str(path), schema=make_schema())) as opened:
        return int(opened.doc_count())


def derive_index(source: Path, target: Path, files: Iterable[str]) -> None:
    """Share the files: Whoosh never changes one that it has finished."""
    share_files(source, target, files)


def remove_index(path: Path) -> None:
    """Nothing: all of it is in its folder."""


def release() -> str:
    """The release of the library, whose files are its own."""
    return RELEASE
