"""How a query is read: its words as lemmas, its names as facet ids, its dates as days.

The reading is shown to the reader beside the answer, and holds the `Match` an engine is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from indexer.analysis import STOP_WORDS, Analyzer, WordReading
from indexer.dates import DayRange, parse_days
from indexer.labels import LabelKind, Labels
from indexer.schema import TEXT_FIELDS, TextName
from searcher.query.matching import (
    Match,
    MatchAll,
    MatchAny,
    MatchDays,
    MatchEvery,
    MatchNear,
    MatchNot,
    MatchPrefix,
    MatchSequence,
    MatchTerms,
    MatchValue,
    text_matches,
)
from searcher.query.nodes import And, Dates, Everything, Node, Not, Or, Phrase, Prefix, Value, Word
from searcher.request import Sort

# What tells of lemmas, and says nothing where a form is asked for exactly.
_LEMMA_RULES = frozenset({"lemma", "exception"})


@dataclass(frozen=True, slots=True)
class ValueReading:
    """The ids that the text after `author:` and its like was read as; none if it names no value."""

    facet: str
    text: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueryReading:
    """A query as it was understood.

    `words` tells of each word its lemmas and the rules that fired: those of
    `indexer.analysis.WordReading`, and `exact`, `prefix`, and `stop-word` for one left out.
    """

    match: Match
    words: tuple[WordReading, ...]
    values: tuple[ValueReading, ...]

    @property
    def sort(self) -> Sort:
        """The order where none is asked for: by relevance if there are words to rank by."""
        return "relevance" if any(text_matches(self.match)) else "newest"


def read_query(tree: Node, analyzer: Analyzer, labels: Labels) -> QueryReading:
    """Read a query with the archive's analyzer and labels."""
    reader = _Reader(analyzer, labels)
    match = reader.read(tree)
    return QueryReading(match, tuple(reader.words), tuple(reader.values))


@dataclass
class _Reader:
    analyzer: Analyzer
    labels: Labels
    words: list[WordReading] = field(default_factory=list)
    values: list[ValueReading] = field(default_factory=list)

    def read(self, node: Node) -> Match:
        match node:
            case Everything():
                return MatchAll()
            case Word(text, name, exact):
                return self._words(text, name, _note_exact(exact), None)
            case Phrase(text, name, exact, within):
                return self._words(text, name, _note_exact(exact), within)
            case Prefix(text, name):
                return self._prefix(text, name)
            case Value(facet, text):
                ids = self.labels.search(cast("LabelKind", facet), text)
                self.values.append(ValueReading(facet, text, ids))
                return MatchValue(facet, ids)
            case Dates(first, last):
                start = parse_days(first).first if first else None
                end = parse_days(last).last if last else None
                return MatchDays(DayRange(start, end))
            case And(nodes):
                return self._every(nodes)
            case Or(nodes):
                return MatchAny(tuple(self.read(part) for part in nodes))
            case Not(part):
                return MatchNot(self.read(part))

    def _every(self, nodes: tuple[Node, ...]) -> Match:
        # Stop words match nearly everything: they are left out where other words remain.
        stops = [node for node in nodes if self._is_stop_word(node)]
        if all(node in stops or isinstance(node, Not) for node in nodes):
            stops = []
        for node in stops:
            self._note(cast("Word", node).text, "stop-word")
        parts = tuple(self.read(node) for node in nodes if node not in stops)
        return parts[0] if len(parts) == 1 else MatchEvery(parts)

    def _is_stop_word(self, node: Node) -> bool:
        if not isinstance(node, Word) or node.exact or node.field != "text":
            return False
        words = self.analyzer.words(node.text)
        return len(words) == 1 and words[0].surface in STOP_WORDS

    def _words(self, text: str, name: TextName, rule: str, within: int | None) -> Match:
        self._note(text, rule)
        words = self.analyzer.words(text)
        if rule == "exact":
            engine_field = TEXT_FIELDS[name].exact
            steps: tuple[tuple[str, ...], ...] = tuple((word.surface,) for word in words)
        else:
            engine_field = TEXT_FIELDS[name].lemmas
            steps = tuple(word.lemmas for word in words)
        if len(steps) == 1:
            return MatchTerms(engine_field, steps[0])
        if within is not None:
            return MatchNear(engine_field, steps, within)
        return MatchSequence(engine_field, steps)

    def _prefix(self, text: str, name: TextName) -> Match:
        self._note(text, "prefix")
        (word,) = self.analyzer.words(text)
        return MatchPrefix(TEXT_FIELDS[name].exact, word.surface)

    def _note(self, text: str, rule: str) -> None:
        for reading in self.analyzer.explain(text):
            if rule in {"exact", "prefix"}:
                kept = [name for name in reading.rules if name not in _LEMMA_RULES]
                rules: tuple[str, ...] = (*kept, rule)
                lemmas: tuple[str, ...] = ()
            else:
                rules = (*reading.rules, rule) if rule else reading.rules
                lemmas = reading.lemmas
            self.words.append(
                WordReading(reading.text, reading.surface, lemmas, rules, reading.dictionary)
            )


def _note_exact(exact: bool) -> str:  # noqa: FBT001 - the node's own fact
    return "exact" if exact else ""
