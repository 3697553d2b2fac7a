"""The writers of citations, by format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from searcher.citing.apa import write_apa
from searcher.citing.bibtex import write_bibtex
from searcher.citing.citation import Citation, CitationFormat
from searcher.citing.csl import write_csl
from searcher.citing.gost import write_gost
from searcher.citing.ris import write_ris

_WRITERS: Mapping[CitationFormat, Callable[[Citation, date], str]] = {
    "csl-json": write_csl,
    "bibtex": write_bibtex,
    "ris": write_ris,
    "gost": write_gost,
    "apa": write_apa,
}


def write_citation(citation: Citation, format_: CitationFormat, accessed: date) -> str:
    """A citation in a format, with the line end that a file of it ends with; `accessed` is the day
    on which the article was read."""
    return _WRITERS[format_](citation, accessed)
