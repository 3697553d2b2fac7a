"""What is Russian: its letters and words, its keyboard, what is misspelt in it, its dictionary."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import filterfalse

from indexer.languages.confusions import Confusions, Keyboard
from indexer.languages.dictionary import NamePart, Reading
from indexer.languages.language import Language, Script
from indexer.languages.pymorphy import MOST_GUESSES, PymorphyDictionary

# Raised by hand whenever the rules for names below change what a form is found by.
NAMES_VERSION = 4

# Several people of a given name (`Керимов`): the form is far more often a surname.
_NAMES = frozenset(("Name", "plur", "gent"))
_MANY = ("ов", "ев")
# A surname that the dictionary may have as several of a thing alone: `Мясников`, `Корзин`.
_MANY_OF = re.compile("...+(?:[ое]в|[иы]н)")
# A surname in -ов, -ев or -ин in all its cases and both genders, and an Armenian one.
_SURNAME = re.compile(r"(..+(?:[ое]в|[иы]н))(?:а|у|ым|е|ой|ы|ых|ыми)?")
_ARMENIAN = re.compile(r"(..+ян)(?:а|у|ом|е|ы|ов|ам|ами|ах)?")
# `Гадрутом`; and, where pymorphy3 guesses that it never changes, `Мартакерту`, `Рутуле`.
_INSTRUMENTAL = re.compile(r"(...*[бвгдзклмнпрстфхцчш])(?<!ск)ом")
_OTHER_CASE = re.compile(r"(...*[бвгдзклмнпрстфхцчш])[уе]")
_NOMINATIVE = re.compile(r"...*(?:[бвгджзклмнпрстфхцчшщ]|ия)(?<![аеиыя]м)(?<![аиыя]х)")

# The endings of nouns in their cases, behind three letters and more.
_CASE_ENDING = re.compile(r"(?<=....)(?:[ая]ми|[ая][мх]|[ое]в|[еёо]м|[ео][йю]|[аеиоуыэюяйь])\Z")
_SHORTEST_DECLINED = 4
_UNDECLINED = ("швили", "дзе")
# Endings that a name in its first form has seldom or never.
_OBLIQUE = re.compile(r"(?<=..)(?:[ое]го|[ое]му|[ыиая]ми|[ыи][хм]|[ая]х|[ое]м|[ео]в|[уо]ю)\Z")

_STOP_WORDS = frozenset(
    "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по ее мне есть "
    "о из ему быть до вас они мы их чем была сам чтоб без будто чего себя ей кто этот того потому "
    "этого какой ним этом один мой тем чтобы нее при об хоть над тот через эти нас про них какая "
    "эту моя свою этой перед тот ли если или ни".split()
)

_KEYBOARD = Keyboard(
    rows=("ё", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
    shifted=("Ё", "ЙЦУКЕНГШЩЗХЪ", "ФЫВАПРОЛДЖЭ", "ЯЧСМИТЬБЮ"),
)

_CONFUSIONS = Confusions(
    letters=re.compile(r"[\u0400-\u052f']+"),
    vowels=frozenset("аеиоуыэюяіїє"),
    # Vowels without stress, consonants at ends and before others. Letters of Ukrainian are among
    # them, since its names stand in Russian texts.
    sounds=("ао", "иеыэяй", "ую", "пб", "фв", "кгх", "тд", "сз", "шжщч", "ії"),
    # чюдо, ещо and шопот, ево, цырк, and what is no sound: ь for ъ, і for и.
    pairs=("ая", "ое", "оу", "вг", "цс", "цт", "цч", "ьъ", "ьи", "ьй", "иі", "ґг", "еє"),
    clusters=(("щ", "сч"), ("щ", "зч"), ("щ", "жч"), ("щ", "шч"), ("ц", "тс"), ("ц", "дс"),
              ("е", "йо"), ("х", "кх"), ("ж", "дж")),
    mute=frozenset("ьъ"),
    lost=frozenset("тдвл"),
    one_letter=frozenset("авикосуя"),
    keyboard=_KEYBOARD,
)  # fmt: skip


class RussianDictionary(PymorphyDictionary):
    """Lemmas by pymorphy3 and its OpenCorpora dictionary, and the names that it has not."""

    @property
    def fingerprint(self) -> str:
        return f"{super().fingerprint} {NAMES_VERSION}"

    def tell_parts(self, word: str) -> frozenset[NamePart]:
        parts = super().tell_parts(word)
        return parts | {"surname"} if _MANY_OF.fullmatch(word) else parts

    def _make_reading(
        self, word: str, known: Mapping[str, bool], lemmas: tuple[str, ...]
    ) -> Reading:
        reading = super()._make_reading(word, known, lemmas)
        if not known:
            if _SURNAME.fullmatch(word):
                return reading
            own = () if _OBLIQUE.search(word) else (word,)
            lemmas = (*own, *lemmas, *filterfalse(self.knows, _list_stems(word)))
            return reading._replace(lemmas=tuple(dict.fromkeys(lemmas)))
        is_surname = word.endswith(_MANY) and len(lemmas) > 1 and word in reading.names
        if is_surname:
            return reading._replace(surname=word)
        if word in lemmas:
            return reading
        if not reading.names and _MANY_OF.fullmatch(word):
            return reading._replace(namesake=word)
        return reading._replace(is_declined=_OBLIQUE.search(word) is not None)

    def _choose_lemmas(self, word: str, known: Collection[str]) -> tuple[str, ...]:
        if len(known) == 1 and not word.endswith(_MANY):
            return tuple(known)
        parses = self._parse(word)
        likely = self._choose_likely(word, parses)
        is_name = not known or any(tag.grammemes >= _NAMES for _, tag, *_ in parses)
        return _add_name(word, likely[:MOST_GUESSES]) if is_name else likely


def _add_name(word: str, guesses: tuple[str, ...]) -> tuple[str, ...]:
    """What a word that the dictionary has not, or has as the plural of a given name, is if it is a
    name, and then the guesses.

    Most such words are names, and pymorphy3 guesses by the endings of common words: `Хунзах` as
    the plural of `хунза`, `Керимов` as several people called `Керим`.
    """
    found = _SURNAME.fullmatch(word) or _ARMENIAN.fullmatch(word) or _INSTRUMENTAL.fullmatch(word)
    if found is None and guesses == (word,):
        found = _OTHER_CASE.fullmatch(word)
    if found:
        name = found[1]
    elif _NOMINATIVE.fullmatch(word):
        name = word
    else:
        return guesses
    return (name, *(guess for guess in guesses if guess != name))


def _list_stems(word: str) -> Iterator[str]:
    """What is left, without the endings of nouns, of a word that the dictionary has not: its forms
    have one in common, whatever is guessed of each."""
    if len(word) < _SHORTEST_DECLINED or word.endswith(_UNDECLINED):
        return
    found = _CASE_ENDING.search(word)
    if found is None or (len(found[0]) > 1 and not found[0].endswith("и")):
        # The ending may be part of the name: Абрам, Моллой.
        yield word.rstrip("йю")
    if found:
        yield word[: found.start()]


RUSSIAN = Language(
    code="ru",
    script=Script.CYRILLIC,
    alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    folding={"ё": "е"},
    # Capitals more than small letters.
    look_alikes=dict(zip("асеорхукАВСЕНКМОРТХУ", "aceopxykABCEHKMOPTXY", strict=True)),
    marks_stress=True,
    abbreviations=("т.е", "т.д", "т.п", "т.к", "т.н", "и.о", "в.и.о", "н.э"),
    stop_words=_STOP_WORDS,
    exceptions="exceptions.txt",
    keyboard=_KEYBOARD,
    confusions=_CONFUSIONS,
    open_dictionary=RussianDictionary,
)
