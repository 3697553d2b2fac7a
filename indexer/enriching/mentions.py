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


# Whether a name is a place where it stands: in one, as `in Paris` says; surely; perhaps, which
# another mention may confirm; or not, since it is a person there.
Standing = Literal["inside", "surely", "perhaps", "person"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands in a story."""

    field: Field
    printed: str
    name: PlaceName
    standing: Standing

    @property
    def is_sure(self) -> bool:
        """Whether it is a place by itself."""
        return self.standing in {"inside", "surely"}


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
            letters: PlaceName("", (), (), (id_,), "company")
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
            standing = self._tell_standing(name, text, tokens, start, behind)
            printed = " ".join(text[tokens[start].start : tokens[end - 1].end].split())
            yield Mention(_tell_field(first, start), printed, name, standing)
            behind = end

    def _find_tickers(self, text: str, first: Field) -> Iterator[Mention]:
        for ticker in _TICKER.finditer(text):
            name = self._exchanges.get(ticker[1] or ticker[2] or "")
            if name is not None:
                field: Field = "title" if first == "title" else "text"
                yield Mention(field, ticker[0], name, "surely")

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

    def _tell_standing(
        self, name: PlaceName, text: str, tokens: Sequence[Token], start: int, behind: int
    ) -> Standing:
        """Whether a name is a place where it stands, `behind` the last one that was found."""
        if start and tokens[start - 1].surface in _LOCATIVE:
            return "inside"
        if len(name.forms) == 1 and name.kind in {"name", "place"}:
            if start > behind and self._follows_given_name(text, tokens, start):
                return "person"
            if name.doubt != "none" and self._precedes_surname(text, tokens, start):
                return "person"
        if name.doubt != "none" and not _stands_as_name(name, text, tokens, start):
            return "perhaps"
        return "surely"

    def _follows_given_name(self, text: str, tokens: Sequence[Token], start: int) -> bool:
        """Whether a given name or an initial is before a word, which then is a surname."""
        previous = tokens[start - 1]
        given = text[previous.start : previous.end]
        gap = text[previous.end : tokens[start].start]
        if len(given) == 1:
            return given.isupper() and _INITIAL.fullmatch(gap) is not None
        if gap != " " or not given.istitle() or previous.surface in _CALENDAR:
            return False
        parts = self._analyzer.tell_parts(previous.surface)
        return "given" in parts and "place" not in parts

    def _precedes_surname(self, text: str, tokens: Sequence[Token], start: int) -> bool:
        """Whether a word is a given name with another capital behind it, in small letters both."""
        if start + 1 == len(tokens) or not text[tokens[start].start : tokens[start].end].istitle():
            return False
        following = tokens[start + 1]
        if text[tokens[start].end : following.start] != " " or text[following.start].islower():
            return False
        return "given" in self._analyzer.tell_parts(tokens[start].surface)


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
    if not _SETTLEMENTS.isdisjoint(previous.lemmas):
        return True
    if name.doubt == "person":
        return False
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
