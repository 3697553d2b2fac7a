"""Texts from outside, cut to what a page has room for."""

from __future__ import annotations

from dataclasses import replace

from searcher.response import Snippet

# Characters that are quoted of what a request said, and shown of names and headlines in lists.
MOST_QUOTED = 200
MOST_OF_LABEL = 60
MOST_OF_TITLE = 200


def shorten(text: str, most: int = MOST_QUOTED) -> str:
    """The text itself, or its beginning and an ellipsis: at most so many characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def shorten_snippet(snippet: Snippet, most: int = MOST_OF_TITLE) -> Snippet:
    """A marked text cut like a plain one; a mark never goes beyond the cut."""
    if len(snippet.text) <= most:
        return snippet
    end = most - 1
    spans = tuple((start, min(stop, end)) for start, stop in snippet.spans if start < end)
    return replace(snippet, text=shorten(snippet.text, most), spans=spans)
