"""Facets as values in order, of which answers list the commonest."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from indexer.labels import Labels
from searcher.answers.facets import ValueNames, make_facet
from searcher.request import Filter, SearchRequest

COUNTS = st.dictionaries(st.sampled_from([f"t{n}" for n in range(40)]), st.integers(1, 9))
DAYS = st.dictionaries(
    st.sampled_from([f"2014-01-{n:02}" for n in range(1, 29)]), st.integers(1, 9)
)
LABELS = Labels()
for _number in range(50):
    LABELS.add("tag", f"t{_number}", "en", f"Tag {_number % 7} {_number}")
NAMES = ValueNames(LABELS)


@given(
    counts=COUNTS,
    limit=st.integers(0, 50),
    filters=st.lists(
        st.builds(Filter, st.just("tag"), st.sampled_from(["t1", "t41"]), st.booleans())
    ),
)
def test_the_commonest_are_listed_and_what_is_filtered_by(
    counts: Mapping[str, int], limit: int, filters: list[Filter]
) -> None:
    facet = make_facet("tag", counts, SearchRequest(filters=tuple(filters)), NAMES, "en")
    listed = facet.commonest(limit)
    filtered = {entry.value for entry in filters}
    assert list(listed) == [
        value for place, value in enumerate(facet) if place < limit or value.id in filtered
    ]
    assert facet.counted == sum(counts.values())


@given(counts=DAYS, limit=st.integers(0, 30))
def test_dates_are_listed_by_time_the_commonest_of_them(
    counts: Mapping[str, int], limit: int
) -> None:
    listed = make_facet("day", counts, SearchRequest(), NAMES, "en").commonest(limit)
    ids = [value.id for value in listed]
    assert ids == sorted(ids)
    assert len(ids) == min(limit, len(counts))
    assert (
        sorted((value.count for value in listed), reverse=True)
        == sorted(counts.values(), reverse=True)[:limit]
    )
