"""Words of a query that name values of a facet, or a date: `Грузии`, `Анна Орлова`, `май 2014`.

They stay words: an article matches by its text, or by what it is filed under. Common words name
nothing, nor does a number by itself, which seldom means a year beside other words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TypeGuard

from indexer.analysis import Analyzer, Word
from indexer.analysis.rings import Rings
from indexer.dates import parse_days
from indexer.enriching.declension import list_case_forms
from indexer.enriching.places import name_countries
from indexer.labels import LabelKind, Labels, fold_label
from searcher.query import nodes
from searcher.query.dates import LONGEST_DATE, find_date
from searcher.query.matching import Match, MatchDays, MatchValue
from searcher.query.nodes import And, Everything, Node, Or, Phrase, join_and, join_or
from searcher.request import Expansion

# The facets whose values are recognized. A source is named in texts for what it reports, and has a
# large part of the archive.
KINDS: tuple[LabelKind, ...] = ("author", "country", "tag")

# What stands for the facet where words name a date.
DATE = "date"

# A word is compared by its lemmas, by its form with the first of these signs before it, and, in
# names of people, by its name keys with the other.
_FORM, _KEY = "=", "~"


@dataclass(frozen=True, slots=True)
class ValueReading:
    """The ids that the text after `author:` and its like was read as; none if it names no value."""

    facet: str
    text: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedRun:
    """So many words, and the values that they name together: ids by facet, or an ISO date or
    partial date."""

    length: int
    values: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Recognition:
    """Words of a query that were read as values of a facet too, by their ids, or as a `date` in ISO
    form. `asked` is what the words by themselves ask for."""

    facet: str
    values: tuple[str, ...]
    words: tuple[nodes.Word, ...]
    asked: Match

    @property
    def text(self) -> str:
        """The words as they were typed."""
        return " ".join(word.text for word in self.words)

    @property
    def match(self) -> Match:
        """The articles that are filed so."""
        return match_value(self.facet, self.values)


def match_value(facet: str, values: tuple[str, ...]) -> Match:
    """The articles with any of some values of a facet, or published on a date."""
    return MatchDays(parse_days(values[0])) if facet == DATE else MatchValue(facet, values)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of a value: of each of its words, what one must have to be that word; and the
    expansion by which it is a name of the value at all."""

    steps: tuple[frozenset[str], ...]
    facet: LabelKind
    id: str
    by: Expansion = "values"


@dataclass(frozen=True)
class NamedValues:
    """The values of an archive by their names, read with its analyzer, and countries under what
    else its rings call them. Names are read when they are first looked for. Safe to share between
    threads."""

    labels: Labels
    rings: Rings
    analyzer: Analyzer

    def find(self, words: Sequence[Node], off: Collection[Expansion]) -> NamedRun | None:
        """The longest run of the first words that names values, without expansions that are off."""
        typed: list[frozenset[str]] = []
        ends: list[int] = []
        names: list[_Name] = []
        for node in words:
            if not is_plain(node):
                break
            typed += (_list_terms(word, off) for word in self.analyzer.ask(node.text))
            ends.append(len(typed))
            if len(ends) == 1:
                names = self._list_names(typed, off)
            if len(typed) >= max((len(name.steps) for name in names), default=0):
                break
        fitting = [name for name in names if len(name.steps) in ends and _fits(name, typed)]
        length = max((len(name.steps) for name in fitting), default=0)
        found: defaultdict[str, set[str]] = defaultdict(set)
        for name in fitting:
            if len(name.steps) == length:
                found[name.facet].add(name.id)
        if not found:
            return None
        values = tuple((facet, tuple(sorted(found[facet]))) for facet in KINDS if facet in found)
        return NamedRun(ends.index(length) + 1, values)

    def _list_names(
        self, typed: Sequence[frozenset[str]], off: Collection[Expansion]
    ) -> list[_Name]:
        """The names that may begin with the first word."""
        first = typed[0] if typed else frozenset()
        names = {id(name): name for term in first for name in self._by_first.get(term, ())}
        return [name for name in names.values() if name.by not in off]

    @cached_property
    def _by_first(self) -> dict[str, list[_Name]]:
        by_first: defaultdict[str, list[_Name]] = defaultdict(list)
        for name in self._read_names():
            for term in name.steps[0]:
                by_first[term].append(name)
        return dict(by_first)

    def _read_names(self) -> Iterator[_Name]:
        for facet in KINDS:
            texts = self._list_texts(facet)
            if facet == "country":
                yield from _read_countries(frozenset(texts), self.rings, self.analyzer)
            else:
                for text, id_ in texts:
                    yield from _read_name(facet, text, id_, self.analyzer)

    def _list_texts(self, facet: LabelKind) -> Iterator[tuple[str, str]]:
        """The labels of all values of a facet, and their other names. Nobody types an id, unless it
        stands on the page, since the value has no other name."""
        named = self.labels.names.get(facet, {})
        labels = {
            (label, id_)
            for id_, names in named.items()
            for label in names.values() or (id_,)
            if not label.isdecimal()
        }
        yield from labels
        known = {fold_label(name) for name in (*named, *(label for label, _ in labels))}
        aliases = dict(self.labels.ids.get(facet, {}))
        if facet == "country":
            all_names = name_countries().items()
            aliases |= {name: id_ for id_, names in all_names for name in names if id_ in named}
        yield from ((name, id_) for name, id_ in aliases.items() if fold_label(name) not in known)


