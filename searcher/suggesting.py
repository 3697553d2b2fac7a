"""Suggestions while a query is being typed: words of the archive, names of facet values, headlines.

The word being typed is taken as the beginning of a word: as it stands, in the other keyboard
layout, and in the other alphabet. A word that no article has is never suggested.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Literal

from indexer.analysis import Analyzer
from indexer.analysis.transliteration import transliterate
from indexer.article import decode_article
from indexer.errors import QueryError
from indexer.labels import LabelKind, fold_label
from indexer.schema import TEXT_FIELDS
from searcher.engines import EngineQuery, IndexSearcher, Selection
from searcher.query.matching import MatchAll, MatchEvery, MatchTerms
from searcher.query.nodes import And, Phrase, Word
from searcher.query.operators import FIELD_NAMES, FIELDS_BY_NAME
from searcher.query.reading import QueryReader
from searcher.request import FILTER_FACETS
from searcher.words.layout import swap_keys

SuggestionKind = LabelKind | Literal["word", "title"]

# The facets whose values are suggested, and how many of each, and of headlines, at most.
VALUE_KINDS: tuple[LabelKind, ...] = ("author", "country", "tag", "source")
MOST_VALUES = 3
MOST_TITLES = 3
# One letter begins too many headlines to choose from.
SHORTEST_TITLE = 3
# The commonest endings of the word being typed, among which headlines are looked for.
_ENDINGS = 40
# With so many words as typed, the other layout and alphabet are not tried.
_ENOUGH = 3
# Names that are looked at for the commonest ones: behind one letter there are thousands.
_LOOKED_AT = 500
# What may have been typed in the other layout: a comma there is a letter.
_KEYS = re.compile(r"""[^\s"()«»“”„|!:]+$""")
# Characters of a query for which there are suggestions: a longer one was hardly typed.
MAX_LENGTH = 200

