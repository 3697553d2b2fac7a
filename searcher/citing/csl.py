"""Citations as CSL-JSON: the input of citation processors such as citeproc and pandoc."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from searcher.citing.citation import Citation, Name


def write_csl(citation: Citation, accessed: date) -> str:
    """A list of one item, as its schema has it, with the fields that the article has."""
    item: dict[str, Any] = {
        "id": citation.id,
        "type": "article-newspaper",
        "title": citation.title,
        "issued": _render_day(citation.day),
        "language": citation.lang,
    }
    if citation.authors:
        item["author"] = [_render_name(name) for name in citation.authors]
    if citation.source:
        item["container-title"] = citation.source
    if citation.url:
        item |= {"URL": citation.url, "accessed": _render_day(accessed)}
    return msgspec.json.encode([item]).decode() + "\n"


def _render_name(name: Name) -> dict[str, str]:
    if name.given:
        return {"family": name.family, "given": name.given}
    return {"literal": name.family}


def _render_day(day: date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}
