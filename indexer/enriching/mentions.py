"""Places that a text names, and how sure it is that each is meant.

What is also a common word, a person's name or the name of several countries is told by what stands
beside it, and by what else the text names: a word has one sense in one text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from indexer.analysis import Analyzer, Token
from indexer.enriching.names import NameIndex, PlaceName
from indexer.enriching.places import Places

Field = Literal["title", "dateline", "text"]
FIELDS: tuple[Field, ...] = get_args(Field)

# Wire copy names a company with its ticker, and that with its exchange: `<TCB>`, `(BMW.F)`.
_TICKER = re.compile(r"<[A-Z]{1,5}(?:\.([A-Z]{1,2}))?>|\([A-Z]{1,5}\.([A-Z]{1,2})\)")

# News copy begins with the place and the day: "MAKHACHKALA, 5 May."
DATELINE_WORDS = 12

_LOCATIVE = frozenset(("в", "во", "in"))
# What is called so is no person: `город Владимир`.
_SETTLEMENTS = frozenset(("город", "г", "city"))
_SENTENCE_BORDER = re.compile(r"[.!?…:;«\"“„()\n—–]")
_DATED = re.compile(r"\s?[,(—–-]\W{0,2}(?:[^\W\d]+\.? )?\d")
_INITIAL = re.compile(r"\.\s?")

# Numbers are written out behind the first thousand.
_MAGNITUDES = frozenset(
    ("mln", "bln", "million", "billion", "trillion", "тысяча", "тыс", "миллион", "млн", "миллиард")
    + ("млрд", "триллион", "трлн")
)
# English names of days and months are no given names.
_CALENDAR = frozenset(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january")
    + ("february", "march", "april", "may", "june", "july", "august", "september", "october")
    + ("november", "december")
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands. `is_sure` if it is a place there by itself; otherwise it counts for
    what another one confirms. `is_person` if it is surely none."""

    field: Field
    printed: str
    name: PlaceName
    is_sure: bool
    is_person: bool


class MentionFinder:
    """Finds the places that texts name. Safe to share between threads."""

    def __init__(
        self, analyzer: Analyzer, names: NameIndex, places: Places
    ) -> None:
        self._money = frozenset(places.money)
        self._analyzer = analyzer
        self._names = names
        self._exchanges = {
            letters: PlaceName("", (), (), (id_,), "company", False, None)
            for letters, id_ in places.exchanges.items()
        }

    def find(self, text: str, first_field: Field) -> Iterator[Mention]:
        """The places named in a text, in order."""
        tokens = list(self._analyzer.tokens(text))
        behind = 0
        for ticker in _TICKER.finditer(text):
            name = self._exchanges.get(ticker[1] or ticker[2] or "")
            if name is not None:
                yield Mention(first_field if first_field == "title" else "text", ticker[0], name, True, False)
        for start, name in self._names.find_all(text, tokens):
            end = start + len(name.forms)
            if name.kind == "currency" and not _is_counted(tokens, start):
                continue
            if name.kind == "adjective" and self._is_money(tokens[end : end + 1]):
                continue
            if _is_ticker(text, tokens[start], tokens[end - 1]):
                continue
            field = first_field
            if field == "dateline" and start >= DATELINE_WORDS:
                field = "text"
            printed = text[tokens[start].start : tokens[end - 1].end]
            is_person = start > behind and self._is_person(text, tokens, start, name)
            is_sure = not is_person and (
                not name.is_doubtful or self._stands_as_name(text, tokens, start, name)
            )
            yield Mention(field, " ".join(printed.split()), name, is_sure, is_person)
            behind = end

    def _is_person(
        self, text: str, tokens: Sequence[Token], start: int, name: PlaceName
    ) -> bool:
        """Whether a name of one word is a surname here: a given name or an initial is before it."""
        if len(name.forms) > 1 or name.kind not in {"name", "place"}:
            return False
        previous = tokens[start - 1]
        given = text[previous.start : previous.end]
        gap = text[previous.end : tokens[start].start]
        if len(given) == 1:
            return given.isupper() and _INITIAL.fullmatch(gap) is not None
        if gap != " " or not given.istitle() or previous.surface in _CALENDAR:
            return False
        return self._is_given_name(previous.surface)

    def _is_money(self, following: Sequence[Token]) -> bool:
        return any(not self._money.isdisjoint((word[0], *word[1])) for word in following)

    def _is_given_name(self, surface: str) -> bool:
        parts = self._analyzer.tell_parts(surface)
        return "given" in parts and "place" not in parts

    def _stands_as_name(
        self, text: str, tokens: Sequence[Token], start: int, name: PlaceName
    ) -> bool:
        """Whether a word that is also a common word, or a person's name, is surely a place here."""
        first = tokens[start]
        last = tokens[start + len(name.forms) - 1]
        printed = text[first.start : last.end]
        if "." in printed:
            return True
        if start == 0:
            return _DATED.match(text, last.end) is not None
        previous = tokens[start - 1]
        if previous.surface in _LOCATIVE or not _SETTLEMENTS.isdisjoint(previous.lemmas):
            return True
        says_nothing = printed.isupper() and not name.forms[0].isupper()
        gap = text[previous.end : first.start]
        if says_nothing or _SENTENCE_BORDER.search(gap):
            return False
        after = text[last.end : last.end + 2]
        beside_name = (gap.isspace() and text[previous.start].isupper()) or (
            after[:1].isspace() and after[1:].isupper()
        )
        return not beside_name


def _is_ticker(text: str, first: Token, last: Token) -> bool:
    return text[first.start - 1 : first.start] == "<" and text[last.end : last.end + 1] in {">", "."}


def _is_counted(tokens: Sequence[Token], start: int) -> bool:
    """Whether a number stands before a word, as before money."""
    if not start:
        return False
    previous = tokens[start - 1]
    return previous.surface.isdecimal() or not _MAGNITUDES.isdisjoint(previous.lemmas)
