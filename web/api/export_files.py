"""The files that a complete result is written as."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from indexer.article import Article
from indexer.home.settings import Settings
from indexer.labels import Labels
from web.api.bibliographies import BibliographyWriter
from web.api.parameters import TABLE_FORMATS, ExportFile, ExportFormat
from web.api.rendering import PUBLIC_FIELDS
from web.api.ro_crate import ExportFacts
from web.api.tables import CONTENT_TYPES as TABLE_TYPES
from web.api.tables import TableWriter

CONTENT_TYPES: Mapping[ExportFormat, str] = {
    **{format_: TABLE_TYPES[format_] for format_ in TABLE_FORMATS},
    "ris": "application/x-research-info-systems",
    "bibtex": "application/x-bibtex",
    "csl-json": "application/vnd.citationstyles.csl+json",
}
# What file names end with.
FILE_ENDS: Mapping[ExportFormat, str] = {
    "ndjson": "ndjson",
    "csv": "csv",
    "tsv": "tsv",
    "ris": "ris",
    "bibtex": "bib",
    "csl-json": "json",
}

# What is given where no fields are asked for: all of them, or what a table is read for.
TABLE_FIELDS = (
    "id",
    "lang",
    "published",
    "title",
    "authors",
    "source",
    "countries",
    "tags",
    "url",
)

# What a spreadsheet may split a line at, before what it would run as a formula.
_FORMULA_WITHIN = re.compile("[,;](?=[-=+@])")


class FileWriter(Protocol):
    """Writes articles as a file, some at a time."""

    def begin(self, header: bytes) -> bytes:
        """What stands before the first article, with lines of `write_header` or without."""

    def write(self, articles: Iterable[Article], *, before: int) -> bytes:
        """Some articles, of which so many come `before` in the file."""

    def end(self) -> bytes:
        """What stands behind the last article."""


def make_writer(file: ExportFile, labels: Labels, settings: Settings) -> FileWriter:
    """What writes a file; citations have been read today."""
    match file.format:
        case "ris" | "bibtex" | "csl-json":
            zone = settings.zone_info
            return BibliographyWriter(file.format, labels, zone, datetime.now(zone).date())
        case "ndjson" | "csv" | "tsv":
            fields = PUBLIC_FIELDS if file.format == "ndjson" else TABLE_FIELDS
            return _LineWriter(TableWriter(file.format, file.fields or fields, file.has_bom))


def write_header(facts: ExportFacts, format_: ExportFormat) -> bytes:
    """What an export is, as lines that are comments in its format."""
    sign = "%" if format_ == "bibtex" else "#"
    guard = _guard_bibtex if format_ == "bibtex" else _guard_table
    listed = ((name, " ".join(value.split())) for name, value in facts.list().items())
    return "".join(f"{sign} {name}: {guard(name, value)}\r\n" for name, value in listed).encode()


def _guard_bibtex(_name: str, value: str) -> str:
    # An entry is taken to begin at this sign, wherever it stands.
    return value.replace("@", "(at)")


def _guard_table(name: str, value: str) -> str:
    # A spreadsheet splits comments too. The request stays one that can be made.
    if name == "request":
        return _FORMULA_WITHIN.sub(lambda found: f"%{ord(found[0]):02X}", value)
    return _FORMULA_WITHIN.sub(r"\g<0>'", value)


@dataclass(frozen=True, slots=True)
class _LineWriter:
    """A file of which every line stands by itself."""

    table: TableWriter

    def begin(self, header: bytes) -> bytes:
        return self.table.begin(header)

    def write(self, articles: Iterable[Article], *, before: int) -> bytes:
        del before
        return self.table.write(articles)

    def end(self) -> bytes:
        return b""
