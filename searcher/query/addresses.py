"""Addresses in queries: what people paste of an article they have seen somewhere."""

from __future__ import annotations

import re
from urllib.parse import unquote

# With a scheme, or a host with a path: `example.org/articles/12`, but neither `и/или` nor `U.S.`.
_ADDRESS = re.compile(
    r"(?:https?:)?//[^\s/]+\S*|(?:[\w-]+\.)+[^\W\d_][\w-]+(?::\d+)?[/?]\S*", re.IGNORECASE
)
# What stands around an address in a text and is hardly ever part of it.
_BEFORE = "<([\"'«“„"
_BEHIND = ">)]\"'»”“.,;!…"


def find_addresses(text: str) -> list[str]:
    """The addresses of pages in a text, with a scheme or without, in order; signs that stand
    around them left out. Each is read twice where a sign behind it may be its own."""
    pieces = (piece.lstrip(_BEFORE) for piece in text.split())
    found = [piece for piece in pieces if _ADDRESS.fullmatch(piece)]
    return list(dict.fromkeys(way for one in found for way in (one, one.rstrip(_BEHIND))))


def is_address(text: str) -> bool:
    """Whether a text is an address and nothing else."""
    return len(text.split()) == 1 and bool(find_addresses(text))


def unescape_address(text: str) -> str:
    """An address with the letters that are escaped in it (`%D0%BC`); any other text as it is."""
    return unquote(text) if "%" in text and is_address(text) else text
