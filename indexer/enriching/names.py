"""Names of places, and where they stand in a text.

A name of one word is found by its case forms (`declension.py`), or by its lemmas where it is a word
that the dictionary knows; one of several words by lemmas. The longest name that begins at a word
wins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from indexer.analysis import Analyzer, Token, Word
from indexer.enriching.declension import list_case_forms
from indexer.enriching.places import NO_ENTRY, Places
from indexer.enriching.rules import NO_RULES, CountryRules

# What else a name mostly or often is: nothing, a word or a surname, or above all a person.
Doubt = Literal["none", "word", "person"]

# What a name is to its country. What is `none` looks like a place and is none.
NameKind = Literal[
    "name", "place", "adjective", "people", "institution", "company", "hint", "currency", "none"
]


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name as it is looked for: its words as listed, and, of a longer one, as the analyzer reads
    them.

    `countries` is empty for a name that only looks like a place, and holds several ids where
    the name alone does not decide; `usual` is then the one that it mostly is, if there is one.
    """

    fold: str
    forms: tuple[str, ...]
    words: tuple[Word, ...]
    countries: tuple[str, ...]
    kind: NameKind
    doubt: Doubt = "none"
    usual: str | None = None


class NameIndex:
    """All names that are known, by the words that they begin with. Safe to share between
    threads."""

    def __init__(
        self,
        analyzer: Analyzer,
        places: Places,
        names: Mapping[str, Iterable[str]],
        rules: CountryRules = NO_RULES,
    ) -> None:
        self._analyzer = analyzer
        self._names: dict[str, PlaceName] = {}
        self._doubts: dict[str, Doubt] = {
            **dict.fromkeys(map(self.fold, places.doubtful), "word"),
            **dict.fromkeys(map(self.fold, places.persons), "person"),
        }
        self._usual = {self.fold(name): id_ for name, id_ in places.usual.items()}
        for id_, own in names.items():
            entry = places.countries.get(id_, NO_ENTRY)
            self._add(own, id_, "name")
            for spellings in entry.places:
                self._add(spellings, id_, "place")
            self._add(entry.adjectives, id_, "adjective")
            self._add(_list_plurals(entry.adjectives), id_, "adjective")
            self._add(entry.people, id_, "people")
            self._add(entry.institutions, id_, "institution")
            self._add(entry.companies, id_, "company")
            self._add(entry.hints, id_, "hint")
            self._add(entry.currencies, id_, "currency")
        self._add(places.not_places, None, "none")
        # Whatever else such a name was, the archive knows better.
        for ruled in (*dict(rules.places), *rules.never):
            self._names.pop(self.fold(ruled), None)
            self._doubts.pop(self.fold(ruled), None)
        for ruled, id_ in rules.places:
            self._add((ruled,), id_, "place")
        self._add(rules.never, None, "none")

        self._most_words = max(len(name.forms) for name in self._names.values())
        self._short: dict[str, PlaceName] = {}
        self._words: dict[str, PlaceName] = {}
        self._long: dict[str, list[PlaceName]] = defaultdict(list)
        for fold, name in self._names.items():
            if name.words:
                for key in {name.words[0].surface, *name.words[0].lemmas}:
                    self._long[key].append(name)
            elif name.kind in {"people", "currency"}:
                self._words[fold] = name
            else:
                self._short[fold] = name
        for fold, name in tuple(self._short.items()):
            for form in list_case_forms(fold):
                self._short.setdefault(form, name)
        self._keys = frozenset((*self._short, *self._words, *self._long))

    def fold(self, name: str) -> str:
        """A name as it is compared."""
        return " ".join(self._analyzer.surfaces(name))

    def known(self, name: str) -> tuple[str, ...]:
        """The countries that a name as it is listed may be of."""
        known = self._names.get(self.fold(name))
        return known.countries if known else ()

    def find(self, words: Sequence[Word | Token]) -> Iterator[PlaceName]:
        """The names that some words begin with, in any case form and any capitals."""
        if not words:
            return
        first = words[0]
        short = self._short.get(first.surface)
        if short is not None:
            yield short
        for key in {first.surface, *first.lemmas}:
            if key in self._words:
                yield self._words[key]
            for name in self._long.get(key, ()):
                if len(name.words) <= len(words) and all(map(_share_lemma, name.words, words)):
                    yield name

    def find_all(self, text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, PlaceName]]:
        """The names that stand in a text with their capitals, each with the number of its first
        token: the longest where several begin at a word."""
        keys, end = self._keys, 0
        for start, token in enumerate(tokens):
            if start < end or (token[0] not in keys and keys.isdisjoint(token[1])):
                continue
            following = tokens[start : start + self._most_words]
            found = [name for name in self.find(following) if _is_written(name, text, following)]
            if found:
                name = max(found, key=lambda name: len(name.forms))
                end = start + len(name.forms)
                yield start, name

    def _add(self, names: Iterable[str], id_: str | None, kind: NameKind) -> None:
        for listed in names:
            fold = self.fold(listed)
            known = self._names.get(fold)
            if known is None:
                forms = tuple(self._analyzer.tokenizer.find_forms(listed))
                # One word need not be read: it is declined, or a lemma itself.
                words = tuple(self._analyzer.words(listed)) if len(forms) > 1 else ()
                doubt = self._doubts.get(fold, "none")
                known = PlaceName(fold, forms, words, (), kind, doubt, self._usual.get(fold))
            if id_ is not None and id_ not in known.countries:
                known = replace(known, countries=(*known.countries, id_))
            self._names[fold] = known


def _list_plurals(adjectives: Iterable[str]) -> Iterator[str]:
    """What people are called by English adjectives: Germans, Israelis."""
    return (adjective + "s" for adjective in adjectives if adjective.endswith(("n", "i")))


def _share_lemma(one: Word | Token, other: Word | Token) -> bool:
    return one.surface == other.surface or not set(one.lemmas).isdisjoint(other.lemmas)


def _is_written(name: PlaceName, text: str, tokens: Sequence[Token]) -> bool:
    """Whether words have the capitals of a name. A Russian word for people has one only where the
    text begins: surnames are alike."""
    if name.kind == "people" and name.forms[0].islower() and tokens[0].position:
        return text[tokens[0].start].islower()
    return all(
        _has_case_of(form, text[token.start : token.end])
        for form, token in zip(name.forms, tokens, strict=False)
    )


def _has_case_of(listed: str, printed: str) -> bool:
    """Whether the text has the capital letters of the listed name (`US` is not `Us`)."""
    if len(listed) > 1 and listed.isupper():
        return printed.isupper()
    return printed[0].isupper() or not listed[0].isupper()
