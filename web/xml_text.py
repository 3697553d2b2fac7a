"""Texts in XML."""

from __future__ import annotations

import re

# What no XML may hold.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean_text(text: str) -> str:
    """A text without the characters that no XML may hold: controls, lone surrogates."""
    return _ILLEGAL.sub("", text)
