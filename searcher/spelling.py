"""Words of the archive near a word that is misspelt: "did you mean".

    >>> lexicon = Lexicon.build([("кавказ", 90), ("кавказе", 40), ("казак", 12)])
    >>> [correction.form for correction in correct("ковказ", lexicon)]
    ['кавказ', 'кавказе']

Candidates come by plain edits and by sound. They are ordered by how likely the mistake is, and how
common the word: an edit costs less where people often make it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log

from rapidfuzz.distance import OSA

from searcher.confusions import LANGUAGES, Confusions
from searcher.lexicon import Lexicon, fold_form
from searcher.mistakes import weigh_mistakes

# Shorter words are near everything.
SHORTEST = 3

# From these lengths on a word may have two edits; and three, where it sounds nearly the same.
TWO_EDITS = 4
THREE_EDITS = 7

# Words of the archive that are misspelt there too are corrected to words this many times commoner.
COMMONER = 50

# What the natural logarithm of the number of documents is worth.
FREQUENCY = 0.14


@dataclass(frozen=True, slots=True)
class Correction:
    """A form of the archive for a word, its plain distance in edits, and its documents."""

    form: str
    distance: int
    count: int


def correct(word: str, lexicon: Lexicon, limit: int = 3) -> list[Correction]:
    """The likeliest words of the archive for a word that is misspelt, at most `limit`, best first.

    Forms come as they stand in the archive, in the alphabet of the word, and all are commoner than
    the word. There are none for a word that mixes alphabets or has digits.
    """
    typed = fold_form(word)
    language = next((known for known in LANGUAGES if known.letters.fullmatch(typed)), None)
    if language is None or len(typed) < SHORTEST:
        return []
    least = lexicon.count(typed) * COMMONER
    weighed = [
        (
            weigh_mistakes(typed, found.form, language) - FREQUENCY * log(found.count),
            found.form,
            found,
        )
        for found in _candidates(typed, language, lexicon, limit)
        if found.count > least
    ]
    return [found for _, _, found in sorted(weighed)[:limit]]


def _candidates(
    typed: str, language: Confusions, lexicon: Lexicon, limit: int
) -> Iterator[Correction]:
    """Forms within the edits that a word of its length may have; those with more only where
    there are too few and they sound alike."""
    edits = 1 if len(typed) < TWO_EDITS else 2
    found = 0
    for form, distance, count in lexicon.near(typed, edits):
        if form != typed and language.letters.fullmatch(form):
            found += 1
            yield Correction(form, distance, count)
    if found >= limit or len(typed) < THREE_EDITS:
        return
    sound = language.sound_of(typed)
    for form, distance, count in lexicon.near(typed, edits + 1):
        if distance <= edits or not language.letters.fullmatch(form):
            continue
        if OSA.distance(sound, language.sound_of(form), score_cutoff=1) <= 1:
            yield Correction(form, distance, count)
