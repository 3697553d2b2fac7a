"""Which capitals tell of a name.

A capital inside a sentence makes a name of nearly any word: `May`, `Мори`, `Trump`. The capital
that opens a sentence tells nothing, nor do capitals where all words have one, as in headlines.

So that each word can be read by itself, whatever stands before it, openings are marked in the word:
the capital moves to its second letter, `Мост` becomes `мОст`. Offsets stay, and letters that are
folded anyway. A brand that is written so (`iPhone`) is read as one that opens a sentence. A letter
that is a common word is an initial where a dot follows its capital, elsewhere that becomes small.
"""

from __future__ import annotations

import re
from typing import Literal

from indexer.languages import LANGUAGES

# What the first letter of a word says: nothing, that a sentence begins, or that it is a name.
Capital = Literal["none", "opening", "inside"]

# The letters whose capitals are looked at, in one case as long as in the other.
_UPPER, _LOWER = "A-ZА-ЯЁІЇЄҐЎ", "a-zа-яёіїєґў"

# Letters that are common words, by themselves without a dot.
_LETTERS = {word.upper() for one in LANGUAGES.values() for word in one.stop_words if len(word) == 1}
_LONE = re.compile(rf"[{''.join(sorted(_LETTERS))}](?<!\w.)(?=[\s,:;!?)»”\"-]|\Z)")

# Behind the end of a sentence or of a line, or where direct speech begins; an abbreviation with a
# letter behind its dot stays as it is known.
_WORD = rf"([{_UPPER}])([{_LOWER}])(?!\.\w)"
_OPENING = re.compile(
    rf"[.!?…\n:](?:(?<=[.!?…])[^\w\n]|(?<=\n)|(?<=:)\s?[«„“\"])[^\w]{{0,8}}+{_WORD}"
)
_FIRST = re.compile(rf"[^\w]{{0,8}}+{_WORD}")
# A dot behind these ends no sentence: `А. Иванов`, `Mr. May`.
_ABBREVIATION = re.compile(
    r"\b(?:\w|дж|mr|mrs|ms|dr|st|jr|sr|vs|no|gen|gov|sen|rep|col|lt|sgt|capt|prof|rev|hon|"
    r"ул|им|пр|пл|пос|дер|обл|стр|рис|ст|тов|проф|акад|ген|полк|сен|деп)\Z",
    re.IGNORECASE,
)
_LONGEST_ABBREVIATION = 5

# English headlines give every longer word a capital. Other texts of such a length may do so too,
# lists of names among them: what no dictionary has is a name in any case.
_HEADLINE_LENGTH = 200
_HEADLINE_WORDS = 4
_HEADLINE_SHARE = 0.8
_LATIN_WORD = re.compile(r"\b[A-Za-z][a-z]{3,}")
_CAPITALIZED = re.compile(rf"\b{_WORD}")
# `US` is no `Us`, wherever it stands.
_IN_CAPITALS = re.compile(rf"\b[{_UPPER}](?=[{_UPPER}]{{2}})")
_MARKS = frozenset("abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў")


def mark_openings(text: str) -> str:
    """The text, as long as before, with its capitals marked that tell nothing."""
    is_short = len(text) <= _HEADLINE_LENGTH
    if is_short and text.isupper():
        return _IN_CAPITALS.sub(_lower, _LONE.sub(_lower, text))
    text = _LONE.sub(_lower, text)
    if is_short and _is_headline(text):
        return _CAPITALIZED.sub(_move, text)
    if first := _FIRST.match(text):
        text = _move(first) + text[first.end() :]
    return _OPENING.sub(_open, text)


def open_form(form: str) -> str:
    """A word form with a capital as it is marked where that tells nothing."""
    return form[0].lower() + form[1:2].upper() + form[2:]


def find_capital(form: str) -> Capital:
    """What the capital of a word form says, in a text whose openings are marked."""
    if form[:1].isupper():
        return "inside"
    return "opening" if form[1:2].isupper() and form[0] in _MARKS else "none"


def unmark(form: str) -> str:
    """A word form as it was before openings were marked."""
    if find_capital(form) != "opening":
        return form
    rest = form[1:]
    if len(rest) > 1 and rest.isupper():
        return form[0].upper() + rest
    return form[0].upper() + rest[0].lower() + rest[1:]


def capitalize(form: str) -> str:
    """A word form as it would stand inside a sentence if it were a name."""
    return form[:1].upper() + form[1:]


def _is_headline(text: str) -> bool:
    words: list[str] = _LATIN_WORD.findall(text)
    if len(words) < _HEADLINE_WORDS:
        return False
    capitalized = sum(word[0].isupper() for word in words)
    return capitalized >= _HEADLINE_SHARE * len(words)


def _open(match: re.Match[str]) -> str:
    start = match.start()
    if match[0][0] == "." and _ABBREVIATION.search(
        match.string, max(0, start - _LONGEST_ABBREVIATION), start
    ):
        return match[0]
    return _move(match)


def _move(match: re.Match[str]) -> str:
    return f"{match[0][:-2]}{match[1].lower()}{match[2].upper()}"


def _lower(match: re.Match[str]) -> str:
    return match[0].lower()
