"""What is Russian: the dictionary for Cyrillic words and the Russian stop words."""

from __future__ import annotations

import re
from collections.abc import Collection
from importlib.metadata import version
from math import prod
from typing import Any

import pymorphy3

from indexer.analysis.dictionary import Reading

# The share of all readings below which a lemma of an ambiguous form is left out. Measured as
# benchmarks/lemmas.py says, without self pairs: 0.15 gives F1 0.955 (precision 0.942, recall
# 0.969), 0.05 gives 0.945 (0.913, 0.979), 0.3 gives 0.953 (0.948, 0.959), the first reading 0.936.
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

# Raised by hand whenever the rules for names below change what a form is found by.
NAMES_VERSION = 1

# First names, surnames, patronymics and places.
_NAME_TAGS = frozenset({"Name", "Surn", "Patr", "Geox"})
# Several people of a given name (`Керимов`): the form is far more often a surname.
_NAMES = frozenset(("Name", "plur", "gent"))
_MANY = ("ов", "ев")
# A surname in -ов, -ев or -ин in all its cases and both genders, and an Armenian one.
_SURNAME = re.compile(r"(..+(?:[ое]в|[иы]н))(?:а|у|ым|е|ой|ы|ых|ыми)?")
_ARMENIAN = re.compile(r"(..+ян)(?:а|у|ом|е|ы|ов|ам|ами|ах)?")
# `Гадрутом`; and, where pymorphy3 guesses that it never changes, `Мартакерту`, `Рутуле`.
_INSTRUMENTAL = re.compile(r"(...*[бвгдзклмнпрстфхцчш])(?<!ск)ом")
_OTHER_CASE = re.compile(r"(...*[бвгдзклмнпрстфхцчш])[уе]")
_NOMINATIVE = re.compile(r"...*(?:[бвгджзклмнпрстфхцчшщ]|ия)(?<![аеиыя]м)(?<![аиыя]х)")
# Guesses kept for a word that the dictionary has not.
_GUESSES = 3

STOP_WORDS = frozenset(
    "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по ее мне есть "
    "о из ему быть до вас они мы их чем была сам чтоб без будто чего себя ей кто этот того потому "
    "этого какой ним этом один мой тем чтобы нее при об хоть над тот через эти нас про них какая "
    "эту моя свою этой перед тот ли если или ни".split()
)


class RussianDictionary:
    """Lemmas of Cyrillic words by pymorphy3 and its OpenCorpora dictionary."""

    name = "pymorphy3"

    def __init__(self) -> None:
        # Plain tuples, which are made faster than named ones.
        self._morph = pymorphy3.MorphAnalyzer(lang="ru", result_type=None)
        self._weights = _Weights()
        self._is_name = _NameTags()

    @property
    def fingerprint(self) -> str:
        meta = self._morph.dictionary.meta
        constants = f"{LIKELY_SHARE} {OWN_SHARE} {sorted(_WEIGHTS.items())} {NAMES_VERSION}"
        return f"pymorphy3 {version('pymorphy3')} {meta['source_revision']} {constants}"

    def read(self, word: str) -> Reading:
        """All likely lemmas of a folded word, `ё` as `е`, likeliest first."""
        known = self._list_known(word)
        lemmas = self._choose_lemmas(word, known)
        return Reading(lemmas, tuple(lemma for lemma in lemmas if known.get(lemma, True)))

    def _choose_lemmas(self, word: str, known: Collection[str]) -> tuple[str, ...]:
        if len(known) == 1 and not word.endswith(_MANY):
            return tuple(known)
        shares: dict[str, float] = {}
        parses = self._morph.parse(word)
        for _, tag, normal_form, score, _ in parses:
            lemma = normal_form.replace("ё", "е")
            shares[lemma] = shares.get(lemma, 0.0) + score * self._weights[tag]
        total = sum(shares.values())
        limit, own = LIKELY_SHARE * total, OWN_SHARE * total
        ranked = sorted(shares, key=shares.__getitem__, reverse=True)
        likely = tuple(
            lemma for lemma in ranked if shares[lemma] >= (own if lemma == word else limit)
        )
        likely = likely or (ranked[0],)
        is_name = not known or any(tag.grammemes >= _NAMES for _, tag, *_ in parses)
        return _add_name(word, likely[:_GUESSES]) if is_name else likely

    def _list_known(self, word: str) -> dict[str, bool]:
        """The lemmas the dictionary has for a form, however unlikely, and whether they are names.
        Most forms have one, and need no scores: reading the forms of news without them takes a
        third less time.
        """
        dictionary = self._morph.dictionary
        known: dict[str, bool] = {}
        for form, found in dictionary.words.similar_items(word, self._morph.char_substitutes):
            for paradigm, index in found:
                lemma = dictionary.build_normal_form(paradigm, index, form).replace("ё", "е")
                tag = dictionary.build_tag_info(paradigm, index)
                known[lemma] = known.get(lemma, False) or self._is_name[tag]
        return known


def _add_name(word: str, guesses: tuple[str, ...]) -> tuple[str, ...]:
    """What a word that the dictionary has not, or has as the plural of a given name, is if it is a
    name, and then the guesses.

    Most such words are names, and pymorphy3 guesses by the endings of common words: `Хунзах` as
    the plural of `хунза`, `Керимов` as several people called `Керим`.
    """
    found = _SURNAME.fullmatch(word) or _ARMENIAN.fullmatch(word) or _INSTRUMENTAL.fullmatch(word)
    if found is None and guesses == (word,):
        found = _OTHER_CASE.fullmatch(word)
    if found:
        name = found[1]
    elif _NOMINATIVE.fullmatch(word):
        name = word
    else:
        return guesses
    return (name, *(guess for guess in guesses if guess != name))


class _NameTags(dict[Any, bool]):
    """Whether a tag is that of a name or a place, worked out once for each of the dictionary's."""

    def __missing__(self, tag: Any) -> bool:
        is_name = self[tag] = not _NAME_TAGS.isdisjoint(tag.grammemes)
        return is_name


class _Weights(dict[Any, float]):
    """What a reading counts by its tag, worked out once for each of the dictionary's tags."""

    def __missing__(self, tag: Any) -> float:
        weight = prod(_WEIGHTS[grammeme] for grammeme in tag.grammemes & _WEIGHTS.keys())
        self[tag] = weight
        return weight
