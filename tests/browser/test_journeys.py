"""Whole ways through the site: searching, narrowing, following.

With scripts and without, on a phone and at a desk, in both languages. The reader looks each page
over (`Reader.look`). What differs without scripts, or on a narrow screen, is how something is done,
never whether it can be.
"""

from __future__ import annotations

import pytest

from tests.browser.reader import Reader, read, read_all
from web.i18n import load_language
from web.parameters import UI_LANGS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

SCHOOLS = 41
SCHOOL = [("q", "школа")]


async def choose(reader: Reader, facet: str, *values: str, name: str = "") -> None:
    """Tick values of a facet in the form of the filters."""
    # Beside the results, scripts send each tick.
    at_once = reader.is_wide and reader.desk.has_scripts
    if not reader.is_wide:
        await reader.follow(reader.page.locator(".filters-open"))
    if name:
        await reader.page.get_by_label(reader.say("Exclude")).check()
    for value in values:
        box = reader.page.locator(f"#filters input[name='{name or facet}'][value='{value}']")
        await (reader.follow(box) if at_once else box.check())
    if not at_once:
        await reader.follow(reader.page.locator(".filters-foot button"))


async def test_a_reader_searches_reads_cites_and_comes_back(reader: Reader) -> None:
    await reader.open("/")
    await reader.search("школа")
    assert reader.path == "/search"
    assert reader.found(SCHOOLS) in await reader.status()
    if not reader.is_wide:
        await reader.page.locator(".sorts summary").click()
    await reader.follow(reader.link("oldest first"))
    await reader.follow(reader.link("Next", ".pager"))
    assert sorted(reader.asked) == [("page", "2"), *SCHOOL, ("sort", "oldest")]
    results, third = reader.page.url, reader.hits.nth(2)
    title = await read(third)

    await reader.follow(third)
    assert await reader.heading() == title
    assert await reader.page.locator(".story").get_attribute("lang") in UI_LANGS
    await reader.page.get_by_text(reader.say("Cite this article")).click()
    assert title in await read(reader.page.locator("#cite-gost"))
    assert await reader.page.locator(".cite .copy").first.is_visible() == reader.desk.has_scripts
    for format_, start in (("RIS", "TY  - "), ("BibTeX", "@"), ("CSL-JSON", "{")):
        _, text = await reader.fetch(reader.page.locator(".cite a[download]", has_text=format_))
        assert text.lstrip(" \n[").startswith(start)

    await reader.follow(reader.link("Back to the results"))
    assert reader.page.url == results
    await reader.follow(reader.link("Cite these results"))
    assert "школа" in await read(reader.page.locator(".citation"))
    await reader.follow(reader.page.locator(".trail a"))
    assert reader.path == "/search"
    assert reader.found(SCHOOLS) in await reader.status()


async def test_a_reader_narrows_by_values(reader: Reader) -> None:
    await reader.open("/search?q=школа")
    await choose(reader, "tag", "crafts", "music")
    assert reader.asked == [*SCHOOL, ("tag", "crafts"), ("tag", "music")]
    assert await reader.status() == reader.found(6)
    chip = reader.page.locator(".chip").first
    assert f" {reader.say('or')} " in await read(chip)

    await choose(reader, "country", "chechnya", name="-country")
    assert await reader.status() == reader.found(4)
    without = reader.page.locator(".chip", has_text=reader.say("without"))
    await reader.follow(without.get_by_role("link"))
    assert await reader.status() == reader.found(6)

    await reader.follow(chip.get_by_role("link", name=reader.say("all of them")))
    assert f" {reader.say('and')} " in await read(chip)
    assert await reader.status() == reader.found(4)
    await reader.follow(chip.get_by_role("link").first)
    assert reader.asked == [*SCHOOL, ("tag", "music")]
    await reader.follow(reader.link("Clear all"))
    assert reader.asked == SCHOOL


async def test_a_reader_chooses_among_all_values(reader: Reader) -> None:
    page = reader.page
    await reader.open("/search?q=школа")
    if not reader.is_wide:
        await reader.follow(page.locator(".filters-open"))
    await reader.follow(page.locator("[data-facet=tag] .more a"))
    assert await reader.heading() == reader.say("Tags")
    alphabetical = page.get_by_label(reader.say("alphabetically"))
    if reader.desk.has_scripts:
        await reader.follow(alphabetical)
    else:
        await alphabetical.check()
        await reader.follow(reader.button("Find"))
    names = await read_all(page.locator(".choice-name"))
    assert len(names) == 23
    assert names == sorted(names)
    await page.locator("[value=chess]").check()
    first = names[0][:3]
    await reader.enter(page.get_by_label(reader.say("Find in the list")), first)
    assert await read_all(page.locator(".choice-name")) == [
        name for name in names if name.startswith(first)
    ]
    await page.locator(".choice-list input").first.check()
    assert await read(page.locator("output")) == ("2" if reader.desk.has_scripts else "1")
    await reader.follow(reader.button("Show articles"))
    assert reader.asked == [*SCHOOL, ("tag", "archaeology"), ("tag", "chess")]
    assert names[0] in await read(page.locator(".chip"))


