"""Lots drawn by documents: what makes a sample uniform, and the same whoever draws it.

Every id has a draw, a number by chance that never changes. A seed makes another number of it, and
the documents with the smallest ones are the sample.
"""

from __future__ import annotations

import hashlib

_MASK = 2**64 - 1


def draw_of(document_id: str) -> int:
    """The draw of an id: 63 bits, as engines keep them."""
    digest = hashlib.blake2b(document_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def mix_draw(draw: int, seed: int) -> int:
    """The number that a seed makes of a draw, below 2**64; different draws get different ones.

    It is the finisher of SplitMix64 (Steele, Lea, Flood 2014) over their sum.
    """
    mixed = (draw + seed * 0x9E3779B97F4A7C15) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return mixed ^ (mixed >> 31)
