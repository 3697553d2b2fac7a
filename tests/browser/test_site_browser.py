"""The site in a real Chromium, as a reader uses it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Page

expect = pytest.importorskip("playwright.async_api", reason="playwright is not installed").expect

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
    # A story's versions are one entry, and count as articles; those that are not found are named.
    assert await page.locator(".hit").count() == 17
    assert await page.locator(".hit .version").count() == 17
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
    await page.get_by_role("button", name="Next match").click()
    assert await page.locator("mark.current").count() == 1
    await page.get_by_role("link", name="Back to the results").click()
    assert await total(page) == "Found 41 articles, page 1 of 3"


async def test_filters_are_added_and_removed(page: Page) -> None:
    await page.goto("/search?q=школа")
    countries = page.locator("[data-facet=country]")
    for name in ("Armenia", "Azerbaijan"):
        await countries.get_by_role("checkbox", name=name).check()
        await page.wait_for_url(f"**country={'AM' if name == 'Armenia' else 'AZ'}**")
        # The page is a new one: the reader goes on where the choice was made.
        assert await countries.get_by_role("checkbox", name=name).evaluate(
            "box => box === document.activeElement"
        )
    assert parameters(page) == [("q", "школа"), ("country", "AM"), ("country", "AZ")]
    assert await total(page) == "Found 7 articles"
    assert " or " in await page.locator(".chips").inner_text()

    await page.locator(".chips a", has_text="Armenia").click()
    await page.wait_for_load_state()
    assert parameters(page) == [("q", "школа"), ("country", "AZ")]

    await page.get_by_label("Exclude").check()
    # A value has one box, whichever way it is ticked.
    assert await countries.get_by_role("checkbox", name="Azerbaijan").count() == 1
    assert await countries.get_by_role("checkbox", name="Azerbaijan").is_checked()
    await countries.get_by_role("checkbox", name="without Chechnya").check()
    await page.wait_for_url("**-country=chechnya**")
    # The page is a new one, and what is done goes on.
    assert await page.get_by_label("Exclude").is_checked()
    assert await countries.get_by_role("checkbox", name="without Chechnya").is_checked()
    await page.get_by_label("Exclude").uncheck()
    assert await countries.get_by_role("checkbox", name="Chechnya").count() == 1
    await page.get_by_role("link", name="Clear all").click()
    await page.wait_for_load_state()
    assert parameters(page) == [("q", "школа")]


async def test_on_a_narrow_screen_filters_stay_open_while_they_are_chosen(page: Page) -> None:
    await page.set_viewport_size(NARROW)
    await page.goto("/search?q=школа")
    country = page.locator("[data-facet=country]").get_by_role("checkbox", name="Armenia")
    assert not await country.is_visible()
    await page.get_by_role("link", name="Filters", exact=True).click()
    button = page.locator(".filters-foot .button")
    assert await button.inner_text() == "Show 41 articles"
    await country.check()
    await expect(button).to_have_text("Show 4 articles")
    await page.locator("[data-facet=country]").get_by_role("checkbox", name="Azerbaijan").check()
    await expect(button).to_have_text("Show 7 articles")
    await page.keyboard.press("Escape")
    assert not await country.is_visible()
    await page.go_back()
    await button.click()
    await page.wait_for_url("**country=AZ**")
    assert await page.locator(".filters-open").inner_text() == "Filters · 2"


async def test_the_button_tells_how_many_a_repaired_search_would_find(page: Page) -> None:
    await page.set_viewport_size(NARROW)
    await page.goto("/search?q=vjcn&facet_limit=5&ui=ru")
    assert "Найдено 10 статей" in await page.locator(".total").inner_text()
    await page.locator(".filters-open").click()
    button = page.locator(".filters-foot .button")
    assert await button.inner_text() == "Показать 10 статей"
    await page.locator("[data-facet=tag] input[value=roads]").first.check()
    await expect(button).to_have_text("Показать 3 статьи")
    await button.click()
    await page.wait_for_url("**tag=roads**")
    assert "Найдено 3 статьи" in await page.locator(".total").inner_text()


async def test_the_first_hit_of_a_phone_is_on_the_first_screen(page: Page) -> None:
    await page.set_viewport_size(NARROW)
    for ui in ("ru", "en"):
        await page.goto(f"/search?q=школа&ui={ui}")
        box = await page.locator(".hit h3").first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < NARROW["height"]


async def test_the_timeline_leads_from_years_to_days_and_back(page: Page) -> None:
    await page.goto("/search")
    for address in ("from=2014&to=2014", "from=2014-05&to=2014-05"):
        await page.locator(f".chart a[href*='{address}']").click()
        await page.wait_for_url(f"**{address}**")
    day = page.locator(".chart a").first
    label = (await day.locator("title").text_content() or "").strip().split(":")[0]
    await day.click()
    await page.wait_for_load_state()
    assert await page.locator(".chip-label").inner_text() == label
    await page.locator(".periods").get_by_role("link", name="May 2014", exact=True).click()
    await page.wait_for_url("**from=2014-05&to=2014-05**")
    await page.locator(".periods").get_by_role("link", name="All years").click()
    await page.wait_for_load_state()
    assert parameters(page) == []


async def test_a_range_of_years_is_drawn_over(page: Page) -> None:
    await page.goto("/search?q=школа")
    box = await page.locator(".chart svg").bounding_box()
    assert box is not None
    year, middle = box["width"] / 22, box["y"] + box["height"] / 2
    await page.mouse.move(box["x"] + 2.5 * year, middle)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 5.5 * year, middle, steps=5)
    assert await page.locator(".tip").inner_text() == "2006 – 2009"
    await page.mouse.up()
    await page.wait_for_url("**from=2006&to=2009**")


@pytest.mark.parametrize("width", [360, 1280])
async def test_paper_has_the_results_and_no_controls(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 900})
    await page.emulate_media(media="print")
    await page.goto("/search?q=школа#filters")
    for selector in (".masthead", ".filters", ".tools", ".pager", ".machine"):
        assert not await page.locator(selector).is_visible()
    assert await page.locator(".hit h3").first.is_visible()


async def test_few_stops_of_the_keyboard_lie_before_the_first_hit(page: Page) -> None:
    await page.goto("/search?q=школа&country=AM&country=AZ")
    stops = 0
    while not await page.evaluate("document.activeElement.matches('.hit h3 a')"):
        await page.keyboard.press("Tab")
        stops += 1
        assert stops < 25


async def test_the_keyboard_reaches_a_year(page: Page) -> None:
    await page.goto("/search?q=школа")
    await page.get_by_text("As a table").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="2004", exact=True).focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**from=2004&to=2004**")


async def test_the_share_of_the_archive_is_shown_on_demand(page: Page) -> None:
    await page.goto("/search?q=школа")
    shares = page.locator(".bar-share")
    assert not await shares.first.is_visible()
    await page.get_by_label("Share of the archive").check()
    assert await shares.first.is_visible()
    assert not await page.locator(".bar-count").first.is_visible()
    assert (await page.locator(".scale-share").inner_text()).endswith("%")


async def test_dates_are_typed(page: Page) -> None:
    await page.goto("/search?q=школа&country=AM")
    await page.get_by_label("from", exact=True).fill("2010")
    await page.get_by_label("to", exact=True).fill("May 2014")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**to=May**")
    assert sorted(parameters(page)) == [
        ("country", "AM"),
        ("from", "2010"),
        ("q", "школа"),
        ("to", "May 2014"),
    ]
    assert await page.get_by_label("to", exact=True).input_value() == "May 2014"


async def test_the_theme_is_chosen_and_kept(page: Page) -> None:
    await page.goto("/")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(paper)
    await page.get_by_role("button", name="Light or dark").click()
    dark = await page.evaluate(paper)
    assert dark != light
    await page.goto("/search?q=школа")
    assert await page.evaluate(paper) == dark


@pytest.mark.parametrize("path", ["/search?q=мост", "/trends?q=мост&q=река", "/articles/ru-1000"])
async def test_paper_is_light_whatever_the_theme(page: Page, path: str) -> None:
    tell = "getComputedStyle(document.body).color"
    await page.emulate_media(media="print", color_scheme="light")
    await page.goto(path)
    printed = await page.evaluate(tell)
    await page.emulate_media(media="print", color_scheme="dark")
    assert await page.evaluate(tell) == printed
    await page.evaluate('document.documentElement.dataset.theme = "dark"')
    assert await page.evaluate(tell) == printed
    assert not await page.locator(".tools, .theme").filter(visible=True).count()


async def test_the_language_is_switched_on_the_same_page(page: Page) -> None:
    await page.goto("/search?q=школа&country=AM")
    await page.get_by_role("link", name="Русский").click()
    await page.wait_for_load_state()
    assert await page.locator("html").get_attribute("lang") == "ru"
    assert await total(page) == "Найдено 4 статьи"
    assert parameters(page) == [("q", "школа"), ("country", "AM"), ("ui", "ru")]
    # The browser keeps the choice, for addresses that name no language.
    await page.goto("/help")
    assert await page.locator("html").get_attribute("lang") == "ru"


@pytest.mark.parametrize("width", [320, 360, 700, 1280])
async def test_labels_of_the_timeline_never_meet(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 900})
    for days in ("", "from=2016&to=2018", "from=2014&to=2014", "from=2016-01&to=2016-02"):
        await page.goto(f"/search?ui=ru&{days}")
        assert await overlapping_ticks(page) == []


async def overlapping_ticks(page: Page) -> list[str]:
    """The labels of the axis that begin before the one before them has ended."""
    boxes = await page.locator(".tick:visible").evaluate_all(
        "ticks => ticks.map(tick => [tick.textContent, ...['left', 'right']"
        ".map(side => tick.getBoundingClientRect()[side])])"
    )
    return [after[0] for before, after in pairwise(boxes) if after[1] < before[2]]


async def test_everything_works_without_scripts(page: Page) -> None:
    await page.goto("/")
    context = await page.context.browser.new_context(java_script_enabled=False, locale="en-GB")
    plain = await context.new_page()
    await plain.goto(page.url)
    await plain.get_by_role("searchbox").fill("школа")
    await plain.get_by_role("button", name="Search").click()
    assert await total(plain) == "Found 41 articles, page 1 of 3"
    # The number holds until something else is chosen.
    await expect(plain.get_by_role("button", name="Show 41 articles")).to_be_visible()
    await plain.locator("[data-facet=country]").get_by_role("checkbox", name="Armenia").check()
    await plain.get_by_role("button", name="Show articles").click()
    assert await total(plain) == "Found 4 articles"
    await plain.get_by_label("from", exact=True).fill("2011")
    await plain.get_by_label("from", exact=True).press("Enter")
    assert ("from", "2011") in parameters(plain)
    assert ("country", "AM") in parameters(plain)
    await context.close()
