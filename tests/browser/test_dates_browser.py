"""The archive by date in a real Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

NARROWEST = {"width": 320, "height": 640}
PATHS = (
    "/archive/",
    "/archive/2004/",
    "/archive/2004/07/",
    "/archive/2004/07/21",
    "/archive/2004/08/01",
    "/about",
)


async def test_a_reader_walks_from_the_front_page_to_an_article_of_a_day(page: Page) -> None:
    await page.goto("/?ui=en")
    await (
        page.get_by_role("navigation", name="Browse the archive")
        .get_by_role("link", name="By date")
        .click()
    )
    await page.get_by_role("link", name="July 2004: 2 articles").click()
    assert await page.locator("h1").inner_text() == "July 2004"
    # Told by its column and the number of its articles.
    await page.get_by_role("cell", name="21 2 articles").get_by_role("link").click()
    assert await page.locator("h1").inner_text() == "21 July 2004"
    await page.get_by_role("link", name="Later: 9 October 2004").click()
    await page.wait_for_url("**/archive/2004/10/09?ui=en")
    title = page.locator(".entry h3 a").first
    name = await title.inner_text()
    await title.click()
    await page.wait_for_url("**/articles/**")
    assert await page.locator("h1").inner_text() == name


async def test_the_keyboard_shows_how_many_articles_a_day_has(page: Page) -> None:
    await page.goto("/archive/2004/?ui=en")
    day = page.locator(".month td a").first
    tip = day.locator(".tip")
    # There for who listens, out of sight for who looks.
    assert ((await tip.bounding_box()) or {})["width"] <= 1
    await page.locator(".volumes").click()
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.matches('.month td a')"):
            break
    box = await page.locator(".month td a:focus .tip").bounding_box()
    assert box is not None
    assert box["width"] > 40
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/archive/2004/**?ui=en")


async def test_a_random_article_is_another_one_each_time(page: Page) -> None:
    seen = set()
    for _ in range(4):
        await page.goto("/")
        await page.get_by_role("link", name="A random article").click()
        await page.wait_for_url("**/articles/**")
        seen.add(page.url)
    assert len(seen) > 1


@pytest.mark.parametrize("path", PATHS)
async def test_what_is_pressed_is_large_enough(page: Page, path: str) -> None:
    await page.set_viewport_size(NARROWEST)
    await page.goto(f"{path}?ui=ru")
    # Links inside sentences may be as high as a line.
    small = await page.locator("main a").evaluate_all(
        "all => all.filter(a => !a.closest('.prose, .entry-version, .period-facts, .about > p')"
        " && a.getBoundingClientRect().height < 20).map(a => a.textContent)"
    )
    assert small == []


async def test_steps_are_told_apart_where_colours_are_forced(page: Page) -> None:
    await page.emulate_media(forced_colors="active")
    await page.goto("/archive/?ui=en")
    widths = await page.locator(".swatch").evaluate_all(
        "all => all.map(one => getComputedStyle(one, '::after').width)"
    )
    assert len(widths) == len(set(widths)) > 1