# They are mostly those of the generation before, and to read them takes longer than to open it.
@lru_cache(maxsize=2)
def _read_countries(
    texts: frozenset[tuple[str, str]], rings: Rings, analyzer: Analyzer
) -> tuple[_Name, ...]:
    """Countries by their names, and by what else their rings call them."""
    names: list[_Name] = []
    for text, id_ in texts:
        names += _read_name("country", text, id_, analyzer)
        steps = tuple(word.lemmas for word in analyzer.ask(text))
        for other in rings.find_others(steps):
            read = _read_name("country", other.text, id_, analyzer)
            names += (replace(name, by="rings") for name in read)
    return tuple(names)


def _read_name(facet: LabelKind, text: str, id_: str, analyzer: Analyzer) -> Iterator[_Name]:
    words = analyzer.ask(text)
    if all(word.surface in analyzer.stop_words for word in words):
        return
    if len(words) > 1:
        off: tuple[Expansion, ...] = () if facet == "author" else ("names",)
        steps = [_list_terms(word, off) for word in words]
        # People are written in either order: `Орлова Анна`.
        turns = len(steps) if facet == "author" else 1
        for turn in range(turns):
            yield _Name((*steps[turn:], *steps[:turn]), facet, id_)
    elif facet != "author" or _is_surely_name(words[0], analyzer):
        yield _Name((_read_single(facet, text, words[0]),), facet, id_)


def _is_surely_name(word: Word, analyzer: Analyzer) -> bool:
    """Whether a word is a name even in small letters, as `редакция` is not."""
    return any(one.names for one in analyzer.words(word.surface))


def _read_single(facet: LabelKind, text: str, word: Word) -> frozenset[str]:
    """What a word must have to be a name of one word."""
    if facet == "country":
        # By its forms: the dictionary takes Мали and Того for forms of other words. An
        # abbreviation has no others.
        declined = () if text.isupper() else list_case_forms(word.surface)
        return frozenset(_FORM + form for form in (word.surface, *declined))
    # What is a lemma itself is not another word's form: Гори is no mountain.
    lemmas = (word.surface,) if word.surface in word.lemmas else word.lemmas
    return frozenset((_FORM + word.surface, *lemmas))


def _list_terms(word: Word, off: Collection[Expansion]) -> frozenset[str]:
    keys = () if "names" in off else (_KEY + key for key in word.names)
    return frozenset((_FORM + word.surface, *word.lemmas, *keys))


def _fits(name: _Name, typed: Sequence[frozenset[str]]) -> bool:
    return not any(map(frozenset.isdisjoint, name.steps, typed))


def recognize(
    words: Sequence[Node], named: NamedValues | None, off: Collection[Expansion]
) -> NamedRun | None:
    """The longest run of the first words that names values of an archive, or a date, without
    expansions that are off."""
    run = named.find(words, off) if named is not None and "values" not in off else None
    dated = _find_dated(words) if "dates" not in off else None
    return dated if dated and not (run and run.length > dated.length) else run


def _find_dated(words: Sequence[Node]) -> NamedRun | None:
    """The longest run of the first words that is a date."""
    texts: list[str] = []
    for node in words[:LONGEST_DATE]:
        if not is_plain(node):
            break
        texts.append(node.text)
    length, iso = find_date(texts)
    return NamedRun(length, ((DATE, (iso,)),)) if length else None


def is_plain(node: Node) -> TypeGuard[nodes.Word]:
    """Whether a node is a word of the text in any form: others are read as they are meant."""
    return isinstance(node, nodes.Word) and not node.exact and node.field == "text"


def leave_out(
    tree: Node, words: tuple[Node, ...], is_stop_word: Callable[[Node], bool]
) -> Node | None:
    """The tree without words that it asks for in a row beside all others, and without the stop
    words before them: `мост в Грузии`; None where it does not. Everything where nothing remains."""
    parts = tree.nodes if isinstance(tree, And) else (tree,)
    for start in range(len(parts) - len(words) + 1):
        if parts[start : start + len(words)] == words:
            before, behind = list(parts[:start]), parts[start + len(words) :]
            while before and is_stop_word(before[-1]):
                before.pop()
            return join_and((*before, *behind)) if before or behind else Everything()
    return None


def read_as_words(
    tree: Node, words: tuple[Node, ...], is_stop_word: Callable[[Node], bool]
) -> Node:
    """The tree in which some words in a row, wherever they are asked for, name no value: they stand
    between quotation marks, each by itself, but for those that are left out."""
    quoted = tuple(
        Phrase(node.text) if is_plain(node) and not is_stop_word(node) else node for node in words
    )

    def quote(node: Node) -> Node:
        match node:
            case And(parts):
                return join_and([quote(part) for part in _put_in(parts, words, quoted)])
            case Or(parts):
                return join_or([quote(part) for part in parts])
            case _:
                return quoted[0] if (node,) == words else node

    return quote(tree)


def _put_in(
    parts: tuple[Node, ...], words: tuple[Node, ...], put: tuple[Node, ...]
) -> tuple[Node, ...]:
    """The parts with others instead of some words, wherever these stand in a row."""
    kept: list[Node] = []
    place = 0
    while place < len(parts):
        is_here = parts[place : place + len(words)] == words
        kept += put if is_here else (parts[place],)
        place += len(words) if is_here else 1
    return tuple(kept)
