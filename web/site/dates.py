"""The fields of dates of a page: what is typed there, and what a page says of it.

A date that is none narrows nothing: the page shows all dates, and tells at the field what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from multidict import MultiDict, MultiMapping

from indexer.errors import ParameterError
from searcher.request import SearchRequest
from web.i18n import Language

T = TypeVar("T")

# The parameters that are typed as dates, and how much of what is none is shown.
_FIRST, _LAST = "from", "to"
MOST_OF_DATE = 40


@dataclass(frozen=True, slots=True)
class DateField:
    """A field of a date: what stands in it, and what is wrong with that, if anything."""

    value: str
    problem: str = ""


# What was typed into fields and is no date, by the names of the fields.
WrongDates = Mapping[str, DateField]


def read_dates(
    query: MultiMapping[str], parse: Callable[[MultiMapping[str]], T], language: Language
) -> tuple[T, WrongDates]:
    """What is parsed of the parameters of a page, and the dates that were left out of them. Raises
    what `parse` raises of other parameters."""
    rest: MultiDict[str] = MultiDict(query)
    wrong: dict[str, DateField] = {}
    while True:
        try:
            return parse(rest), wrong
        except ParameterError as error:
            name = error.parameter
            if name not in (_FIRST, _LAST) or len(rest.getall(name)) > 1:
                raise
            wrong[name] = DateField(rest.pop(name)[:MOST_OF_DATE], _tell_problem(error, language))


def _tell_problem(error: ParameterError, language: Language) -> str:
    if error.code == "before-from":
        return language.gettext("This is before the first date.")
    return language.gettext("This is not a date.")


def show_dates(
    request: SearchRequest, wrong: WrongDates, language: Language
) -> tuple[DateField, DateField]:
    """The two fields, as a reader writes dates."""
    first, last = (
        wrong.get(name) or DateField(language.write_days(value) if value else "")
        for name, value in ((_FIRST, request.first), (_LAST, request.last))
    )
    return first, last
