"""Places that a text names, and whether each is surely meant.

What is also a common word or a person's name is told by what stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from indexer.analysis import Analyzer, Token
from indexer.enriching.names import NameIndex, PlaceName
from indexer.enriching.places import Places

Field = Literal["title", "dateline", "text"]
FIELDS: tuple[Field, ...] = get_args(Field)

# News copy begins with the place and the day: "MAKHACHKALA, 5 May."
DATELINE_WORDS = 12

# Wire copy names a company with its ticker, and that with its exchange: `<TCB>`, `(BMW.F)`. The
# fifth letter of some says that the company is of another country.
_TICKER = re.compile(
    r"<(?![A-Z]{4}[FY]>)[A-Z]{1,5}(?:\.([A-Z]{1,2}))?>|\([A-Z]{1,5}\.([A-Z]{1,2})\)"
)

_LOCATIVE = frozenset(("в", "во", "in"))
# What is called so is no person: `город Владимир`.
_SETTLEMENTS = frozenset(("город", "г", "city"))
_SENTENCE_BORDER = re.compile(r"[.!?…:;«\"“„()\n—–]")
_DATED = re.compile(r"\s?[,(—–-]\W{0,2}(?:[^\W\d]+\.? )?\d")
_INITIAL = re.compile(r"\.\s?")

# What stands between a number and its unit, abbreviated too.
_MAGNITUDES = frozenset(
    "mln bln million billion trillion тысяча тыс миллион млн миллиард млрд триллион трлн".split()
)
# English names of days and months, which the dictionary takes for given names.
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands. `is_sure` if it is a place there by itself: otherwise it counts for
    what another mention confirms. `is_person` if it is surely no place."""

    field: Field
    printed: str
    name: PlaceName
    is_sure: bool
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class TextMentions:
    """The mentions of a text, and how many words it has."""

    mentions: tuple[Mention, ...]
    words: int


class MentionFinder:
    """Finds what texts name. Safe to share between threads."""

    def __init__(self, analyzer: Analyzer, names: NameIndex, places: Places) -> None:
        self._analyzer = analyzer
        self._names = names
        self._money = frozenset(places.money)
        self._exchanges = {
            letters: PlaceName("", (), (), (id_,), "company", is_doubtful=False)
            for letters, id_ in places.exchanges.items()
        }

    def find(self, text: str, first: Field) -> TextMentions:
        """The mentions of a title or a text, whose first words are the field `first`."""
        tokens = list(self._analyzer.tokens(text))
        mentions = (*self._find_names(text, tokens, first), *self._find_tickers(text, first))
        return TextMentions(mentions, len(tokens))

    def _find_names(self, text: str, tokens: Sequence[Token], first: Field) -> Iterator[Mention]:
        behind = 0
        for start, name in self._names.find_all(text, tokens):
            end = start + len(name.forms)
            if self._tells_nothing(name, text, tokens, start, end):
                continue
            is_person = start > behind and self._is_person(name, text, tokens, start)
            is_sure = not is_person and (
                not name.is_doubtful or _stands_as_name(name, text, tokens, start)
            )
            printed = " ".join(text[tokens[start].start : tokens[end - 1].end].split())
            yield Mention(_tell_field(first, start), printed, name, is_sure, is_person)
            behind = end

    def _find_tickers(self, text: str, first: Field) -> Iterator[Mention]:
        for ticker in _TICKER.finditer(text):
            name = self._exchanges.get(ticker[1] or ticker[2] or "")
            if name is not None:
                yield Mention("title" if first == "title" else "text", ticker[0], name, is_sure=True)

    def _tells_nothing(
        self, name: PlaceName, text: str, tokens: Sequence[Token], start: int, end: int
    ) -> bool:
        """Whether a name is part of an amount of money or of a ticker, or a unit without number."""
        if name.kind == "currency":
            return not (start and _is_number(tokens[start - 1]))
        if name.kind == "adjective" and end < len(tokens):
            unit = tokens[end]
            if not self._money.isdisjoint((unit.surface, *unit.lemmas)):
                return True
        before = text[tokens[start].start - 1 : tokens[start].start]
        return before == "<" and text[tokens[end - 1].end : tokens[end - 1].end + 1] in {">", "."}

    def _is_person(
        self, name: PlaceName, text: str, tokens: Sequence[Token], start: int
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
        parts = self._analyzer.tell_parts(previous.surface)
        return "given" in parts and "place" not in parts


def _stands_as_name(name: PlaceName, text: str, tokens: Sequence[Token], start: int) -> bool:
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


def _tell_field(first: Field, start: int) -> Field:
    return "text" if first == "dateline" and start >= DATELINE_WORDS else first


def _is_number(token: Token) -> bool:
    return token.surface.isdecimal() or not _MAGNITUDES.isdisjoint(token.lemmas)
