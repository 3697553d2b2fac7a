"""What an article may share with its version in the other language: names, numbers, days, and what
it speaks of. Each is read as keys that are one for both languages; nothing is translated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from indexer.analysis import Analyzer, Word
from indexer.analysis.capitals import find_capital, mark_openings
from indexer.analysis.ring_lists import Ring
from indexer.article import Article, Lang
from indexer.pairing.concepts import Concepts
from indexer.pairing.numbers import read_digits, read_words

Kind = Literal["name", "number", "concept"]

# English months that are common words too: inside a sentence their capitals make names of them.
_NO_NAMES = frozenset(("may", "march"))

# The endings of Russian cases, as name keys have them: forms of one name that no dictionary has are
# one (`Фургал`, `Фургала`).
_CASES = frozenset(("a", "u", "e", "i", "om", "oi", "ei", "am", "ami", "ag"))
_SHORTEST = 4
# `Тверской`, `Кронштадтский`: English has the name itself.
_ADJECTIVE = re.compile(r"(?P<name>n.{4,}?)(?:ski|(?P<t>c)ki)\Z")

# Word forms whose names are kept.
_CACHED = 50_000


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


class EvidenceReader:
    """Reads articles for what they may share; `rings` are names that mean the same, in both
    languages."""

    def __init__(self, analyzer: Analyzer, rings: Sequence[Ring]) -> None:
        self._analyzer = analyzer
        self._rings = rings
        self._name = lru_cache(maxsize=_CACHED)(self._read_name)

    @cached_property
    def _concepts(self) -> Concepts:
        # To look some thousand words up takes longer than to import a few articles.
        return Concepts(self._analyzer, self._rings)

    def read(self, article: Article) -> Evidence:
        """What an article says."""
        found: dict[Sign, str] = {}
        more: set[str] = set()
        for text in filter(None, article.texts()):
            for readings in read_digits(text, article.lang):
                keys = tuple(f"#{reading}" for reading in readings)
                found.setdefault(Sign("number", keys), readings[0])
            for sign, printed in self._read_words(text, article.lang, more):
                found.setdefault(sign, printed)
        merged = merge_names(found) if article.lang == "ru" else found
        known = frozenset(key for sign in merged for key in sign.keys)
        return Evidence(tuple(merged), known | more, tuple(merged.values()))

    def _read_words(self, text: str, lang: Lang, more: set[str]) -> Iterator[tuple[Sign, str]]:
        forms = self._analyzer.tokenizer.find_forms(mark_openings(text))
        words = self._analyzer.read_forms(forms)
        for number in read_words(word.surface for word in words):
            yield Sign("number", (f"#{number}",)), number
        place = 0
        while place < len(words):
            concepts, length = self._concepts.find(words, place)
            if concepts:
                printed = " ".join(word.surface for word in words[place : place + length])
                yield Sign("concept", concepts), printed
                place += length
                continue
            word, form = words[place], forms[place]
            place += 1
            if form.isascii() and form.isupper() and len(form) > 1:
                # An abbreviation tells something where a Russian text has it in Latin letters.
                key = f"l{word.surface}"
                if lang == "ru":
                    yield Sign("name", (key,)), form
                else:
                    more.add(key)
            elif word.names and (sign := self._name(form, word)):
                yield sign, word.surface

    def _read_name(self, form: str, word: Word) -> Sign | None:
        """A name that is spelt alike in both languages: no common word with a capital (`Navy`), and
        no abbreviation."""
        surface = word.surface
        if find_capital(form) == "none" or form.isupper() or not surface.isalpha():
            return None
        if surface in self._analyzer.stop_words or surface in _NO_NAMES:
            return None
        if self._analyzer.knows(form) and not self._analyzer.find_names(surface):
            return None
        keys = [f"n{key}" for key in word.names]
        adjectives = filter(None, map(_ADJECTIVE.match, tuple(keys)))
        keys += (found["name"] + ("t" if found["t"] else "") for found in adjectives)
        return Sign("name", tuple(dict.fromkeys(keys)))


def merge_names(found: dict[Sign, str]) -> dict[Sign, str]:
    """The signs of an article, its names in one form or another made one."""
    owner: dict[str, str] = {}
    names = [sign for sign in found if sign.kind == "name"]
    for sign in names:
        roots = {_find_root(owner, key) for key in sign.keys}
        first = min(roots)
        owner.update(dict.fromkeys((*roots, *sign.keys), first))
    for one, other in pairwise(sorted(owner)):
        if other.startswith(one) and len(one) > _SHORTEST and other[len(one) :] in _CASES:
            owner[_find_root(owner, other)] = _find_root(owner, one)
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
