"""Articles whose address or id is pasted into the search box."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.query.addresses import find_addresses, is_address
from searcher.request import SearchRequest
from searcher.service import SearchService

ADDRESS = "chronicle.example/ru/3021"


def name_article(service: SearchService, q: str) -> tuple[str, str] | None:
    """Which article a query names, and by what."""
    pasted = service.search(SearchRequest(q=q), "en").pasted
    return (pasted.article.id, pasted.by) if pasted else None


@pytest.mark.parametrize(
    ("q", "named"),
    [
        (f"https://{ADDRESS}", ("ru-3021", "address")),
        (f"  http://www.{ADDRESS.upper().replace('/RU', '/ru')}/ ", ("ru-3021", "address")),
        (ADDRESS, ("ru-3021", "address")),
        (f"//{ADDRESS}/?utm_source=feed&fbclid=1#top", ("ru-3021", "address")),
        (f"<https://{ADDRESS}>", ("ru-3021", "address")),
        (f"«https://{ADDRESS}».", ("ru-3021", "address")),
        (f"Смотрите статью: https://{ADDRESS}, она о Сулаке", ("ru-3021", "mention")),
        ("ru-3021", ("ru-3021", "id")),
        (" ru-3021\n", ("ru-3021", "id")),
        ("https://chronicle.example/ru/9999", None),
        ("https://chronicle.example", None),
        ("http://[chronicle.example/ru/3021", None),
        ("мост", None),
        ("ru-9999", None),
        ("", None),
    ],
)
def test_an_address_or_an_id_names_its_article(
    service: SearchService, q: str, named: tuple[str, str] | None
) -> None:
    assert name_article(service, q) == named


@pytest.mark.parametrize("text", ["и/или", "U.S./U.K.", "24/7", "мост. река", "http://", "a.b"])
def test_words_with_signs_between_them_are_no_address(text: str) -> None:
    assert find_addresses(text) == []


@given(st.text(max_size=80))
def test_what_is_an_address_is_one_of_its_addresses(text: str) -> None:
    assert not is_address(text) or text.strip(" \n") == "" or find_addresses(text)