async def test_a_reader_walks_along_the_timeline(reader: Reader) -> None:
    page = reader.page
    title = page.locator("#timeline-title")
    await reader.open("/search?q=школа")
    assert await title.text_content() == reader.say("By year")
    shares, counts = page.locator(".bar-share").first, page.locator(".bar-count").first
    assert [await shares.is_visible(), await counts.is_visible()] == [False, True]
    await page.locator(".measure").click()
    assert [await shares.is_visible(), await counts.is_visible()] == [True, False]

    await page.get_by_text(reader.say("As a table")).first.click()
    row = page.locator(".as-table tr", has_text="2011")
    number = await read(row.locator("td").first)
    await reader.follow(row.get_by_role("link"))
    assert await reader.status() == reader.found(int(number))
    assert await title.text_content() == reader.say("By month")
    await reader.follow(page.locator(".periods").get_by_text("2012"))
    await reader.follow(page.locator(".periods").get_by_text("2011"))
    await reader.follow(page.locator(".chart a:has(.bar-count)").first)
    assert await title.text_content() == reader.say("By day")
    await reader.follow(page.locator(".chart a:has(.bar-count)").first)
    (_, first, last) = reader.asked
    assert first[1] == last[1]
    assert len(first[1]) == len("2011-02-12")
    assert await reader.hits.count() > 0
    await reader.follow(reader.link("All years", ".periods"))
    assert reader.asked == SCHOOL


async def test_a_reader_types_dates(reader: Reader) -> None:
    page = reader.page
    first, last = (page.locator(f"#filters [name={name}]") for name in ("from", "to"))
    month = {"ru": "январь 2012", "en": "January 2012"}[reader.desk.ui]
    await reader.open("/search?q=школа")

    async def type_dates(one: str, other: str) -> None:
        if not reader.is_wide:
            await reader.follow(page.locator(".filters-open"))
        await first.fill(one)
        await reader.enter(last, other)

    await type_dates("позавчера", month)
    # The search itself goes on, and the field tells what it takes.
    assert reader.found(SCHOOLS) not in await reader.status()
    notice = reader.say("Dates that are wrong were left out.")
    assert await read(page.locator("main .notice")) == notice
    assert await first.get_attribute("aria-invalid") == "true"
    assert await first.input_value() == "позавчера"
    problem = (await first.get_attribute("aria-describedby") or "").split()[0]
    assert await page.locator(f"#{problem}").text_content() == reader.say("This is not a date.")
    assert await last.get_attribute("aria-invalid") is None

    await type_dates("23.01.2011", month)
    assert [await first.input_value(), await last.input_value()] == ["23.01.2011", month]
    assert await page.locator("[aria-invalid]").count() == 0
    # After 23 January 2011 alone.
    titles = await read_all(reader.hits)
    await reader.open("/search?q=школа&from=2011-01-23&to=2012-01-31")
    assert await read_all(reader.hits) == titles


async def test_a_reader_follows_and_keeps_language_and_theme(reader: Reader) -> None:
    page = reader.page
    await reader.open("/search?q=мост&country=dagestan")
    followed = reader.link("Follow these results")
    assert await reader.status() == reader.found(len(await reader.read_feed(followed)))
    told = page.locator("link[rel=alternate][type='application/atom+xml']")
    assert await told.get_attribute("href") == await followed.get_attribute("href")

    paper = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(paper)
    switch = page.locator(".theme")
    assert await switch.is_visible() == reader.desk.has_scripts
    if reader.desk.has_scripts:
        await switch.click()
    else:
        await page.emulate_media(color_scheme="dark")
    dark = await page.evaluate(paper)
    assert dark != light

    # The other language is one more link, and stays when the reader goes on.
    (other,) = set(UI_LANGS) - {reader.desk.ui}
    asked = reader.asked
    reader.language = load_language(other)
    await reader.follow(page.locator(f".masthead-links [hreflang={other}]"))
    assert reader.asked == asked
    assert await page.evaluate(paper) == dark
    await reader.follow(page.locator(".hit h3 a").first)
    await reader.follow(page.locator(".nameplate a"))
    assert await page.evaluate(paper) == dark
    if reader.desk.has_scripts:
        # The browser keeps the choice for addresses that name no language.
        await reader.open("/help")


async def test_a_reader_who_goes_astray_is_led_back(reader: Reader) -> None:
    page = reader.page
    await reader.open("/nowhere")
    await reader.search("irjkf")
    assert await read(page.locator(".repaired b")) == "школа"
    assert reader.found(SCHOOLS) in await reader.status()
    await reader.search("школа автр:Иванов")
    await reader.follow(page.locator("main .story a").first)
    await reader.open("/search?q=виноград+трамвай+шахматы&from=2010")
    await reader.follow(reader.link("Clear all"))
    assert await page.locator(".missing").count() > 0
    await reader.follow(reader.link("About", ".colophon"))
    await reader.follow(reader.link("API", ".colophon"))
    await reader.follow(reader.link("Help", ".colophon"))
    await reader.follow(page.locator("main a[href^='/search?']").first)
    assert reader.path == "/search"
