"""What a story names: countries, their places, people and institutions, and where companies are
listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from indexer.analysis import Analyzer, Token
from indexer.enriching.names import NameIndex, PlaceName
from indexer.enriching.places import Places
from indexer.enriching.standing import Occurrence, Standing, tell_standing

Field = Literal["title", "dateline", "text"]
FIELDS: tuple[Field, ...] = get_args(Field)

# News copy begins with the place and the day: "MAKHACHKALA, 5 May."
DATELINE_WORDS = 12

# Wire copy names a company with its ticker, and that with its exchange: `<TCB>`, `(BMW.F)`. The
# fifth letter of some says that the company is of another country.
_TICKER = re.compile(
    r"<(?![A-Z]{4}[FY]>)[A-Z]{1,5}(?:\.([A-Z]{1,2}))?>|\([A-Z]{2,5}\.([A-Z]{1,2})\)"
)

# What stands between a number and its unit, abbreviated too.
_MAGNITUDES = frozenset(
    "mln bln million billion trillion тысяча тыс миллион млн миллиард млрд триллион трлн".split()
)


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
            place = Occurrence(name, text, tokens, start)
            if self._tells_nothing(place):
                continue
            standing = tell_standing(place, self._analyzer, follows_place=start == behind)
            field = "text" if first == "dateline" and start >= DATELINE_WORDS else first
            yield Mention(field, " ".join(place.printed.split()), name, standing)
            behind = start + len(name.forms)

    def _find_tickers(self, text: str, first: Field) -> Iterator[Mention]:
        field: Field = "title" if first == "title" else "text"
        for ticker in _TICKER.finditer(text):
            name = self._exchanges.get(ticker[1] or ticker[2] or "")
            if name is not None:
                yield Mention(field, ticker[0], name, "surely")

    def _tells_nothing(self, place: Occurrence) -> bool:
        """Whether a name is part of a sum of money or of a ticker, or is money without a sum."""
        if place.name.kind == "currency":
            return place.previous is None or not _is_number(place.previous)
        if place.name.kind == "adjective" and place.following:
            unit = place.following
            return not self._money.isdisjoint((unit.surface, *unit.lemmas))
        return place.before.endswith("<") and place.after.startswith((">", "."))


def _is_number(token: Token) -> bool:
    return token.surface.isdecimal() or not _MAGNITUDES.isdisjoint(token.lemmas)
