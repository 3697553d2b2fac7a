"""Walking through the values of a facet, page by page, in the generation where the walk began."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TypeVar

import msgspec

from indexer.errors import ParameterError
from searcher.answers.values import ValueMark, ValuesPage, ValuesRequest, ValuesWindow
from searcher.cursors import shorten_hash
from searcher.facet_counts import CountedPage, count_values
from searcher.generation import Generation
from searcher.request import SearchRequest
from searcher.result_set import ResultSet
from searcher.service import SearchService

Window = TypeVar("Window", bound=ValuesWindow)


class ValuesCursor(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Where a list of values goes on: behind a mark. `name` tells of what they are the values, and
    how they are ordered and chosen."""

    generation: str
    name: str
    after: ValueMark


@dataclass(frozen=True, slots=True)
class FoundValues:
    """A page of the values that the articles of a result have, and the cursor of the page behind
    it, if there is one."""

    found: ResultSet
    page: CountedPage
    cursor: str | None


@dataclass(frozen=True, slots=True)
class ArchiveValues:
    """A page of the values that the articles of the archive have, and the cursor of the page behind
    it, if there is one."""

    generation: Generation
    page: ValuesPage
    cursor: str | None


def walk_found_values(
    service: SearchService,
    request: SearchRequest,
    facet: str,
    wanted: ValuesWindow,
    lang: str,
    cursor: str = "",
) -> FoundValues:
    """A page of the values of a facet that the articles of a request have, the first one or that of
    a cursor; see `count_values`.

    All pages are of the generation that answered the first, which is kept for an hour after each,
    so every value comes once. Only what is taken down meanwhile leaves it: by count, a value that
    has fewer articles since may come again. Raises what `SearchService.select`
    raises, ParameterError for a cursor of another list, CursorExpiredError.
    """
    place = _read(service, cursor)
    found = service.select_again(request, place.generation) if place else service.select(request)
    name = _name_list(wanted, lang, facet, shorten_hash(found.hash))
    page = count_values(found, facet, _go_on(wanted, place, name), lang)
    return FoundValues(found, page, _write(service, found.generation, name, page.after))


def walk_archive_values(
    service: SearchService, wanted: ValuesRequest, lang: str, cursor: str = ""
) -> ArchiveValues:
    """A page of the values of a facet that the articles of the archive have, the first one or that
    of a cursor, as `walk_found_values` gives them. Raises what it raises."""
    place = _read(service, cursor)
    generation = service.earlier(place.generation) if place else service.generation()
    name = _name_list(wanted, lang, wanted.facet)
    page = generation.values.find_page(_go_on(wanted, place, name), lang)
    return ArchiveValues(generation, page, _write(service, generation, name, page.after))


def _read(service: SearchService, cursor: str) -> ValuesCursor | None:
    return service.signer.read(cursor, ValuesCursor) if cursor else None


def _go_on(wanted: Window, place: ValuesCursor | None, name: str) -> Window:
    if place is None:
        return wanted
    if place.name != name:
        raise ParameterError("cursor", "", "foreign-cursor")
    return replace(wanted, after=place.after)


def _write(
    service: SearchService, generation: Generation, name: str, after: ValueMark | None
) -> str | None:
    if after is None:
        return None
    service.keep(generation)
    return service.signer.write(ValuesCursor(generation.manifest.generation, name, after))


def _name_list(wanted: ValuesWindow, lang: str, *what: str) -> str:
    """What tells a list from others, whatever page of it is wanted."""
    alphabet = lang if wanted.order == "label" else ""
    parts = (*what, wanted.order, alphabet, wanted.prefix)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
