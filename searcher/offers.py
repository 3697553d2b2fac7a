"""What is offered where nothing or little was found: other queries near the one that was asked.

Each offer says what it would find, under the same filters. One that was surely meant may be
answered at once, where that is asked for; the answer says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice, zip_longest

from indexer.analysis import Analyzer
from indexer.analysis.tokenizer import Tokenizer
from indexer.analysis.transliteration import transliterate
from indexer.errors import QueryError
from indexer.labels import LabelKind, Labels
from searcher.deadline import current_deadline
from searcher.engines import EngineQuery, Selection
from searcher.generation import Generation
from searcher.query.matching import MatchAll
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
from searcher.request import Expansion, SearchRequest
from searcher.response import Offer
from searcher.words.layout import swap_layout
from searcher.words.spelling import Correction, correct, find_sure, prefer_lemmas

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
# How many spellings of one misspelt word are offered, and the letters it has at least: those of
# three are near everything.
_MOST_SPELLINGS = 3
_SHORTEST_MISSPELT = 4

# Of 5,000 random rows of three keys 0.05 are a word of a large archive in the other layout, of four
# 0.01; of 11,000 foreign names of five letters and more there was none.
_SURE_KEYS = 4
# Spellings among which a rival of the likeliest one is looked for: many are forms of one word.
_MOST_RIVALS = 12


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
        with current_deadline().as_time_allows():
            for kind, other in self._others():
                total = self._count(other, selection)
                if total > self.total:
                    offers.append(Offer(kind, write_query(other), total))
        return tuple(offers)

    def repair(self, selection: Selection) -> Offer | None:
        """The query that was surely meant instead of one that finds nothing; None where there is a
        doubt, or time is up. Another spelling finds something under the filters and days of the
        selection. Words in the other layout need not stand together, if each stands somewhere:
        nobody meant the keys."""
        with current_deadline().as_time_allows():
            for kind, other in self._meant():
                total = self._count(other, selection)
                if total or (
                    kind == "layout" and all(map(self._stands_somewhere, _list_asked(other)))
                ):
                    return Offer(kind, write_query(other), total)
        return None

    def absent(self) -> tuple[str, ...]:
        """The parts of the query that no article of the archive has; where time is up, those that
        were found till then."""
        if self.total:
            return ()
        named = self._list_recognized()
        asked = islice((part for part in _list_asked(self.tree) if part not in named), _MOST_ASKED)
        absent: list[str] = []
        with current_deadline().as_time_allows():
            # What was found before an error stays in the list.
            absent.extend(write_query(part) for part in asked if not self._stands_somewhere(part))
        return tuple(absent)

    def _others(self) -> Iterator[tuple[str, Node]]:
        if not self.total:
            if "layout" not in self.request.off:
                yield from self._parse_swapped(self._swap(self._is_known))
            yield from _list_named(self.tree, self.generation.labels)
        if "spelling" not in self.request.off:
            yield from self._respelled()
        if not self.total:
            yield from self._list_near()

    def _meant(self) -> Iterator[tuple[str, Node]]:
        """What was surely meant; nothing where the words as they were typed name something."""
        if self.total or any(True for _ in _list_named(self.tree, self.generation.labels)):
            return
        if "layout" not in self.request.off:
            yield from self._surely_swapped()
        if "spelling" not in self.request.off:
            yield from self._surely_respelled()

    def _surely_swapped(self) -> Iterator[tuple[str, Node]]:
        """The query in the other keyboard layout, if it is no chance that this makes words of it:
        there are keys enough, and no letter becomes a sign."""
        q, swapped = self.request.q, self._swap(self._is_written)
        keys = sum(typed != other for typed, other in zip(q, swapped, strict=False))
        if keys >= _SURE_KEYS and _count_signs(swapped) <= _count_signs(q):
            yield from self._parse_swapped(swapped)

    def _swap(self, is_known: Callable[[str], bool]) -> str:
        """The query with its unknown words in the other keyboard layout, where that makes words of
        the archive of them."""
        q = self.request.q
        if len(q.split()) > _MOST_ASKED:
            return q
        return swap_layout(q, self._analyzer.languages, is_known)

    def _parse_swapped(self, swapped: str) -> Iterator[tuple[str, Node]]:
        if swapped == self.request.q:
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
        named = self._list_recognized()
        texts = (node.text for node in nodes if node not in named)
        forms = dict.fromkeys(form for text in texts for form in tokenizer.find_forms(text))
        # Each costs a search through all words of the archive.
        corrected = {form: self._correct(form) for form in islice(forms, _MOST_ASKED)}
        mended = {form: spellings for form, spellings in corrected.items() if spellings}
        # Where several words are misspelt, only the likeliest spelling of all but the first varies.
        first, *others = mended or [""]
        best = {form: mended[form][0] for form in others}
        for spelling in mended.get(first, ()):
            yield "spelling", _replace_forms(self.tree, {first: spelling, **best}, tokenizer)

    def _list_recognized(self) -> set[Node]:
        """The words of the query that name values or dates."""
        recognized = self.generation.reader.read(self.tree, self.request.off).recognized
        return {word for one in recognized for word in one.words}

    def _surely_respelled(self) -> Iterator[tuple[str, Node]]:
        """The query with its only unknown word as it was surely meant. Words that are asked for
        exactly, or in quotes, stay as they are."""
        tokenizer = self._analyzer.tokenizer
        nodes = (node for node in _list_asked(self.tree) if isinstance(node, Word))
        texts = (node.text for node in nodes if not node.exact)
        forms = dict.fromkeys(form for text in texts for form in tokenizer.find_forms(text))
        unknown = [form for form in islice(forms, _MOST_ASKED) if not self._is_known(form)]
        if len(unknown) != 1 or self._analyzer.knows(unknown[0]):
            return
        surface = tokenizer.fold_word(unknown[0])[0]
        lexicon, abroad = self.generation.reader.lexicon, transliterate(surface)
        if any(map(lexicon.count, islice(abroad, _MOST_READINGS))):
            return
        meant = find_sure(surface, self._list_corrections(surface), self._are_same)
        if meant is not None:
            yield "spelling", _replace_forms(self.tree, {unknown[0]: meant}, tokenizer)

    def _are_same(self, one: str, other: str) -> bool:
        """Whether two forms are of one word."""
        return not self._list_lemmas(one).isdisjoint(self._list_lemmas(other))

    def _list_lemmas(self, text: str) -> set[str]:
        return {lemma for word in self._analyzer.ask(text) for lemma in word.lemmas}

    def _correct(self, form: str) -> list[str]:
        """The spellings that are offered for a word form; none for one that needs none."""
        surface = self._analyzer.tokenizer.fold_word(form)[0]
        if not self._may_be_misspelt(form, surface):
            return []
        own = self._propose(surface, 2 * _MOST_SPELLINGS)
        kept, seen = list[str](), set[str]()
        for spelling in chain.from_iterable(zip_longest(own, self._propose_abroad(surface))):
            # Two forms of a word find the same.
            lemmas = self._list_lemmas(spelling or "")
            if spelling and seen.isdisjoint(lemmas):
                kept.append(spelling)
            seen |= lemmas
        return kept[:_MOST_SPELLINGS]

    def _may_be_misspelt(self, form: str, surface: str) -> bool:
        """Whether a word needs another spelling: nothing is found, and the archive has it nowhere;
        or little is, and a dictionary has it neither. A word alone, of which the archive has
        nothing, may be another than was meant, though a dictionary has it."""
        if len(surface) < _SHORTEST_MISSPELT:
            return False
        if self._analyzer.knows(form):
            return not self.total and isinstance(self.tree, Word) and not self._is_known(form)
        return bool(self.total) or not self._is_known(form)

    def _propose(self, surface: str, limit: int) -> list[str]:
        stop_words = self._analyzer.stop_words
        forms = (correction.form for correction in self._list_corrections(surface))
        return list(islice((form for form in forms if form not in stop_words), limit))

    def _list_corrections(self, surface: str) -> list[Correction]:
        current_deadline().check()
        lexicon, languages = self.generation.reader.lexicon, self._analyzer.languages
        found = correct(surface, lexicon, _MOST_RIVALS, languages)
        return prefer_lemmas(surface, found, self._list_lemmas, languages)

    def _propose_abroad(self, surface: str) -> Iterator[str]:
        """Spellings in the other alphabet: a name may stand there alone, and be misspelt."""
        if self.total or "names" in self.request.off or len(surface) < _SHORTEST_ABROAD:
            return
        for reading in islice(transliterate(surface), _MOST_READINGS):
            if self.generation.reader.lexicon.count(reading):
                yield reading
            yield from self._propose(reading, 1)

    def _is_known(self, word: str, without: tuple[Expansion, ...] = ()) -> bool:
        try:
            return self._stands_somewhere(self.generation.reader.parse(word), without)
        except QueryError:
            return False

    def _is_written(self, word: str) -> bool:
        """Whether a word stands somewhere in this alphabet: any row of letters may sound like some
        name in the other one."""
        return self._is_known(word, ("names",))

    def _list_near(self) -> Iterator[tuple[str, Node]]:
        """The query without each of its words, or names of several, and with any of them; common
        words, which stand nearly everywhere, are left out."""
        if not isinstance(self.tree, And):
            return
        reader, off = self.generation.reader, self.request.off
        parts = reader.read_parts(self.tree, off)
        if len(parts) == 1:
            parts = reader.read_apart(self.tree, off)
        different = dict.fromkeys(part.node for part in parts)
        nodes = [node for node in different if not self.generation.reader.is_stop_word(node)]
        asked = [node for node in nodes if not isinstance(node, Not)]
        excluded = [node for node in nodes if isinstance(node, Not)]
        if len(asked) < 2:
            return
        if 2 < len(asked) <= _MOST_WITHOUT:
            for left_out in asked:
                yield "without", join_and([node for node in nodes if node is not left_out])
        yield "any", join_and([join_or(asked), *excluded])

    def _stands_somewhere(self, tree: Node, without: tuple[Expansion, ...] = ()) -> bool:
        return self._count(tree, Selection(MatchAll()), without) > 0

    def _count(self, tree: Node, selection: Selection, without: tuple[Expansion, ...] = ()) -> int:
        """How many articles a query finds under the filters and days of a selection, without some
        more expansions."""
        match = self.generation.reader.read(tree, (*self.request.off, *without)).match
        asked = replace(selection, match=match)
        found = self.generation.copies.choose(asked, self.request.copies)
        query = EngineQuery(selection=found.selection, limit=0)
        return self.generation.searcher.search(query).total


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


def _count_signs(text: str) -> int:
    return sum(not sign.isalnum() and not sign.isspace() for sign in text)


def _list_asked(tree: Node) -> Iterator[Node]:
    """The words, phrases, and values that a query asks for, what it excludes left out."""
    match tree:
        case And(nodes) | Or(nodes):
            for node in nodes:
                yield from _list_asked(node)
        case Word() | Phrase() | Prefix() | Fuzzy() | Value():
            yield tree
