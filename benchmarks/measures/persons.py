"""Persons of news texts, and whether an article is about one: told by regular expressions alone, so
that a search is judged by something else than itself.

A Russian person is a given name that the dictionary knows and a surname after it that may be in the
same case, gender and number; an English one a given name of a list with a capitalized word after
it, perhaps an initial between them, neither of which stands in the texts in small letters. Texts
are folded: ё is е.

An article *names* a person where the surname stands beside the given name or its initial, in any
case form. Where both stand apart, or the surname alone and never beside another's name, nobody can
tell: it *may* name the person, and counts neither for a search nor against it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import cast

from pymorphy3 import MorphAnalyzer
from pymorphy3.analyzer import Parse

_ENGLISH = re.compile(
    r"(?<![A-Z][a-z]\s)\b([A-Z][a-z]+)\s+(?:([A-Z])\.\s+)?([A-Z][a-z]{2,})\b(?!\s+[A-Z])"
)
_RUSSIAN_WORD = "[А-Я][а-я]+(?:-[А-Я][а-я]+)?"
_PATRONYMIC = "[А-Я][а-я]+(?:вич|вн|ична|ичн|ьич|мич|ич)(?:а|у|ем|е|ы|ой|ою)?"
# A given name and a surname, perhaps a patronymic between them; nothing capitalized around them.
_RUSSIAN = re.compile(
    rf"\b({_RUSSIAN_WORD})\s+(?:({_PATRONYMIC})\s+)?({_RUSSIAN_WORD})\b(?!\s+[А-Я])"
)
# Case endings of surnames and given names, and what they stand in the place of.
_ENDINGS = (
    "(?:а|я|у|ю|ом|ем|ым|им|е|и|ы|ой|ей|ою|ею|ого|его|ому|ему|ий|ый|ая|яя|ую|ых|их|ыми|ими|ые|ие|ов"
    "|ев|ам|ям|ами|ями|ах|ях|ь|й|ья|ью|ьи|ье|ьем)?"
)
_ENDING = re.compile(r"(?:ий|ый|ой|ая|яя|а|я|ь|й|о|е|и)$")
_SMALL = re.compile(r"\b[a-z]+\b")
_NAME_BEFORE = re.compile(r"(?:\b([А-ЯA-Z][а-яa-z]+)|\b([А-ЯA-Z])\.)\s*$")
# So many characters before a surname are looked at for the name before it.
_BEFORE = 40
_TITLES = frozenset(("Mr", "Mrs", "Ms", "Dr", "Sir", "Lord", "President", "Senator", "Secretary"))


@dataclass(frozen=True)
class Person:
    """A person by the nominative of each name; `patronymic` is empty where no article has one, and
    an initial for the English."""

    given: str
    surname: str
    patronymic: str = ""
    feminine: bool = False

    def is_named(self, text: str) -> bool:
        """Whether a text names the person for sure."""
        return self._stem in text and self._patterns[0].search(text) is not None

    def may_be_named(self, text: str) -> bool:
        """Whether the surname stands in a text with the given name elsewhere, or never beside
        another's."""
        if self._stem not in text:
            return False
        befores = [
            _NAME_BEFORE.search(text, max(0, found.start() - _BEFORE), found.start())
            for found in self._patterns[1].finditer(text)
        ]
        if not befores:
            return False
        strangers = any(before and (before[2] or _is_given_name(before[1])) for before in befores)
        return not strangers or self._patterns[2].search(text) is not None

    @cached_property
    def _stem(self) -> str:
        return _cut_ending(self.surname)

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
        given, surname = _match_given(self.given), match_surname(self.surname)
        first = rf"{self.given[0]}\."
        between = r"(?:[А-ЯA-Z][а-я]*\.?\s+)?"
        initials = rf"{first}\s?(?:[А-ЯA-Z]\.\s?)?"
        named = (
            rf"\b{given}\s+{between}{surname}\b|\b{surname}\s+{given}\b"
            rf"|\b{initials}{surname}\b|\b{surname},?\s+{first}"
        )
        return re.compile(named), re.compile(rf"\b{surname}\b"), re.compile(rf"\b{given}\b")


def fold_text(text: str) -> str:
    """A text, or a name, as persons are looked for in it."""
    return text.replace("ё", "е").replace("Ё", "Е")


