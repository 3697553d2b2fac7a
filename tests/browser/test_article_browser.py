"""The page of an article in a real Chromium: through its matches, its versions, what is copied."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import OpenSite
from tests.browser.test_accessibility import AXE, list_violations
from tests.conftest import MakeService
from tests.web.site.test_versions_page import FIRST, SECOND, THIRD, store_versions
from web.parameters import UI_LANGS

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

FOUND = "/articles/ru-1000?q=мост&rank=2&ui=en"
BOTH = "/articles/ru-1000?q=мост|bridge&beside=en-1001&ui=en"


async def place(page: Page) -> str:
    """What the reader sees of the place among the matches, and what is announced."""
    seen = await page.locator(".match-place").inner_text()
    told = await page.locator(".match-status").text_content() or ""
    assert told in {"", f"Match {seen}"}
    return seen


async def current(page: Page) -> int:
    """Which mark of the text is the current one, from 1."""
    index: int = await page.evaluate(
        "[...document.querySelectorAll('.story mark')]"
        ".findIndex(mark => mark.classList.contains('current')) + 1"
    )
    return index


def button(page: Page, name: str) -> Locator:
    """The button of a name; what is seen of it and what is only heard may have a blank between."""
    return page.get_by_role("button", name=re.compile(f"^{name.replace(':', ' ?:')}$"))


async def is_in_sight(page: Page, selector: str) -> bool:
    seen: bool = await page.evaluate(
        "selector => { const box = document.querySelector(selector).getBoundingClientRect();"
        "return box.top >= 0 && box.bottom <= innerHeight }",
        selector,
    )
    return seen


async def test_keys_lead_through_the_matches_and_round(page: Page) -> None:
    await page.set_viewport_size({"width": 1280, "height": 400})
    await page.goto(FOUND)
    assert await place(page) == "6 matches"
    for key, number in (("n", 1), ("n", 2), ("т", 3), ("p", 2), ("з", 1), ("p", 6), ("N", 1)):
        await (page.keyboard.press(key) if key.isascii() else type_cyrillic(page, key))
        assert await place(page) == f"{number} of 6"
        assert await current(page) == number
        assert await is_in_sight(page, "mark.current")
        assert await is_in_sight(page, ".match-steps")
        # Who reads by ear goes on from there.
        assert await page.evaluate("document.activeElement.matches('mark.current')")


async def type_cyrillic(page: Page, letter: str) -> None:
    """A key of the Russian layout, which the driver has no key for."""
    await page.evaluate(
        "key => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}))",
        letter,
    )


async def test_buttons_lead_through_the_matches(page: Page) -> None:
    await page.goto(FOUND)
    following = page.get_by_role("button", name="Next match")
    await following.click()
    await following.click()
    assert await place(page) == "2 of 6"
    assert await following.evaluate("button => button === document.activeElement")
    await page.get_by_role("button", name="Previous match").click()
    assert await current(page) == 1


async def test_keys_are_letters_where_one_writes_and_with_others(page: Page) -> None:
    await page.goto(FOUND)
    await page.get_by_role("combobox").focus()
    await page.keyboard.type("n")
    assert await page.get_by_role("combobox").input_value() == "nмост"
    await page.locator("h1").click()
    await page.keyboard.press("Alt+n")
    assert await current(page) == 0


async def test_keys_can_be_switched_off_and_stay_off(page: Page) -> None:
    await page.goto(FOUND)
    switch = page.locator(".match-keys")
    await switch.click()
    for _ in range(2):
        assert await switch.get_attribute("aria-pressed") == "false"
        await page.keyboard.press("n")
        assert await current(page) == 0
        await page.reload()
    await switch.click()
    await page.keyboard.press("n")
    assert await current(page) == 1


async def test_without_scripts_a_link_leads_to_the_first_match(page: Page) -> None:
    await page.goto(FOUND)
    browser = page.context.browser
    assert browser is not None
    context = await browser.new_context(java_script_enabled=False)
    plain = await context.new_page()
    await plain.goto(page.url)
    for hidden in (".match-steps", ".copy", ".share"):
        assert not await plain.locator(hidden).first.is_visible()
    await plain.get_by_role("link", name="Go to the first match").click()
    assert await plain.locator("mark:target").count() == 1
    await plain.get_by_role("link", name="Side by side").click()
    assert await plain.locator(".story").count() == 2
    await context.close()


async def test_nothing_moves_when_the_script_shows_its_buttons(page: Page) -> None:
    for width in (360, 800, 1280):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.goto(FOUND)
        shift: float = await page.evaluate(
            "new Promise(resolve => new PerformanceObserver(list => resolve("
            "list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))"
            ".observe({type: 'layout-shift', buffered: true})"
            " || setTimeout(() => resolve(0), 300))"
        )
        assert shift == 0


async def test_an_article_without_matches_has_no_way_through_them(page: Page) -> None:
    await page.goto("/articles/ru-1000?ui=en")
    assert await page.locator(".matches").count() == 0
    await page.keyboard.press("n")


async def test_paragraphs_of_two_versions_stand_beside_one_another(page: Page) -> None:
    await page.goto("/articles/ru-1000?ui=en")
    await page.get_by_role("link", name="Side by side").click()
    await page.wait_for_url("**beside=en-1001**")
    tops: list[list[float]] = await page.evaluate(
        "[...document.querySelectorAll('.sides > .story')].map(story =>"
        "[...story.querySelectorAll(':scope > p')].map(p => p.getBoundingClientRect().top))"
    )
    one, other = tops
    assert len(one) == len(other) == 6
    assert [round(top) for top in one] == [round(top) for top in other]
    boxes = [await story.bounding_box() for story in await page.locator(".story").all()]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["x"] + boxes[0]["width"] < boxes[1]["x"]


async def test_narrow_screens_show_one_version_and_tabs(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto(BOTH)
    stories = page.locator(".story")
    assert [await story.is_visible() for story in await stories.all()] == [True, False]
    assert not await page.get_by_role("link", name="Side by side").is_visible()
    # Marks out of sight are not gone to.
    await page.keyboard.press("p")
    assert await place(page) == "6 of 6"
    await page.get_by_role("link", name="English", exact=False).click()
    await page.wait_for_url("**/articles/en-1001?**")
    assert await page.locator(".tabs [aria-current=page] > [lang]").first.inner_text() == "English"
    assert await page.locator("h1").get_attribute("class") == "headline"


async def test_references_and_the_address_are_copied(page: Page) -> None:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.goto(FOUND)
    await page.get_by_text("Cite this article").click()
    for what in ("GOST", "APA", "Permanent link"):
        assert await button(page, f"Copy: {what}").count() == 1
    await button(page, "Copy: APA").click()
    await page.get_by_role("status").get_by_text("Copied").wait_for(state="attached")
    assert await button(page, "Copied: APA").count() == 1
    copied: str = await page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Гаджиалиев, Р. (2004, February 12). Мост через")
    assert "Горный вестник. https://chronicle.example/ru/1000" in copied
    address = page.locator(".sharing .copy")
    await address.click()
    await address.get_by_text("Copied").wait_for()
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied == (await page.locator("#permalink").get_attribute("href"))
    assert copied.endswith("/articles/ru-1000")


async def test_a_reader_walks_from_result_to_result(page: Page) -> None:
    await page.goto("/search?q=мост&ui=en")
    titles = await page.locator(".hit h3").all_inner_texts()
    await page.locator(".hit h3 a").first.click()
    await page.wait_for_url("**/articles/**")
    for title in titles[1:4]:
        await page.get_by_role("link", name="Next result").click()
        await page.wait_for_load_state()
        assert await page.locator("h1").inner_text() == title
    assert "4 of" in await page.locator(".trail .place").inner_text()
    await page.get_by_role("link", name="Back to the results").click()
    assert await page.locator(".hit").count() == len(titles)


@pytest.mark.parametrize("ui", UI_LANGS)
async def test_the_page_of_versions_breaks_no_rule_of_axe(
    make_service: MakeService, open_site: OpenSite, ui: str
) -> None:
    page = await open_site(store_versions(make_service([FIRST]), [SECOND, THIRD]))
    await page.goto(f"/articles/a%2F1/versions?old=1&new=3&ui={ui}")
    await page.evaluate(AXE)
    for theme in ("light", "dark"):
        await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        assert await list_violations(page) == []
    assert await page.locator("ins:visible").count() > 1


async def test_paper_has_the_address_and_the_day_and_no_controls(page: Page) -> None:
    await page.goto(FOUND)
    await page.emulate_media(media="print")
    printed = page.locator(".printed")
    assert await printed.is_visible()
    assert "/articles/ru-1000" in await printed.inner_text()
    assert "Accessed on" in await printed.inner_text()
    for selector in (".masthead", ".trail", ".matches", ".tabs", ".neighbours", ".keeping"):
        assert not await page.locator(selector).is_visible()
