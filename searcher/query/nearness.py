"""What words that stand together are worth: the lifts of a query of several words.

`мост через реку` prefers the row as it was typed, in the text and in the title, and `мост` near
`река`, the common word between them not counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, pairwise

from indexer.analysis import Analyzer
from indexer.schema import TEXT_FIELDS, TextName
from searcher.query.matching import Lift, Match, MatchLifted, MatchNear, MatchSequence
from searcher.query.nodes import Node, Word, plain_field
from searcher.request import Expansion

# How many times their rarity words are worth where they stand in the row in which they were typed:
# in the text, and in the title. Chosen by what docs/decisions/0016 tells.
_ROW_WEIGHT = 3.0
_TITLE_ROW_WEIGHT = 1.5
# And two neighbouring words that stand near one another, in either order.
_NEAR_WEIGHT = 1.5
# How many others may stand between near words, those not counted that were typed between them.
_GAP = 2
# A long query has many neighbours: each of the first lifts, and rows up to so many words.
_MOST_PAIRS = 8
_LONGEST_ROW = 12


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A word of a query among its neighbours: its lemmas, its name keys, and whether it is asked
    for, or common and left out, or only wished for."""

    lemmas: tuple[str, ...]
    names: tuple[str, ...]
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Words as they were typed one after another, and the text they are looked for in."""

    name: TextName
    words: tuple[TypedWord, ...]


def find_rows(
    nodes: Sequence[Node],
    unasked: Collection[int],
    analyzer: Analyzer,
    off: Collection[Expansion],
) -> Iterator[Row]:
    """The words that were typed one after another, without anything else between them; at some
    places they are not asked for. With name keys where one of a row is a name."""
    for name, entries in groupby(enumerate(nodes), lambda entry: plain_field(entry[1])):
        if name is None:
            continue
        row = [(place, node.text) for place, node in entries if isinstance(node, Word)]
        are_names = "names" not in off and analyzer.has_name(" ".join(text for _, text in row))
        words = (
            TypedWord(word.lemmas, word.names if are_names else (), place not in unasked)
            for place, text in row
            for word in analyzer.ask(text)
        )
        yield Row(name, tuple(words))


def lift_together(match: Match, rows: Sequence[Row]) -> Match:
    """The match of a query, which prefers articles where the words of a row stand together."""
    lifts = tuple(lift for row in rows for lift in _list_lifts(row.name, row.words))
    return MatchLifted(match, lifts) if lifts else match


def _list_lifts(name: TextName, row: Sequence[TypedWord]) -> Iterator[Lift]:
    asked = [place for place, word in enumerate(row) if word.is_asked]
    if len(asked) < 2:
        return
    field, words = TEXT_FIELDS[name], row[asked[0] : asked[-1] + 1]
    if len(words) <= _LONGEST_ROW:
        steps = tuple(word.lemmas for word in words)
        yield Lift(MatchSequence(field.lemmas, steps), _ROW_WEIGHT)
        if name == "text":
            yield Lift(MatchSequence(TEXT_FIELDS["title"].lemmas, steps), _TITLE_ROW_WEIGHT)
        keys = tuple(word.names for word in words)
        if all(keys):
            yield Lift(MatchSequence(field.names, keys), _ROW_WEIGHT)
    for one, other in islice(pairwise(asked), _MOST_PAIRS):
        pair = row[one].lemmas, row[other].lemmas
        if pair[0] != pair[1]:
            yield Lift(MatchNear(field.lemmas, pair, _GAP + other - one - 1), _NEAR_WEIGHT)
