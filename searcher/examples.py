"""Queries that show what a search can do, made of what an archive holds.

They are chosen once for a generation, the same ones each time, and each finds something.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from typing import Literal

from indexer.article import LANGS, decode_article
from indexer.errors import QueryError
from indexer.labels import LabelKind
from searcher.engines import EngineAnswer, EngineQuery, FacetFilter, IndexSearcher, Selection
from searcher.query.matching import MatchAll, MatchValue
from searcher.query.operators import DATE_NAMES, FIELD_NAMES
from searcher.query.reading import QueryReader

ExampleKind = Literal["phrase", "author", "tag"]

# Headlines, newest first, among which a phrase is looked for; commonest values that are tried.
_TITLES = 200
_TRIED = 5
# In shorter words there is little to show.
_SHORTEST_WORD = 4


@dataclass(frozen=True, slots=True)
class ExampleQuery:
    """A query to try: words of the archive in a row, an author by the name in the other alphabet,
    or a tag and a year."""

    kind: ExampleKind
    query: str


class ExampleQueries:
    """Examples from one generation. Safe to share between threads."""

    def __init__(self, searcher: IndexSearcher, reader: QueryReader) -> None:
        self._searcher = searcher
        self._reader = reader

    def choose(self, lang: str) -> tuple[ExampleQuery, ...]:
        """The examples for readers of a language, at most one of each kind; none where the archive
        has nothing for them."""
        return self._examples[lang]

    @cached_property
    def _examples(self) -> Mapping[str, tuple[ExampleQuery, ...]]:
        return {lang: tuple(self._make(lang)) for lang in LANGS}

    def _make(self, lang: str) -> Iterator[ExampleQuery]:
        kinds: tuple[tuple[ExampleKind, Iterator[str]], ...] = (
            ("phrase", self._phrases(lang)),
            ("author", self._authors(lang)),
            ("tag", self._tags(lang)),
        )
        for kind, queries in kinds:
            query = next(filter(self._finds, islice(queries, _TRIED)), None)
            if query:
                yield ExampleQuery(kind, query)

    def _finds(self, query: str) -> bool:
        try:
            tree = self._reader.parse(query)
        except QueryError:
            return False
        match = self._reader.read(tree).match
        return self._ask(Selection(match)).total > 0

    def _phrases(self, lang: str) -> Iterator[str]:
        """Two plain words that stand together in headlines, the commonest ones first."""
        analyzer = self._reader.analyzer
        only = Selection(MatchAll(), (FacetFilter("lang", (lang,), ()),))
        query = EngineQuery(selection=only, sort="newest", limit=_TITLES)
        counts: Counter[tuple[str, str]] = Counter()
        forms: dict[tuple[str, str], str] = {}
        for hit in self._searcher.search(query).hits:
            words = analyzer.words(decode_article(hit.article).title)
            for first, second in pairwise(words):
                if all(map(self._is_plain, (first.surface, second.surface))):
                    pair = (first.lemmas[0], second.lemmas[0])
                    counts[pair] += 1
                    forms.setdefault(pair, f'"{first.surface} {second.surface}"')
        for pair, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            yield forms[pair]

    def _is_plain(self, word: str) -> bool:
        """Whether it is a word that is rightly written in small letters."""
        analyzer = self._reader.analyzer
        is_word = word.isalpha() and len(word) >= _SHORTEST_WORD
        return is_word and word not in analyzer.stop_words and not analyzer.word(word).names

    def _authors(self, lang: str) -> Iterator[str]:
        """Authors by their names in the other language."""
        field = _field_name("author", lang)
        other = next(code for code in LANGS if code != lang)
        for id_ in self._commonest("author"):
            names = self._reader.labels.names.get("author", {}).get(id_, {})
            if name := names.get(other):
                yield f"{field}:{_quote(name.split()[-1])}"

    def _tags(self, lang: str) -> Iterator[str]:
        """Tags with the year that has most of their articles."""
        field = _field_name("tag", lang)
        date = DATE_NAMES[-1 if lang == "ru" else 0]
        for id_ in self._commonest("tag"):
            years = self._ask(Selection(MatchValue("tag", (id_,))), "year").facets["year"]
            if years:
                year = max(years, key=lambda year: (years[year], year))
                name = self._reader.labels.label("tag", id_, lang)
                yield f"{field}:{_quote(name)} {date}:{year}"

    def _commonest(self, facet: LabelKind) -> list[str]:
        counts = self._ask(Selection(MatchAll()), facet).facets[facet]
        return sorted(counts, key=lambda id_: (-counts[id_], id_))

    def _ask(self, selection: Selection, *facets: str) -> EngineAnswer:
        return self._searcher.search(EngineQuery(selection=selection, limit=0, facets=facets))


def _field_name(facet: LabelKind, lang: str) -> str:
    return FIELD_NAMES[facet][-1 if lang == "ru" else 0]


def _quote(name: str) -> str:
    return name if name.isalpha() else f'"{name}"'
