"""Lemmas by pymorphy3, for every language that it has a dictionary of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from math import prod
from typing import Any

import pymorphy3

from indexer.languages.dictionary import FAILURES, NamePart, Reading, read_unknown
from indexer.languages.language import Language

# All figures below are of Russian.

# The share of all readings below which a lemma of an ambiguous form is left out. Measured as
# benchmarks/measures/lemmas.py says, without self pairs: 0.15 gives F1 0.955 (precision 0.942,
# recall 0.969), 0.05 gives 0.945 (0.913, 0.979), 0.3 gives 0.953 (0.948, 0.959), the first reading
# 0.936.
LIKELY_SHARE = 0.15

# The share for a word that is its own lemma: who types `банка` may mean the jar (0.045) as well as
# the bank's; `лет` is no flight (0.002). Changes no figure above.
OWN_SHARE = 0.04

# What a reading counts beside others of the same form. pymorphy3 knows how often a form is what
# only for words of its tagged corpus; for all others each reading has the same share, the unusual
# ones too. Without these weights F1 is 0.947 (0.920, 0.975).
#
# Unusual where there is another reading: participles that have become adjectives (`окружающий`;
# alone +0.007), imperatives (`шли` of `слать`), archaic words, and prepositions (`путём`).
_UNUSUAL = 0.1
# Seldom: words that do not change, beside a noun (`дома`, `вечером`), and short adjectives beside
# an adverb or a participle (`открыто`; +0.003).
_SELDOM = 0.3
_WEIGHTS = {
    "PRTF": _UNUSUAL,
    "PREP": _UNUSUAL,
    "impr": _UNUSUAL,
    "Arch": _UNUSUAL,
    "ADVB": _SELDOM,
    "ADJS": _SELDOM,
    "COMP": _SELDOM,
    "CONJ": _SELDOM,
    "PRED": _SELDOM,
}

# First names, surnames, patronymics and places.
_NAME_TAGS: Mapping[str, NamePart] = {
    "Name": "given",
    "Surn": "surname",
    "Patr": "patronymic",
    "Geox": "place",
}
# Several people of a given name: far more often another name, `Ганн` than several called `Ганна`.
_NAMESAKES = frozenset(("Name", "plur"))
# What the ending of a word tells that the dictionary has not.
_TOLD_BY_ENDING: frozenset[NamePart] = frozenset({"surname", "patronymic"})

# Guesses kept for a word that the dictionary has not.
MOST_GUESSES = 3

# A reading of pymorphy3: word, tag, lemma, score, and how it was found.
Parse = tuple[str, Any, str, float, Any]


@cache
def _open_morph(code: str) -> Any:
    """pymorphy3's analyzer of a language. It is only read, so a process needs one."""
    # Plain tuples, which are made faster than named ones.
    return pymorphy3.MorphAnalyzer(lang=code, result_type=None)


