"""Requests and their addresses."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import MultiDict

from indexer.errors import ParameterError
from searcher.query.nodes import write_query
from searcher.query.parser import parse_query
from searcher.request import (
    COPIES,
    DATE_FIELDS,
    FACETS,
    FILTER_FACETS,
    INTERVALS,
    MAX_FACET_LIMIT,
    MAX_FILTERS,
    SORTS,
    Filter,
    SearchRequest,
)
from tests.contracts import strategies
from web.parameters import PARAMETERS, canonical_request, parse_request
from web.urls import Urls, switch_language

requests = st.builds(
    SearchRequest,
    q=st.text(max_size=40).map(lambda text: text if text.strip() else ""),
    filters=st.lists(strategies.filters, max_size=4).map(tuple),
    first=st.sampled_from(("", "2013", "2013-02")),
    last=st.sampled_from(("", "2014", "2013-12-31")),
    date=st.sampled_from(DATE_FIELDS),
    copies=st.sampled_from(COPIES),
    sort=st.none() | st.sampled_from(SORTS),
    limit=st.integers(1, 200),
    page=st.integers(1, 50),
    facets=st.lists(st.sampled_from(FACETS), min_size=1, unique=True).map(tuple),
    facet_limit=st.integers(0, MAX_FACET_LIMIT),
    interval=st.none() | st.sampled_from(INTERVALS),
    repair=st.sampled_from((None, False, True)),
    explain=st.booleans(),
)


def parse(query: str) -> SearchRequest:
    return parse_request(MultiDict(parse_qsl(query, keep_blank_values=True)))


def query_of(request_: SearchRequest) -> str:
    return Urls().search(request_).partition("?")[2]


@given(requests)
def test_an_address_reads_back_to_its_request(request_: SearchRequest) -> None:
    assert parse(query_of(request_)) == request_


@given(requests, st.sampled_from(FILTER_FACETS), st.text(min_size=1, max_size=5))
def test_narrowing_writes_the_address_of_one_value_more(
    request_: SearchRequest, facet: str, value: str
) -> None:
    for urls in (Urls(), Urls("ru")):
        narrowed = urls.search(request_.with_filter(facet, value))
        assert urls.narrow(request_, facet)(value) == narrowed


def test_the_order_of_filters_does_not_make_another_address() -> None:
    one = parse("tag=wine&author=a&tag=roads")
    two = parse("author=a&tag=roads&tag=wine&tag=wine")
    assert query_of(one) == query_of(two)


def test_forms_send_empty_fields() -> None:
    assert parse("q=мост&from=&to=&sort=&lang=") == SearchRequest(q="мост")


def test_dates_may_be_written_as_in_russia() -> None:
    assert parse("from=23.01.2021&to=05.2021") == SearchRequest(first="2021-01-23", last="2021-05")


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("query=x", "query", "unknown"),
        ("q=a&q=b", "q", "repeated"),
        ("from=вчера", "from", "bad-date"),
        ("to=2021-02-30", "to", "bad-date"),
        ("from=2022&to=2021", "to", "before-from"),
        ("date=modified", "date", "bad-value"),
        ("sort=best", "sort", "bad-value"),
        ("limit=0", "limit", "bad-number"),
        ("limit=201", "limit", "bad-number"),
        ("limit=٣", "limit", "bad-number"),
        ("limit=0000000010000", "limit", "bad-number"),
        ("page=" + "1" * 5000, "page", "bad-number"),
        ("from=٢٠٢١", "from", "bad-date"),
        ("from=2021-1-1-1", "from", "bad-date"),
        ("from=03/05/2014", "from", "bad-date"),
        ("page=-1", "page", "bad-number"),
        ("page=501", "page", "too-deep"),
        ("lang=de", "lang", "bad-value"),
        ("facet=colour", "facet", "bad-value"),
        ("facet_limit=-1", "facet_limit", "bad-number"),
        ("facet_limit=1001", "facet_limit", "bad-number"),
        ("facet_limit=1&facet_limit=2", "facet_limit", "repeated"),
        ("interval=week", "interval", "bad-value"),
        ("ui=de", "ui", "bad-value"),
        ("repair=yes", "repair", "bad-value"),
        ("&".join(f"tag=t{n}" for n in range(51)), "filters", "too-many"),
    ],
)
def test_refuses_what_it_does_not_know(query: str, parameter: str, code: str) -> None:
    with pytest.raises(ParameterError) as caught:
        parse(query)
    assert (caught.value.parameter, caught.value.code) == (parameter, code)


def test_every_parameter_is_accepted() -> None:
    good = {
        "from": "2020", "to": "2021", "date": "original", "sort": "id", "limit": "5", "page": "2",
        "interval": "day", "ui": "ru", "facet": "tag", "lang": "ru", "-lang": "en",
        "expand": "-names,-rings", "explain": "1", "all": "tag", "facet_limit": "0", "repair": "1",
        "copies": "one",
    }  # fmt: skip
    for name in PARAMETERS:
        parse_request(MultiDict({name: good.get(name, "x")}))


def test_links_carry_a_chosen_interface_language() -> None:
    request_ = SearchRequest(q="мост")
    assert Urls().search(request_) == "/search?q=%D0%BC%D0%BE%D1%81%D1%82"
    assert Urls("ru").search(request_).endswith("&ui=ru")
    assert Urls("ru").home() == "/?ui=ru"
    found_by = SearchRequest(q="x y", page=2)
    assert Urls().article("a/b c", found_by) == "/articles/a%2Fb%20c?q=x+y&page=2"
    assert Urls().article("a/b c") == "/articles/a%2Fb%20c"


def test_the_other_language_is_the_same_page() -> None:
    nothing = SearchRequest()
    assert switch_language("//evil.example/x", nothing, "ru") == "/evil.example/x?ui=ru"
    request_ = SearchRequest(q="a", filters=(Filter("tag", "x"), Filter("tag", "y")))
    assert switch_language("/search", request_, "ru") == "/search?q=a&tag=x&tag=y&ui=ru"


def test_a_path_too_long_to_be_repeated_leads_home() -> None:
    assert switch_language("/" + "я" * 2000, SearchRequest(), "ru") == "/?ui=ru"


def test_a_form_carries_what_it_does_not_show() -> None:
    filters = (Filter("tag", "x"), Filter("lang", "en", excluded=True))
    request_ = SearchRequest(q="a", filters=filters, first="2020", page=3)
    assert Urls("en").fields(request_) == [
        ("-lang", "en"),
        ("tag", "x"),
        ("from", "2020"),
        ("ui", "en"),
    ]


def test_a_form_carries_how_its_result_is_shown() -> None:
    request_ = SearchRequest(q="a", date="original", limit=50, interval="month", off=("names",))
    assert Urls().fields(request_) == [
        ("date", "original"),
        ("limit", "50"),
        ("interval", "month"),
        ("expand", "-names"),
    ]


def test_a_canonical_query_too_long_to_be_read_back_is_not_carried() -> None:
    # Every sign that becomes a word of the language takes a byte more.
    request_ = SearchRequest(q="|".join(("мост",) * 199 + ("щ" * 104,)))
    carried = canonical_request(request_, write_query(parse_query(request_.q)))
    assert parse(query_of(request_)) == request_
    assert parse(query_of(carried)) == carried


def test_a_facet_asked_for_twice_is_one_and_goes_into_links_once() -> None:
    request_ = parse("facet=tag&facet=year&facet=tag")
    assert query_of(request_) == "facet=tag&facet=year"


def test_as_many_filters_are_taken_as_is_said_and_no_more() -> None:
    most = [f"tag=t{number}" for number in range(MAX_FILTERS)]
    assert len(parse("&".join(most)).filters) == MAX_FILTERS
    with pytest.raises(ParameterError) as caught:
        parse("&".join((*most, "-tag=x")))
    assert (caught.value.code, caught.value.allowed) == ("too-many", str(MAX_FILTERS))
