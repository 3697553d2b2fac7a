"""The files that a complete result is written as."""

from __future__ import annotations

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


class FileWriter(Protocol):
    """Writes articles as a file, some at a time."""

    def begin(self) -> bytes:
        """What stands before the first article."""

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
    lines = [f"{sign} {name}: {' '.join(value.split())}" for name, value in facts.list().items()]
    written = "".join(f"{line}\r\n" for line in lines)
    # BibTeX takes an entry to begin at this sign, wherever it stands.
    return (written.replace("@", "(at)") if format_ == "bibtex" else written).encode()


@dataclass(frozen=True, slots=True)
class _LineWriter:
    """A file of which every line stands by itself."""

    table: TableWriter

    def begin(self) -> bytes:
        return self.table.begin()

    def write(self, articles: Iterable[Article], *, before: int) -> bytes:
        del before
        return self.table.write(articles)

    def end(self) -> bytes:
        return b""