class PymorphyDictionary:
    """The lemmas of a language by pymorphy3's dictionary for it, ambiguous forms with all that are
    likely."""

    name = "pymorphy3"

    def __init__(self, language: Language) -> None:
        self._morph = _open_morph(language.code)
        self._folding = tuple(language.folding.items())
        self._weights = _Weights()
        self._affixes = _Affixes(self._morph.dictionary)

    @property
    def fingerprint(self) -> str:
        meta = self._morph.dictionary.meta
        constants = f"{LIKELY_SHARE} {OWN_SHARE} {sorted(_WEIGHTS.items())}"
        return f"{self.name} {version('pymorphy3')} {meta['source_revision']} {constants}"

    def knows(self, word: str) -> bool:
        try:
            return bool(self._morph.word_is_known(word))
        except FAILURES:
            return False

    def read(self, word: str) -> Reading:
        """All likely lemmas of a folded word, folded as well, likeliest first."""
        try:
            return self._read(word)
        except FAILURES:
            return read_unknown(word)

    def find_names(self, word: str) -> tuple[str, ...]:
        try:
            places = self._morph.dictionary.words.get(word)
            if places is None:
                return (word,)
            if not any(self._affixes[place][-1] for place in places):
                return ()
            return tuple(lemma for lemma, is_name in self._list_known(word).items() if is_name)
        except FAILURES:
            return (word,)

    def tell_parts(self, word: str) -> frozenset[NamePart]:
        try:
            tags = self._morph.tag(word)
        except FAILURES:
            return frozenset()
        parts = frozenset(
            part
            for tag in tags
            if not tag.grammemes >= _NAMESAKES
            for name, part in _NAME_TAGS.items()
            if name in tag.grammemes
        )
        return parts if self.knows(word) else parts & _TOLD_BY_ENDING

    def _read(self, word: str) -> Reading:
        known = self._list_known(word)
        return self._make_reading(word, known, self._choose_lemmas(word, known))

    def _make_reading(
        self, word: str, known: Mapping[str, bool], lemmas: tuple[str, ...]
    ) -> Reading:
        """The reading of a word with the lemmas chosen, given all that the dictionary has for it,
        and whether they are names."""
        if not known:
            # The guesses behind the first are seldom names, and would make every index larger.
            return Reading(lemmas, tuple(dict.fromkeys((word, lemmas[0]))))
        return Reading(lemmas, tuple(lemma for lemma in lemmas if known.get(lemma, True)))

    def _choose_lemmas(self, word: str, known: Collection[str]) -> tuple[str, ...]:
        """The lemmas of a word, given all that the dictionary has for it."""
        if len(known) == 1:
            return tuple(known)
        likely = self._choose_likely(word, self._parse(word))
        return likely if known else likely[:MOST_GUESSES]

    def _parse(self, word: str) -> Sequence[Parse]:
        parses: Sequence[Parse] = self._morph.parse(word)
        return parses

    def _choose_likely(self, word: str, parses: Sequence[Parse]) -> tuple[str, ...]:
        shares: dict[str, float] = {}
        for _, tag, normal_form, score, _ in parses:
            lemma = self._fold(normal_form)
            shares[lemma] = shares.get(lemma, 0.0) + score * self._weights[tag]
        total = sum(shares.values())
        limit, own = LIKELY_SHARE * total, OWN_SHARE * total
        ranked = sorted(shares, key=shares.__getitem__, reverse=True)
        likely = tuple(
            lemma for lemma in ranked if shares[lemma] >= (own if lemma == word else limit)
        )
        return likely or (ranked[0],)

    def _list_known(self, word: str) -> dict[str, bool]:
        """The lemmas the dictionary has for a form, however unlikely, and whether they are names.
        Most forms have one, and need no scores: reading the forms of news without them takes a
        third less time.
        """
        dictionary = self._morph.dictionary
        found: dict[str, bool] = {}
        for form, places in dictionary.words.similar_items(word, self._morph.char_substitutes):
            for place in places:
                before, behind, prefix, suffix, is_name = self._affixes[place]
                lemma = f"{prefix}{form[before : len(form) - behind]}{suffix}"
                found[lemma] = found.get(lemma, False) or is_name
        known: dict[str, bool] = {}
        for lemma, is_name in found.items():
            folded = self._fold(lemma)
            known[folded] = known.get(folded, False) or is_name
        return known

    def _fold(self, lemma: str) -> str:
        for letter, plain in self._folding:
            lemma = lemma.replace(letter, plain)
        return lemma


class _Affixes(dict[tuple[int, int], tuple[int, int, str, str, bool]]):
    """How the lemma of a form is made, by its paradigm and its place there, and whether it is a
    name: the letters to cut off before and behind, and those to put there. Worked out once for
    each, which takes half the time that pymorphy3 takes to do it for each form."""

    def __init__(self, dictionary: Any) -> None:
        super().__init__()
        self._dictionary = dictionary

    def __missing__(self, place: tuple[int, int]) -> tuple[int, int, str, str, bool]:
        number, index = place
        dictionary = self._dictionary
        # The suffixes of all forms, then their tags, then their prefixes; the lemma comes first.
        paradigm = dictionary.paradigms[number]
        prefixes = len(paradigm) // 3 * 2
        tag = dictionary.build_tag_info(number, index)
        affixes = self[place] = (
            len(dictionary.paradigm_prefixes[paradigm[prefixes + index]]),
            len(dictionary.suffixes[paradigm[index]]),
            dictionary.paradigm_prefixes[paradigm[prefixes]],
            dictionary.suffixes[paradigm[0]],
            not (tag.grammemes.isdisjoint(_NAME_TAGS) or tag.grammemes >= _NAMESAKES),
        )
        return affixes


class _Weights(dict[Any, float]):
    """What a reading counts by its tag, worked out once for each of the dictionary's tags."""

    def __missing__(self, tag: Any) -> float:
        weight = prod(_WEIGHTS[grammeme] for grammeme in tag.grammemes & _WEIGHTS.keys())
        self[tag] = weight
        return weight
