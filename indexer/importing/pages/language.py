"""The language of a page's text, whatever the page says of it."""

from __future__ import annotations

import re

from indexer.importing.readers import script_lang
from indexer.languages.english import ENGLISH

# Every third word of an English text is one of the commonest, hardly one in twelve of another.
_LEAST_ENGLISH = 0.15
_LEAST_WORDS = 40
_SAMPLE = 4_000

_WORD = re.compile(r"[a-z']+")
_LATIN = re.compile("[a-z\u00c0-\u024f]")
_CYRILLIC = re.compile("[а-яёіїєґўјљњћђџќѓѕ]")
_RUSSIAN = re.compile("[ыэё]")
_NOT_RUSSIAN = re.compile("[іїєґўјљњћђџќѓѕ]")


def tell_language(text: str, declared: str) -> str:
    """The code of a text's language: `ru` or `en` by its letters and words; another one where the
    text is neither and the page names it, and `und` where it names none."""
    sample = text[:_SAMPLE].lower()
    code = re.split("[-_]", declared.strip().lower())[0]
    lang = script_lang(sample)
    if _is_in_other_letters(sample) or not (
        _is_russian(sample) if lang == "ru" else _is_english(sample)
    ):
        return code if code not in {"", "ru", "en"} else "und"
    return lang


def _is_in_other_letters(text: str) -> bool:
    known = len(_LATIN.findall(text)) + len(_CYRILLIC.findall(text))
    return known * 2 < sum(map(str.isalpha, text))


def _is_russian(text: str) -> bool:
    letters = len(_CYRILLIC.findall(text))
    strange = len(_NOT_RUSSIAN.findall(text))
    return strange * 100 < letters or len(_RUSSIAN.findall(text)) > strange


def _is_english(text: str) -> bool:
    words = _WORD.findall(text)
    common = sum(word in ENGLISH.stop_words for word in words)
    return len(words) < _LEAST_WORDS or common >= _LEAST_ENGLISH * len(words)
