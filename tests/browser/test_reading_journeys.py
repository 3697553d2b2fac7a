"""Whole ways through the site: browsing, reading, comparing. As in `test_journeys`."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from tests.browser.reader import Reader, read, read_all

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_a_reader_browses_by_date(reader: Reader) -> None:
    page = reader.page
    await reader.open("/")
    others = page.locator(".other-years .day-item")
    assert len(await read_all(others)) == 3
    await reader.follow(reader.link("By date", ".masthead"))
    assert await reader.heading() == reader.say("Archive by date")
    await reader.follow(page.locator(".year-row h2 a", has_text="2004"))
    await reader.follow(page.locator(".month caption a").first)
    assert reader.path == "/archive/2004/02/"
    days = page.locator(".month td a")
    assert [await link.get_attribute("href") for link in await days.all()] == [
        f"/archive/2004/02/{day}" + ("" if "ui=" not in page.url else f"?ui={reader.desk.ui}")
        for day in (12, 13)
    ]
    await reader.follow(days.nth(1))
    assert reader.path == "/archive/2004/02/13"
    assert await page.locator(".other-years h3").count() == 2

    await reader.follow(page.locator(".other-years h3 a").first)
    heading = await reader.heading()
    await reader.follow(page.locator(".neighbours .previous"))
    await reader.follow(page.locator(".neighbours .next"))
    assert await reader.heading() == heading
    entry = page.locator(".entry h3 a").first
    title = await read(entry)
    await reader.follow(entry)
    assert await reader.heading() == title


async def test_a_reader_browses_by_values(reader: Reader) -> None:
    page = reader.page
    await reader.open("/")
    ways = page.locator(".ways-in")
    directories = [
        (title, await ways.get_by_role("link", name=reader.say(title)).get_attribute("href") or "")
        for title in ("Authors", "Countries and regions", "Sources", "Tags")
    ]
    for title, path in directories:
        await reader.open(path)
        assert await reader.heading() == reader.say(title)
        entry = page.locator(".entries li").nth(2)
        name, number = await read(entry.locator("a")), await read(entry.locator("b"))
        if title == "Tags":
            await reader.enter(page.get_by_label(reader.say("Find in the list")), name[:4])
        entry = page.locator(".entries").get_by_role("link", name=name, exact=True)
        await reader.follow(entry)
        assert await reader.heading() == name
        assert number.split()[0] in await read(page.locator(".standfirst"))
    feed = await reader.read_feed(reader.link("Feed (Atom)"))
    assert len(feed) == int(number.split()[0])

    together = page.locator(".neighbours .both").first
    number = (await read(together)).split()[0]
    neighbour = page.locator(".neighbours a").first
    name = await read(neighbour)
    await reader.follow(together)
    assert await reader.status() == reader.found(int(number))
    await reader.page.go_back()
    await reader.follow(neighbour)
    assert await reader.heading() == name


async def test_a_reader_reads_an_article_in_its_languages_and_versions(reader: Reader) -> None:
    page = reader.page
    await reader.open("/search?q=мост")
    second = await read(reader.hits.nth(1))
    await reader.follow(page.locator(".hit a[href*='/articles/ru-1000?']").first)
    title = await reader.heading()
    if reader.desk.has_scripts:
        await reader.button("Next match").click()
        assert await page.locator("mark.current").count() == 1
    else:
        await reader.follow(reader.link("Go to the first match"))
        assert await page.locator("mark:target").count() == 1

    await reader.follow(page.locator(".tabs").get_by_role("link", name="English"))
    assert await page.locator(".story").get_attribute("lang") == "en"
    if reader.is_wide:
        await reader.follow(reader.link("Side by side"))
        assert await page.locator(".story").count() == 2
    await reader.follow(page.locator(".tabs").get_by_role("link", name="Русский"))
    assert await reader.heading() == title

    await reader.follow(reader.link("History of the text"))
    assert "апреле" in await read(page.locator(".diff del"))
    assert "мае" in await read(page.locator(".diff ins"))
    await reader.follow(page.locator(".trail a"))
    assert await reader.heading() == title

    await reader.open("/search?q=мост")
    await reader.follow(reader.hits.first)
    await reader.follow(reader.link("Next result"))
    assert await reader.heading() == second
    await reader.follow(reader.link("Previous result"))
    await reader.follow(reader.link("Back to the results"))
    assert await read(reader.hits.nth(1)) == second


async def test_a_reader_compares_queries_over_time(reader: Reader) -> None:
    page = reader.page
    await reader.open("/search?q=школа")
    await reader.follow(reader.link("Compare over time"))
    await reader.enter(page.locator("[name=q]").nth(2), "мост")
    assert await page.locator(".lines-legend li").count() == 2
    rows = await page.locator(".numbers tbody tr").count()
    await page.get_by_label(reader.say("Show"), exact=True).select_option("share")
    await page.get_by_label(reader.say("By"), exact=True).select_option("quarter")
    await reader.follow(reader.button("Compare"))
    assert await page.locator(".lines-legend li").count() == 2
    assert ("measure", "share") in reader.asked
    assert reader.say("share of the archive") in await read(page.locator(".lines .hint"))
    assert await page.locator(".numbers tbody tr").count() > rows
    assert "%" in await read(page.locator(".lines-scale"))

    await page.get_by_label(reader.say("Show"), exact=True).select_option("count")
    await page.get_by_label(reader.say("By"), exact=True).select_option("year")
    await reader.follow(reader.button("Compare"))
    assert await page.locator(".numbers tbody tr").count() == rows
    media, table = await reader.fetch(reader.link("Numbers (CSV)"))
    assert media == "text/csv"
    assert "2004" in table
    media, drawing = await reader.fetch(reader.link("Drawing (SVG)"))
    assert media == "image/svg+xml"
    assert ET.fromstring(drawing).tag.endswith("svg")  # noqa: S314 (our own drawing)
    cell = page.locator(".numbers td a").first
    number = int(await read(cell))
    # A point is a stroke without length, which the driver takes for hidden.
    point = page.locator(".points a").first
    await point.evaluate("it => it.scrollIntoView({block: 'center'})")
    box = await point.bounding_box()
    assert box is not None
    async with reader.arriving():
        await page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert await reader.status() == reader.found(number)
    await page.go_back()
    await reader.follow(cell)
    assert await reader.status() == reader.found(number)


async def test_a_reader_reads_a_concordance(reader: Reader) -> None:
    page = reader.page
    await reader.open("/search?q=школа")
    await reader.follow(reader.link("Concordance"))
    lines = page.locator(".kwic tbody tr")
    before = await read_all(lines)
    assert len(before) == 39
    await reader.follow(reader.link("by the words on the right"))
    after = await read_all(lines)
    assert after != before
    assert sorted(after) == sorted(before)
    match = lines.first.get_by_role("link")
    word = await read(match)
    await reader.follow(match)
    assert word in await read_all(page.locator("mark"))
    await reader.page.go_back()
    near = page.locator(".collocates tbody a").first
    word = await read(near)
    await reader.follow(near)
    assert word in dict(reader.asked)["q"]
    assert await reader.hits.count() > 0
