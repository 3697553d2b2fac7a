"""Citations by ГОСТ Р 7.0.100-2018: the description of a part of an electronic resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from indexer.article import Lang
from searcher.citing.citation import Citation, Name

# Up to three authors one is in the heading; of more than four the first three are named.
_MOST_HEADED = 3
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class _Words:
    medium: str
    site: str
    accessed: str
    others: str


_WORDS: Mapping[Lang, _Words] = {
    "ru": _Words("Текст : электронный", "сайт", "дата обращения", "и др."),
    "en": _Words("Text : electronic", "website", "date of access", "et al."),
}


def write_gost(citation: Citation, accessed: date) -> str:
    """The description in the language of the article."""
    words, day = _WORDS[citation.lang], citation.day
    container = f" // {citation.source}" if citation.source else ""
    if citation.source and citation.url:
        container += f" : [{words.site}]"
    areas = [
        _write_title(citation, words),
        words.medium + container,
        str(day.year),
        format_date(day, "d MMMM", locale=citation.lang),
    ]
    if citation.url:
        areas.append(f"URL: {citation.url} ({words.accessed}: {accessed:%d.%m.%Y})")
    *areas, last = areas
    return "".join(f"{_end(area)} – " for area in areas) + f"{_end(last)}\n"


def _write_title(citation: Citation, words: _Words) -> str:
    authors = citation.authors
    title = citation.title
    # Agencies and others whose names are not split have no heading.
    if authors and len(authors) <= _MOST_HEADED and authors[0].given:
        title = f"{authors[0].family}, {authors[0].initials} {title}"
    if not authors:
        return title
    named = authors if len(authors) <= _MOST_NAMED else authors[:_MOST_HEADED]
    others = f" [{words.others}]" if named != authors else ""
    return f"{title} / {', '.join(map(_write_name, named))}{others}"


def _write_name(name: Name) -> str:
    return f"{name.initials} {name.family}" if name.given else name.family


def _end(area: str) -> str:
    # Two points meet in one; the standard keeps the point behind any other sign: `Кто там?.`
    return area if area.endswith((".", "…")) else f"{area}."
