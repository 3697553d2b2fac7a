"""The request: a link that narrows, widens or sorts a result begins at its first page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from searcher.request import Filter, SearchRequest

FAR = SearchRequest(
    q="мост", filters=(Filter("tag", "wine"),), first="2014", off=("names",), page=4
)


@pytest.mark.parametrize(
    "change",
    [
        lambda request: request.with_query("река"),
        lambda request: request.with_filter("lang", "ru"),
        lambda request: request.with_filter("lang", "ru", excluded=True),
        lambda request: request.without_filter("tag", "wine"),
        lambda request: request.with_days("2010", "2012"),
        lambda request: request.with_sort("oldest"),
        lambda request: request.without_expansion("rings"),
        lambda request: request.with_expansion("names"),
        lambda request: request.without_narrowing(),
    ],
)
def test_another_result_is_read_from_its_first_page(
    change: Callable[[SearchRequest], SearchRequest],
) -> None:
    assert change(FAR) != FAR
    assert change(FAR).page == 1


def test_the_timeline_of_other_days_chooses_its_interval_again() -> None:
    by_day = SearchRequest(q="мост", first="2014-05", last="2014-05", interval="day")
    assert by_day.with_days("2010", "2012").interval is None
    assert by_day.without_narrowing() == SearchRequest(q="мост")
