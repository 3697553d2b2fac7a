"""Words of the archive near a word that is misspelt: "did you mean".

    >>> lexicon = Lexicon.build([("кавказ", 90), ("кавказе", 40), ("казак", 12)])
    >>> [correction.form for correction in correct("ковказ", lexicon)]
    ['кавказ', 'кавказе']

Candidates come by plain edits and by sound. They are ordered by how likely the mistake is, and how
common the word: an edit costs less where people often make it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from math import log

from rapidfuzz.distance import OSA

from indexer.languages import DEFAULT_LANGUAGES, Language, list_own_letters
from indexer.languages.confusions import Confusions
from searcher.words.lexicon import Lexicon, fold_form
from searcher.words.mistakes import weigh_mistakes

# Shorter words are near everything.
SHORTEST = 3

# From this length on a word may have two edits. With one for four letters 0.385 of the misspellings
# of three and four letters have the right word among the first three, with two 0.437; two for three
# letters as well give 0.439 and many more words that nobody meant.
TWO_EDITS = 4

# And from this one three, where it sounds nearly the same and fewer words than FEW are nearer: the
# misspellings measured have next to none, but bicycles are written so (`виласепед`).
THREE_EDITS = 7
FEW = 3

# A word that stands in the archive may be misspelt there too; it is corrected to words that are so
# many times commoner. At 50 3 % of the words of news and 8 % of their distinct words have such a
# neighbor, at 10 14 % and 23 %, at 1 65 % of both.
COMMONER = 50

# What a space left out costs. Of 2,070 pairs of words of news without the space between them, 0.617
# come first as pairs; at 1.2 0.596, at 2 0.497. Among the first three, 0.002 of the single words
# that were misspelt lose their place to pairs.
SPLIT = 0.8

# What the natural logarithm of the number of documents is worth against edits: with half of it
# 0.767 of misspelt words are found among the first three, with twice 0.779, with this 0.783.
FREQUENCY = 0.16


# A correction is sure where the word has at least so many letters, its edits cost no more than so
# much for each of them, and the next word is less likely by so much. Of 3,852 misspellings that
# stand nowhere in 70,000 forms of news and other texts, a quarter of which have no right word there
# either, 922 are corrected so: to the right word 0.910 of them, and 0.946 of those whose right word
# is there. Of 3,246 words that are new in further texts of the kind 0.021 are taken for another.
SURE_LENGTH = 6
SURE_COST = 0.13
SURE_LEAD = 1.0


@dataclass(frozen=True, slots=True)
class Correction:
    """A form of the archive for a word, its plain distance in edits, its documents, what its edits
    cost, and its rank: the less, the likelier it was meant."""

    form: str
    distance: int
    count: int
    cost: float
    rank: float


def correct(
    word: str,
    lexicon: Lexicon,
    limit: int = 3,
    languages: Sequence[Language] = DEFAULT_LANGUAGES,
) -> list[Correction]:
    """The likeliest words of the archive for a folded word that is misspelt, at most `limit`, best
    first.

    Forms come as they stand in the archive, in the alphabet of the word, and all are commoner than
    the word. There are none for a word that mixes alphabets or has digits.
    """
    typed = fold_form(word)
    language = _choose_language(typed, languages)
    if language is None or len(typed) < SHORTEST:
        return []
    least = lexicon.count(typed) * COMMONER
    found: list[Correction] = []
    for form, distance, count in _list_near(typed, language, lexicon):
        if count > least:
            cost = weigh_mistakes(typed, form, language)
            found.append(Correction(form, distance, count, cost, cost - FREQUENCY * log(count)))
    for form, count, expected in _list_splits(typed, language, lexicon):
        if count > least:
            found.append(Correction(form, 1, count, SPLIT, SPLIT - FREQUENCY * log(expected)))
    found.sort(key=lambda correction: (correction.rank, correction.form))
    return found[:limit]


def prefer_lemmas(
    word: str,
    corrections: Sequence[Correction],
    list_lemmas: Callable[[str], Collection[str]],
    languages: Sequence[Language] = DEFAULT_LANGUAGES,
) -> list[Correction]:
    """The corrections of a folded word, best first, each as its lemma where that is nearer: people
    type words in their first form, which may stand nowhere in the archive."""
    language = _choose_language(word, languages)
    if language is None:
        return []
    nearest: dict[str, Correction] = {}
    for known in corrections:
        kept = known
        for lemma in list_lemmas(known.form):
            if lemma != word and language.letters.fullmatch(lemma):
                cost = weigh_mistakes(word, lemma, language)
                if cost < kept.cost:
                    rank = known.rank - known.cost + cost
                    distance = OSA.distance(word, lemma)
                    kept = Correction(lemma, distance, known.count, cost, rank)
        other = nearest.get(kept.form)
        if other is None or kept.rank < other.rank:
            nearest[kept.form] = kept
    return sorted(nearest.values(), key=lambda correction: (correction.rank, correction.form))


def find_sure(
    word: str, corrections: Sequence[Correction], are_same: Callable[[str, str], bool]
) -> str | None:
    """The form that a folded word was surely meant to be, of its corrections, best first; None
    where there is a doubt. `are_same` tells whether two forms are of one word: they are no rivals.
    """
    if not corrections or len(word) < SURE_LENGTH:
        return None
    best, *others = corrections
    if best.cost > SURE_COST * len(word) or " " in best.form:
        return None
    rival = next((other for other in others if not are_same(best.form, other.form)), None)
    return best.form if rival is None or rival.rank - best.rank >= SURE_LEAD else None


def _choose_language(typed: str, languages: Sequence[Language]) -> Confusions | None:
    """What is mistaken in the language of a word: in the only one that has all its letters, else
    in the first of its script."""
    alike = [known for known in languages if known.confusions.letters.fullmatch(typed)]
    owners = [known for known in alike if not list_own_letters(known, alike).isdisjoint(typed)]
    chosen = owners if len(owners) == 1 else alike
    return chosen[0].confusions if chosen else None


def _list_near(
    typed: str, language: Confusions, lexicon: Lexicon
) -> Iterator[tuple[str, int, int]]:
    """Forms within the edits that a word of its length may have, each with its distance and its
    documents; those with one more edit only where there are few, and they sound alike."""
    edits = 1 if len(typed) < TWO_EDITS else 2
    found = 0
    for form, distance, count in lexicon.near(typed, edits):
        if form != typed and language.letters.fullmatch(form):
            found += 1
            yield form, distance, count
    if found >= FEW or len(typed) < THREE_EDITS:
        return
    sound = language.sound_of(typed)
    for form, distance, count in lexicon.near(typed, edits + 1):
        if distance <= edits or not language.letters.fullmatch(form):
            continue
        if OSA.distance(sound, language.sound_of(form), score_cutoff=1) <= 1:
            yield form, distance, count


def _list_splits(
    typed: str, language: Confusions, lexicon: Lexicon
) -> Iterator[tuple[str, int, float]]:
    """A word as two of the archive, with the documents of the rarer one, and the number of those in
    which both would stand by chance: one at least. The commonest word is taken to stand in all."""
    most = max((count for _, count in lexicon.complete("", 1)), default=0)
    for end in range(1, len(typed)):
        one, other = typed[:end], typed[end:]
        if any(len(part) == 1 and part not in language.one_letter for part in (one, other)):
            continue
        counts = lexicon.count(one), lexicon.count(other)
        if counts[0] * counts[1] >= most > 0:
            yield f"{one} {other}", min(counts), counts[0] * counts[1] / most
