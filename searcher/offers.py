"""What is offered where nothing or little was found: other queries near the one that was asked.

Nothing is ever repaired in silence. Each offer says what it would find, under the same filters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, islice, zip_longest

from indexer.analysis import Analyzer
from indexer.analysis.tokenizer import Tokenizer
from indexer.errors import QueryError, TooExpensiveError
from indexer.labels import LabelKind, Labels
from searcher.deadline import current_deadline
from searcher.engines import EngineQuery, Selection
from searcher.generation import Generation
from searcher.query.nodes import (
    And,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Value,
    Word,
    join_and,
    join_or,
    write_query,
)
from searcher.request import SearchRequest
from searcher.response import Offer
from searcher.words.layout import swap_layout
from searcher.words.spelling import correct
from searcher.words.transliteration import transliterate

# Readers type an author's name as they type any word; the text of articles may not hold it.
_NAMED_FACETS: tuple[LabelKind, ...] = ("author", "tag", "country", "source")

# A query of many words is near too many others to try them all.
_MOST_WITHOUT = 6
_MOST_ASKED = 10

# So few articles may all hold the same misspelt word.
FEW = 3
# Readings of a word in the other alphabet that are looked at; those of shorter ones are near too
# many words.
_MOST_READINGS = 2
_SHORTEST_ABROAD = 5
# How many spellings of one misspelt word are offered.
_MOST_SPELLINGS = 3


@dataclass(frozen=True, slots=True)
class NearQueries:
    """The queries near one that found nothing, or few articles, in a generation."""

    generation: Generation
    tree: Node
    request: SearchRequest
    total: int

    @property
    def _analyzer(self) -> Analyzer:
        return self.generation.reader.analyzer

    def offers(self, selection: Selection) -> tuple[Offer, ...]:
        """Those that find something more, under the filters and days of the selection; where time
        is up, those that were found till then."""
        offers: list[Offer] = []
        with suppress(TooExpensiveError):
            for kind, other in self._others():
                reading = self.generation.reader.read(other, self.request.off)
                query = EngineQuery(selection=replace(selection, match=reading.match), limit=0)
                total = self.generation.searcher.search(query).total
                if total > self.total:
                    offers.append(Offer(kind, write_query(other), total))
        return tuple(offers)

    def absent(self) -> tuple[str, ...]:
        """The parts of the query that no article of the archive has; where time is up, those that
        were found till then."""
        if self.total:
            return ()
        asked = islice(_list_asked(self.tree), _MOST_ASKED)
        absent: list[str] = []
        with suppress(TooExpensiveError):
            # What was found before an error stays in the list.
            absent.extend(write_query(part) for part in asked if not self._stands_somewhere(part))
        return tuple(absent)

    def _others(self) -> Iterator[tuple[str, Node]]:
        if not self.total and "layout" not in self.request.off:
            yield from self._swapped()
        if "spelling" not in self.request.off:
            yield from self._respelled()
        if self.total:
            return
        yield from _list_named(self.tree, self.generation.labels)
        yield from self._list_near()

    def _swapped(self) -> Iterator[tuple[str, Node]]:
        """The query in the other keyboard layout, where that makes words of the archive of it."""
        q = self.request.q
        if len(q.split()) > _MOST_ASKED:
            return
        swapped = swap_layout(q, self._analyzer.languages, self._is_known)
        if swapped == q:
            return
        try:
            yield "layout", self.generation.reader.parse(swapped)
        except QueryError:
            # Signs of the query language came of it that make no query.
            return

    def _respelled(self) -> Iterator[tuple[str, Node]]:
        """The query with its misspelt words as the archive spells them, likeliest first."""
        tokenizer = self._analyzer.tokenizer
        nodes = (node for node in _list_asked(self.tree) if isinstance(node, Word | Phrase))
        forms = dict.fromkeys(form for node in nodes for form in tokenizer.find_forms(node.text))
        # Each costs a search through all words of the archive.
        corrected = {form: self._correct(form) for form in islice(forms, _MOST_ASKED)}
        mended = {form: spellings for form, spellings in corrected.items() if spellings}
        # Where several words are misspelt, only the likeliest spelling of all but the first varies.
        first, *others = mended or [""]
        best = {form: mended[form][0] for form in others}
        for spelling in mended.get(first, ()):
            yield "spelling", _replace_forms(self.tree, {first: spelling, **best}, tokenizer)

    def _correct(self, form: str) -> list[str]:
        """The spellings that are offered for a word form; none for one that needs none."""
        if not self.total and self._is_known(form):
            return []
        surface = self._analyzer.tokenizer.fold_word(form)[0]
        own = self._propose(surface, 2 * _MOST_SPELLINGS)
        kept, seen = list[str](), set[str]()
        for spelling in chain.from_iterable(zip_longest(own, self._propose_abroad(surface))):
            # Two forms of a word find the same.
            words = self._analyzer.words(spelling) if spelling else ()
            lemmas = {lemma for word in words for lemma in word.lemmas}
            if spelling and seen.isdisjoint(lemmas):
                kept.append(spelling)
            seen |= lemmas
        return kept[:_MOST_SPELLINGS]

    def _propose(self, surface: str, limit: int) -> list[str]:
        current_deadline().check()
        lexicon, languages = self.generation.reader.lexicon, self._analyzer.languages
        found = correct(surface, lexicon, limit, languages)
        return [correction.form for correction in found]

    def _propose_abroad(self, surface: str) -> Iterator[str]:
        """Spellings in the other alphabet: a name may stand there alone, and be misspelt."""
        if self.total or "names" in self.request.off or len(surface) < _SHORTEST_ABROAD:
            return
        for reading in islice(transliterate(surface), _MOST_READINGS):
            if self.generation.reader.lexicon.count(reading):
                yield reading
            yield from self._propose(reading, 1)

    def _is_known(self, word: str) -> bool:
        try:
            return self._stands_somewhere(self.generation.reader.parse(word))
        except QueryError:
            return False

    def _list_near(self) -> Iterator[tuple[str, Node]]:
        """The query without each of its words, and with any of them; common words, which stand
        nearly everywhere, are left out."""
        if not isinstance(self.tree, And):
            return
        nodes = [n for n in self.tree.nodes if not self.generation.reader.is_stop_word(n)]
        asked = [node for node in nodes if not isinstance(node, Not)]
        excluded = [node for node in nodes if isinstance(node, Not)]
        if len(asked) < 2:
            return
        if 2 < len(asked) <= _MOST_WITHOUT:
            for left_out in asked:
                yield "without", join_and([node for node in nodes if node is not left_out])
        yield "any", join_and([join_or(asked), *excluded])

    def _stands_somewhere(self, tree: Node) -> bool:
        reading = self.generation.reader.read(tree, self.request.off)
        query = EngineQuery(selection=Selection(reading.match), limit=0)
        return self.generation.searcher.search(query).total > 0


def _list_named(tree: Node, labels: Labels) -> Iterator[tuple[str, Node]]:
    """The facet values that the words of a query name together."""
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    words = [node.text for node in nodes if isinstance(node, Word)]
    if not words or len(words) < len(nodes):
        return
    name = " ".join(words)
    for facet in _NAMED_FACETS:
        if labels.search(facet, name):
            yield facet, Value(facet, name)


def _replace_forms(tree: Node, spellings: Mapping[str, str], tokenizer: Tokenizer) -> Node:
    """A tree with some word forms spelt otherwise."""
    match tree:
        case And(nodes):
            return join_and([_replace_forms(node, spellings, tokenizer) for node in nodes])
        case Or(nodes):
            return join_or([_replace_forms(node, spellings, tokenizer) for node in nodes])
        case Phrase(text):
            return replace(tree, text=_replace_in(text, spellings, tokenizer))
        case Word(text, field):
            respelled = _replace_in(text, spellings, tokenizer).split(" ")
            return join_and([Word(part, field, tree.exact) for part in respelled])
        case _:
            return tree


def _replace_in(text: str, spellings: Mapping[str, str], tokenizer: Tokenizer) -> str:
    parts: list[str] = []
    place = 0
    for form in tokenizer.iterate_forms(text):
        parts += [text[place : form.start()], spellings.get(form[0], form[0])]
        place = form.end()
    return "".join((*parts, text[place:]))


def _list_asked(tree: Node) -> Iterator[Node]:
    """The words, phrases, and values that a query asks for, what it excludes left out."""
    match tree:
        case And(nodes) | Or(nodes):
            for node in nodes:
                yield from _list_asked(node)
        case Word() | Phrase() | Prefix() | Fuzzy() | Value():
            yield tree
