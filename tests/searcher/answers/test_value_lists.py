"""The lists of all values of a facet: their order, their pages, what a beginning leaves."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.labels import Labels
from searcher.answers.collation import collate
from searcher.answers.facets import ValueNames
from searcher.answers.values import (
    VALUE_ORDERS,
    ArchiveValue,
    ValueLists,
    ValueOrder,
    ValuesRequest,
)
from searcher.deadline import DearRequestError, QuickDeadline
from searcher.engines import IndexSearcher
from tests.contracts.test_searchers import make_article, opened
from tests.engines import LOCAL_ENGINES

IDS = ("anna-orlova", "b", "vakha-idalov", "yozh", "Zed", "é", "ё-1")
WORDS = ("Анна", "Орлова", "Ёж", "еж", "Vakha", "idalov", "orlova-Ёлкина", "é", "  ")

ids = st.sets(st.sampled_from(IDS), max_size=4).map(tuple)
labels = st.dictionaries(
    st.sampled_from(("ru", "en")), st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join)
)


def make_lists(searcher: IndexSearcher, named: dict[str, dict[str, str]]) -> ValueLists:
    made = Labels()
    for id_, names in named.items():
        made.add_id("author", id_)
        for lang, label in names.items():
            made.add("author", id_, lang, label)
    return ValueLists(searcher, made, ValueNames(made))


def read_pages(lists: ValueLists, wanted: ValuesRequest, lang: str) -> list[ArchiveValue]:
    """The values of all pages, each of which says how many there are altogether."""
    values: list[ArchiveValue] = []
    totals: set[int] = set()
    page = lists.find_page(wanted, lang)
    while True:
        assert len(page.values) <= wanted.limit
        values += page.values
        totals.add(page.total)
        if page.after is None:
            break
        page = lists.find_page(replace(wanted, after=page.after), lang)
    assert totals == {len(values)}
    return values


def fold(text: str) -> str:
    return normalize("NFC", text).casefold().replace("ё", "е")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    held=st.lists(ids, max_size=6),
    named=st.fixed_dictionaries(dict.fromkeys(IDS, labels)),
    limit=st.integers(1, 8),
    lang=st.sampled_from(("ru", "en")),
)
def test_pages_join_to_the_whole_in_every_order(
    held: list[tuple[str, ...]], named: dict[str, dict[str, str]], limit: int, lang: str
) -> None:
    articles = [
        make_article(
            f"a-{number}",
            "Мост",
            authors=authors,
            published=datetime(2014, 3, 1, 12, tzinfo=UTC) + timedelta(days=number * 5 % 7),
        )
        for number, authors in enumerate(held)
    ]
    counts = Counter(author for authors in held for author in authors)
    days = {id_: [a.published.date() for a in articles if id_ in a.authors] for id_ in counts}
    whole = {
        id_: ArchiveValue(id_, named[id_], count, min(days[id_]), max(days[id_]))
        for id_, count in counts.items()
    }

    def shown(id_: str) -> str:
        return named[id_].get(lang) or next(iter(named[id_].values()), id_)

    orders: dict[ValueOrder, list[str]] = {
        "id": sorted(whole),
        "count": sorted(whole, key=lambda id_: (-counts[id_], id_)),
        "label": sorted(
            whole, key=lambda id_: (collate(shown(id_), lang), shown(id_).casefold(), id_)
        ),
    }
    assert set(orders) == set(VALUE_ORDERS)
    with opened("whoosh", articles) as searcher:
        lists = make_lists(searcher, named)
        for order, expected in orders.items():
            wanted = ValuesRequest(facet="author", order=order, limit=limit)
            assert read_pages(lists, wanted, lang) == [whole[id_] for id_ in expected]
            for prefix in ("ор", "ОРЛ", "ёж", "еж", "an", "vakha id", "-", "элк", "anna-o"):
                left = [
                    whole[id_]
                    for id_ in expected
                    if any(
                        all(
                            any(word.startswith(part) for word in split(label))
                            for part in split(prefix)
                        )
                        for label in (id_, *named[id_].values())
                    )
                ]
                asked = ValuesRequest(facet="author", order=order, limit=limit, prefix=prefix)
                assert read_pages(lists, asked, lang) == left


def split(text: str) -> list[str]:
    return fold(text).replace("-", " ").split()


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
def test_a_list_is_made_once(engine: str) -> None:
    """Making it is announced as work on every article; afterwards it is no work any more."""
    with opened(engine, [make_article("a", "Мост", authors=("anna-orlova",))]) as searcher:
        lists = make_lists(searcher, {"anna-orlova": {}})
        wanted = ValuesRequest(facet="author")
        quick = QuickDeadline(seconds=60.0, announced=0.0)
        with pytest.raises(DearRequestError):
            quick.run(lists.find_page, wanted, "en")
        made = lists.find_page(wanted, "en")
        for order in VALUE_ORDERS:
            again = ValuesRequest(facet="author", order=order)
            assert quick.run(lists.find_page, again, "ru").values == made.values
