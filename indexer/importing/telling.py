"""Which language a record is in, where it does not say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.article import Lang

# What is written in Latin letters in texts of any language.
_NO_TEXT = re.compile(
    r"(?:https?:)?//\S+|\bwww\.\S+|\S+@\S+\.\S+|[@#]\w+|\b\w+(?:\.\w+)*\.[a-z]{2,4}\b"
)
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-zA-Z\u00c0-\u024f]")

# Words of the text that are looked at: the language shows in fewer.
_SAMPLE = 4000
_TITLE_WEIGHT = 3

# What no English text of some length is without, and what Russian does not have.
_ENGLISH = frozenset(
    "the of and to in a is for on that it was with as at by from be he his an has are were".split()
)
_LEAST_ENGLISH = 0.06
_LONG = 40
_SEVERAL = 8
_FEW_LETTERS = 3
_NOT_RUSSIAN = re.compile("[іїєґўјљњћђџқғүұһәөң]")
_LEAST_FOREIGN = 0.01


@dataclass(frozen=True, slots=True)
class Told:
    """The language that a text is likely in, and what speaks against it; empty where nothing
    does."""

    lang: Lang
    doubt: str = ""


def tell_lang(title: str, text: str) -> Told:
    """The language of a text without markup, by its words in small letters: names of companies and
    places stand in Russian texts in Latin letters, in capitals mostly. Addresses do not count, and
    the headline counts more."""
    title, text = _NO_TEXT.sub(" ", title), _NO_TEXT.sub(" ", text[:_SAMPLE])
    in_title, in_text = _WORD.findall(title), _WORD.findall(text)
    words = in_title * _TITLE_WEIGHT + in_text
    small = [word for word in words if word.islower()]
    # Capitals are names, of brands and places, which stand in texts of any language.
    all_cyrillic, all_latin = _count_letters(words)
    cyrillic, latin = _count_letters(small)
    is_russian = cyrillic > latin or cyrillic + all_cyrillic >= latin + all_latin
    if not small:
        # Names and capitals alone: Cyrillic stands in English headlines least of all.
        is_russian |= any(len(_CYRILLIC.findall(word)) > 2 for word in in_title)
    lang: Lang = "ru" if is_russian else "en"
    if len("".join(in_title + in_text)) < _FEW_LETTERS:
        return Told(lang, "hardly a letter in it")
    letters = sum(map(len, words))
    if letters > 2 * (all_cyrillic + all_latin):
        return Told(lang, "neither Cyrillic nor Latin letters")
    if lang == "ru":
        foreign = sum(len(_NOT_RUSSIAN.findall(word.lower())) for word in words)
        if foreign > _LEAST_FOREIGN * letters:
            return Told(lang, "letters that Russian does not have")
        return Told(lang)
    if len(small) >= _LONG:
        english = sum(word in _ENGLISH for word in small)
        if english < _LEAST_ENGLISH * len(small):
            return Told(lang, "hardly an English word in it")
    elif len(set(small)) >= _SEVERAL and not any(word in _ENGLISH for word in small):
        return Told(lang, "no common English word in it")
    return Told(lang)


def _count_letters(words: list[str]) -> tuple[int, int]:
    joined = "".join(words)
    return len(_CYRILLIC.findall(joined)), len(_LATIN.findall(joined))
