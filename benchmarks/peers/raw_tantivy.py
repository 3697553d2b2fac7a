"""tantivy by bare calls of its Python package: what a competent user writes by hand.

The same tokens at the same positions, handed over as pre-tokenized text; facets and months are
aggregated over fast fields in one call, the ten best come from another.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from importlib.metadata import version
from itertools import product
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from benchmarks.peers import (
    HITS,
    Counts,
    PeerAnswer,
    Volume,
    day_numbers,
    facet_passes,
    has_text,
    month_name,
    month_number,
    without_lifts,
)
from indexer.schema import TEXT_FIELDS, Document, make_postings
from searcher.engines import FacetFilter, Selection
from searcher.query.matching import (
    Match,
    MatchAll,
    MatchAny,
    MatchEvery,
    MatchLifted,
    MatchNear,
    MatchNot,
    MatchPrefix,
    MatchSequence,
    MatchTerms,
)
from searcher.query.scoring import TITLE_WEIGHT, field_weight, title_field
from searcher.request import FILTER_FACETS

EXACT_PHRASES = True

# As in Letopis: few segments, one indexing thread.
_MEMORY = 512_000_000
_ALL_VALUES = 1_000_000


def release() -> str:
    return f"tantivy {version('tantivy')}"


def build(documents: Iterator[Document], path: Path) -> None:
    index = tantivy.Index(_make_schema(), str(path))
    writer = index.writer(_MEMORY, 1)
    for document in documents:
        writer.add_document(_make_document(document))
    writer.commit()
    writer.wait_merging_threads()


def tidy(path: Path) -> None:
    """Nothing to do: tantivy merged its segments while writing."""


def open_peer(path: Path) -> RawTantivy:
    return RawTantivy(tantivy.Index.open(str(path)))


def _make_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in TEXT_FIELDS.values():
        for name in (field.lemmas, field.exact, field.names):
            builder.add_text_field(name, tokenizer_name="whitespace")
    for name in FILTER_FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for number in ("published", "day", "month", "year"):
        builder.add_integer_field(number, fast=True)
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("article", stored=True)
    return builder.build()


def _make_document(document: Document) -> tantivy.Document:
    made = tantivy.Document()
    for field, postings in make_postings(document.texts).items():
        places = sorted((at, term) for term, found in postings.items() for at in found)
        tokens = [tantivy.Token(term, at, 0, 0) for at, term in places]
        made.add_pre_tokenized_text(field, tantivy.PreTokenizedString("", tokens))
    columns = document.columns
    made.add_text("id", columns.id)
    made.add_bytes("article", document.article)
    made.add_text("lang", columns.lang)
    made.add_text("source", columns.source)
    for facet, values in (
        ("author", columns.authors),
        ("country", columns.countries),
        ("tag", columns.tags),
    ):
        for value in values:
            made.add_text(facet, value)
    month = month_number(columns.day)
    made.add_integer("published", columns.published)
    made.add_integer("day", columns.day)
    made.add_integer("month", month)
    made.add_integer("year", month // 100)
    return made


class RawTantivy:
    """An index asked by bare calls."""

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        counted = self._searcher.aggregate(Query.all_query(), {"day": _terms("day")})
        self._volume = Volume({int(b["key"]): b["doc_count"] for b in counted["day"]["buckets"]})

    def ask(self, selection: Selection) -> PeerAnswer:
        began = time.thread_time()
        passes = facet_passes(without_lifts(selection))
        query = self._select(passes[0][0])
        order = None if has_text(selection.match) else "published"
        found = self._searcher.search(self._select(selection), HITS, order_by_field=order)
        hits = [self._searcher.doc(address) for _, address in found.hits]
        assert all(hit.get_first("article") for hit in hits)
        counted = self._searcher.aggregate(
            query, {name: _terms(name) for name in (*passes[0][1], "month")}
        )
        for other, (facet,) in passes[1:]:
            counted |= self._searcher.aggregate(self._select(other), {facet: _terms(facet)})
        months = {
            month_name(int(bucket["key"])): int(bucket["doc_count"])
            for bucket in counted.pop("month")["buckets"]
        }
        return PeerAnswer(
            total=found.count,  # type: ignore[attr-defined] # the stub forgets it
            hits=tuple(str(hit.get_first("id")) for hit in hits),
            facets={facet: _read(buckets) for facet, buckets in counted.items()},
            timeline=self._volume.timeline(selection.days, months),
            seconds=time.thread_time() - began,
        )

    def close(self) -> None:
        """Nothing to do: the files go with the last reference."""

    def _select(self, selection: Selection) -> Query:
        parts = [(Occur.Must, self._compile(selection.match))]
        for entry in selection.filters:
            parts.extend(self._filter(entry))
        if selection.days:
            first, last = day_numbers(selection.days)
            days = Query.range_query(self._schema, "day", FieldType.Integer, first, last)
            parts.append((Occur.Must, _unscored(days)))
        return Query.boolean_query(parts) if len(parts) > 1 else parts[0][1]

    def _filter(self, entry: FacetFilter) -> Iterator[tuple[Occur, Query]]:
        for occur, values in ((Occur.Must, entry.any_of), (Occur.MustNot, entry.none_of)):
            if values:
                query = Query.term_set_query(self._schema, entry.facet, values)
                yield occur, _unscored(query)

    def _compile(self, match: Match) -> Query:
        match match:
            case MatchAll():
                return _unscored(Query.all_query())
            case MatchTerms(field, terms):
                query = self._any_term(field, terms)
                return self._lift(field, query, terms)
            case MatchPrefix(field, prefix):
                return Query.regex_query(self._schema, field, re.escape(prefix) + ".*")
            case MatchSequence(field, steps):
                every = tuple(term for step in steps for term in step)
                return self._lift(field, self._row(field, steps), every)
            case MatchEvery(parts):
                return Query.boolean_query([self._clause(part) for part in parts])
            case MatchAny(parts):
                return _any([self._compile(part) for part in parts])
            case MatchLifted(inner, lifts):
                wished = [
                    (Occur.Should, Query.const_score_query(self._wish(lift.match), lift.weight))
                    for lift in lifts
                ]
                return Query.boolean_query([(Occur.Must, self._compile(inner)), *wished])
        raise TypeError(f"not in the mix: {match}")

    def _clause(self, part: Match) -> tuple[Occur, Query]:
        if isinstance(part, MatchNot):
            return Occur.MustNot, self._compile(part.part)
        return Occur.Must, self._compile(part)

    def _wish(self, match: Match) -> Query:
        """What only ranks: titles are asked for by themselves there."""
        match match:
            case MatchTerms(field, terms):
                return self._any_term(field, terms)
            case MatchSequence(field, steps):
                return self._row(field, steps)
            case MatchNear(field, (one, other), gap):
                # Both at one place, give or take the slop: before and behind one another.
                return _any(
                    [
                        Query.phrase_query(self._schema, field, [(0, first), (0, second)], gap + 1)
                        for first, second in product(one, other)
                    ]
                )
        raise TypeError(f"not in the mix: {match}")

    def _row(self, field: str, steps: tuple[tuple[str, ...], ...]) -> Query:
        return _any(
            [Query.phrase_query(self._schema, field, list(words)) for words in product(*steps)]
        )

    def _any_term(self, field: str, terms: tuple[str, ...]) -> Query:
        return _any([Query.term_query(self._schema, field, term) for term in terms])

    def _lift(self, field: str, query: Query, terms: tuple[str, ...]) -> Query:
        """The same documents, those with the terms in their titles first; names count less."""
        name = title_field(field)
        if name is not None:
            title = Query.boost_query(self._any_term(name, terms), TITLE_WEIGHT)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Should, title)])
        weight = field_weight(field)
        return query if weight == 1 else Query.boost_query(query, weight)


def _any(queries: list[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _terms(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": _ALL_VALUES}}


def _read(counted: dict[str, Any]) -> Counts:
    return {_name(bucket["key"]): int(bucket["doc_count"]) for bucket in counted["buckets"]}


def _name(key: Any) -> str:
    return key if isinstance(key, str) else str(int(key))
