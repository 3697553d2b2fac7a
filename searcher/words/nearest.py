"""The known name that a mistyped one is nearest to."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

# A name of which less is the same was hardly meant.
_LEAST_ALIKE = 0.6


def find_nearest(typed: str, known: Iterable[str]) -> str:
    """The nearest of some names to one that is none of them; nothing where none is near."""
    found = process.extractOne(
        typed.casefold(),
        list(known),
        processor=str.casefold,
        scorer=OSA.normalized_similarity,
        score_cutoff=_LEAST_ALIKE,
    )
    return found[0] if found else ""
