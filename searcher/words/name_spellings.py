"""The spellings of a name that the words of an archive have."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from indexer.analysis import Analyzer
from indexer.analysis.names import is_of_sounds
from searcher.words.lexicon import Lexicon

# Each is one more alternative of a word in a phrase.
_MOST_SPELLINGS = 20

# The endings of names in their cases, as they sound. A form that no dictionary has is listed by its
# own key, not by that of the name: whose form it is takes long to guess.
_CASE_ENDINGS = ("a", "u", "om", "em", "oi", "ei", "i", "im", "ig", "imi")


def find_spellings(keys: Collection[str], lexicon: Lexicon, analyzer: Analyzer) -> tuple[str, ...]:
    """The lemmas of the names with one of the keys that stand in an archive, those of the commonest
    forms first; no more than can be asked for.

    Only of words that are names wherever they stand: what a dictionary has as another word
    (`Trump`) has its key where it is a name, and its lemma everywhere.
    """
    found = dict[str, None]()
    for lemma in _list_lemmas(frozenset(keys), lexicon, analyzer):
        found[lemma] = None
        if len(found) == _MOST_SPELLINGS:
            break
    return tuple(found)


def _list_lemmas(keys: frozenset[str], lexicon: Lexicon, analyzer: Analyzer) -> Iterator[str]:
    counts = {
        form: count
        for key in dict.fromkeys(declined for key in keys for declined in _decline(key))
        for form, count in lexicon.sharing(key)
        if key in analyzer.find_name_keys(form)
    }
    for form in sorted(counts, key=lambda form: (-counts[form], form)):
        word = analyzer.word(form)
        if keys.isdisjoint(word.names):
            continue
        names = analyzer.find_names(form)
        # A form of a name may be one of another word too: `Путина`, `путина`.
        likely = [lemma for lemma in word.lemmas if form in names or lemma in names]
        own = [lemma for lemma in likely if not keys.isdisjoint(analyzer.list_keys((lemma,)))]
        # Where no lemma sounds so, the form does: it has marks, or is guessed at.
        yield from own or word.lemmas[:1]


def _decline(key: str) -> Iterator[str]:
    yield key
    if is_of_sounds(key):
        stem = key.rstrip("aeiou")
        yield from (stem + ending for ending in _CASE_ENDINGS)