def find_russian(texts: Iterable[str]) -> list[Person]:
    """The persons of Russian texts, those of the most texts first."""
    read: list[dict[tuple[Person, ...], str]] = []
    for text in texts:
        found = _RUSSIAN.findall(text)
        read.append({_read_person(given, last): patronymic for given, patronymic, last in found})
    # `Александра Мишарина` may be a woman, or a man in the genitive: the texts tell which of the
    # two they have elsewhere.
    support = Counter(person for persons in read for one in persons for person in one)
    texts_of: Counter[Person] = Counter()
    patronymics: dict[Person, str] = {}
    for persons in read:
        found_here: set[Person] = set()
        for readings, patronymic in persons.items():
            if readings:
                person = max(readings, key=lambda one: support[one])
                found_here.add(person)
                if patronymic:
                    patronymics[person] = _find_nominative(patronymic)
        texts_of.update(found_here)
    return [replace(person, patronymic=patronymics.get(person, "")) for person in _rank(texts_of)]


def find_english(texts: Sequence[str], given_names: Collection[str]) -> list[Person]:
    """The persons of English texts, those of the most texts first."""
    small = {word for text in texts for word in _SMALL.findall(text)}
    texts_of: Counter[Person] = Counter()
    initials: dict[Person, str] = {}
    for text in texts:
        found: set[Person] = set()
        for given, initial, surname in _ENGLISH.findall(text):
            words = {given.lower(), surname.lower()}
            if given.lower() in given_names and small.isdisjoint(words):
                found.add(person := Person(given, surname))
                if initial:
                    initials[person] = initial
        texts_of.update(found)
    return [replace(person, patronymic=initials.get(person, "")) for person in _rank(texts_of)]


def _rank(texts_of: Mapping[Person, int]) -> list[Person]:
    return sorted(texts_of, key=lambda one: (-texts_of[one], one.surname, one.given))


def match_surname(name: str) -> str:
    """A pattern for a surname in any case form."""
    return re.escape(name) if name.isascii() else re.escape(_cut_ending(name)) + _ENDINGS


def _cut_ending(name: str) -> str:
    return name if name.isascii() or len(name) < 4 else _ENDING.sub("", name)


def _match_given(name: str) -> str:
    """A pattern for a given name in any case form, as the dictionary has them."""
    forms = {name} | {
        form.word.capitalize()
        for parse in _parse(name)
        if "Name" in parse.tag and parse.normal_form == name.lower()
        for form in parse.lexeme
    }
    return f"(?:{'|'.join(sorted(map(fold_text, forms)))})"


def _is_given_name(word: str) -> bool:
    """Whether a word may be a given name: the dictionary's if it is Russian, any English one."""
    if word.isascii():
        return word not in _TITLES
    return any("Name" in parse.tag for parse in _parse(word))


def _read_person(given: str, surname: str) -> tuple[Person, ...]:
    """The nominatives that a given name and a surname which agree may have, in a fixed order:
    first those in which they stand."""
    persons: dict[Person, bool] = {}
    for one in _parse(given):
        if not (one.is_known and "Name" in one.tag and "sing" in one.tag):
            continue
        for other in _parse(surname):
            if "Surn" not in other.tag or "sing" not in other.tag:
                continue
            if other.tag.case == one.tag.case and other.tag.gender in (None, one.tag.gender):
                first, last = one.inflect({"nomn"}), other.inflect({"nomn"})
                if first and last:
                    names = _capitalize(first.word), _capitalize(last.word)
                    person = Person(*names, feminine="femn" in one.tag)
                    persons.setdefault(person, one.tag.case == "nomn")
    return tuple(sorted(persons, key=lambda person: not persons[person]))


def _find_nominative(patronymic: str) -> str:
    for parse in _parse(patronymic):
        nominative = parse.inflect({"nomn", "sing"}) if "Patr" in parse.tag else None
        if nominative:
            return _capitalize(nominative.word)
    return ""


def _capitalize(name: str) -> str:
    return "-".join(part.capitalize() for part in fold_text(name).split("-"))


@cache
def _open_dictionary() -> MorphAnalyzer:
    return MorphAnalyzer(lang="ru")


@cache
def _parse(word: str) -> Sequence[Parse]:
    return cast("Sequence[Parse]", _open_dictionary().parse(word))
