"""Whoosh, the embedded engine: its write half.

Whoosh keeps postings, columns and stored articles; it never analyzes. `prepare` makes the postings
of a document, and `AnalyzedField` hands them over as they are.
"""

from __future__ import annotations

import zlib
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from whoosh import columns, fields, formats, index

from indexer.schema import TEXT_FIELDS, Document, make_postings

RELEASE = f"whoosh3 {version('whoosh3')}"

# Megabytes of postings held before a run is written to disk.
_MEMORY = 128


# A term, how often it stands in the document, that as a weight, and its positions encoded.
_Posting = tuple[bytes, int, float, bytes]

_POSITIONS = formats.Positions()


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
    )
    for field in TEXT_FIELDS.values():
        schema.add(field.lemmas, AnalyzedField())
        schema.add(field.exact, AnalyzedField())
    return schema


class WhooshWriter:
    """One Whoosh writer session after another over one index folder."""

    def __init__(self, storage: Any) -> None:
        self._index = storage
        self._writer: Any = None

    def add(self, entry: Any) -> None:
        self._session().add_document(**entry)

    def delete(self, document_id: str) -> None:
        self._session().delete_by_term("id", document_id)

    def commit(self) -> None:
        if self._writer is not None:
            self._writer.commit()
            self._writer = None

    def rollback(self) -> None:
        if self._writer is not None:
            self._writer.cancel()
            self._writer = None

    def _session(self) -> Any:
        if self._writer is None:
            self._writer = self._index.writer(limitmb=_MEMORY)
        return self._writer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.commit()
        else:
            self.rollback()
        self._index.close()


def create_index(path: Path) -> WhooshWriter:
    """Create an empty index in an empty folder and open it for writing."""
    return WhooshWriter(index.create_in(str(path), make_schema()))


def open_index(path: Path) -> WhooshWriter:
    """Open an index for further writing."""
    return WhooshWriter(index.open_dir(str(path), schema=make_schema()))
