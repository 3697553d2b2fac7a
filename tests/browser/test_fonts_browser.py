"""The serif in a real Chromium: a page fetches what it needs, and nothing moves when it comes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.async_api import Page, Request

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

# The width and height of a line in our face, by those in the face that stands in.
MEASURE = """
async ([text, ours, standIn]) => {
  const faces = [...document.fonts].filter((face) => face.family.replaceAll('"', "") === standIn);
  const loaded = await Promise.allSettled(faces.map((face) => face.load()));
  if (loaded.some(({ status }) => status === "rejected")) return null;
  const style = "position: absolute; white-space: nowrap; font-size: 18px;";
  const measure = async (family, weight) => {
    const line = document.createElement("p");
    line.style.cssText = `${style} font-family: "${family}"; font-weight: ${weight}`;
    line.textContent = text;
    document.body.append(line);
    await document.fonts.load(`${weight} 18px "${family}"`, text);
    const { width, height } = line.getBoundingClientRect();
    line.remove();
    return [width, height];
  };
  const ratios = [];
  for (const weight of [400, 700]) {
    const [is, was] = [await measure(ours, weight), await measure(standIn, weight)];
    ratios.push(is[0] / was[0], is[1] / was[1]);
  }
  return ratios;
}
"""

TEXTS = {
    "Latin": "The new bridge over the river will open in April, and the old ferry, which stood "
    "still at every flood, goes to the museum, the council said on Friday.",
    "Cyrillic": "Новый мост через реку откроют в апреле, а старая переправа, которую каждую весну "
    "размывало, отправится в музей, сообщили в пятницу в районном совете.",
}


STAND_INS = ("Times", "Noto Serif", "DejaVu Serif")


@pytest.mark.parametrize(
    ("address", "fonts"),
    [
        # The latest articles are in both languages.
        ("/?ui=en", {"serif-latin", "serif-cyrillic"}),
        ("/search?q=bridge&lang=en&ui=en", {"serif-latin"}),
        ("/search?q=мост&lang=ru&ui=ru", {"serif-cyrillic"}),
        ("/search?q=мост&lang=ru&ui=en", {"serif-latin", "serif-cyrillic"}),
    ],
)
async def test_a_page_fetches_the_fonts_of_its_letters(
    page: Page, address: str, fonts: set[str]
) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if found := re.search(r"/fonts/(.+)\.[0-9a-f]+\.woff2$", request.url):
            asked.append(found[1])

    page.on("request", note)
    await page.goto(address, wait_until="networkidle")
    assert sorted(asked) == sorted(fonts)


@pytest.mark.parametrize("alphabet", TEXTS)
async def test_what_stands_in_takes_the_room_of_the_serif(page: Page, alphabet: str) -> None:
    await page.goto("/")
    measured = {
        name: await page.evaluate(
            MEASURE, [TEXTS[alphabet], f"Letopis Serif {alphabet}", f"{name} for {alphabet}"]
        )
        for name in STAND_INS
    }
    # A machine has some of them.
    found = {name: ratios for name, ratios in measured.items() if ratios is not None}
    assert found
    for name, ratios in found.items():
        assert ratios == pytest.approx([1, 1, 1, 1], abs=0.03), name
