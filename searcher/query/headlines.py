"""Headlines that people paste into the search box, told from queries where both can be read.

Two rules decide: in a text all in capitals `NOT` and `OR` are words, and who is quoted behind a
hyphen at the end of a headline (`… -Reuters`, `… -sources`) is not excluded. In doubt it is: who
types a minus means it. Canonical texts avoid both.
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
_AGENCIES = frozenset(
    "ap afp bbc bloomberg cnn dpa interfax irna itar kommersant kyodo meduza reuters ria tass upi "
    "vedomosti xinhua интерфакс коммерсант ведомости медуза рбк риа синьхуа тасс".split()
)
# A headline with one of those behind a hyphen has so many words, with anybody else so many: fewer
# are rather a query. It has no operator for sure.
_WORDS_OF_HEADLINE = 3
_WORDS_WITH_ANYBODY = 6
_WORD = re.compile(r"\w+")
_BYLINE = re.compile(r"\s(-)(\w[\w-]*)[\s.!?…]*\Z")
# A name has its asterisk from a newspaper that must print it.
_SURE_OPERATOR = re.compile(r"\||(?<!\w)[a-zа-яё]\w+[*~]|&&|(?<!\S)[-!][^\s-]|[^\W\d_]:[^\s/]")


def is_in_capitals(text: str) -> bool:
    """Whether the words of a text are all in capitals, those that may be operators aside."""
    return _OPERATOR_WORD.sub(" ", text).isupper()


def find_byline(text: str) -> int | None:
    """Where the hyphen stands that puts a name behind a headline: `Mine reopens in May -Reuters`.
    None in what is no headline, which begins with a capital or with no letter."""
    found = _BYLINE.search(text)
    if found is None or text.lstrip()[:1].islower():
        return None
    is_known = found[2].lower() in _SPEAKERS | _AGENCIES
    if not (is_known or found[2][0].isupper()):
        return None
    before = text[: found.start()]
    least = _WORDS_OF_HEADLINE if is_known else _WORDS_WITH_ANYBODY
    if len(_WORD.findall(before)) < least or _SURE_OPERATOR.search(before):
        return None
    if _OPERATOR_WORD.search(before) and not is_in_capitals(text):
        return None
    return found.start(1)