# The facet whose name stands before the word being typed.
_FACETS = "|".join(name for facet in FILTER_FACETS for name in FIELD_NAMES[facet])
_FACET = re.compile(rf'(?<![^\W_])({_FACETS}):"?[^"\s]*$', re.IGNORECASE)
# What makes more of a query than words in any order.
_OPERATORS = re.compile(r'["()«»“”„|!*~:]|(?:^|\s)-|(?:^|\s)(?:AND|OR|NOT|И|ИЛИ|НЕ)\s')
_SIGNS = re.compile(r"[., \u00a0\u2009\u202f]")
_CLOSING = {'"': '"', "«": "»", "“": "”", "„": "“", "(": ")"}
_QUOTES = frozenset('"»”“')


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to search for.

    `text` is what to show; `id` is the value's, or the article's, and empty for a word, where
    `text` is the whole query. `count` is the number of articles that have it: 1 for a headline.
    """

    kind: SuggestionKind
    text: str
    id: str
    count: int


class Suggester:
    """Suggests from one generation. Safe to share between threads."""

    def __init__(self, searcher: IndexSearcher, reader: QueryReader) -> None:
        self._searcher = searcher
        self._reader = reader

    def suggest(self, typed: str, lang: str, limit: int) -> tuple[Suggestion, ...]:
        """At most `limit` suggestions for a query as typed so far: words, then values, then
        headlines. Labels are in the language `lang`."""
        readings = (
            list(_read_last(typed, self._reader.analyzer)) if len(typed) <= MAX_LENGTH else []
        )
        if not readings:
            return ()
        before, last = readings[0]
        facet = _FACET.search(before)
        if facet:
            # The word is a name of that facet, no word of a text.
            named = self._values(typed[facet.end() :], lang)
            wanted = FIELDS_BY_NAME[facet[1].lower()]
            return tuple(islice((value for value in named if value.kind == wanted), limit))
        endings = list(islice(self._complete(readings), _ENDINGS))
        values = list(islice(self._values(typed, lang), MOST_VALUES))
        # Headlines have the words that were typed: nothing that excludes or groups stands before.
        is_plain = len(last) >= SHORTEST_TITLE and not _OPERATORS.search(before)
        titles = list(self._titles(before, endings)) if is_plain else []
        words = self._words(endings)
        room = max(limit - len(values) - len(titles), limit // 2)
        return (*islice(words, room), *values, *titles)[:limit]

    def _complete(self, readings: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, int]]:
        """The commonest words that begin so, then those of other readings if there are few; each
        with what stands before it, and how many articles have it."""
        seen: set[str] = set()
        for place, (before, prefix) in enumerate(readings):
            if place and len(seen) >= _ENOUGH:
                return
            for form, count in self._reader.lexicon.complete(prefix, _ENDINGS):
                if count and form not in seen:
                    seen.add(form)
                    yield before, form, count

    def _words(self, endings: Iterable[tuple[str, str, int]]) -> Iterator[Suggestion]:
        """The commonest form of each word: the others find the same."""
        seen: set[str] = set()
        for before, form, count in endings:
            lemmas = self._reader.analyzer.word(form).lemmas
            if lemmas[0] not in seen and (query := self._finish(before + form)):
                yield Suggestion("word", query, "", count)
            seen.update(lemmas)

    def _finish(self, typed: str) -> str:
        """The query with what it leaves open closed; empty where it is none, or its last words in a
        row stand nowhere."""
        query = typed + _close(typed)
        try:
            tree = self._reader.parse(query)
        except QueryError:
            return ""
        last = tree.nodes[-1] if isinstance(tree, And) else tree
        if isinstance(last, Word | Phrase) and len(self._reader.analyzer.ask(last.text)) > 1:
            match = self._reader.read(last).match
            found = self._searcher.search(EngineQuery(selection=Selection(match), limit=0))
            return query if found.total else ""
        return query

    def _values(self, typed: str, lang: str) -> Iterator[Suggestion]:
        """The facet values a word of whose name begins with all that is typed, commonest first."""
        found: dict[tuple[LabelKind, str], int] = {}
        wanted = fold_label(typed)
        swapped = map(fold_label, swap_keys(typed, self._reader.analyzer.languages))
        for prefix in (wanted, *swapped, *transliterate(wanted)):
            start = bisect_left(self._names, (prefix,))
            for name, kind, id_ in islice(self._names, start, start + _LOOKED_AT):
                if not name.startswith(prefix):
                    break
                count = self._counts[kind].get(id_, 0)
                if count:
                    found[kind, id_] = count
            if found:
                break
        for (kind, id_), count in sorted(found.items(), key=lambda item: (-item[1], item[0])):
            yield Suggestion(kind, self._reader.labels.label(kind, id_, lang), id_, count)

    def _titles(self, before: str, endings: list[tuple[str, str, int]]) -> Iterator[Suggestion]:
        """The headlines that have the words before, in any form, and one of the endings."""
        if not endings:
            return
        field = TEXT_FIELDS["title"]
        last = MatchTerms(field.exact, tuple(form for _, form, _ in endings))
        earlier = [
            MatchTerms(field.lemmas, word.lemmas) for word in self._reader.analyzer.ask(before)
        ]
        selection = Selection(MatchEvery((*earlier, last)) if earlier else last)
        # Some of them say the same: a correction, or another version.
        query = EngineQuery(selection=selection, limit=3 * MOST_TITLES)
        found: dict[str, str] = {}
        for hit in self._searcher.search(query).hits:
            found.setdefault(decode_article(hit.article).title, hit.id)
        for title, id_ in islice(found.items(), MOST_TITLES):
            yield Suggestion("title", title, id_, 1)

    @cached_property
    def _names(self) -> list[tuple[str, LabelKind, str]]:
        """The names of all values from each of their words on, in order."""
        names: set[tuple[str, LabelKind, str]] = set()
        for kind in VALUE_KINDS:
            for name, id_ in self._reader.labels.ids.get(kind, {}).items():
                words = name.split()
                names |= {(" ".join(words[place:]), kind, id_) for place in range(len(words))}
        return sorted(names)

    @cached_property
    def _counts(self) -> dict[str, dict[str, int]]:
        """How many articles have each value."""
        query = EngineQuery(selection=Selection(MatchAll()), limit=0, facets=VALUE_KINDS)
        return self._searcher.search(query).facets


def _close(typed: str) -> str:
    """The quotation mark and the brackets that a query leaves open."""
    closing: list[str] = []
    for sign in typed:
        if closing and sign == closing[-1]:
            closing.pop()
        elif sign in _CLOSING and not (closing and closing[-1] in _QUOTES):
            closing.append(_CLOSING[sign])
    return "".join(reversed(closing))


def _read_last(typed: str, analyzer: Analyzer) -> Iterator[tuple[str, str]]:
    """The word being typed, with what stands before it: as typed, in the other layout, and in the
    other alphabet; none where a blank or a sign stands behind the last word."""
    tokenizer = analyzer.tokenizer
    forms = tokenizer.find_forms(typed)
    # Of abbreviations and numbers nobody wants the beginning completed.
    if forms and typed.endswith(forms[-1]) and not _SIGNS.search(forms[-1]):
        before, prefix = typed[: -len(forms[-1])], tokenizer.fold_word(forms[-1])[0]
        yield before, prefix
        yield from ((before, other) for other in transliterate(prefix))
    keys = _KEYS.search(typed)
    if keys:
        for swapped in swap_keys(keys[0], analyzer.languages):
            if tokenizer.find_forms(swapped) == [swapped]:
                yield typed[: keys.start()], tokenizer.fold_word(swapped)[0]
