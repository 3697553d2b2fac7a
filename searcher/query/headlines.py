"""Headlines that people paste into the search box, told from queries where both can be read.

Two rules decide: in a text all in capitals `NOT` and `OR` are words, and who is quoted behind a
hyphen at the end of a headline (`… -Reuters`, `… -sources`) is not excluded. Canonical texts avoid
both.
"""

from __future__ import annotations

import re

OPERATOR_WORDS = frozenset({"AND", "OR", "NOT", "И", "ИЛИ", "НЕ"})
_OPERATOR_WORD = re.compile(rf"(?<!\S)(?:{'|'.join(sorted(OPERATOR_WORDS))})(?!\S)")

# Who headlines quote without a name.
_SPEAKERS = frozenset(
    "source sources report reports official officials police minister ministry paper media "
    "spokesman spokeswoman statement agency источник источники сми газета газеты полиция власти "
    "министр министерство эксперт эксперты".split()
)
# A headline with a name behind a hyphen has so many words, and no operator for sure.
_WORDS_OF_HEADLINE = 3
_WORD = re.compile(r"\w+")
_BYLINE = re.compile(r"\s(-)(\w[\w-]*)[\s.!?…]*\Z")
# A name has its asterisk from a newspaper that must print it.
_SURE_OPERATOR = re.compile(r"\||(?<!\w)[a-zа-яё]\w+[*~]|&&|(?<!\S)[-!][^\s-]|[^\W\d_]:[^\s/]")


def is_in_capitals(text: str) -> bool:
    """Whether the words of a text are all in capitals, those that may be operators aside."""
    return _OPERATOR_WORD.sub(" ", text).isupper()


def find_byline(text: str) -> int | None:
    """Where the hyphen stands that puts a name behind a headline: `Mine reopens in May -Reuters`.
    None in what is no headline."""
    found = _BYLINE.search(text)
    if found is None or not (found[2][0].isupper() or found[2].lower() in _SPEAKERS):
        return None
    before = text[: found.start()]
    if len(_WORD.findall(before)) < _WORDS_OF_HEADLINE or _SURE_OPERATOR.search(before):
        return None
    if _OPERATOR_WORD.search(before) and not is_in_capitals(text):
        return None
    return found.start(1)
