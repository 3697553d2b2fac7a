"""Every kind of page fits the narrowest screen, with all open that opens."""

from __future__ import annotations

import pytest

from tests.browser.reader import Desk, Reader
from web.i18n import load_language
from web.parameters import UI_LANGS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    # A screen of 1280 at 400 %.
    pytest.mark.parametrize("desk", [Desk("en", 320, has_scripts=True)], indirect=True, ids=str),
]

OPEN = """() => {
  for (const fold of document.querySelectorAll('details')) fold.open = true;
  for (const hidden of document.querySelectorAll('button[hidden]')) hidden.hidden = false;
  for (const box of document.querySelectorAll('.measure input, #excluding')) box.checked = true;
}"""
# What is wider than the screen, unless it is in something that is scrolled by itself: pages get no
# wider by what lies over them or is cut off.
STICKING_OUT = """() => {
  const isScrolled = (it) => ['auto', 'scroll'].includes(getComputedStyle(it).overflowX)
    && it.id !== 'filters';
  const isAway = (it) =>
    it && (isScrolled(it) || it.matches('.visually-hidden') || isAway(it.parentElement));
  return [...document.querySelectorAll('body *')]
    .filter((it) => {
      const { left, right, width, height } = it.getBoundingClientRect();
      return width > 1 && height > 1 && (left < -1 || right > innerWidth + 1) && !isAway(it);
    })
    .map((it) => it.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search",
        "/search?q=школа&country=AM&-tag=chess",
        "/search?q=школа&from=вчера#filters",
        "/search?from=2016&to=2018",
        "/search?from=2016-01&to=2016-02",
        "/search?q=виноград+трамвай+шахматы",
        "/search?q=школа+автр:Иванов",
        "/search?q=" + "длинноеслово" * 30,
        "/search/values?facet=tag&q=школа&tag=chess&-tag=wine",
        "/articles/ru-1000?q=мост&rank=2",
        "/articles/ru-1000?q=мост|bridge&beside=en-1001",
        "/articles/ru-1000/versions",
        "/archive/",
        "/archive/2004/",
        "/archive/2014/05/",
        "/archive/2004/07/21",
        "/archive/2004/08/01",
        "/authors/",
        "/countries/",
        "/tags/?q=шк",
        "/tags/rivers",
        "/trends?q=школа&q=мост",
        "/concordance?q=школа",
        "/receipt?q=школа",
        "/about",
        "/help",
        "/patterns",
        "/patterns/found",
        "/patterns/versions",
        "/patterns/day",
        "/patterns/trends",
        "/patterns/about",
        "/api/v1/docs",
        "/api/v1/docs/types",
        "/nowhere",
    ],
    ids=lambda path: path[:50],
)
async def test_nothing_sticks_out_of_the_narrowest_screen(reader: Reader, path: str) -> None:
    address, place, fragment = path.partition("#")
    for ui in UI_LANGS:
        reader.language = load_language(ui)
        await reader.page.goto(f"{address}{'&' if '?' in path else '?'}ui={ui}{place}{fragment}")
        await reader.page.evaluate(OPEN)
        await reader.look()
        assert await reader.page.evaluate(STICKING_OUT) == []
