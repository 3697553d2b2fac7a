"""The given names and patronymics of an archive's word list, by their first letter."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.analysis import Analyzer
from searcher.deadline import current_deadline
from searcher.words.lexicon import Lexicon

# The commonest forms that begin with a letter are looked at. Of the names among them so many are
# kept that a dictionary has, and so many that none has. Each is looked for beside a surname.
_MOST_FORMS = 5_000
_MOST_KNOWN = 200
_MOST_UNKNOWN = 100
# Words that no dictionary has: shorter ones are mostly abbreviations, and some endings are those of
# surnames, which stand beside other surnames too: `Исрапилов и Сидоров`.
_MAY_BE_GIVEN = re.compile(
    r".{4,}(?<![ое]в)(?<![ое]в[ауы])(?<![ое]в(?:ым|ой|ых))(?<!дзе)(?<!швили)(?<![oe]v)(?<![oe]va)"
)


@dataclass(frozen=True, slots=True)
class NamesOfLetter:
    """What an initial may stand for: the lemmas of given names, the name keys of those that a
    dictionary has, and the lemmas of patronymics."""

    given: tuple[str, ...]
    keys: tuple[str, ...]
    patronymics: tuple[str, ...]


class GivenNames:
    """Finds the names that initials may stand for, and keeps what was found. Safe to share between
    threads."""

    def __init__(self, analyzer: Analyzer, lexicon: Lexicon) -> None:
        self._analyzer = analyzer
        self._lexicon = lexicon
        self._found: dict[str, NamesOfLetter] = {}

    def find(self, letter: str) -> NamesOfLetter:
        """The names that begin so, of those that the word list has: a folded letter, or several."""
        found = self._found.get(letter)
        if found is None:
            found = self._found[letter] = self._search(letter)
        return found

    def _search(self, letter: str) -> NamesOfLetter:
        analyzer, deadline = self._analyzer, current_deadline()
        given, unknown, patronymics = dict[str, None](), dict[str, None](), dict[str, None]()
        for form, _ in self._lexicon.complete(letter, _MOST_FORMS):
            deadline.check()
            if form in analyzer.stop_words or len(form) == len(letter):
                continue
            parts = analyzer.tell_parts(form)
            if "patronymic" in parts:
                # A dictionary has not all of them, and their endings tell.
                if len(patronymics) < _MOST_KNOWN:
                    patronymics |= dict.fromkeys(self._find_lemmas(form, letter))
            elif analyzer.knows(form):
                if "given" in parts and len(given) < _MOST_KNOWN:
                    given |= dict.fromkeys(self._find_lemmas(form, letter))
            elif _MAY_BE_GIVEN.fullmatch(form) and len(unknown) < _MOST_UNKNOWN:
                # The likeliest guess is enough: the others stand where it does.
                unknown |= dict.fromkeys(self._find_lemmas(form, letter)[:1])
        names = tuple(dict.fromkeys((*given, *unknown)))
        return NamesOfLetter(names, analyzer.list_keys(given), tuple(patronymics))

    def _find_lemmas(self, form: str, letter: str) -> list[str]:
        words = self._analyzer.ask(form)
        return [lemma for word in words for lemma in word.lemmas if lemma.startswith(letter)]
