"""Articles as a bibliography: the files that reference managers read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo

from indexer.article import Article
from indexer.labels import Labels
from searcher.citing.citation import CitationFormat, make_citation
from searcher.citing.formats import write_citation


@dataclass(frozen=True, slots=True)
class BibliographyWriter:
    """Writes the citations of articles one after another, as one file of a format: RIS, BibTeX or
    CSL-JSON. `accessed` is the day on which they were read, `zone` the archive's."""

    format: CitationFormat
    labels: Labels
    zone: tzinfo
    accessed: date

    def begin(self, header: bytes) -> bytes:
        """What stands before the first citation, with lines that are comments or without."""
        return header + (b"[\n" if self.format == "csl-json" else b"")

    def write(self, articles: Iterable[Article], *, before: int) -> bytes:
        """The citations of some articles, of which so many come `before` in the file."""
        written = [self._write(article) for article in articles]
        if self.format != "csl-json":
            return "\n".join(written).encode() + (b"\n" if written else b"")
        # The items of lists of one item each.
        items = ",\n".join(text.strip()[1:-1] for text in written)
        return (",\n" if before and items else "").encode() + items.encode()

    def end(self) -> bytes:
        """What stands behind the last citation."""
        return b"\n]\n" if self.format == "csl-json" else b""

    def _write(self, article: Article) -> str:
        return write_citation(
            make_citation(article, self.labels, self.zone), self.format, self.accessed
        )
