"""What is Ukrainian: its letters and words, its keyboard, what is misspelt in it, its dictionary.

An extra: `pip install letopis[uk]` brings the dictionary, `languages` in letopis.toml switches it
on. It has given names, surnames and patronymics as such, and no places: `Київ` has no name key, and
meets `Kyiv` by a ring.
"""

from __future__ import annotations

import re
from importlib.metadata import version

from indexer.languages.confusions import Confusions, Keyboard
from indexer.languages.language import Language, Script
from indexer.languages.pymorphy import PymorphyDictionary

_STOP_WORDS = frozenset(
    "а або аж але б без би бо був була були було бути в вам вас вже ви від він вона вони воно все "
    "всі є же з за зі із й її їй їм їх його йому і до для коли ж мені ми мій моя на над нам нас не "
    "неї ним ними них ні під після по при про себе собі своє своєї свої свою та так такий також те "
    "ти тим тих ті тій то тобі того той тому у це цей ці цим цих цього цьому цю ця цієї через чи "
    "що щоб як яка яке який яких якщо які якої".split()
)

# The apostrophe has a key of its own, ґ has none.
_KEYBOARD = Keyboard(
    rows=("'", "йцукенгшщзхї", "фівапролджє", "ячсмитьбю"),
    shifted=("₴", "ЙЦУКЕНГШЩЗХЇ", "ФІВАПРОЛДЖЄ", "ЯЧСМИТЬБЮ"),
)

# By the rules of spelling alone: there were no misspellings to measure on.
_CONFUSIONS = Confusions(
    letters=re.compile(r"[\u0400-\u052f']+"),
    vowels=frozenset("аеиоуюяіїє"),
    # Vowels without stress, consonants before others.
    sounds=("еи", "ії", "оу", "пб", "вф", "гґкх", "тд", "сз", "шжщч"),
    # What Russian writes instead, and у and в for one another.
    pairs=("иі", "еє", "йї", "ув", "ая", "ую", "иы", "еэ", "ьй"),
    clusters=(("щ", "шч"), ("ц", "тс"), ("ц", "дс"), ("йо", "ьо"), ("х", "кх"), ("ж", "дж")),
    mute=frozenset("ь'"),
    lost=frozenset("тдвл"),
    one_letter=frozenset("абвжзійоуєя"),
    keyboard=_KEYBOARD,
)


class UkrainianDictionary(PymorphyDictionary):
    """Lemmas by pymorphy3 and its Ukrainian dictionary."""

    name = "pymorphy3-uk"

    @property
    def fingerprint(self) -> str:
        return f"{super().fingerprint} {version('pymorphy3-dicts-uk')}"


UKRAINIAN = Language(
    code="uk",
    script=Script.CYRILLIC,
    alphabet="абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    look_alikes=dict(zip("асеорхукіАВСЕНКМОРТХУІ", "aceopxykiABCEHKMOPTXYI", strict=True)),
    marks_stress=True,
    abbreviations=("т.д", "т.п", "т.з", "т.зв", "т.ч", "н.е", "в.о", "т.в.о"),
    stop_words=_STOP_WORDS,
    exceptions="exceptions.uk.txt",
    keyboard=_KEYBOARD,
    confusions=_CONFUSIONS,
    open_dictionary=UkrainianDictionary,
    package="pymorphy3_dicts_uk",
    extra="uk",
)
