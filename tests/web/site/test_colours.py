"""The colours of the site, as its style sheet names them: enough contrast for weak eyes.

The ratios are those of WCAG 2.2, 1.4.3 for letters and 1.4.11 for graphics.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SHEET = Path(__file__).parents[3] / "web" / "static" / "style.css"
THEMES = ("light", "dark")
LETTERS, GRAPHICS = 4.5, 3.0


def read_colours(theme: str) -> dict[str, str]:
    """The colours of a theme by their names."""
    sheet = SHEET.read_text("utf-8")
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", sheet.split("@media")[0]))
    if theme == "light":
        return light
    chosen = sheet.split(':root[data-theme="dark"] {')[1].split("}")[0]
    return light | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", chosen))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted(map(luminance, (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("letters", "ground"),
    [
        *((letters, "paper") for letters in ("ink", "muted", "accent")),
        *((letters, "sheet") for letters in ("ink", "muted", "accent")),
        *((letters, "accent-soft") for letters in ("ink", "muted", "accent")),
        ("ink", "mark"),
        ("on-accent", "act"),
    ],
)
def test_letters_stand_out(theme: str, letters: str, ground: str) -> None:
    colours = read_colours(theme)
    assert contrast(colours[letters], colours[ground]) >= LETTERS


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("shape", "ground"),
    [
        ("bar", "paper"),
        # The volume of the archive is a faint fill under a line.
        ("archive-line", "paper"),
        ("archive-line", "archive"),
        ("field", "paper"),
        ("field", "sheet"),
        ("mark-line", "paper"),
        ("mark-line", "sheet"),
        ("act", "paper"),
    ],
)
def test_shapes_stand_out(theme: str, shape: str, ground: str) -> None:
    colours = read_colours(theme)
    assert contrast(colours[shape], colours[ground]) >= GRAPHICS


def test_the_dark_theme_is_one_whoever_chooses_it() -> None:
    sheet = SHEET.read_text("utf-8")
    by_system, by_reader = (
        re.findall(r"--[\w-]+: [^;]+;", sheet.split(start)[1].split("}")[0])
        for start in (':root:not([data-theme="light"]) {', ':root[data-theme="dark"] {')
    )
    assert by_system == by_reader
