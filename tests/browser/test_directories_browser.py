"""Directories, pages of values and the choice of values in a real Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

PATHS = (
    "/tags/",
    "/tags/?order=count",
    "/tags/?q=ш",
    "/countries/",
    "/tags/chess",
    "/countries/dagestan",
    "/search/values?facet=tag&q=школа&tag=chess&-tag=wine",
)


@pytest.mark.parametrize("width", [320, 700, 1280])
@pytest.mark.parametrize("ui", ["ru", "en"])
async def test_nothing_sticks_out_and_all_can_be_hit(page: Page, ui: str, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 740})
    for path in PATHS:
        await page.goto(f"{path}{'&' if '?' in path else '?'}ui={ui}")
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
        small = await page.locator(
            "main :is(.letters a, .entries li > a, .tiles a, .neighbours a, .choice-list a,"
            " .choice-list input, .orders a, .orders label, .steps > *, .chosen-values a)"
        ).evaluate_all(
            "all => all.filter(one => one.offsetWidth < 24 || one.offsetHeight < 24)"
            ".map(one => one.outerHTML)"
        )
        assert small == [], path


async def test_tiles_hold_their_names(page: Page) -> None:
    for width in (320, 700, 1280):
        await page.set_viewport_size({"width": width, "height": 740})
        for ui in ("ru", "en"):
            await page.goto(f"/countries/?ui={ui}")
            cut = await page.locator(".tiles a").evaluate_all(
                "all => all.filter(one => one.scrollWidth > one.clientWidth"
                " || one.scrollHeight > one.clientHeight).map(one => one.textContent)"
            )
            assert cut == [], (width, ui)


async def test_a_reader_goes_from_a_letter_to_a_tag_and_its_articles(page: Page) -> None:
    await page.goto("/tags/?ui=en")
    await page.locator(".letters").get_by_role("link", name="C").click()
    assert await page.evaluate("document.querySelector(':target').textContent.trim()") == "C"
    await page.locator(".entries").get_by_role("link", name="chess").click()
    assert await page.locator("h1").inner_text() == "chess"
    await page.locator("aside").get_by_role("link", name="5 articles with both").click()
    await page.wait_for_url("**/search?**")
    assert parse_qsl(urlsplit(page.url).query) == [
        ("country", "AM"),
        ("tag", "chess"),
        ("ui", "en"),
    ]
    assert await page.locator("[role=status]").first.inner_text() == "Found 5 articles"


async def test_ticks_are_counted_and_survive_the_filter(page: Page) -> None:
    await page.goto("/search/values?facet=tag&q=школа")
    await page.get_by_role("checkbox", name="chess").check()
    await page.get_by_role("checkbox", name="crafts").check()
    assert await page.locator("output").inner_text() == "2"
    await page.get_by_label("Find in the list").fill("mus")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**prefix=mus**")
    assert await page.locator(".choice-name").all_inner_texts() == ["music"]
    assert await page.locator("output").inner_text() == "2"
    await page.get_by_role("checkbox", name="music").check()
    assert await page.locator("output").inner_text() == "3"
    await page.get_by_role("button", name="Show articles").click()
    await page.wait_for_url("**/search?**")
    assert parse_qsl(urlsplit(page.url).query) == [
        ("q", "школа"),
        ("tag", "chess"),
        ("tag", "crafts"),
        ("tag", "music"),
    ]


async def test_the_order_changes_at_once(page: Page) -> None:
    await page.goto("/search/values?facet=tag")
    await page.get_by_label("alphabetically").check()
    await page.wait_for_url("**order=label**")
    names = await page.locator(".choice-name").all_inner_texts()
    assert names == sorted(names)


async def test_everything_works_without_scripts(page: Page) -> None:
    await page.goto("/")
    context = await page.context.browser.new_context(java_script_enabled=False, locale="ru-RU")
    plain = await context.new_page()
    await plain.goto(f"{page.url}tags/")
    await plain.get_by_label("Найти в списке").fill("шах")
    await plain.get_by_label("Найти в списке").press("Enter")
    assert await plain.locator(".entries a").all_inner_texts() == ["шахматы"]
    await plain.goto(f"{page.url}search/values?facet=tag&q=школа")
    await plain.get_by_role("checkbox", name="шахматы").check()
    await plain.get_by_label("по алфавиту").check()
    await plain.locator(".choices").get_by_role("button", name="Найти").click()
    assert await plain.locator("output").inner_text() == "1"
    assert await plain.locator(".choice-name").first.inner_text() == "археология"
    await plain.get_by_role("button", name="Показать статьи").click()
    query = parse_qsl(urlsplit(plain.url).query)
    assert query == [("q", "школа"), ("tag", "chess")]
    await context.close()
