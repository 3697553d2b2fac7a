"""Citations as BibTeX, with the fields of biblatex."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import quote

from searcher.citing.citation import Citation, Name

# Braces count even behind a backslash, so they are written as commands.
_ESCAPES = str.maketrans({
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{sign: f"\\{sign}" for sign in "%&#_$"},
})  # fmt: skip
_LANGUAGES = {"ru": "russian", "en": "english"}
# BibTeX's own names of months; numbers would be printed as they are.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def write_bibtex(citation: Citation, accessed: date) -> str:
    """An entry: `@article` with the subtype of newspapers, `@misc` where the article has no source,
    as an `@article` must name its journal."""
    kind = "article" if citation.source else "misc"
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(citation, accessed))
    return f"@{kind}{{{citation.key},\n{fields}}}\n"


def _fields(citation: Citation, accessed: date) -> Iterator[tuple[str, str]]:
    if citation.authors:
        yield "author", f"{{{' and '.join(map(_write_name, citation.authors))}}}"
    # The second braces keep capitals where a style would write them small.
    yield "title", f"{{{{{_escape(citation.title)}}}}}"
    if citation.source:
        yield "journal", f"{{{{{_escape(citation.source)}}}}}"
        yield "entrysubtype", "{newspaper}"
    yield "year", f"{{{citation.day.year}}}"
    yield "month", _MONTHS[citation.day.month - 1]
    # Last of the three: readers that know it take it for the others, which have no day.
    yield "date", f"{{{citation.day.isoformat()}}}"
    if citation.url:
        yield "url", f"{{{_escape_url(citation.url)}}}"
        yield "urldate", f"{{{accessed.isoformat()}}}"
    yield "langid", f"{{{_LANGUAGES[citation.lang]}}}"


def _write_name(name: Name) -> str:
    if name.given:
        return f"{_escape(name.family)}, {_escape(name.given)}"
    # In braces a name is not taken apart.
    return f"{{{_escape(name.family)}}}"


def _escape(text: str) -> str:
    return text.translate(_ESCAPES)


def _escape_url(url: str) -> str:
    # Addresses are read as they are: what would end the field is escaped as addresses escape.
    return "".join(quote(sign) if sign in "{}\\" else sign for sign in url)
