"""Names across scripts."""

from __future__ import annotations

from typing import Literal

# Whether a word is used as a name: a word such as вера only where it has a capital letter.
NameUse = Literal["never", "capitalized", "always"]

_T = dict(
    zip("абвгдезийклмнопрстуфхцыэ", "a b v g d e z i i k l m n o p r s t u f k c i e".split())
)
_T |= {"ж": "zh", "ч": "ch", "ш": "sh", "щ": "sh", "ь": "", "ъ": "", "ю": "iu", "я": "ia"}
_TABLE = str.maketrans(_T)


def name_key(word: str) -> str:
    return (
        word.translate(_TABLE)
        .replace("kh", "k")
        .replace("dzh", "j")
        .replace("zh", "j")
        .replace("y", "i")
    )
