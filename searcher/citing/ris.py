"""Citations as RIS, which nearly every reference manager reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from searcher.citing.citation import Citation


def write_ris(citation: Citation, accessed: date) -> str:
    """A record of a newspaper article: a field a line, lines ended by CRLF."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _fields(citation, accessed))


def _fields(citation: Citation, accessed: date) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS"
    yield "ID", citation.key
    for name in citation.authors:
        yield "AU", f"{name.family}, {name.given}" if name.given else name.family
    yield "TI", citation.title
    if citation.source:
        yield "T2", citation.source
    yield "PY", str(citation.day.year)
    yield "DA", _write_day(citation.day)
    if citation.url:
        yield "UR", citation.url
        yield "Y2", _write_day(accessed)
    yield "LA", citation.lang
    yield "ER", ""


def _write_day(day: date) -> str:
    return day.isoformat().replace("-", "/")
