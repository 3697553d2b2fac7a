"""Words typed in the other keyboard layout: `rflshjd` for `кадыров`, `икшвпу` for `bridge`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from indexer.languages import Language, Script

# Anything that may have been typed as a word; quotes, brackets and signs of the query language, and
# names of fields, stay as they are.
_TYPED = re.compile(r"""(?<![^\s"()«»“”„|:!\-])[^\s"()«»“”„|*~:!\-][^\s"()«»“”„|*~:!]*(?!:)""")

# Shorter words are too often words of the other layout by chance.
_SHORTEST = 3


def swap_layout(text: str, languages: Sequence[Language], is_known: Callable[[str], bool]) -> str:
    """A query with its unknown words as the other layout gives them, where those are known.

    A query without such a word comes back as it is.
    """

    def swap(typed: re.Match[str]) -> str:
        word = typed[0]
        if len(word) < _SHORTEST or is_known(word):
            return word
        others = (other for other in swap_keys(word, languages) if _differs(word, other))
        return next(filter(is_known, others), word)

    return _TYPED.sub(swap, text)


def _differs(typed: str, meant: str) -> bool:
    """Whether enough keys differ: `F-16` is no `А-16`."""
    return sum(one != other for one, other in zip(typed, meant, strict=True)) >= _SHORTEST


def swap_keys(word: str, languages: Sequence[Language]) -> list[str]:
    """What the keys of a word give in the layouts of the other scripts, likeliest first."""
    script = _find_script(word.lower(), languages)
    typed = tuple(language for language in languages if language.script is script)
    others = (language for language in languages if language.script is not script)
    return list(dict.fromkeys(word.translate(_map_keys(typed, other)) for other in others))


def _find_script(typed: str, languages: Sequence[Language]) -> Script | None:
    """The script in whose layout a word was typed: that of its letters, else that of its keys."""
    for language in languages:
        if not set(typed).isdisjoint(language.alphabet):
            return language.script
    for language in languages:
        if not set(typed).isdisjoint("".join(language.keyboard.rows)):
            return language.script
    return None


@cache
def _map_keys(typed: tuple[Language, ...], meant: Language) -> dict[int, str]:
    """The keys of the layouts of one script as another layout has them."""
    table: dict[int, str] = {}
    for language in reversed(typed):
        keys = zip(_list_keys(language), _list_keys(meant), strict=True)
        table |= {ord(key): letter for key, letter in keys}
    return table


def _list_keys(language: Language) -> str:
    return "".join((*language.keyboard.rows, *language.keyboard.shifted))
