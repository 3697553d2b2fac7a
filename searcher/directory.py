"""The values of a facet as a directory lists them: by letter or by count, in numbered pages, each
with its years."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from indexer.errors import ParameterError
from indexer.labels import NamedKind
from searcher.answers.collation import initial
from searcher.answers.values import ArchiveValue, find_passing
from searcher.generation import Generation

DirectoryOrder = Literal["label", "count"]
DIRECTORY_ORDERS: tuple[DirectoryOrder, ...] = get_args(DirectoryOrder)

# Values of a page: few enough for it to weigh less than 120 KB.
DIRECTORY_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryWindow:
    """Which of some values are listed: `prefix` leaves those with a label, or an id, of which words
    begin with each word of it; of these the page with this number, from 1, in this order."""

    order: DirectoryOrder = "label"
    prefix: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryRequest(DirectoryWindow):
    """Which values of a facet of the archive are listed; a letter (`collation.initial`) leaves
    those that begin with it."""

    facet: NamedKind
    letter: str = ""


@dataclass(frozen=True, slots=True)
class NumberedPage:
    """The ids of a page of values, how many all pages have together, and how many pages there are:
    one at least."""

    ids: tuple[str, ...]
    total: int
    pages: int


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A value: its label, in the language asked for if it has one, the letter it is listed under,
    and how many of its articles were published in each year from the archive's first to its
    last."""

    value: ArchiveValue
    label: str
    letter: str
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """A page of the values of a facet.

    `letters` are those that values begin with, each with how many, in their order; `everything` is
    how many values there are, `total` how many are wanted, on all pages together. `first_year` is
    the archive's first, None where it has no articles.
    """

    entries: tuple[DirectoryEntry, ...]
    letters: tuple[tuple[str, int], ...]
    everything: int
    total: int
    pages: int
    first_year: int | None


def read_directory(generation: Generation, wanted: DirectoryRequest, lang: str) -> Directory:
    """The page that is wanted of the values that articles have, in the labels of a language.

    Raises ParameterError for a letter that is none to list by, and a page that there is not.
    """
    facet, lists = wanted.facet, generation.values
    by_label = lists.list_by_label(facet, lang)
    ids = by_label if wanted.order == "label" else lists.list_by_count(facet, lang)
    letters = lists.find_letters(facet, lang)
    everything = len(ids)
    if wanted.letter:
        if wanted.letter != initial(wanted.letter):
            raise ParameterError("letter", wanted.letter, "bad-value", ", ".join(letters))
        places = letters.get(wanted.letter, range(0))
        of_letter = by_label[places.start : places.stop]
        is_listed = frozenset(of_letter).__contains__
        ids = of_letter if wanted.order == "label" else list(filter(is_listed, ids))
    passing = find_passing(facet, ids, wanted.prefix, generation.names)
    page = number_page(ids, passing, wanted.page)
    days = generation.searcher.days("published")
    return Directory(
        entries=tuple(_enter(generation, facet, page.ids, lang)),
        letters=tuple((letter, len(places)) for letter, places in letters.items()),
        everything=everything,
        total=page.total,
        pages=page.pages,
        first_year=days.first.year if days.first else None,
    )


def number_page(ids: Sequence[str], passing: Container[str] | None, number: int) -> NumberedPage:
    """The page with a number of those ids that pass (all, if it is None), in their order. Raises
    ParameterError for a page that there is not."""
    left = ids if passing is None else [id_ for id_ in ids if id_ in passing]
    pages = max(1, -(-len(left) // DIRECTORY_PAGE))
    if not 1 <= number <= pages:
        raise ParameterError("page", str(number), "bad-number", f"1–{pages}")
    start = (number - 1) * DIRECTORY_PAGE
    return NumberedPage(tuple(left[start : start + DIRECTORY_PAGE]), len(left), pages)


def _enter(
    generation: Generation, facet: NamedKind, ids: Sequence[str], lang: str
) -> list[DirectoryEntry]:
    counted = generation.searcher.count_years(facet, ids)
    days = generation.searcher.days("published")
    years = range(days.first.year, days.last.year + 1) if days.first and days.last else range(0)
    entries: list[DirectoryEntry] = []
    for id_ in ids:
        value, label = generation.values.get(facet, id_), generation.labels.label(facet, id_, lang)
        if value is not None:
            counts = tuple(counted[id_].get(year, 0) for year in years)
            entries.append(DirectoryEntry(value, label, initial(label), counts))
    return entries
