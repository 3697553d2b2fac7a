"""Suggestions while a query is being typed, in a real Chromium."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest

from indexer.article import Article
from tests.conftest import MakeService

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page, Request, Route

    from tests.browser.conftest import OpenSite

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

# Longer than the pause after which suggestions are asked for, and an answer takes.
A_WHILE = 0.6
# The keyboard of a phone composes every word.
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def parameters(page: Page) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(page.url).query)


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search the archive")


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


async def type_into(page: Page, text: str) -> None:
    """Type a text into the empty box and wait for what is suggested."""
    await box(page).fill("")
    await box(page).press_sequentially(text)
    await options(page).first.wait_for()


async def active(page: Page) -> str | None:
    """The text of the active option; None where the reader is in the box."""
    selected = page.locator("[role=option][aria-selected=true]")
    id_ = await box(page).get_attribute("aria-activedescendant")
    assert await selected.count() == (1 if id_ else 0)
    if id_ is None:
        return None
    assert await selected.get_attribute("id") == id_
    return await selected.locator(".suggestion-text").inner_text()


def watch_questions(page: Page) -> list[str]:
    """What the page asks to have completed, as it goes on."""
    asked: list[str] = []

    def note(request: Request) -> None:
        address = urlsplit(request.url)
        if address.path == "/api/v1/suggest":
            asked.append(dict(parse_qsl(address.query))["q"])

    page.on("request", note)
    return asked


@pytest.mark.parametrize("path", ["/", "/search?q=river&country=GE", "/help", "/nowhere"])
async def test_typing_shows_what_the_archive_has(page: Page, path: str) -> None:
    await page.goto(path)
    assert await box(page).get_attribute("aria-expanded") == "false"
    await type_into(page, "sch")
    assert await box(page).get_attribute("aria-expanded") == "true"
    assert await box(page).get_attribute("aria-autocomplete") == "list"
    controlled = await box(page).get_attribute("aria-controls")
    assert await page.locator(f"#{controlled}").get_attribute("role") == "listbox"
    # As a screen reader says it: what, of which kind, and how many articles have a value.
    for name in ("school Word", "scholars Word", "schools Tag 27"):
        assert await page.get_by_role("option", name=name, exact=True).count() == 1
    name = "Swarm moves into the school bell at Lykhny Article"
    assert await page.get_by_role("option", name=name, exact=True).count() == 1
    # The kind is shown where it begins.
    assert await page.locator(".suggestion-kind").all_inner_texts() == ["Word", "Tag", "Article"]
    assert await active(page) is None


async def test_suggestions_speak_the_languages_of_the_page_and_of_the_archive(page: Page) -> None:
    await page.goto("/?ui=ru")
    field = page.get_by_role("combobox", name="Поиск по архиву")
    await field.press_sequentially("шко")
    tag = page.get_by_role("option", name="школы Тег 27", exact=True)
    await tag.wait_for()
    languages = await page.locator(".suggestion-text").evaluate_all("all => all.map(e => e.lang)")
    assert set(languages) == {"ru"}
    await field.fill("sch")
    await page.get_by_role("option", name="school Слово", exact=True).wait_for()
    assert await page.locator(".suggestion-text").first.get_attribute("lang") == "en"


async def test_arrows_walk_through_the_options_and_enter_opens_one(page: Page) -> None:
    await page.goto("/")
    await type_into(page, "sch")
    shown = await page.locator(".suggestion-text").all_inner_texts()
    for text in [*shown, None, shown[0]]:
        await page.keyboard.press("ArrowDown")
        assert await active(page) == text
    for text in (None, shown[-1], shown[-2]):
        await page.keyboard.press("ArrowUp")
        assert await active(page) == text
    assert await box(page).input_value() == "sch"
    # These belong to the text.
    await page.keyboard.press("Home")
    assert await active(page) is None
    assert await box(page).evaluate("input => input.selectionStart") == 0
    for _ in range(shown.index("schools") + 1):
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/search?tag=school")
    assert await page.locator(".chip-label").inner_text() == "schools"


async def test_enter_without_an_option_searches_what_is_typed(page: Page) -> None:
    await page.goto("/")
    await type_into(page, "школ")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.type("а")
    assert await active(page) is None
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/search?**")
    assert parameters(page) == [("q", "школа")]
    assert await options(page).count() == 0


async def test_a_word_keeps_the_filters_and_dates_of_the_form(page: Page) -> None:
    await page.goto("/search?q=река&country=AM&-tag=chess&sort=oldest&from=2010&ui=en")
    await type_into(page, "школы")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**q=%D1%88**")
    assert sorted(parameters(page)) == [
        ("-tag", "chess"),
        ("country", "AM"),
        ("from", "2010"),
        ("q", "школы"),
        ("sort", "oldest"),
        ("ui", "en"),
    ]


async def test_escape_tab_and_a_click_elsewhere_close_the_list_and_keep_the_text(
    page: Page,
) -> None:
    await page.goto("/")
    for leave in ("Escape", "Tab", "click"):
        await type_into(page, "sch")
        await page.keyboard.press("ArrowDown")
        if leave == "click":
            await page.locator("h1").click()
        else:
            await page.keyboard.press(leave)
        assert await options(page).count() == 0
        assert await box(page).get_attribute("aria-expanded") == "false"
        assert await active(page) is None
        assert await box(page).input_value() == "sch"
    assert urlsplit(page.url).path == "/"
    # The arrow brings it back.
    await box(page).focus()
    await page.keyboard.press("End")
    await page.keyboard.press("ArrowDown")
    await options(page).first.wait_for()


async def test_a_click_chooses_and_a_finger_too(page: Page) -> None:
    await page.goto("/")
    await type_into(page, "swarm")
    await options(page).filter(has_text="Swarm moves").click()
    await page.wait_for_url("**/articles/**")
    await type_into(page, "шко")
    await options(page).filter(has_text="школьники").click()
    await page.wait_for_url("**/search?**")
    assert parameters(page) == [("q", "школьники")]

    context = await page.context.browser.new_context(base_url=page.url, locale="en-GB", **PHONE)
    phone = await context.new_page()
    await phone.goto("/")
    await box(phone).tap()
    await compose(phone, "шко")
    await options(phone).filter(has_text="schools").tap()
    await phone.wait_for_url("**/search?tag=school")
    await context.close()


async def test_an_input_method_is_left_alone_until_it_has_decided(page: Page) -> None:
    await page.goto("/")
    asked = watch_questions(page)
    await box(page).focus()
    await compose(page, "шко")
    await asyncio.sleep(A_WHILE)
    assert asked == []
    session = await page.context.new_cdp_session(page)
    await session.send("Input.insertText", {"text": "школ"})
    await options(page).first.wait_for()
    assert asked == ["школ"]


async def compose(page: Page, text: str) -> None:
    """Type a text by way of an input method that has not decided on it yet."""
    session = await page.context.new_cdp_session(page)
    for end in range(1, len(text) + 1):
        place = {"selectionStart": end, "selectionEnd": end}
        await session.send("Input.imeSetComposition", {"text": text[:end], **place})


async def test_little_is_asked_and_nothing_twice(page: Page) -> None:
    await page.goto("/")
    asked = watch_questions(page)
    await type_into(page, "school")
    assert asked == ["school"]
    await box(page).press("Backspace")
    # What would be added to the text stands out.
    await page.locator("#suggestions").get_by_text("l", exact=True).wait_for()
    await box(page).press_sequentially("l")
    await asyncio.sleep(A_WHILE)
    assert asked == ["school", "schoo"]
    await box(page).fill("")
    assert await options(page).count() == 0
    await box(page).press_sequentially("   ")
    await asyncio.sleep(A_WHILE)
    assert asked == ["school", "schoo"]
    # Suggestions would be for the last word, not for the one that is being mended.
    await box(page).fill("town river")
    await asyncio.sleep(A_WHILE)
    asked.clear()
    await box(page).evaluate("input => input.setSelectionRange(4, 4)")
    await box(page).press_sequentially("s")
    await asyncio.sleep(A_WHILE)
    assert asked == []


async def test_an_answer_to_an_older_text_is_dropped(page: Page) -> None:
    late = asyncio.Event()

    async def hold(route: Route) -> None:
        if route.request.url.endswith("q=sch"):
            await late.wait()
        await route.fallback()

    await page.goto("/")
    await page.route("**/api/v1/suggest**", hold)
    asked = watch_questions(page)
    await box(page).fill("sch")
    while not asked:
        await asyncio.sleep(0.02)
    await box(page).fill("tele")
    await options(page).first.wait_for()
    shown = await options(page).all_inner_texts()
    late.set()
    await asyncio.sleep(A_WHILE)
    assert asked == ["sch", "tele"]
    assert await options(page).all_inner_texts() == shown
    # Nor does an answer open the list behind a reader who has left the box.
    await box(page).fill("bridg")
    await page.keyboard.press("Tab")
    await asyncio.sleep(A_WHILE)
    assert await options(page).count() == 0


async def test_without_answers_the_form_works(page: Page) -> None:
    async def refuse(route: Route) -> None:
        await route.fulfill(status=503)

    await page.goto("/")
    await type_into(page, "шко")
    await page.route("**/api/v1/suggest**", refuse)
    await box(page).press_sequentially("л")
    await page.locator("#suggestions").wait_for(state="hidden")
    await box(page).press_sequentially("а")
    await asyncio.sleep(A_WHILE)
    assert await options(page).count() == 0
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/search?**")
    assert parameters(page) == [("q", "школа")]


@pytest.mark.parametrize("width", [360, 390, 700, 1280])
async def test_the_list_is_as_wide_as_the_box_and_moves_nothing(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 844})
    # Of the second there are short words alone.
    for path, typed in (("/", "шко"), ("/search?q=река", "бак")):
        await page.goto(path)
        before = await page.locator("main").bounding_box()
        await type_into(page, typed)
        form = await page.locator("form.box").bounding_box()
        suggestions = await page.locator("#suggestions").bounding_box()
        assert form is not None
        assert suggestions is not None
        assert (suggestions["x"], suggestions["width"]) == (form["x"], form["width"])
        assert form["y"] + form["height"] <= suggestions["y"]
        assert await page.locator("main").bounding_box() == before
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        # It lies above everything else.
        last = await options(page).last.bounding_box()
        assert last is not None
        point = [last["x"] + last["width"] / 2, last["y"] + last["height"] / 2]
        on_top = "([x, y]) => !!document.elementFromPoint(x, y)?.closest('#suggestions')"
        assert await page.evaluate(on_top, point)


async def test_hostile_headlines_stay_texts(open_site: OpenSite, make_service: MakeService) -> None:
    title = 'Bridge <img src=x onerror=alert(1)> "><b>bold</b>'
    moment = datetime(2021, 1, 23, tzinfo=UTC)
    article = Article(id='x/"><b>', lang="en", title=title, body="A bridge.", published=moment)
    page = await open_site(make_service([article]))
    await page.goto("/")
    await type_into(page, "bridg")
    headline = options(page).filter(has_text="<img src=x onerror=alert(1)>")
    assert await headline.locator(".suggestion-text").text_content() == title
    assert await page.locator("#suggestions img").count() == 0
    await headline.click()
    await page.wait_for_url("**/articles/**")
    assert await page.locator("h1").inner_text() == title
