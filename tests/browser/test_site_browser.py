"""The site in a real Chromium, as a reader uses it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

NARROW = {"width": 360, "height": 740}


def parameters(page: Page) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(page.url).query)


async def total(page: Page) -> str:
    text: str = await page.locator("[role=status]").inner_text()
    return text


async def test_a_reader_searches_and_opens_an_article(page: Page) -> None:
    await page.goto("/")
    await page.get_by_role("combobox").focus()
    await page.keyboard.type("школа")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/search?**")
    # The script keeps empty fields out of the address.
    assert parameters(page) == [("q", "школа")]
    assert await total(page) == "Found 41 articles, page 1 of 3"

    await page.get_by_role("link", name="Next").click()
    await page.wait_for_url("**page=2**")
    assert await page.locator(".hit").count() == 20
    assert await page.locator(".pager [aria-current=page]").text_content() == "Page 2"

    await page.get_by_role("link", name="oldest first").click()
    await page.wait_for_url("**sort=oldest**")
    assert parameters(page) == [("q", "школа"), ("sort", "oldest")]
    assert "2004" in await page.locator(".hit time").first.inner_text()

    # Others are found by their tag alone.
    title = page.locator(".hit:has(mark) h3 a").first
    name = await title.inner_text()
    await title.click()
    await page.wait_for_url("**/articles/**")
    assert await page.locator("h1").inner_text() == name
    assert await page.locator("mark").count() > 0
    await page.get_by_role("link", name="Go to the first match").click()
    assert await page.evaluate("document.querySelector(':target').tagName") == "MARK"
    await page.get_by_role("link", name="Back to the results").click()
    assert await total(page) == "Found 41 articles, page 1 of 3"


async def test_filters_are_added_and_removed(page: Page) -> None:
    await page.goto("/search?q=школа")
    countries = page.locator("[data-facet=country]")
    for name in ("Armenia", "Azerbaijan"):
        await countries.locator("a.toggle", has_text=name).click()
        await page.wait_for_load_state()
    assert parameters(page) == [("q", "школа"), ("country", "AM"), ("country", "AZ")]
    assert await total(page) == "Found 7 articles"
    assert await countries.locator(".selected").count() == 2

    await page.locator(".chips a", has_text="Armenia").click()
    await page.wait_for_load_state()
    assert parameters(page) == [("q", "школа"), ("country", "AZ")]

    other = countries.locator(".value", has_text="Dagestan")
    await other.hover()
    await other.get_by_role("link", name="Exclude Dagestan").click()
    await page.wait_for_load_state()
    assert ("-country", "dagestan") in parameters(page)

    await page.get_by_role("link", name="Clear all").click()
    await page.wait_for_load_state()
    assert parameters(page) == [("q", "школа")]


async def test_the_timeline_leads_from_years_to_days_and_back(page: Page) -> None:
    await page.goto("/search")
    for address in ("from=2014&to=2014", "from=2014-05&to=2014-05"):
        await page.locator(f".bucket a[href*='{address}']").click()
        await page.wait_for_url(f"**{address}**")
    day = page.locator(".bucket a").first
    label = (await day.locator(".tip").text_content() or "").strip().split(":")[0]
    await day.click()
    await page.wait_for_load_state()
    assert await page.locator(".chip-label").inner_text() == label
    await page.locator(".ways-up").get_by_role("link", name="May 2014").click()
    await page.wait_for_url("**from=2014-05&to=2014-05**")
    await page.locator(".ways-up").get_by_role("link", name="All years").click()
    await page.wait_for_load_state()
    assert parameters(page) == []


async def test_the_keyboard_reaches_a_bar(page: Page) -> None:
    await page.goto("/search?q=школа")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.matches('.bucket a')"):
            break
    tip = page.locator(".bucket a:focus .tip")
    box = await tip.bounding_box()
    assert box is not None
    assert box["width"] > 50
    await page.keyboard.press("Enter")
    await page.wait_for_url("**from=2004&to=2004**")


async def test_dates_are_typed(page: Page) -> None:
    await page.goto("/search?q=школа&country=AM")
    await page.get_by_label("from", exact=True).fill("2010")
    await page.get_by_label("to", exact=True).fill("2014-05")
    await page.get_by_role("button", name="Apply").click()
    await page.wait_for_url("**from=2010**")
    assert sorted(parameters(page)) == [
        ("country", "AM"),
        ("from", "2010"),
        ("q", "школа"),
        ("to", "2014-05"),
    ]


async def test_the_language_is_switched_on_the_same_page(page: Page) -> None:
    await page.goto("/search?q=школа&country=AM")
    await page.get_by_role("link", name="Русский").click()
    await page.wait_for_load_state()
    assert await page.locator("html").get_attribute("lang") == "ru"
    assert await total(page) == "Найдено 4 статьи"
    assert parameters(page) == [("q", "школа"), ("country", "AM"), ("ui", "ru")]


@pytest.mark.parametrize("ui", ["ru", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search",
        "/search?q=школа&country=AM&-tag=chess",
        "/search?from=2016&to=2018",
        "/search?from=2016-01&to=2016-02",
        "/search?q=виноград+трамвай+шахматы",
        "/search?q=школа+автр:Иванов",
        "/search?q=" + "длинноеслово" * 30,
        "/articles/ru-1000?q=мост",
        "/help",
    ],
)
async def test_nothing_overflows_a_narrow_screen(page: Page, path: str, ui: str) -> None:
    await page.set_viewport_size(NARROW)
    await page.goto(f"{path}{'&' if '?' in path else '?'}ui={ui}")
    for summary in await page.locator("summary:visible").all():
        await summary.click()
    assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert await overlapping_ticks(page) == []


@pytest.mark.parametrize("width", [360, 700, 1280])
async def test_labels_of_the_timeline_never_meet(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 900})
    for path in ("/search?ui=ru", "/search?from=2016&to=2018&ui=ru", "/search?from=2014&to=2014"):
        await page.goto(path)
        assert await overlapping_ticks(page) == []


async def overlapping_ticks(page: Page) -> list[str]:
    """The labels of the axis that begin before the one before them has ended."""
    boxes = await page.locator(".tick:visible").evaluate_all(
        "ticks => ticks.map(tick => [tick.textContent, ...['left', 'right']"
        ".map(side => tick.getBoundingClientRect()[side])])"
    )
    return [after[0] for before, after in pairwise(boxes) if after[1] < before[2]]


async def test_filters_fold_on_narrow_screens_and_stand_open_on_wide_ones(page: Page) -> None:
    await page.goto("/search?q=школа")
    value = page.locator("[data-facet=country] a.toggle").first
    assert await value.is_visible()
    await page.set_viewport_size(NARROW)
    assert not await value.is_visible()
    await page.get_by_text("Filters and dates").click()
    assert await value.is_visible()


async def test_everything_works_without_scripts(page: Page) -> None:
    await page.goto("/")
    context = await page.context.browser.new_context(java_script_enabled=False, locale="en-GB")
    plain = await context.new_page()
    await plain.goto(page.url)
    await plain.get_by_role("searchbox").fill("школа")
    await plain.get_by_role("button", name="Search").click()
    assert await total(plain) == "Found 41 articles, page 1 of 3"
    await plain.locator("[data-facet=country] a.toggle", has_text="Armenia").click()
    assert await total(plain) == "Found 4 articles"
    await plain.get_by_label("from", exact=True).fill("2011")
    await plain.get_by_label("from", exact=True).press("Enter")
    assert ("from", "2011") in parameters(plain)
    assert ("country", "AM") in parameters(plain)
    await context.close()
