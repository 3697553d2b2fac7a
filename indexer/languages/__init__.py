"""What belongs to one language, a module each, and the languages by their codes.

Everything else takes from the `Language` what it needs: the tokenizer its abbreviations and
letters, the analyzer its dictionary, corrections its confusions, the other layout its keyboard.
"""

from __future__ import annotations

from collections.abc import Mapping

from indexer.languages.dictionary import Dictionary, NamePart, Reading
from indexer.languages.english import ENGLISH
from indexer.languages.language import Language, Script, list_own_letters
from indexer.languages.russian import RUSSIAN
from indexer.languages.ukrainian import UKRAINIAN

__all__ = [
    "DEFAULT_LANGUAGES",
    "LANGUAGES",
    "Dictionary",
    "Language",
    "NamePart",
    "Reading",
    "Script",
    "list_own_letters",
]

LANGUAGES: Mapping[str, Language] = {
    language.code: language for language in (RUSSIAN, ENGLISH, UKRAINIAN)
}

# Those of an archive that does not say.
DEFAULT_LANGUAGES = (RUSSIAN, ENGLISH)
