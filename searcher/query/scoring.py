"""What of a match is worth something in a score, and where: one list for all engines.

A score is the sum of its parts: the words that are asked for, in the text and once more in the
title, and what lifts are worth. An engine adds them up, or shows them one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from indexer.schema import TEXT_FIELDS
from searcher.query.matching import (
    Lift,
    Match,
    MatchAny,
    MatchEvery,
    MatchLifted,
    MatchNear,
    MatchPrefix,
    MatchSequence,
    MatchTerms,
    TextMatch,
    drop_lifts,
    list_steps,
)

# How much a hit in the title adds to one in the text, on every engine.
TITLE_WEIGHT = 1.5
# How much a word counts that is only the same name in another spelling. Whatever stands in the
# article as it was asked for has its name key there too, and counts for both. At a tenth, one
# mention in a text of twice the usual length stays above any number of other spellings, title
# included.
NAME_WEIGHT = 0.1

_NAME_FIELDS = frozenset(field.names for field in TEXT_FIELDS.values())
_TITLE_FIELDS = {
    TEXT_FIELDS["text"].lemmas: TEXT_FIELDS["title"].lemmas,
    TEXT_FIELDS["text"].names: TEXT_FIELDS["title"].names,
}

# Whether a part is asked for, is so once more in the title, or is only wished for.
Origin = Literal["asked", "title", "wished"]
PartKind = Literal["word", "prefix", "phrase", "near", "value"]


def field_weight(field: str) -> float:
    """How much the words of a field count in a score."""
    return NAME_WEIGHT if field in _NAME_FIELDS else 1.0


def title_field(field: str) -> str | None:
    """The field of the title that lifts a hit in a field of the text; None where none does."""
    return _TITLE_FIELDS.get(field)


@dataclass(frozen=True, slots=True)
class ScoredPart:
    """A part of a match that is worth `weight` times the score of its words, or the weight itself
    where it has none, in documents that match all of `within` too."""

    part: Match
    weight: float
    within: tuple[Match, ...]
    origin: Origin

    @property
    def is_fixed(self) -> bool:
        """Whether it is worth the rarity of its words and no more, however often they stand there
        and in how long a text: words that lift by standing together do so in a long article too."""
        return self.origin == "wished" and isinstance(self.part, MatchSequence | MatchNear)


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What a part of a query gave to the score of a document: `words` are its terms in a field of
    the index, the first of each word (`indexer.schema`); a value has no field."""

    kind: PartKind
    field: str
    words: tuple[str, ...]
    score: float


def list_scored(match: Match, within: tuple[Match, ...] = ()) -> Iterator[ScoredPart]:
    """The parts of a match that are scored in documents which match it."""
    match match:
        case MatchTerms() | MatchPrefix() | MatchSequence() | MatchNear():
            yield ScoredPart(match, 1.0, within, "asked")
            yield from _list_titles(match, within)
        case MatchEvery(parts):
            for part in parts:
                yield from list_scored(part, within)
        case MatchAny(parts):
            for part in parts:
                # One side of many: it counts where it matches as a whole.
                if isinstance(part, TextMatch):
                    yield ScoredPart(part, 1.0, within, "asked")
                    yield from _list_titles(part, (*within, *_as_condition(part)))
                else:
                    yield from list_scored(part, (*within, part))
        case MatchLifted(inner, lifts):
            yield from list_scored(inner, within)
            for lift in lifts:
                yield from list_lifted(lift, within)


def _list_titles(part: TextMatch, within: tuple[Match, ...]) -> Iterator[ScoredPart]:
    title = title_field(part.field)
    if title is None:
        return
    for terms in list_steps(part):
        yield ScoredPart(MatchTerms(title, terms), TITLE_WEIGHT, within, "title")


def _as_condition(part: TextMatch) -> tuple[Match, ...]:
    """What a title needs beside one of its words: nothing more for a single word."""
    return (part,) if isinstance(part, MatchSequence | MatchNear) else ()


def list_lifted(lift: Lift, within: tuple[Match, ...] = ()) -> Iterator[ScoredPart]:
    """The parts of a lift that are scored in documents which match it."""
    wished, weight = lift.match, lift.weight
    parts = [part for part in list_scored(wished) if part.origin == "asked"]
    if not parts:
        yield ScoredPart(wished, weight, within, "wished")
    own = () if isinstance(wished, TextMatch) else (drop_lifts(wished),)
    for part in parts:
        yield ScoredPart(part.part, weight, (*within, *own, *part.within), "wished")


def describe_part(part: Match, score: float) -> ScorePart:
    """A part with what it gave, as it is shown."""
    match part:
        case MatchTerms(field, terms):
            return ScorePart("word", field, terms[:1], score)
        case MatchPrefix(field, prefix):
            return ScorePart("prefix", field, (prefix,), score)
        case MatchSequence(field, steps) | MatchNear(field, steps):
            kind: PartKind = "phrase" if isinstance(part, MatchSequence) else "near"
            return ScorePart(kind, field, tuple(terms[0] for terms in steps if terms), score)
        case _:
            return ScorePart("value", "", (), score)
