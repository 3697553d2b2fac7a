"""Citations by the seventh edition of the APA manual."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from searcher.citing.citation import Citation, Name

# Of more authors the first ones and the last are named.
_MOST_NAMED = 20
_CLOSING = "»”\"'’)]"


def write_apa(citation: Citation, accessed: date) -> str:
    """The reference in Markdown, as what holds the article is in italics; its months are English
    whatever the language of the article, and news need no day of access."""
    del accessed
    day = format_date(citation.day, "MMMM d", locale="en")
    dated = f"({citation.day.year}, {day})."
    title = _end(citation.title)
    begin = [_end(_join(citation.authors)), dated, title] if citation.authors else [title, dated]
    source = f"*{citation.source}*." if citation.source else ""
    return " ".join(part for part in (*begin, source, citation.url) if part) + "\n"


def _join(authors: Sequence[Name]) -> str:
    names = [_write_name(name) for name in authors]
    if len(names) > _MOST_NAMED:
        return f"{', '.join(names[: _MOST_NAMED - 1])}, … {names[-1]}"
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])}, & {names[-1]}"


def _write_name(name: Name) -> str:
    return f"{name.family}, {name.initials}" if name.given else name.family


def _end(text: str) -> str:
    """A text with a point behind it, unless it ends in a sign of its own, within quotes too."""
    is_ended = text.rstrip(_CLOSING).endswith((".", "?", "!", "…"))
    return text if is_ended else f"{text}."
