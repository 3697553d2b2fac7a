"""No page breaks a rule of axe, in any theme, language, or width, with everything unfolded."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from web.parameters import UI_LANGS

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
# Every level of the guidelines up to AA, and what axe thinks well of beside them.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (360, 1280)

PAGES = (
    "/",
    "/search",
    "/search?q=школа&country=AM&country=AZ&-tag=chess&from=2004",
    "/search?q=школа&from=вчера#filters",
    "/search?q=виноград+трамвай+шахматы",
    "/search?q=школа+автр:Иванов",
    "/articles/ru-1000?q=мост&rank=2",
    "/articles/ru-1000?q=мост|bridge&beside=en-1001",
    "/trends?q=школа&q=мост",
    "/concordance?q=школа",
    "/archive/",
    "/archive/2004/",
    "/archive/2004/07/",
    "/archive/2004/07/21",
    "/tags/",
    "/tags/?q=шк",
    "/countries/",
    "/tags/chess",
    "/search/values?facet=tag&q=школа&tag=chess&-tag=wine",
    "/authors/aslan-tugof",
    "/receipt?q=школа",
    "/about",
    "/help",
    "/patterns",
    # What the sample archive has not got: earlier texts, five lines, many pages of a day.
    "/patterns/nothing",
    "/patterns/versions",
    "/patterns/directory",
    "/patterns/day",
    "/patterns/trends",
    "/patterns/about",
    "/patterns/alerts",
    "/api/v1/docs/types",
    "/nowhere",
)


@pytest.mark.parametrize("ui", UI_LANGS)
@pytest.mark.parametrize("path", PAGES)
async def test_no_rule_is_broken(page: Page, path: str, ui: str) -> None:
    address, _, place = path.partition("#")
    address += f"{'&' if '?' in address else '?'}ui={ui}" + ("#" + place if place else "")
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        await page.goto(address)
        for fold in await page.locator("details").all():
            await fold.evaluate("fold => { fold.open = true }")
        await page.evaluate(AXE)
        for theme in ("light", "dark"):
            # Colours change by and by where motion is not refused.
            await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            assert await list_violations(page) == [], (width, theme)


async def list_violations(page: Page) -> list[str]:
    """What axe finds wrong with a page as it stands."""
    found = await page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)
    return [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
