"""The site by a keyboard alone: keys, and what is typed into the field that has the focus."""

from __future__ import annotations

import pytest

from tests.browser.keyboard import Keyboard
from tests.browser.reader import Desk, Reader, read
from web.i18n import load_language

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

PHONE = Desk("ru", 360, has_scripts=True)
PLAIN = Desk("en", 1280, has_scripts=False)

both = pytest.mark.parametrize("desk", [PHONE, PLAIN], indirect=True, ids=str)


@pytest.fixture
def keyboard(reader: Reader) -> Keyboard:
    return Keyboard(reader)


@both
async def test_a_query_is_typed_and_the_third_hit_opened(keyboard: Keyboard) -> None:
    reader, page = keyboard.reader, keyboard.page
    await reader.open("/")
    await keyboard.go_to("#q")
    await keyboard.type("школа")
    await keyboard.enter()
    assert reader.found(41) in await reader.status()
    await keyboard.press("Tab", ".skip")
    await keyboard.enter()
    for _ in range(3):
        await keyboard.go_to(".hit h3 a")
    title = await read(page.locator(":focus"))
    assert title == await read(reader.hits.nth(2))
    await keyboard.enter()
    assert await reader.heading() == title
    await keyboard.go_to(".trail a")
    await keyboard.enter()
    assert reader.found(41) in await reader.status()


async def test_filters_are_chosen_and_applied(keyboard: Keyboard) -> None:
    reader, page = keyboard.reader, keyboard.page
    await reader.open("/search?q=школа")
    await keyboard.go_to(".skip[href='#filters']" if reader.is_wide else ".filters-open")
    await keyboard.enter()
    sends_each = reader.is_wide and reader.desk.has_scripts
    for facet, value in (("country", "AM"), ("tag", "chess")):
        await keyboard.go_to(f"#filters [name={facet}][value={value}]")
        if sends_each:
            await keyboard.enter("Space")
        else:
            await page.keyboard.press("Space")
    if not sends_each:
        await keyboard.go_to(".filters-foot button")
        await keyboard.enter()
    assert reader.asked == [("q", "школа"), ("country", "AM"), ("tag", "chess")]
    assert await reader.status() == reader.found(4)


@pytest.mark.parametrize("desk", [PHONE], indirect=True, ids=str)
async def test_the_sheet_of_filters_keeps_the_focus_until_it_is_closed(keyboard: Keyboard) -> None:
    reader, page = keyboard.reader, keyboard.page
    await reader.open("/search?q=школа")
    await keyboard.go_to(".filters-open")
    await keyboard.enter()
    # What it lies over is out of reach, forwards and back.
    assert await count_stops(keyboard, "Tab") > 20
    await keyboard.go_to("#filters button", "Shift+Tab", most=1)
    await keyboard.go_to(".filters-close", "Shift+Tab")
    assert await keyboard.press("Shift+Tab", "#filters *") is not False
    async with reader.arriving():
        await page.keyboard.press("Escape")
    await keyboard.go_to(".hit h3 a", most=25)


@both
async def test_a_year_and_a_month_of_the_timeline_are_chosen(keyboard: Keyboard) -> None:
    reader = keyboard.reader
    await reader.open("/search?q=школа")
    for place in ("2011", "2011-02"):
        await keyboard.go_to(".as-table summary")
        await keyboard.press("Space")
        await keyboard.go_to(f".as-table a[href*='from={place}&']")
        await keyboard.enter()
        assert reader.asked[1:] == [("from", place), ("to", place)]
    assert await reader.hits.count() == 1
    await keyboard.go_to(".periods a")
    await keyboard.enter()
    assert reader.asked == [("q", "школа")]


@both
async def test_the_language_and_the_theme_are_changed(keyboard: Keyboard) -> None:
    reader, page = keyboard.reader, keyboard.page
    await reader.open("/archive/")
    if reader.desk.has_scripts:
        await keyboard.go_to(".theme")
        await keyboard.press("Space")
        assert await page.locator("html").get_attribute("data-theme") == "dark"
        await keyboard.go_to(".masthead-links [hreflang]", "Shift+Tab")
    else:
        await keyboard.go_to(".masthead-links [hreflang]")
    other = await page.locator(":focus").get_attribute("hreflang")
    assert other is not None
    reader.language = load_language(other)
    await keyboard.enter()
    assert reader.path == "/archive/"


@both
async def test_the_matches_of_an_article_are_walked_through(keyboard: Keyboard) -> None:
    reader, page = keyboard.reader, keyboard.page
    await reader.open("/articles/ru-1000?q=мост&rank=2")
    if reader.desk.has_scripts:
        await keyboard.go_to("[data-step='1']")
        await page.keyboard.press("Enter")
        assert await page.locator("mark.current").count() == 1
        assert await keyboard.press("n", "mark.current")
        assert await keyboard.press("p", "mark.current")
    else:
        await keyboard.go_to(".first-match")
        await keyboard.enter()
        assert await page.locator("mark:target").count() == 1
    await keyboard.go_to(".cite summary", most=20)
    await keyboard.press("Enter")
    await keyboard.go_to(".cite a[download]")


@both
async def test_the_articles_of_a_day_are_opened(keyboard: Keyboard) -> None:
    reader = keyboard.reader
    await reader.open("/")
    await keyboard.go_to(".masthead-links [href^='/archive/']")
    await keyboard.enter()
    await keyboard.go_to("main [href^='/archive/2025/04/']")
    await keyboard.enter()
    await keyboard.go_to(".month td a")
    await keyboard.enter()
    assert reader.path == "/archive/2025/04/24"
    await keyboard.go_to(".neighbours .previous")
    await keyboard.enter()
    await keyboard.go_to(".entry h3 a")
    title = await read(reader.page.locator(":focus"))
    await keyboard.enter()
    assert await reader.heading() == title


RESULTS = "/search?q=школа&country=AM&-tag=music"
VALUES = "/search/values?facet=tag&q=школа&tag=chess"
ARTICLE = "/articles/ru-1000?q=мост&rank=2"


@pytest.mark.parametrize(
    ("desk", "path"),
    [
        (PHONE, "/"),
        (PHONE, RESULTS),
        (PHONE, VALUES),
        (PHONE, ARTICLE),
        (PHONE, "/countries/"),
        (PLAIN, RESULTS),
        (PLAIN, ARTICLE),
        (PLAIN, "/archive/2004/"),
        (PLAIN, "/trends?q=школа&q=мост"),
        (PLAIN, "/concordance?q=школа"),
    ],
    indirect=["desk"],
    ids=str,
)
async def test_tab_leads_through_a_page_and_out_of_it(keyboard: Keyboard, path: str) -> None:
    await keyboard.reader.open(path)
    assert await count_stops(keyboard, "Tab") > 20


@pytest.mark.parametrize("desk", [PHONE], indirect=True, ids=str)
@pytest.mark.parametrize("path", [VALUES, ARTICLE])
async def test_shift_and_tab_lead_back_through_it(keyboard: Keyboard, path: str) -> None:
    await keyboard.reader.open(path)
    assert await count_stops(keyboard, "Shift+Tab") > 20


async def count_stops(keyboard: Keyboard, key: str) -> int:
    """How often a key moves the focus before it has left the page."""
    stops = 0
    while await keyboard.press(key) is not None:
        stops += 1
        assert stops < 300
    return stops
