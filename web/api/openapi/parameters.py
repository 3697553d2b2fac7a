"""The parameters of the API, each with the type of its values and what it means.

The bounds and choices are those by which `web.parameters` and the parsing functions of the
endpoints refuse; tests ask every endpoint for the values at both sides of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from indexer.article import Lang
from searcher.answers.values import MAX_PREFIX, ValueOrder
from searcher.citing.citation import CitationFormat
from searcher.query.parser import MAX_LENGTH
from searcher.request import (
    EXPANSIONS,
    FACETS,
    FILTER_FACETS,
    MULTIPLE_FACETS,
    Copies,
    DateField,
    Interval,
    Sort,
)
from web.api import history
from web.api.rendering import PUBLIC_FIELDS
from web.i18n import gettext_noop
from web.numbers import Number
from web.parameters import (
    DEFAULT_SUGGESTIONS,
    FACET_LIMIT,
    LIMIT,
    MAX_EXPLAINED,
    MAX_SUGGESTIONS,
    PAGE,
    RELATED_LIMIT,
    VALUES_LIMIT,
)

# A year, a month or a day; also as it is written in Russia. An empty value is none.
_PARTIAL_DATE = r"^(|\d{4}(-\d{2}(-\d{2})?)?|(\d{2}\.)?\d{2}\.\d{4})$"
_DAY = r"^(|\d{4}-\d{2}-\d{2}|\d{2}\.\d{2}\.\d{4})$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of an address: `type` is that of a value, `about` what it means, in English.

    One that `is_repeated` may be given several times, one that `is_list` has several values with
    commas between them; `needs` are other parameters without which it means nothing.
    """

    name: str
    type: Any
    about: str
    default: Any = None
    place: Literal["query", "path"] = "query"
    is_required: bool = False
    is_repeated: bool = False
    is_list: bool = False
    needs: tuple[tuple[str, str], ...] = ()

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its value."""
        schema = msgspec.json.schema(self.type)
        schema.pop("$schema", None)
        if self.is_repeated or self.is_list:
            return {"type": "array", "items": schema}
        return schema if self.default is None else {**schema, "default": self.default}

    @property
    def limits(self) -> str:
        """What its values may be, in a few signs."""
        schema = msgspec.json.schema(self.type)
        if "enum" in schema:
            # Choices are listed as they are declared, which is not how a schema sorts them.
            return ", ".join(map(str, getattr(self.type, "__args__", schema["enum"])))
        if "minimum" in schema:
            return f"{schema['minimum']}–{schema['maximum']}"
        return f"≤ {schema['maxLength']}" if "maxLength" in schema else ""


def bounded(least: int, most: int) -> Any:
    """The type of whole numbers from one to another."""
    return Annotated[int, Meta(ge=least, le=most)]


def describe_number(
    number: Number, about: str, needs: tuple[tuple[str, str], ...] = ()
) -> Parameter:
    """The parameter of a number that is read, with its range and its default."""
    return Parameter(
        name=number.name,
        type=bounded(number.least, number.most),
        default=number.default,
        about=about,
        needs=needs,
    )


ID = Parameter(
    name="id",
    type=Annotated[str, Meta(min_length=1)],
    place="path",
    is_required=True,
    about=gettext_noop("The ID of an article; a slash in it is written as %2F."),
)
NUMBER = Parameter(
    name="number",
    type=bounded(0, 999_999_999),
    place="path",
    is_required=True,
    about=gettext_noop("The number of a version, from 1."),
)
FORMAT = Parameter(
    name="format",
    type=Literal["ndjson", "csv", "tsv"],
    place="path",
    is_required=True,
    about=gettext_noop("The format of the page."),
)
UI = Parameter(
    name="ui", type=Lang, about=gettext_noop("The language of labels, sentences and problems.")
)
Q = Parameter(
    name="q",
    type=Annotated[str, Meta(max_length=MAX_LENGTH)],
    about=gettext_noop("The query, as in the search box."),
)
EXPAND = Parameter(
    name="expand",
    type=Literal[tuple(f"-{name}" for name in EXPANSIONS)],
    is_list=True,
    about=gettext_noop("Rules that are off, such as -names,-rings."),
)
_DATES = (
    Parameter(
        name="from",
        type=Annotated[str, Meta(pattern=_PARTIAL_DATE)],
        about=gettext_noop("The first day: 2021, 2021-01 or 2021-01-23, in the archive's zone."),
    ),
    Parameter(
        name="to",
        type=Annotated[str, Meta(pattern=_PARTIAL_DATE)],
        about=gettext_noop("The last day: the whole year or month, if that is given."),
    ),
    Parameter(
        name="date",
        type=DateField,
        default="published",
        about=gettext_noop("Which date of an article the days mean."),
    ),
)
_FILTERS = tuple(
    Parameter(
        name=name,
        type=Lang if facet == "lang" else str,
        is_repeated=True,
        about=about,
    )
    for facet in FILTER_FACETS
    for name, about in (
        (facet, gettext_noop("The ID of a value that articles have; of several, any.")),
        (f"-{facet}", gettext_noop("The ID of a value that articles must not have.")),
    )
)
# What decides which articles are found.
FINDING = (
    Q,
    *_FILTERS,
    Parameter(
        name="all",
        type=Literal[MULTIPLE_FACETS],
        is_repeated=True,
        about=gettext_noop("A facet: articles must have all of its values that are given."),
    ),
    *_DATES,
    Parameter(
        name="copies",
        type=Copies,
        default="all",
        about=gettext_noop("one: of near copies only the earliest that matches."),
    ),
    EXPAND,
    Parameter(
        name="repair",
        type=Literal["0", "1"],
        about=gettext_noop("1: where nothing is found, answer the query that was surely meant."),
    ),
)
FIELDS = Parameter(
    name="fields",
    type=Literal[PUBLIC_FIELDS],
    is_list=True,
    about=gettext_noop("Fields of the articles that are wanted, with commas between them."),
)
AS_OF = replace(
    describe_number(
        history.AS_OF, gettext_noop("The state of the archive (seq) that is asked of.")
    ),
    default=None,
)
AFTER = Parameter(
    name="after", type=str, about=gettext_noop("The ID behind which the page begins.")
)
CURSOR = Parameter(
    name="cursor",
    type=str,
    about=gettext_noop("Where to go on: it stands in the address of the next page."),
)
LISTING = (
    Parameter(
        name="sort",
        type=Sort,
        about=gettext_noop("The order; by default relevance, and the newest where no words are."),
    ),
    # Of IDs a page may have more: the range is the one that no value may be beyond.
    replace(
        describe_number(
            history.IDS_LIMIT,
            gettext_noop(
                "Articles a page, at most 200, or 0 for counts alone; "
                "of IDs of an earlier state at most 10,000."
            ),
            needs=(("as_of", "1"),),
        ),
        default=LIMIT.default,
    ),
    describe_number(
        PAGE, gettext_noop("The page, as far as the 10,000th article."), needs=(("limit", "1"),)
    ),
    CURSOR,
    FIELDS,
    Parameter(
        name="facet",
        type=Literal[FACETS],
        is_repeated=True,
        about=gettext_noop("A facet to count; may be repeated."),
    ),
    describe_number(FACET_LIMIT, gettext_noop("Values listed of each facet.")),
    Parameter(
        name="interval",
        type=Interval,
        needs=(("from", "2021"), ("to", "2021")),
        about=gettext_noop("The interval of the timeline; by default one that suits its length."),
    ),
    Parameter(
        name="explain",
        type=Literal["1"],
        about=gettext_noop("1: the parts of each score."),
    ),
    Parameter(
        name="fingerprint",
        type=Literal["1"],
        about=gettext_noop("1: the fingerprint of all that is found."),
    ),
    replace(
        AS_OF,
        about=gettext_noop("The state of the archive (seq) of which the IDs are given instead."),
    ),
    replace(
        AFTER,
        needs=(("as_of", "1"),),
        about=gettext_noop("Of an earlier state: the ID behind which the page begins."),
    ),
)
# Those of a list that is no JSON.
FILE_LISTING = (
    describe_number(LIMIT, gettext_noop("Articles a page.")),
    *(one for one in LISTING if one.name in {"sort", "page", "cursor", "fields"}),
)
FEED = (
    describe_number(replace(LIMIT, least=1), gettext_noop("Articles a page.")),
    *(one for one in LISTING if one.name == "page"),
)
RELATED = describe_number(RELATED_LIMIT, gettext_noop("Articles in each language."))
SUGGESTIONS_LIMIT = Parameter(
    name="limit",
    type=bounded(1, MAX_SUGGESTIONS),
    default=DEFAULT_SUGGESTIONS,
    about=gettext_noop("Suggestions at most."),
)
TYPED = Parameter(name="q", type=str, about=gettext_noop("The beginning of a query."))
SUGGESTIONS_FORMAT = Parameter(
    name="format",
    type=Literal["json", "opensearch"],
    default="json",
    about=gettext_noop("opensearch: the list that the search bars of browsers read."),
)
URL = Parameter(
    name="url",
    type=Annotated[str, Meta(pattern="^https?://")],
    is_required=True,
    about=gettext_noop("The http or https address of an article, or of a mirror."),
)
CITATION_FORMAT = Parameter(
    name="format",
    type=CitationFormat,
    default="csl-json",
    about=gettext_noop("The format of the citation."),
)
ACCESSED = Parameter(
    name="accessed",
    type=Annotated[str, Meta(pattern=_DAY)],
    about=gettext_noop("The day on which the article was read; today by default."),
)
BOM = Parameter(
    name="bom",
    type=Literal["1"],
    needs=(("format", "csv"),),
    about=gettext_noop("1: a mark by which spreadsheets know UTF-8."),
)
TEXT = Parameter(
    name="text",
    type=Annotated[str, Meta(max_length=MAX_EXPLAINED, pattern=r"\S")],
    is_required=True,
    about=gettext_noop("The text whose words are read."),
)
VALUES = (
    Parameter(
        name="order",
        type=ValueOrder,
        default="id",
        about=gettext_noop("By ID, the commonest first, or by label."),
    ),
    Parameter(
        name="prefix",
        type=Annotated[str, Meta(max_length=MAX_PREFIX)],
        about=gettext_noop("The beginning of words of the label or of the ID."),
    ),
    describe_number(VALUES_LIMIT, gettext_noop("Values a page.")),
    CURSOR,
)
