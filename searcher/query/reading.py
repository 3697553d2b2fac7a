"""How a query is read: its words as lemmas, its names as facet ids, its dates as days.

The reading is shown to the reader beside the answer, and holds the `Match` an engine is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from indexer.analysis import Analyzer, WordReading
from indexer.analysis.rings import Member, Rings, Steps, leave_out_longer
from indexer.dates import DayRange, parse_days
from indexer.labels import LabelKind, Labels
from searcher.deadline import current_deadline
from searcher.query.alternatives import find_ring_name, spell_out
from searcher.query.dates import is_year
from searcher.query.expanding import WordExpander
from searcher.query.full_names import (
    FullName,
    FullNameMatcher,
    find_full_names,
    list_words,
    split_initials,
)
from searcher.query.matching import (
    Match,
    MatchAll,
    MatchAny,
    MatchDays,
    MatchEvery,
    MatchNot,
    MatchValue,
    match_beside,
    text_matches,
)
from searcher.query.nearness import Row, find_rows, lift_together
from searcher.query.nodes import (
    And,
    Dates,
    Everything,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Value,
    Word,
    join_and,
)
from searcher.query.notes import WordNotes
from searcher.query.parser import ParsedQuery, parse_typed
from searcher.query.recognizing import (
    DATE,
    NamedRun,
    NamedValues,
    Recognition,
    ValueReading,
    is_plain,
    recognize,
)
from searcher.request import Expansion, Sort
from searcher.words.given_names import GivenNames
from searcher.words.lexicon import Lexicon

# What makes one part of several words.
_OF_SEVERAL_WORDS: tuple[Expansion, ...] = ("rings", "values", "dates")


@dataclass(frozen=True, slots=True)
class QueryReading:
    """A query as it was understood.

    `words` tells of each word its lemmas and the rules that fired: those of
    `indexer.analysis.WordReading`, and `exact`, `prefix`, `fuzzy`, `name`, `ring`, `stop-word` for
    one left out, `excluded`, and `full-name` for one not asked for by itself: an `initial`, or
    `wished`.
    `recognized` are words that were read as values or dates too.
    """

    match: Match
    words: tuple[WordReading, ...]
    values: tuple[ValueReading, ...]
    recognized: tuple[Recognition, ...]

    @property
    def sort(self) -> Sort:
        """The order where none is asked for: by relevance if there are words to rank by."""
        return "relevance" if any(text_matches(self.match)) else "newest"


@dataclass(frozen=True, slots=True)
class QueryPart:
    """A part of a query that asks for all of its parts: a node, or the words of a name together,
    and its match."""

    node: Node
    match: Match


@dataclass(frozen=True, slots=True)
class QueryReader:
    """Reads queries with what an archive knows: its analyzer, the names of its facet values, its
    rings, its word list, and the names of its values that are recognized among words."""

    analyzer: Analyzer
    labels: Labels = field(default_factory=Labels)
    rings: Rings = field(default_factory=Rings)
    lexicon: Lexicon = field(default_factory=lambda: Lexicon.build(()))
    named: NamedValues | None = None
    given_names: GivenNames = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "given_names", GivenNames(self.analyzer, self.lexicon))

    def parse(self, text: str) -> Node:
        """The tree of a query. Raises QueryError."""
        return self.parse_typed(text).tree

    def parse_typed(self, text: str) -> ParsedQuery:
        """The tree of a query, and the signs of it that are no operators. Raises QueryError."""
        return parse_typed(text, self.analyzer.tokenizer)

    def read(self, tree: Node, off: Collection[Expansion] = ()) -> QueryReading:
        """Read a query, without the expansions that are switched off."""
        walk = _Walk(self, frozenset(off))
        match = walk.read(tree)
        return QueryReading(match, tuple(walk.words), tuple(walk.values), tuple(walk.recognized))

    def read_parts(self, tree: Node, off: Collection[Expansion] = ()) -> tuple[QueryPart, ...]:
        """The parts that a query asks for all together, without the stop words that are left out;
        the whole query where it does not."""
        nodes = tree.nodes if isinstance(tree, And) else (tree,)
        return tuple(_Walk(self, frozenset(off)).read_parts(nodes))

    def read_apart(self, tree: Node, off: Collection[Expansion] = ()) -> tuple[QueryPart, ...]:
        """The same with each word of a name or a date as a part of its own."""
        return self.read_parts(tree, (*off, *_OF_SEVERAL_WORDS))

    def explain(self, text: str) -> QueryReading:
        """How the words of a text are read, as if all of them were asked for."""
        words = list_words(text, self.analyzer.tokenizer)
        return self.read(join_and(words) if words else Everything())

    def is_stop_word(self, node: Node) -> bool:
        """Whether a node is left out where other words remain: a common word in any form, or
        nothing but such words."""
        if isinstance(node, And | Or):
            return all(map(self.is_stop_word, node.nodes))
        if not isinstance(node, Word) or node.exact or node.field != "text":
            return False
        words = self.analyzer.ask(node.text)
        return len(words) == 1 and words[0].surface in self.analyzer.stop_words


@dataclass
class _Walk:
    """One walk through a tree, which gathers what it reads."""

    reader: QueryReader
    off: frozenset[Expansion]
    words: WordNotes = field(default_factory=WordNotes)
    values: list[ValueReading] = field(default_factory=list)
    recognized: list[Recognition] = field(default_factory=list)
    _expander: WordExpander = field(init=False)

    def __post_init__(self) -> None:
        reader = self.reader
        self._expander = WordExpander(
            reader.analyzer, reader.rings, reader.lexicon, self.off, self.words
        )

    def read(self, node: Node) -> Match:
        current_deadline().check()
        match node:
            case Everything():
                return MatchAll()
            case Word() if len(parts := self._split(node)) > 1:
                return self._every(parts)
            case Word() if (run := self._recognize((node,))) is not None:
                return self._read_beside((node,), run)
            case Word() | Phrase():
                within = node.within if isinstance(node, Phrase) else None
                if node.exact or "lemmas" in self.off:
                    return self._expander.match_forms(node.text, node.field, within)
                return self._expander.match_words(node.text, node.field, within)
            case Prefix(text, name):
                return self._expander.match_prefix(text, name)
            case Fuzzy(text, name):
                return self._expander.match_fuzzy(text, name)
            case Value(facet, text):
                ids = self.reader.labels.search(cast("LabelKind", facet), text)
                self.values.append(ValueReading(facet, text, ids))
                return MatchValue(facet, ids)
            case Dates(first, last):
                start = parse_days(first).first if first else None
                end = parse_days(last).last if last else None
                return MatchDays(DayRange(start, end))
            case And(nodes):
                return self._every(nodes)
            case Or(nodes):
                return self._any(nodes)
            case Not(part):
                return MatchNot(self._exclude(part))

    def _exclude(self, node: Node) -> Match:
        """Another spelling may be another name: what was not typed is not excluded."""
        first = len(self.words)
        match = self._without("names", "full-names", "values", "dates").read(node)
        self.words.tell_excluded(first)
        return match

    def _without(self, *off: Expansion) -> _Walk:
        return replace(self, off=self.off.union(off))

    def _split(self, *nodes: Node) -> tuple[Node, ...]:
        return split_initials(nodes, self.reader.analyzer) if self._has_full_names else nodes

    @property
    def _has_full_names(self) -> bool:
        return self.off.isdisjoint(("full-names", "lemmas"))

    def _find_full_names(self, nodes: tuple[Node, ...]) -> dict[int, FullName]:
        return find_full_names(nodes, self.reader.analyzer) if self._has_full_names else {}

    def _every(self, nodes: tuple[Node, ...]) -> Match:
        nodes = self._split(*nodes)
        names = self._find_full_names(nodes)
        parts = tuple(part.match for part in self._list_parts(nodes, names))
        match = parts[0] if len(parts) == 1 else MatchEvery(parts)
        if "lemmas" in self.off:
            return match
        return lift_together(match, list(self._find_rows(nodes, names)))

    def read_parts(self, nodes: tuple[Node, ...]) -> Iterator[QueryPart]:
        """The parts of an And, without the stop words that are left out, and what full names do
        without."""
        nodes = self._split(*nodes)
        return self._list_parts(nodes, self._find_full_names(nodes))

    def _list_parts(
        self, nodes: tuple[Node, ...], full_names: Mapping[int, FullName]
    ) -> Iterator[QueryPart]:
        leaves_out = self._leaves_out(nodes)
        place = 0
        while place < len(nodes):
            node = nodes[place]
            steps, others = self._find_name(nodes[place:])
            count = len(steps) or 1
            run = self._recognize(nodes[place:]) or self._find_year(nodes, place)
            if run is not None and run.length >= count and place not in full_names:
                count = run.length
                part = nodes[place : place + count]
                yield QueryPart(join_and(part), self._read_beside(part, run))
            elif others:
                # A name of several words has others as a whole, as in `_words`.
                walk = self._without("rings", "values")
                words = tuple(map(walk.read, nodes[place : place + count]))
                self.words.tell_ring(count, others)
                name = cast("Word", node).field
                spelt = spell_out(leave_out_longer(others, steps), name, self.off)
                match = MatchAny((MatchEvery(words), *spelt))
                yield QueryPart(join_and(nodes[place : place + count]), match)
            elif (full_name := full_names.get(place)) is not None:
                if place == full_name.surname:
                    yield self._read_full_name(nodes, full_name)
                else:
                    readings = self.reader.analyzer.explain(cast("Word", node).text)
                    self.words.add_in_name(readings, has_first=full_name.has_first(place))
            elif leaves_out and self._is_stop_word(node):
                self._note_left_out(node)
            else:
                yield QueryPart(node, self.read(node))
            place += count

    def _read_full_name(self, nodes: Sequence[Node], name: FullName) -> QueryPart:
        """The surname of a full name, with its initial, and what is preferred beside it."""
        surname, reader = cast("Word", nodes[name.surname]), self.reader
        typed = sorted((name.surname, *name.places)) if name.first else [name.surname]
        own = self.read(surname)
        matcher = FullNameMatcher(
            reader.analyzer.ask(surname.text)[0],
            surname.field,
            reader.given_names,
            reader.analyzer,
            self.off,
        )
        return QueryPart(join_and([nodes[place] for place in typed]), matcher.match(own, name))

    def _recognize(self, nodes: Sequence[Node]) -> NamedRun | None:
        return None if "lemmas" in self.off else recognize(nodes, self.reader.named, self.off)

    def _read_beside(self, nodes: tuple[Node, ...], run: NamedRun) -> Match:
        """Words that name values or a date: what has the words, or is filed so."""
        asked = self._read_named(nodes, run.values[0][0])
        words = tuple(filter(is_plain, nodes))
        found = [Recognition(facet, values, words, asked) for facet, values in run.values]
        self.recognized += found
        return match_beside(asked, [one.match for one in found])

    def _read_named(self, nodes: tuple[Node, ...], facet: str) -> Match:
        """Words that name something as words alone. Those of a date are a phrase: days and months
        stand everywhere."""
        walk = self._without("values", "dates")
        if facet == DATE:
            words = [node.text for node in nodes if is_plain(node) and not self._is_stop_word(node)]
            return walk.read(Phrase(" ".join(words)) if len(words) > 1 else Word(words[0]))
        parts = tuple(part.match for part in walk.read_parts(nodes))
        return parts[0] if len(parts) == 1 else MatchEvery(parts)

    def _find_year(self, nodes: Sequence[Node], place: int) -> NamedRun | None:
        """A year behind the words of a query: `землетрясение 2018`. By itself, or before other
        words, a number is seldom one."""
        node = nodes[place]
        is_last = place == len(nodes) - 1 and is_plain(node) and is_year(node.text)
        before = [one for one in nodes[:place] if is_plain(one) and not self._is_stop_word(one)]
        if not (is_last and before) or not self.off.isdisjoint(("dates", "lemmas")):
            return None
        return NamedRun(1, ((DATE, (cast("Word", node).text,)),))

    def _any(self, nodes: tuple[Node, ...]) -> Match:
        leaves_out = self._leaves_out(nodes)
        parts: list[Match] = []
        for node in nodes:
            if leaves_out and self._is_stop_word(node):
                self._note_left_out(node)
            else:
                parts.append(self.read(node))
        return parts[0] if len(parts) == 1 else MatchAny(tuple(parts))

    def _leaves_out(self, nodes: Iterable[Node]) -> bool:
        """Whether stop words are left out, which match nearly everything: other words remain."""
        return any(not (isinstance(n, Not) or self._is_stop_word(n)) for n in nodes)

    def _find_rows(self, nodes: tuple[Node, ...], names: Mapping[int, FullName]) -> Iterator[Row]:
        unasked = {place for place, name in names.items() if place != name.surname}
        unasked |= {place for place, node in enumerate(nodes) if self._is_stop_word(node)}
        return find_rows(nodes, unasked, self.reader.analyzer, self.off)

    def _find_name(self, nodes: Sequence[Node]) -> tuple[Steps, list[Member]]:
        if "rings" in self.off or "lemmas" in self.off:
            return (), []
        return find_ring_name(nodes, self.reader.analyzer, self.reader.rings)

    def _is_stop_word(self, node: Node) -> bool:
        return "stop-words" not in self.off and self.reader.is_stop_word(node)

    def _note_left_out(self, node: Node) -> None:
        if isinstance(node, And | Or):
            for part in node.nodes:
                self._note_left_out(part)
        else:
            self._note(cast("Word", node).text, "stop-word")

    def _note(self, text: str, rule: str) -> None:
        self.words.add_all(self.reader.analyzer.explain(text), rule)
