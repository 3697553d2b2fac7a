"""What an article may share with its version in the other language: names, numbers, days, and what
it speaks of. Each is read as keys that are one for both languages; nothing is translated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from indexer.analysis import Analyzer, Word
from indexer.analysis.capitals import find_capital, mark_openings
from indexer.analysis.ring_lists import Ring
from indexer.article import Article
from indexer.pairing.concepts import Concepts
from indexer.pairing.numbers import is_number_word, read_digits, read_words

Kind = Literal["name", "number", "concept"]

# English months that are common words too: inside a sentence their capitals make names of them.
_NO_NAMES = frozenset(("may", "march"))

# The endings of Russian cases, as name keys have them: forms of one name that no dictionary has are
# one (`Фургал`, `Фургала`).
_CASES = ("a", "u", "e", "i", "om", "oi", "ei", "am", "ami", "ag")
_SHORTEST = 4
# `Тверской`, `Кронштадтский`: English has the name itself.
_ADJECTIVE = re.compile(r"(?P<name>n.{4,}?)(?:ski|(?P<t>c)ki)\Z")

# Word forms whose readings are kept.
_CACHED = 100_000


# How the keys of abbreviations begin.
_ABBREVIATION = "l"


class Sign(NamedTuple):
    """Something that an article says; any of its keys may be what another article has."""

    kind: Kind
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The signs of an article, each once, with all their keys and those of words that tell nothing
    unless the other version has them. `printed` is how each sign stands in the article."""

    signs: tuple[Sign, ...]
    keys: frozenset[str]
    printed: tuple[str, ...]


class _Reading(NamedTuple):
    """What a word form tells: of a concept, a name, or a number; `is_begun` where it may begin a
    concept of several words."""

    sign: Sign | None
    printed: str
    is_begun: bool
    is_number: bool


class EvidenceReader:
    """Reads articles for what they may share; `rings` are names that mean the same, in both
    languages."""

    def __init__(self, analyzer: Analyzer, rings: Sequence[Ring]) -> None:
        self._analyzer = analyzer
        self._rings = rings
        # Few forms of a text tell anything, and most of them come again and again.
        self._read_form = lru_cache(maxsize=_CACHED)(self._read_any)

    @cached_property
    def _concepts(self) -> Concepts:
        # To look some thousand words up takes longer than to import a few articles.
        return Concepts(self._analyzer, self._rings)

    def read(self, article: Article) -> Evidence:
        """What an article says."""
        found: dict[Sign, str] = {}
        for text in filter(None, article.texts()):
            for readings in read_digits(text, article.lang):
                keys = tuple(f"#{reading}" for reading in readings)
                found.setdefault(Sign("number", keys), readings[0])
            for sign, printed in self._read_words(text):
                found.setdefault(sign, printed)
        # English is full of abbreviations; those of a Russian text in Latin letters are names.
        more = [] if article.lang == "ru" else [sign for sign in found if _is_abbreviation(sign)]
        for sign in more:
            del found[sign]
        merged = merge_names(found) if article.lang == "ru" else found
        known = frozenset(key for sign in (*merged, *more) for key in sign.keys)
        return Evidence(tuple(merged), known, tuple(merged.values()))

    def _read_words(self, text: str) -> Iterator[tuple[Sign, str]]:
        forms = self._analyzer.tokenizer.find_forms(mark_openings(text))
        readings = [self._read_form(form) for form in forms]
        behind = 0
        for place, reading in enumerate(readings):
            if reading is None or place < behind:
                continue
            if reading.is_begun:
                concept, length = self._concepts.find_long(self._analyzer.read_forms, forms, place)
                if concept:
                    printed = " ".join(form.lower() for form in forms[place : place + length])
                    behind = place + length
                    yield Sign("concept", (concept,)), printed
                    continue
            if reading.sign:
                yield reading.sign, reading.printed
        if any(reading and reading.is_number for reading in readings):
            for number in read_words(word.surface for word in self._analyzer.read_forms(forms)):
                yield Sign("number", (f"#{number}",)), number

    def _read_any(self, form: str) -> _Reading | None:
        word = self._analyzer.word(form)
        concepts = self._concepts.find(word)
        sign = Sign("concept", concepts) if concepts else self._read_name(form, word)
        is_begun = self._concepts.begin(word)
        is_number = is_number_word(word.surface)
        if sign or is_begun or is_number:
            return _Reading(sign, word.surface, is_begun, is_number)
        return None

    def _read_name(self, form: str, word: Word) -> Sign | None:
        """A name that is spelt alike in both languages: no common word with a capital (`Navy`), and
        no abbreviation but in Latin letters."""
        surface = word.surface
        if form.isascii() and form.isupper() and len(form) > 1:
            return Sign("name", (f"{_ABBREVIATION}{surface}",))
        if not word.names or find_capital(form) == "none" or form.isupper():
            return None
        if surface in self._analyzer.stop_words or surface in _NO_NAMES or not surface.isalpha():
            return None
        if self._analyzer.knows(form) and not self._analyzer.find_names(surface):
            return None
        keys = [f"n{key}" for key in word.names]
        adjectives = filter(None, map(_ADJECTIVE.match, tuple(keys)))
        keys += (found["name"] + ("t" if found["t"] else "") for found in adjectives)
        return Sign("name", tuple(dict.fromkeys(keys)))


def _is_abbreviation(sign: Sign) -> bool:
    return sign.kind == "name" and sign.keys[0].startswith(_ABBREVIATION)


def merge_names(found: dict[Sign, str]) -> dict[Sign, str]:
    """The signs of an article, its names in one form or another made one."""
    owner: dict[str, str] = {}
    names = [sign for sign in found if sign.kind == "name"]
    for sign in names:
        roots = {_find_root(owner, key) for key in sign.keys}
        first = min(roots)
        owner.update(dict.fromkeys((*roots, *sign.keys), first))
    for key in tuple(owner):
        for ending in _CASES:
            stem = key.removesuffix(ending)
            if stem != key and len(stem) > _SHORTEST and stem in owner:
                owner[_find_root(owner, key)] = _find_root(owner, stem)
    groups: dict[str, tuple[list[str], str]] = {}
    merged: dict[Sign, str] = {}
    for sign, printed in found.items():
        if sign.kind != "name":
            merged[sign] = printed
            continue
        keys, _ = groups.setdefault(_find_root(owner, sign.keys[0]), ([], printed))
        keys += sign.keys
    for keys, printed in groups.values():
        merged[Sign("name", tuple(dict.fromkeys(keys)))] = printed
    return merged


def _find_root(owner: dict[str, str], key: str) -> str:
    while owner.setdefault(key, key) != key:
        key = owner[key]
    return key
