"""Words in the letters of the other alphabet, as readers type them: `medzh` for `медж`.

Letters that stand for several give several readings, the likeliest first. Suggestions look each of
them up; names that are searched for meet by their keys (`indexer.analysis.names`), those of few
sounds by these readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice, product

# Readings of one word that are looked at.
MOST_READINGS = 12

_TO_CYRILLIC: Mapping[str, tuple[str, ...]] = {
    "shch": ("щ",), "dzh": ("дж",), "sch": ("щ", "ш"), "zh": ("ж",), "kh": ("х",), "gh": ("г",),
    "ts": ("ц", "тс"), "tz": ("ц",), "ch": ("ч",), "sh": ("ш",), "dj": ("дж",), "ya": ("я",),
    "yu": ("ю",), "yo": ("е",), "ye": ("е",), "ia": ("ия", "я"), "iu": ("ю",),
    "iy": ("ий",), "yi": ("ый",), "ck": ("к",), "ph": ("ф",),
    "a": ("а",), "b": ("б",), "c": ("к", "ц"), "d": ("д",), "e": ("е", "э"), "f": ("ф",),
    "g": ("г",), "h": ("х", "г"), "i": ("и",), "j": ("дж", "й", "ж"), "k": ("к",), "l": ("л",),
    "m": ("м",), "n": ("н",), "o": ("о",), "p": ("п",), "q": ("к", "г"), "r": ("р",), "s": ("с",),
    "t": ("т",), "u": ("у",), "v": ("в",), "w": ("в",), "x": ("х", "кс"), "y": ("й", "ы", "и"),
    "z": ("з",), "ə": ("а",), "ı": ("ы",), "ş": ("ш",), "ğ": ("г",), "ç": ("ч",), "ö": ("е",),
    "ü": ("ю",),
}  # fmt: skip

_TO_LATIN: Mapping[str, tuple[str, ...]] = {
    "дж": ("j", "dzh"), "ия": ("ia", "iya"), "ый": ("y",), "ий": ("iy", "y"), "кс": ("x", "ks"),
    "а": ("a",), "б": ("b",), "в": ("v",), "г": ("g",), "д": ("d",), "е": ("e", "ye"),
    "ж": ("zh", "j"), "з": ("z",), "и": ("i",), "й": ("y", "i"), "к": ("k",), "л": ("l",),
    "м": ("m",), "н": ("n",), "о": ("o",), "п": ("p",), "р": ("r",), "с": ("s",), "т": ("t",),
    "у": ("u",), "ф": ("f",), "х": ("kh", "h"), "ц": ("ts",), "ч": ("ch",), "ш": ("sh",),
    "щ": ("shch",), "ъ": ("",), "ы": ("y",), "ь": ("",), "э": ("e",), "ю": ("yu",), "я": ("ya",),
}  # fmt: skip


def _pattern(table: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(table, key=len, reverse=True)))


_TABLES = [(table, _pattern(table)) for table in (_TO_CYRILLIC, _TO_LATIN)]


def transliterate(word: str) -> Iterator[str]:
    """The readings of a folded word in the other alphabet; none if it is not all of one."""
    for table, pattern in _TABLES:
        parts = pattern.findall(word)
        if parts and sum(map(len, parts)) == len(word):
            readings = product(*(table[part] for part in parts))
            # A lone ъ is heard nowhere, and the empty word is no reading.
            yield from filter(None, islice(map("".join, readings), MOST_READINGS))
