"""A value of a facet by itself: its articles over time, the latest of them, and its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import cast

from indexer.errors import ValueNotFoundError
from indexer.labels import NamedKind
from searcher.answering import Answerer
from searcher.answers.facets import make_facet
from searcher.answers.values import ArchiveValue
from searcher.engines import EngineQuery, Selection
from searcher.generation import Generation
from searcher.query.matching import MatchValue
from searcher.request import SearchRequest
from searcher.response import FacetValue, SearchResponse
from searcher.words.nearest import find_several

# What comes with a value.
NEIGHBOUR_FACETS: tuple[NamedKind, ...] = ("tag", "country", "author")
# Most stories have two articles, and a page shows ten stories.
_LATEST = 20
_NEIGHBOURS = 10
_REGIONS = 20
# Names that are offered instead of one that nothing has.
_MOST_NEAR = 5

# A value as it is offered: its id and its label.
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ValueProfile:
    """A value, and its articles: `response` has their timeline and the latest of them, unmarked.
    `neighbours` are the values of each facet that most of these articles have, with how many have
    them; the value itself is left out, and of a country or region what it is within, which has all
    of these articles, and its own `regions`, the commonest of which are told apart. `query` is that
    of a tag which every article gets that it finds."""

    value: ArchiveValue
    response: SearchResponse
    neighbours: Mapping[NamedKind, tuple[FacetValue, ...]]
    regions: tuple[FacetValue, ...] = ()
    query: str | None = None


def make_profile(
    generation: Generation, answerer: Answerer, facet: NamedKind, id_: str, lang: str
) -> ValueProfile:
    """What a generation has of a value; `lang` is the language of the labels. Raises
    ValueNotFoundError, with names like it, where no article has it."""
    value = generation.values.get(facet, id_)
    if value is None:
        raise ValueNotFoundError(facet, id_, tuple(_find_near(generation, facet, id_, lang)))
    request = SearchRequest(
        sort="newest", limit=_LATEST, facets=(), snippets=False, stories=True
    ).with_filter(facet, id_)
    response = answerer.answer(generation, request, lang)
    neighbours = _find_neighbours(generation, facet, id_, lang)
    regions: tuple[FacetValue, ...] = ()
    if facet == "country":
        within = generation.labels.within
        others = neighbours["country"]
        regions = tuple(one for one in others if id_ in within.get(one.id, ()))
        around = {*value.within, *(one.id for one in regions)}
        neighbours["country"] = tuple(one for one in others if one.id not in around)
    few = {name: tuple(values[:_NEIGHBOURS]) for name, values in neighbours.items()}
    query = generation.rules.queries.get(id_) if facet == "tag" else None
    return ValueProfile(value, response, few, regions[:_REGIONS], query)


def _find_neighbours(
    generation: Generation, facet: NamedKind, id_: str, lang: str
) -> dict[NamedKind, Sequence[FacetValue]]:
    # Asked for as a match: a filter would not count for the values of its own facet.
    selection = Selection(MatchValue(facet, (id_,)))
    query = EngineQuery(selection=selection, limit=0, facets=NEIGHBOUR_FACETS)
    neighbours: dict[NamedKind, Sequence[FacetValue]] = {}
    for name, counts in generation.searcher.search(query).facets.items():
        others = {other: count for other, count in counts.items() if (name, other) != (facet, id_)}
        named = make_facet(name, others, SearchRequest(), generation.names, lang)
        neighbours[cast("NamedKind", name)] = named
    return neighbours


def _find_near(generation: Generation, facet: NamedKind, typed: str, lang: str) -> Iterator[Name]:
    """Values like one that nothing has: those with its words first, then those spelled like it."""
    labels, values = generation.labels, generation.values
    alias = labels.find(facet, typed)
    names = {
        name: id_ for id_, of_id in labels.of(facet).items() for name in (id_, *of_id.values())
    }
    with_words = sorted(generation.names.find(facet, typed)) if typed.strip(" -") else []
    spelled = (names[name] for name in find_several(typed, names, _MOST_NEAR))
    found = dict.fromkeys(chain([alias] if alias else [], with_words, spelled))
    had = (id_ for id_ in found if values.get(facet, id_) is not None)
    return ((id_, labels.label(facet, id_, lang)) for id_ in islice(had, _MOST_NEAR))
