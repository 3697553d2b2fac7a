"""Whether a name is a place where it stands: the words beside it tell what is also a common word or
a person's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from indexer.analysis import Analyzer, Token
from indexer.enriching.names import PlaceName

# It is one, as what is before it says (`in Paris`); surely; perhaps, which another mention may
# confirm; or it is not, but a person.
Standing = Literal["inside", "surely", "perhaps", "person"]

_LOCATIVE = frozenset(("в", "во", "in"))
# What is called so is no person: `город Владимир`.
_SETTLEMENTS = frozenset(("город", "г", "city"))
_SENTENCE_BORDER = re.compile(r"[.!?…:;«\"“„()\n—–]")
_DATED = re.compile(r"\s?[,(—–-]\W{0,2}(?:[^\W\d]+\.? )?\d")
_INITIAL = re.compile(r"\.\s?")

# English names of days and months, which the dictionary takes for given names.
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december".split()
)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A name at a token of a text."""

    name: PlaceName
    text: str
    tokens: Sequence[Token]
    start: int

    @property
    def first(self) -> Token:
        return self.tokens[self.start]

    @property
    def last(self) -> Token:
        return self.tokens[self.start + len(self.name.forms) - 1]

    @property
    def printed(self) -> str:
        """The name as the text has it."""
        return self.text[self.first.start : self.last.end]

    @property
    def previous(self) -> Token | None:
        """The word before it."""
        return self.tokens[self.start - 1] if self.start else None

    @property
    def following(self) -> Token | None:
        """The word behind it."""
        end = self.start + len(self.name.forms)
        return self.tokens[end] if end < len(self.tokens) else None

    @property
    def before(self) -> str:
        """What stands between it and the word before."""
        return self.text[self.previous.end if self.previous else 0 : self.first.start]

    @property
    def after(self) -> str:
        """What stands between it and the word behind."""
        return self.text[self.last.end : self.following.start if self.following else None]


def tell_standing(place: Occurrence, analyzer: Analyzer, *, follows_place: bool) -> Standing:
    """Whether a name is a place where it stands; `follows_place` if the word before it is one."""
    name, previous = place.name, place.previous
    if previous and (previous.surface in _LOCATIVE or not _SETTLEMENTS.isdisjoint(previous.lemmas)):
        return "inside"
    if len(name.forms) == 1 and name.kind in {"name", "place"}:
        is_surname = previous and not follows_place and _follows_given_name(place, analyzer)
        if is_surname or (name.doubt != "none" and _precedes_surname(place, analyzer)):
            return "person"
    if name.doubt == "none" or "." in place.printed:
        return "surely"
    if name.doubt == "person":
        return "perhaps"
    return "surely" if _stands_as_name(place) else "perhaps"


def _follows_given_name(place: Occurrence, analyzer: Analyzer) -> bool:
    """Whether a given name or an initial is before a word, which then is a surname."""
    if place.previous is None:
        return False
    given = place.text[place.previous.start : place.previous.end]
    if len(given) == 1:
        return given.isupper() and _INITIAL.fullmatch(place.before) is not None
    surface = place.previous.surface
    if place.before != " " or not given.istitle() or surface in _CALENDAR:
        return False
    parts = analyzer.tell_parts(surface)
    return "given" in parts and "place" not in parts


def _precedes_surname(place: Occurrence, analyzer: Analyzer) -> bool:
    """Whether a word is a given name with another capital behind it, in small letters both."""
    if place.following is None or place.after != " " or not place.printed.istitle():
        return False
    has_capital = not place.text[place.following.start].islower()
    return has_capital and "given" in analyzer.tell_parts(place.first.surface)


def _stands_as_name(place: Occurrence) -> bool:
    """Whether a capital tells that a word is a name, and of a place."""
    if place.previous is None:
        return _DATED.match(place.text, place.last.end) is not None
    says_nothing = place.printed.isupper() and not place.name.forms[0].isupper()
    if says_nothing or _SENTENCE_BORDER.search(place.before):
        return False
    follows_name = place.before.isspace() and place.text[place.previous.start].isupper()
    after = place.text[place.last.end : place.last.end + 2]
    return not (follows_name or (after[:1].isspace() and after[1:].isupper()))
