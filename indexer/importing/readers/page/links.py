"""Lines of a page that lead to other news."""

from __future__ import annotations

_LINK_LINES = frozenset(("all news", "news archive", "все новости", "архив новостей"))


def is_link(line: str) -> bool:
    """Whether the line is a link to other news."""
    return line.casefold() in _LINK_LINES
