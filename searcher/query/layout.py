"""Words typed in the other keyboard layout: `rflshjd` for `кадыров`, `икшвпу` for `bridge`."""

from __future__ import annotations

import re
from collections.abc import Callable

# The keys of both layouts, row by row.
_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>"
_CYRILLIC = "ёйцукенгшщзхъфывапролджэячсмитьбюЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)

_CYRILLIC_LETTER = re.compile(r"[а-яё]", re.IGNORECASE)
# Anything that may have been typed as a word; quotes, brackets and signs of the query language, and
# names of fields, stay as they are.
_TYPED = re.compile(r"""(?<![^\s"()«»“”„|:!\-])[^\s"()«»“”„|*~:!\-][^\s"()«»“”„|*~:!]*(?!:)""")

# Shorter words are too often words of the other layout by chance.
_SHORTEST = 3


def swap_layout(text: str, is_known: Callable[[str], bool]) -> str:
    """A query with its unknown words as the other layout gives them, where those are known.

    A query without such a word comes back as it is.
    """

    def swap(typed: re.Match[str]) -> str:
        word = typed[0]
        if len(word) < _SHORTEST or is_known(word):
            return word
        other = swap_keys(word)
        return other if is_known(other) else word

    return _TYPED.sub(swap, text)


def swap_keys(word: str) -> str:
    """What the keys of a word give in the other layout."""
    return word.translate(_TO_LATIN if _CYRILLIC_LETTER.search(word) else _TO_CYRILLIC)
