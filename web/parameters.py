"""Requests as they are written in a query string, and read from one, for pages and API alike.

| parameter                                    | meaning                                          |
|----------------------------------------------|--------------------------------------------------|
| `q`                                          | the query                                        |
| `author` `country` `tag` `lang` `source`     | a facet value; may be repeated, any of them      |
| `-author` `-country` …                       | a facet value that is excluded                   |
| `from` `to`                                  | `2021`, `2021-01` or `2021-01-23`, both included |
| `date`                                       | `published`, `original`, `first_seen`: the date  |
|                                              | meant above                                      |
| `copies`                                     | `all`, or `one`: of near copies the earliest     |
| `sort` `limit` `page` `interval`             | as in `SearchRequest`                            |
| `expand`                                     | `-names,-rings`: expansions that are off         |
| `repair`                                     | `1`: where nothing is found, answer the query    |
|                                              | that was surely meant; `0`: only offer it        |
| `facet`                                      | a facet to count; may be repeated                |
| `facet_limit`                                | values listed of each facet, 0 for none          |
| `explain`                                    | `1`: the parts of each score, in the API's hits  |
| `fields`                                     | of the API: fields of the articles, `id,title`   |
| `ui`                                         | the language of the interface, `ru` or `en`      |

The page of an article also takes `rank` and `beside` (`web.site.article.parameters`), that of its
versions `old`, `new` and `ui`. The articles like another take `limit` and `ui` alone; those at an
address `url` and `ui`; a citation `format`, `accessed` (the day on which the article was read) and
`ui`; an explanation `text` and `ui`; suggestions `q`, `limit`, `format` and `ui`; lists of values
`order`, `prefix`, `limit`, `cursor` and `ui`.

Unknown parameters and values are refused, never ignored. An empty value is no value: forms send
their empty fields too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import cast
from urllib.parse import quote_plus

from multidict import MultiMapping

from indexer.addresses import is_web_address
from indexer.article import LANGS
from indexer.dates import parse_days
from indexer.errors import ParameterError
from indexer.labels import NamedKind
from searcher.answers.values import (
    DEFAULT_VALUES,
    MAX_PREFIX,
    MAX_VALUES,
    VALUE_ORDERS,
    ValueOrder,
    ValuesRequest,
    ValuesWindow,
)
from searcher.citing.citation import CITATION_FORMATS, CitationFormat
from searcher.query.dates import write_iso
from searcher.query.parser import MAX_LENGTH
from searcher.request import (
    COPIES,
    DATE_FIELDS,
    DEFAULT_FACET_LIMIT,
    DEFAULT_FACETS,
    DEFAULT_LIMIT,
    EXPANSIONS,
    FACETS,
    FILTER_FACETS,
    INTERVALS,
    MAX_DEPTH,
    MAX_FACET_LIMIT,
    MAX_FILTERS,
    MAX_LIMIT,
    MULTIPLE_FACETS,
    SORTS,
    Copies,
    DateField,
    Expansion,
    Filter,
    Interval,
    SearchRequest,
    Sort,
)
from searcher.words.nearest import find_nearest
from web.numbers import Number

# Of a list that shows articles; of pages one has at least.
LIMIT = Number("limit", 0, MAX_LIMIT, DEFAULT_LIMIT)
PAGE = Number("page", 1, MAX_DEPTH, 1)
FACET_LIMIT = Number("facet_limit", 0, MAX_FACET_LIMIT, DEFAULT_FACET_LIMIT)
# Of lists of values, and of articles like another.
VALUES_LIMIT = Number("limit", 1, MAX_VALUES, DEFAULT_VALUES)
RELATED_LIMIT = Number("limit", 1, 50, 5)
DEFAULT_SUGGESTIONS = 10
MAX_SUGGESTIONS = 20

# Characters of a text that is explained.
MAX_EXPLAINED = 10_000

# Bytes of a query, and of all filters together, as addresses are written. Every link of a page
# carries them, and proxies commonly refuse lines of more than 8 KB.
MAX_ENCODED = 6_000
MAX_ENCODED_FILTERS = 2_000

# How the values of a result are listed unless told: the commonest first.
FACET_ORDER: ValueOrder = "count"

UI_LANGS: tuple[str, ...] = LANGS
_SINGLE = (
    "q",
    "from",
    "to",
    "date",
    "copies",
    "sort",
    "limit",
    "page",
    "interval",
    "expand",
    "facet_limit",
    "explain",
    "repair",
    "ui",
)
_REPAIR = {"0": False, "1": True}
REPEATED = ("facet", "all", *FILTER_FACETS, *(f"-{facet}" for facet in FILTER_FACETS))
PARAMETERS: tuple[str, ...] = (*_SINGLE, *REPEATED)
WINDOW_PARAMETERS = ("order", "prefix", "limit", "cursor")


def parse_request(query: MultiMapping[str]) -> SearchRequest:
    """The request of a query string. Raises ParameterError naming what is wrong."""
    check_parameters(query, PARAMETERS)
    return read_request(query, least=1)


def read_request(query: MultiMapping[str], least: int) -> SearchRequest:
    """The request of a query string whose names were checked, with at least so many hits a page.
    Raises ParameterError."""
    limit = replace(LIMIT, least=least).read(query)
    page = PAGE.read(query)
    if page * limit > MAX_DEPTH:
        raise ParameterError("page", str(page), "too-deep", f"1–{MAX_DEPTH // limit}")
    first, last = _date(query, "from"), _date(query, "to")
    filters = tuple(_filters(query))
    # Before they are put in order: a line has room for thousands.
    if len(filters) > MAX_FILTERS:
        raise ParameterError("filters", str(len(filters)), "too-many", str(MAX_FILTERS))
    request = SearchRequest(
        # As it was sent: positions of errors count its characters.
        q=query.get("q", "") if query.get("q", "").strip() else "",
        filters=filters,
        all_of=tuple(_choices(query, "all", MULTIPLE_FACETS)),
        first=first,
        last=last,
        date=cast("DateField", read_choice(query, "date", DATE_FIELDS) or DATE_FIELDS[0]),
        copies=cast("Copies", read_choice(query, "copies", COPIES) or COPIES[0]),
        sort=cast("Sort | None", read_choice(query, "sort", SORTS)),
        limit=limit,
        page=page,
        facets=tuple(dict.fromkeys(_choices(query, "facet", FACETS))) or DEFAULT_FACETS,
        facet_limit=FACET_LIMIT.read(query),
        interval=cast("Interval | None", read_choice(query, "interval", INTERVALS)),
        off=_switched_off(query),
        explain=read_choice(query, "explain", ("1",)) is not None,
        repair=_REPAIR.get(read_choice(query, "repair", tuple(_REPAIR)) or ""),
    )
    _check_length(request)
    days = request.days
    if days.first and days.last and days.last < days.first:
        raise ParameterError("to", last, "before-from", first)
    return request


def parse_related(query: MultiMapping[str]) -> int:
    """How many articles like another are asked for. Raises ParameterError."""
    check_parameters(query, ("limit", "ui"))
    return RELATED_LIMIT.read(query)


def parse_citation(query: MultiMapping[str]) -> tuple[CitationFormat, date | None]:
    """The format of a citation, and the day of access if one is given. Raises ParameterError."""
    check_parameters(query, ("format", "accessed", "ui"))
    format_ = cast("CitationFormat | None", read_choice(query, "format", CITATION_FORMATS))
    return format_ or CITATION_FORMATS[0], _day(query, "accessed")


def parse_address(query: MultiMapping[str]) -> str:
    """The address whose articles are asked for. Raises ParameterError."""
    check_parameters(query, ("url", "ui"))
    url = query.get("url", "").strip()
    if not url:
        raise ParameterError("url", url, "missing")
    if not is_web_address(url):
        raise ParameterError("url", url, "bad-value", "http://…, https://…")
    return url


def parse_explain(query: MultiMapping[str]) -> str:
    """The text that is to be explained. Raises ParameterError."""
    check_parameters(query, ("text", "ui"))
    text = query.get("text", "")
    if not text.strip():
        raise ParameterError("text", text, "missing")
    if len(text) > MAX_EXPLAINED:
        raise ParameterError("text", text[:40], "too-long", str(MAX_EXPLAINED))
    return text


def parse_values(query: MultiMapping[str], facet: NamedKind) -> tuple[ValuesRequest, str]:
    """Which values of a facet are asked for, and the cursor of a page, empty for the first one.
    Raises ParameterError."""
    check_parameters(query, (*WINDOW_PARAMETERS, "ui"))
    window = read_window(query, VALUE_ORDERS[0])
    wanted = ValuesRequest(
        facet=facet, order=window.order, prefix=window.prefix, limit=window.limit
    )
    return wanted, query.get("cursor", "")


def read_window(query: MultiMapping[str], order: ValueOrder) -> ValuesWindow:
    """Which of some values are asked for, in this order unless another is. Raises
    ParameterError."""
    prefix = query.get("prefix", "").strip()
    if len(prefix) > MAX_PREFIX:
        raise ParameterError("prefix", prefix, "too-long", str(MAX_PREFIX))
    return ValuesWindow(
        order=cast("ValueOrder", read_choice(query, "order", VALUE_ORDERS) or order),
        prefix=prefix,
        limit=VALUES_LIMIT.read(query),
    )


def window_fields(wanted: ValuesWindow, order: ValueOrder) -> list[tuple[str, str]]:
    """The parameters of what `read_window` reads with that order, defaults left out."""
    fields: list[tuple[str, str]] = []
    if wanted.order != order:
        fields.append(("order", wanted.order))
    if wanted.prefix:
        fields.append(("prefix", wanted.prefix))
    if wanted.limit != DEFAULT_VALUES:
        fields.append(("limit", str(wanted.limit)))
    return fields


def check_parameters(
    query: MultiMapping[str], allowed: Sequence[str], repeated: Collection[str] = REPEATED
) -> None:
    """Refuse parameters that are not known, and those given twice that are not to be `repeated`, by
    ParameterError."""
    for name in query:
        if name not in allowed:
            nearest = find_nearest(name, allowed)
            listed = ", ".join(allowed)
            raise ParameterError(name, query[name], "unknown", listed, nearest)
        if name not in repeated and len(query.getall(name)) > 1:
            raise ParameterError(name, ", ".join(query.getall(name)), "repeated")
    read_choice(query, "ui", UI_LANGS)


def request_fields(request: SearchRequest) -> list[tuple[str, str]]:
    """The parameters of a request in their canonical order, defaults left out; `parse_request`
    reads them back to an equal request."""
    fields: list[tuple[str, str]] = []
    if request.q:
        fields.append(("q", request.q))
    fields += [("-" * entry.excluded + entry.facet, entry.value) for entry in request.filters]
    fields += [("all", facet) for facet in request.all_of]
    if request.first:
        fields.append(("from", request.first))
    if request.last:
        fields.append(("to", request.last))
    if request.date != DATE_FIELDS[0]:
        fields.append(("date", request.date))
    if request.copies != COPIES[0]:
        fields.append(("copies", request.copies))
    if request.sort:
        fields.append(("sort", request.sort))
    if request.limit != DEFAULT_LIMIT:
        fields.append(("limit", str(request.limit)))
    if request.facets != DEFAULT_FACETS:
        fields += [("facet", facet) for facet in request.facets]
    if request.facet_limit != DEFAULT_FACET_LIMIT:
        fields.append(("facet_limit", str(request.facet_limit)))
    if request.interval:
        fields.append(("interval", request.interval))
    if request.off:
        fields.append(("expand", ",".join(f"-{name}" for name in request.off)))
    if request.explain:
        fields.append(("explain", "1"))
    if request.repair is not None:
        fields.append(("repair", str(int(request.repair))))
    if request.page != 1:
        fields.append(("page", str(request.page)))
    return fields


def canonical_request(request: SearchRequest, canonical: str) -> SearchRequest:
    """A request as links carry it: its query in its canonical text, without what means nothing.

    A canonical text too long to be read back leaves the query as it was typed.
    """
    is_read = len(canonical) <= MAX_LENGTH and _encoded_length(canonical) <= MAX_ENCODED
    return replace(request, q=canonical if is_read else request.q)


def _check_length(request: SearchRequest) -> None:
    # More characters than a query may have are refused where it is read.
    if len(request.q) <= MAX_LENGTH and _encoded_length(request.q) > MAX_ENCODED:
        raise ParameterError("q", request.q, "too-long-encoded", str(MAX_ENCODED))
    values = "".join(entry.value for entry in request.filters)
    if _encoded_length(values) > MAX_ENCODED_FILTERS:
        raise ParameterError("filters", values, "too-long-encoded", str(MAX_ENCODED_FILTERS))


def _encoded_length(text: str) -> int:
    return len(quote_plus(text, errors="replace"))


def _filters(query: MultiMapping[str]) -> Iterator[Filter]:
    for facet in FILTER_FACETS:
        allowed = LANGS if facet == "lang" else None
        for name, excluded in ((facet, False), (f"-{facet}", True)):
            for value in query.getall(name, []):
                if value and allowed and value not in allowed:
                    raise refuse_value(name, value, allowed)
                if value:
                    yield Filter(facet, value, excluded)


def _switched_off(query: MultiMapping[str]) -> tuple[Expansion, ...]:
    value = query.get("expand", "")
    names = [name.strip() for name in value.split(",")] if value.strip() else []
    known = {f"-{name}": name for name in EXPANSIONS}
    for name in names:
        if name not in known:
            raise refuse_value("expand", name, known)
    return tuple(known[name] for name in names)


def _date(query: MultiMapping[str], name: str) -> str:
    value = query.get(name, "").strip()
    try:
        # As people type it into the form: 23.01.2021, январь 2021.
        return write_iso(value) if value else ""
    except ValueError as error:
        raise ParameterError(name, value, "bad-date", "2021, 2021-01, 2021-01-23") from error


def _day(query: MultiMapping[str], name: str) -> date | None:
    value = query.get(name, "").strip()
    if not value:
        return None
    refusal = ParameterError(name, value, "bad-day", "2021-01-23")
    try:
        days = parse_days(value)
    except ValueError as error:
        raise refusal from error
    if days.first != days.last:
        raise refusal
    return days.first


def refuse_value(name: str, value: str, allowed: Iterable[str]) -> ParameterError:
    """The error of a value that is none of those allowed."""
    listed = tuple(allowed)
    return ParameterError(name, value, "bad-value", ", ".join(listed), find_nearest(value, listed))


def read_number(
    query: MultiMapping[str], name: str, default: int, most: int, *, least: int = 1
) -> int:
    """The value of a parameter, a whole number in the range, the default where it has none. Raises
    ParameterError."""
    return Number(name, least, most, default).read(query)


def read_choice(query: MultiMapping[str], name: str, allowed: Sequence[str]) -> str | None:
    """The value of a parameter, one of those allowed, if it has one. Raises ParameterError."""
    value = query.get(name, "")
    if value and value not in allowed:
        raise refuse_value(name, value, allowed)
    return value or None


def _choices(query: MultiMapping[str], name: str, allowed: Sequence[str]) -> Iterator[str]:
    for value in query.getall(name, []):
        if value and value not in allowed:
            raise refuse_value(name, value, allowed)
        if value:
            yield value
