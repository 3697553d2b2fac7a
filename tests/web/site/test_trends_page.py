"""Queries compared over time: the page, its table, its drawing."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pytest
from aiohttp.test_utils import TestClient
from hypothesis import given
from hypothesis import strategies as st
from pytest_aiohttp import AiohttpClient

from searcher.service import SearchService
from tests.web.site.test_site import read
from web.app import make_app
from web.site.trends.drawing import choose_top, make_axis, smooth, write_path

values = st.lists(st.none() | st.floats(0, 1e6), min_size=1, max_size=40)


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


@pytest.mark.parametrize("interval", ["year", "quarter", "month"])
async def test_every_number_leads_to_as_many_articles(client: TestClient, interval: str) -> None:
    asked = urlencode({"q": "школа", "from": "2016", "to": "2017", "interval": interval})
    page = await read(await client.get(f"/trends?{asked}&q=мост&ui=en"))
    answer = await (await client.get(f"/api/v1/timeline?{asked}&q=мост")).json()
    counts = [count for series in answer["series"] for count in series["counts"] if count]
    cells = re.findall(r'<td><a href="([^"]+)"[^>]*>(\d+)</a>', page.source)
    assert sorted(int(count) for _, count in cells) == sorted(counts)
    for url, count in cells:
        found = await read(await client.get(url.replace("&amp;", "&")))
        assert re.search(rf"Found {count} article", found.text), url


async def test_lines_are_values_of_a_facet(client: TestClient) -> None:
    page = await read(await client.get("/trends?q=школа&split=country&measure=share&ui=ru"))
    facets = (await (await client.get("/api/v1/facets?q=школа&facet=country")).json())["values"]
    commonest = [f"{value['labels']['ru']} {value['count']} " for value in facets[:5]]
    assert all(told in page.text for told in commonest)
    assert "доля в архиве" in page.text
    assert len(list(page.find("path", **{"class": "stroke line-5"}))) == 1


async def test_a_drawing_stands_by_itself(client: TestClient) -> None:
    answer = await client.get("/trends.svg?q=школа&q=" + quote('<мост>&"') + "&smooth=3&ui=en")
    assert answer.content_type == "image/svg+xml"
    assert "attachment" in answer.headers["Content-Disposition"]
    drawn = ET.fromstring(await answer.text())  # noqa: S314 (our own drawing)
    texts = ["".join(one.itertext()) for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "школа (41)" in texts
    assert "Each point is the mean of 3 periods." in (await answer.text())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("&".join(f"q={word}" for word in "abcdef"), "6 queries are to be compared: at most 5"),
        ("q=x&interval=century", "“interval” cannot be “century”"),
        ("q=x&smooth=26", "26"),
        ("q=x&sort=oldest", "There is no parameter “sort”."),
    ],
)
async def test_wrong_parameters_are_told(client: TestClient, asked: str, told: str) -> None:
    page = await read(await client.get(f"/trends?{asked}&ui=en"), 400)
    assert told in page.text


async def test_nothing_asked_is_the_whole_archive(client: TestClient) -> None:
    page = await read(await client.get("/trends?ui=en"))
    assert "All articles 172 articles" in page.text
    empty = await read(await client.get("/trends?from=1990&to=1991&ui=en"))
    assert "Nothing to draw" in empty.text


async def test_a_search_leads_to_its_comparison_and_its_concordance(client: TestClient) -> None:
    page = await read(await client.get("/search?q=школа&country=AM&from=2010&ui=en"))
    narrowed = f"q={quote('школа')}&country=AM&from=2010&ui=en"
    assert {f"/trends?{narrowed}", f"/concordance?{narrowed}"} <= set(page.links())
    everything = await read(await client.get("/search?country=AM&ui=en"))
    assert not any(link.startswith("/concordance") for link in everything.links())


async def test_a_concordance_of_nothing_asks_for_a_word(client: TestClient) -> None:
    page = await read(await client.get("/concordance?country=AM&ui=ru"))
    assert list(page.find("form", action="/concordance"))
    assert list(page.find("input", name="country", value="AM", type="hidden"))


async def test_a_concordance_can_be_asked_for_another_word_and_time(client: TestClient) -> None:
    asked = {"country": "AM", "from": "2010", "q": "школа", "sort": "left", "to": "2012"}
    page = await read(await client.get(f"/concordance?{urlencode(asked)}&ui=ru"))
    (form,) = re.findall(r'<form class="asking".*?</form>', page.source, re.S)
    sent = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    assert sent == asked | {"ui": "ru"}
    changed = urlencode(sent | {"q": "мастер", "from": "январь 2005", "to": "31.12.2012"})
    lines = list(
        (await read(await client.get(f"/concordance?{changed}"))).find("td", class_="match")
    )
    answer = await client.get("/api/v1/kwic?q=мастер&country=AM&from=2005&to=2012")
    assert len(lines) == len((await answer.json())["lines"]) > 0


async def test_lines_of_a_concordance_are_those_of_the_api(client: TestClient) -> None:
    for sort in ("newest", "right"):
        page = await read(await client.get(f"/concordance?q=школа&sort={sort}&ui=en"))
        answer = await (await client.get(f"/api/v1/kwic?q=школа&sort={sort}&limit=50")).json()
        matches = re.findall(r'<td class="match"[^>]*><a href="([^"]+)">([^<]+)</a>', page.source)
        assert [match for _, match in matches] == [line["match"] for line in answer["lines"]]
        assert f"{len(matches)} occurrences, 41 articles" in page.text
    # A link leads to the article, with its words marked, at the place by its text.
    url, match = matches[0]
    address, _, place = url.replace("&amp;", "&").partition("#")
    assert ":~:text=" in place
    assert quote(match) in place
    article = await read(await client.get(address))
    assert list(article.find("mark"))


async def test_a_concordance_goes_on(client: TestClient) -> None:
    first = await read(await client.get("/concordance?q=в&expand=-stop-words&ui=en"))
    (following,) = [link for link in first.links() if "cursor=" in link]
    second = await read(await client.get(following))
    assert len(list(second.find("td", **{"class": "match"}))) == 50
    lines = [
        re.findall(r'<td class="match".*?</tr>', page.source, re.S) for page in (first, second)
    ]
    assert not set(lines[0]) & set(lines[1])


async def test_words_near_are_those_of_the_api(client: TestClient) -> None:
    page = await read(await client.get("/concordance?q=школа&ui=en"))
    answer = await (await client.get("/api/v1/collocates?q=школа&limit=20&read=500")).json()
    terms = re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page.source)
    assert terms == [row["term"] for row in answer["collocates"]]


@given(values, st.integers(1, 25))
def test_smoothing_keeps_what_is_unknown_and_stays_between_the_values(
    series: list[float | None], intervals: int
) -> None:
    means = smooth(series, intervals)
    assert [mean is None for mean in means] == [value is None for value in series]
    known = [value for value in series if value is not None]
    assert all(min(known) - 1e-6 <= mean <= max(known) + 1e-6 for mean in means if mean is not None)
    assert smooth(series, 1) == series


@given(values)
def test_a_line_has_a_gap_where_nothing_is_known(series: list[float | None]) -> None:
    places = [None if v is None else (float(n), v) for n, v in enumerate(series)]
    path = write_path(places)
    runs = "".join("x" if place else " " for place in places).split()
    assert path.count("M") == len(runs)
    assert path.count("L") == sum(len(run) - 1 for run in runs)
    assert path.count("h0") == runs.count("x")


@given(st.just(0.0) | st.floats(1e-6, 1e9))
def test_the_top_of_a_chart_is_a_round_number_near_the_most(most: float) -> None:
    top = choose_top(most)
    assert top >= most * 0.9999
    assert top <= 1.501 * most or most == 0


@given(st.integers(1, 20_000))
def test_an_axis_has_few_equal_parts(intervals: int) -> None:
    axis = make_axis(intervals)
    assert 1 <= axis.parts <= 8
    assert axis.parts * axis.step >= intervals
    assert 0 < axis.place(0) < axis.place(intervals - 1) < 1000 or intervals == 1
