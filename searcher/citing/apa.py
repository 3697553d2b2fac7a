"""Citations by the seventh edition of the APA manual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from searcher.citing.citation import Citation, Name

# Of more authors the first ones and the last are named.
_MOST_NAMED = 20
_CLOSING = "»”\"'’)]"


@dataclass(frozen=True, slots=True)
class ApaReference:
    """A reference: what holds the article, in italics, and the texts before and behind it."""

    before: str
    source: str
    after: str


def compose_apa(citation: Citation) -> ApaReference:
    """The reference; its months are English whatever the language of the article, and news need no
    day of access."""
    day = format_date(citation.day, "MMMM d", locale="en")
    dated = f"({citation.day.year}, {day})."
    title = _end(citation.title)
    begin = [_end(_join(citation.authors)), dated, title] if citation.authors else [title, dated]
    before = " ".join(begin)
    if not citation.source:
        return ApaReference(f"{before} {citation.url}".strip(), "", "")
    return ApaReference(f"{before} ", citation.source, f". {citation.url}".rstrip())


def write_apa(citation: Citation, accessed: date) -> str:
    """The reference in Markdown, as what holds the article is in italics."""
    del accessed
    reference = compose_apa(citation)
    source = f"*{reference.source}*" if reference.source else ""
    return f"{reference.before}{source}{reference.after}\n"


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
