"""tantivy, the compiled engine: its write half.

tantivy takes text and splits it itself; handing over tokens one by one costs four times as much.
So each field is written as its terms with blanks between, which tantivy's blank-splitting
tokenizer takes apart again, with two conventions:

- A word with several lemmas, or name keys, is one *joint* term of all of them, `join_terms`. Its
  position is then one term's, and phrases stay exact. The read half looks a lemma up in the joint
  terms too.
- The gap between two parts is as many fillers as it has positions, and a word that is no name is a
  filler among the names: fillers are dropped by a stop filter, which leaves the holes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, NamedTuple, Self

import tantivy

from indexer.draws import draw_of
from indexer.engines.folder import share_files
from indexer.errors import IndexWriteError
from indexer.schema import DATE_PREFIX, POSITION_GAP, TEXT_FIELDS, VALUE_FIELDS, Columns, Document

RELEASE = f"tantivy {version('tantivy')}"

# No word holds these: a word begins with a letter or a digit.
JOINT = "\x02"
_FILLER = "\x01"
_GAP = f" {' '.join([_FILLER] * POSITION_GAP)} "

_TOKENIZER = "terms"

# Bytes of postings held before a segment is written. Large ones make few segments in a build, and
# a segment less to merge is time saved; an update has few articles.
_BUILD_MEMORY = 512_000_000
_UPDATE_MEMORY = 64_000_000
# One indexing thread keeps up with about four processes that analyze.
_PROCESSES_PER_THREAD = 4
_MOST_THREADS = 8

# What a call says after a thread of the writer has died of an error.
_KILLED = "index writer was killed"
_SYSTEM_ERROR = re.compile(r"\(os error (\d+)\)")


class Entry(NamedTuple):
    """A document in tantivy's terms: fields with their texts, the columns, the keys of its
    addresses."""

    article: bytes
    texts: list[tuple[str, str]]
    columns: Columns
    addresses: tuple[str, ...]


def make_schema() -> tantivy.Schema:
    """The schema of every index; the fields of `indexer.schema`, and columns."""
    builder = tantivy.SchemaBuilder()
    for field in TEXT_FIELDS.values():
        for name in (field.lemmas, field.exact, field.names):
            builder.add_text_field(name, tokenizer_name=_TOKENIZER, index_option="position")
    builder.add_text_field("id", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    for name in VALUE_FIELDS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("published", fast=True)
    builder.add_integer_field("length", fast=True)
    builder.add_integer_field("draw", fast=True)
    for prefix in DATE_PREFIX.values():
        for part in ("day", "month", "year"):
            builder.add_integer_field(prefix + part, fast=True)
    builder.add_text_field("address", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("article", stored=True)
    return builder.build()


# The ambiguous words of the language come again and again.
@lru_cache(maxsize=20_000)
def join_terms(terms: tuple[str, ...]) -> str:
    """The one term of a word: its lemma, the joint term of several, or a filler for none."""
    if not terms:
        return _FILLER
    return terms[0] if len(terms) == 1 else JOINT + JOINT.join(sorted(terms))


def prepare(document: Document) -> Entry:
    """The part of writing that costs time and needs no writer."""
    texts: list[tuple[str, str]] = []
    for name, parts in document.texts.items():
        if any(parts):
            field = TEXT_FIELDS[name]
            # One pass over the words, which lie all over the memory, for all fields.
            columns = [tuple(zip(*words, strict=True)) or ((), (), ()) for words in parts]
            texts.append((field.exact, _GAP.join(" ".join(forms) for forms, _, _ in columns)))
            texts.append((field.lemmas, _GAP.join(_write_terms(terms) for _, terms, _ in columns)))
            if any(any(names) for _, _, names in columns):
                names = _GAP.join(_write_terms(names) for _, _, names in columns)
                texts.append((field.names, names))
    return Entry(document.article, texts, document.columns, document.addresses)


def _write_terms(words: Iterable[tuple[str, ...]]) -> str:
    return " ".join([terms[0] if len(terms) == 1 else join_terms(terms) for terms in words])


def make_tantivy_document(entry: Entry) -> tantivy.Document:
    """The document as tantivy takes it."""
    document = tantivy.Document()
    for field, text in entry.texts:
        document.add_text(field, text)
    columns = entry.columns
    document.add_text("id", columns.id)
    document.add_text("lang", columns.lang)
    if columns.source:
        document.add_text("source", columns.source)
    if columns.story:
        document.add_text("story", columns.story)
    for name, values in (
        ("author", columns.authors),
        ("country", columns.countries),
        ("tag", columns.tags),
        ("address", entry.addresses),
    ):
        for value in values:
            document.add_text(name, value)
    document.add_integer("published", columns.published)
    document.add_integer("length", columns.length)
    document.add_integer("draw", draw_of(columns.id))
    _add_date(document, "", columns.day)
    if columns.original_day:
        _add_date(document, "original_", columns.original_day)
    if columns.seen_day:
        _add_date(document, "seen_", columns.seen_day)
    document.add_bytes("article", entry.article)
    return document


def _add_date(document: tantivy.Document, prefix: str, ordinal: int) -> None:
    day = date.fromordinal(ordinal)
    document.add_integer(prefix + "day", ordinal)
    document.add_integer(prefix + "month", day.year * 100 + day.month)
    document.add_integer(prefix + "year", day.year)


class TantivyWriter:
    """One tantivy writer session after another over one index folder."""

    def __init__(self, path: Path, purpose: Literal["build", "update"]) -> None:
        self._path = path
        with _writing(path):
            self._index = _open(path)
        self._memory = _BUILD_MEMORY if purpose == "build" else _UPDATE_MEMORY
        self._threads = _count_threads() if purpose == "build" else 1
        self._writer: tantivy.IndexWriter | None = None

    def add(self, entry: Any) -> None:
        document = make_tantivy_document(entry)
        with _writing(self._path):
            writer = self._session()
            try:
                writer.add_document(document)
            except ValueError as error:
                if _KILLED in str(error):
                    # Why the thread died is told to a commit, which therefore fails.
                    writer.commit()
                raise

    def delete(self, document_id: str) -> None:
        with _writing(self._path):
            self._session().delete_documents_by_term("id", document_id)

    def commit(self) -> None:
        if self._writer is not None:
            with _writing(self._path):
                self._writer.commit()
                self._end(self._writer)

    def rollback(self) -> None:
        if self._writer is not None:
            with _writing(self._path):
                try:
                    self._writer.rollback()
                finally:
                    self._end(self._writer)

    def _session(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(self._memory, self._threads)
        return self._writer

    def _end(self, writer: tantivy.IndexWriter) -> None:
        # Merges run on after a commit, and the writer holds the folder's lock until it is gone.
        self._writer = None
        writer.wait_merging_threads()

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
        finally:
            # After a commit that succeeded there is nothing to roll back; after one that failed,
            # threads would go on writing into a folder that is removed.
            self.rollback()


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Whatever tantivy fails of becomes IndexWriteError."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise IndexWriteError(path, _find_reason(error)) from error
    except BaseException as error:
        # A panic of the compiled part: its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise IndexWriteError(path, f"panic: {error}") from error


def _find_reason(error: Exception) -> str:
    """tantivy writes an error of the operating system into its own; that is what helps."""
    found = _SYSTEM_ERROR.search(str(error))
    return os.strerror(int(found[1])) if found else str(error)


def _count_threads() -> int:
    cores = len(os.sched_getaffinity(0))
    return min(_MOST_THREADS, max(1, cores // _PROCESSES_PER_THREAD))


def _open(path: Path) -> tantivy.Index:
    index = tantivy.Index(make_schema(), str(path))
    terms = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    gaps = tantivy.Filter.custom_stopword([_FILLER])
    index.register_tokenizer(_TOKENIZER, terms.filter(gaps).build())
    return index


def create_index(path: Path) -> TantivyWriter:
    """Create an empty index in an empty folder and open it for writing."""
    return TantivyWriter(path, "build")


def open_index(path: Path) -> TantivyWriter:
    """Open an index for further writing."""
    return TantivyWriter(path, "update")


def count_documents(path: Path) -> int:
    """How many documents an index holds."""
    with _writing(path):
        return int(_open(path).searcher().num_docs)


def derive_index(source: Path, target: Path, files: Iterable[str]) -> None:
    """Share the files: tantivy never changes one that it has finished."""
    share_files(source, target, files)


def remove_index(path: Path) -> None:
    """Nothing: all of it is in its folder."""


def release() -> str:
    """The release of the library, whose files are its own."""
    return RELEASE
