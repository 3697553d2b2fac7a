"""The dictionaries of an archive's languages, and which of them read a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.languages import Dictionary, Language, Reading, Script, list_own_letters


class Dictionaries:
    """The script of a word chooses its dictionary.

    Where languages share a script, a word with letters that only one of them has is read by that
    one, others by all that know the word, and what none knows by the first. Their lemmas are
    joined in the order of the languages.
    """

    def __init__(self, languages: Sequence[Language]) -> None:
        scripts: dict[Script, list[_Entry]] = {}
        for language in languages:
            dictionary = language.open_dictionary(language)
            rivals = [other for other in languages if other.script is language.script]
            entry = _Entry(dictionary, list_own_letters(language, rivals))
            scripts.setdefault(language.script, []).append(entry)
        self._shelves = [
            _Shelf(script.letters, entries, entries[0].dictionary if len(entries) == 1 else None)
            for script, entries in scripts.items()
        ]

    @property
    def fingerprints(self) -> list[str]:
        """Those of all dictionaries."""
        return [entry.dictionary.fingerprint for shelf in self._shelves for entry in shelf.entries]

    def read(self, form: str, surface: str) -> Reading | None:
        """The reading of a word that stands in a text in this form; None for what is no word of
        the languages: numbers, other scripts."""
        for shelf in self._shelves:
            if shelf.letters.search(surface):
                if shelf.single is not None:
                    return shelf.single.read(surface)
                return _join([one.read(surface) for one in shelf.choose(form, surface)])
        return None

    def choose(self, form: str, surface: str) -> Sequence[Dictionary]:
        """The dictionaries that read a word."""
        for shelf in self._shelves:
            if shelf.letters.search(surface):
                return shelf.choose(form, surface)
        return ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A dictionary, and the letters that only its language has."""

    dictionary: Dictionary
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The dictionaries of one script, with what matches its letters; `single` is the only one."""

    letters: re.Pattern[str]
    entries: Sequence[_Entry]
    single: Dictionary | None

    def choose(self, form: str, surface: str) -> Sequence[Dictionary]:
        if self.single is not None:
            return (self.single,)
        dictionaries = [entry.dictionary for entry in self.entries]
        # Folding has taken letters away that tell: ё.
        letters = {*surface, *unicodedata.normalize("NFC", form).lower()}
        owners = [entry.dictionary for entry in self.entries if not entry.own.isdisjoint(letters)]
        if len(owners) == 1:
            return owners
        return [one for one in dictionaries if one.knows(surface)] or dictionaries[:1]


def _join(readings: Sequence[Reading]) -> Reading:
    lemmas = dict.fromkeys(lemma for reading in readings for lemma in reading.lemmas)
    names = dict.fromkeys(name for reading in readings for name in reading.names)
    return Reading(
        lemmas=tuple(lemmas),
        names=tuple(names),
        surname=next((reading.surname for reading in readings if reading.surname), ""),
        namesake=next((reading.namesake for reading in readings if reading.namesake), ""),
        is_declined=all(reading.is_declined for reading in readings),
    )
