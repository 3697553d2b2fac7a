"""Words that mix two scripts, mended where the letters of one only look like those of the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.languages import Language, Script


class ScriptMender:
    """Mends words of some languages: a `Бaку` whose `a` is Latin, a `Тbilisi` whose `Т` is not."""

    def __init__(self, languages: Sequence[Language]) -> None:
        scripts: dict[Script, list[Language]] = {}
        for language in languages:
            scripts.setdefault(language.script, []).append(language)
        self._letters = {script: _match_letters(group) for script, group in scripts.items()}
        self._tables = {script: _list_look_alikes(script, languages) for script in scripts}

    def mend(self, word: str) -> str:
        """A word in the script of most of its letters, or of the first language where they are
        as many; a word with letters that only the other has comes back as it is."""
        if word.isascii():
            return word
        if (alike := self.find_alike(word)) and any(map(str.isdigit, word)):
            return min(word, alike)
        present = [script for script, letters in self._letters.items() if letters.search(word)]
        if len(present) < 2:
            return word
        main = max(present, key=lambda script: len(self._letters[script].findall(word)))
        mended = word.translate(self._tables[main])
        others = (self._letters[script] for script in present if script is not main)
        return word if any(letters.search(mended) for letters in others) else mended

    def find_alike(self, word: str) -> str | None:
        """A word of look-alikes alone, digits aside, in the letters of the other script: the `М` of
        `М4` says in neither which it is. None where a letter tells."""
        capitals = word.upper()
        for table in self._tables.values():
            alike = capitals.translate(table)
            if all(
                one != other or not one.isalpha()
                for one, other in zip(capitals, alike, strict=True)
            ):
                return alike.lower() if alike != capitals else None
        return None


def _match_letters(languages: Sequence[Language]) -> re.Pattern[str]:
    alphabet = "".join(language.alphabet for language in languages)
    return re.compile(f"[{alphabet}{alphabet.upper()}]")


def _list_look_alikes(script: Script, languages: Sequence[Language]) -> dict[int, str]:
    """What letters of other scripts are in this one, by their codes."""
    table: dict[int, str] = {}
    for language in languages:
        for letter, look in language.look_alikes.items():
            ours, theirs = (letter, look) if language.script is script else (look, letter)
            table[ord(theirs)] = ours
    return table
