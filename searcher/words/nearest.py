"""The known names that a mistyped one is nearest to."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

# A name of which less is the same was hardly meant.
_LEAST_ALIKE = 0.6


def find_nearest(typed: str, known: Iterable[str]) -> str:
    """The nearest of some names to one that is none of them; nothing where none is near."""
    return next(iter(find_several(typed, known, 1)), "")


def find_several(typed: str, known: Iterable[str], limit: int) -> tuple[str, ...]:
    """So many of some names at most that are near to one, the nearest first."""
    found = process.extract(
        typed.casefold(),
        list(known),
        processor=str.casefold,
        scorer=OSA.normalized_similarity,
        score_cutoff=_LEAST_ALIKE,
        limit=limit,
    )
    return tuple(name for name, *_ in found)
