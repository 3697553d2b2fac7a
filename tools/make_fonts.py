"""Make the serif of the site: subsets of Source Serif 4, and what stands in for it meanwhile.

    python -m tools.make_fonts FOLDER

FOLDER holds the variable fonts as they are published. Written are web/static/fonts/*.woff2 and the
block of `@font-face` rules in web/static/style.css, which nobody edits by hand.
docs/howto/make-the-fonts.md tells the rest.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import OverlapMode, instantiateVariableFont

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "web" / "static"
CORPUS = ROOT / "sample_corpus"

SOURCES = {
    "normal": "SourceSerif4[opsz,wght].ttf",
    "italic": "SourceSerif4-Italic[opsz,wght].ttf",
}

# The name of the original is reserved, so what is changed has another.
NAME = "Letopis Serif"

# The axis of optical sizes would double each file. Pinned at the size of article texts.
LIMITS = {"opsz": 18, "wght": (400, 700)}
FEATURES = ["ccmp", "kern", "liga", "mark", "mkmk"]

# Digits, punctuation and signs stand in the files of both alphabets: a page in one language then
# needs one file, and what stands beside a letter is kerned with it.
COMMON = (
    "U+20-40,U+5B-60,U+7B-7E,U+A0-BF,U+D7,U+F7,U+301,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,"
    "U+202F-2030,U+2032-2033,U+2039-203A,U+2044,U+20AC,U+20B4,U+20B8,U+20BD,U+2116,U+2122,U+2212"
)
# The first of each alphabet is what nearly every text needs: Russian and Ukrainian, English and the
# languages of Western Europe. The second has the other languages of the Caucasus and Central Asia,
# of the Balkans and of Turkey.
ALPHABETS = {
    "Latin": {
        "latin": f"{COMMON},U+41-5A,U+61-7A,U+C0-D6,U+D8-F6,U+F8-FF,U+152-153",
        "latin-ext": "U+100-151,U+154-17F,U+18F,U+1E6-1E7,U+218-21B,U+259,U+302-30C,U+327,U+1E9E",
    },
    "Cyrillic": {
        "cyrillic": f"{COMMON},U+401,U+404,U+406-407,U+410-44F,U+451,U+454,U+456-457,U+490-491",
        "cyrillic-ext": "U+400,U+402-403,U+405,U+408-40F,U+450,U+452-453,U+455,U+458-45F,U+492-52F",
    },
}
LANGUAGES = {"Latin": "en", "Cyrillic": "ru"}


@dataclass(frozen=True)
class StandIn:
    """Fonts of the same widths that a reader's machine may have. `widths` are what `measure_text`
    says of them, for each of STYLES, by the alphabet."""

    name: str
    families: tuple[str, ...]
    widths: dict[str, tuple[float, float, float]]


# Style and weights of a face that stands in, the weight of ours that it is measured by, and what
# its full name has after that of the family.
STYLES = (
    ("normal", "400 500", 400, ""),
    ("normal", "600 700", 700, " Bold"),
    ("italic", "400 700", 400, " Italic"),
)

# The first that the machine has is taken: of Windows, macOS and iOS, or of Linux; of Android; of
# Linux. Measured in Tinos, whose widths are those of Times New Roman, and in the fonts themselves.
STAND_INS = (
    StandIn(
        "Times",
        ("Times New Roman", "Liberation Serif", "Tinos"),
        {"Latin": (0.4013, 0.4270, 0.4022), "Cyrillic": (0.4567, 0.4869, 0.4645)},
    ),
    StandIn(
        "Noto Serif",
        ("Noto Serif",),
        {"Latin": (0.4761, 0.5056, 0.4630), "Cyrillic": (0.5429, 0.5637, 0.5392)},
    ),
    StandIn(
        "DejaVu Serif",
        ("DejaVu Serif",),
        {"Latin": (0.5115, 0.5643, 0.5115), "Cyrillic": (0.5723, 0.6374, 0.5935)},
    ),
)

# Where the rules stand in the style sheet.
STYLE_SHEET = STATIC / "style.css"
BEGIN = "/* The serif: written by tools/make_fonts.py. */\n"
END = "/* The end of what is written by tools/make_fonts.py. */\n"


def read_ranges(ranges: str) -> Iterator[int]:
    """The code points of a `unicode-range`."""
    for part in ranges.split(","):
        first, _, last = part.removeprefix("U+").partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def make_subset(path: Path, ranges: str) -> TTFont:
    """The characters of `ranges`, with the axes and the features that the site uses."""
    options = Options(
        layout_features=FEATURES, hinting=False, name_IDs=[0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    )
    options.drop_tables += ["STAT", "DSIG"]
    font = TTFont(path, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=read_ranges(ranges))
    subsetter.subset(font)
    # The instancer reads tables anew that the subsetter leaves half read.
    passed = io.BytesIO()
    font.save(passed)
    # The same bytes whenever they are made.
    font = TTFont(passed, recalcTimestamp=False)
    font = instantiateVariableFont(font, LIMITS, overlap=OverlapMode.KEEP_AND_SET_FLAGS)
    names = font["name"]
    for number, name in ((1, NAME), (3, NAME), (4, NAME), (6, NAME.replace(" ", ""))):
        names.setName(name, number, 3, 1, 0x409)
    return font


def measure_text(font: TTFont, language: str) -> float:
    """How wide the articles of the sample corpus in a language are, in em a character."""
    em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
    widths = {code: metrics[name][0] / em for code, name in font.getBestCmap().items()}
    total = count = 0.0
    for path in sorted(CORPUS.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            if record["lang"] == language:
                measured = [widths[ord(sign)] for sign in record["body"] if ord(sign) in widths]
                total, count = total + sum(measured), count + len(measured)
    return total / count


def write_fonts(folder: Path) -> Iterator[str]:
    """Write the files; the rules of their faces."""
    for alphabet, subsets in ALPHABETS.items():
        for subset, ranges in subsets.items():
            for style, source in SOURCES.items():
                name = f"serif-{subset}{'' if style == 'normal' else '-italic'}.woff2"
                font = make_subset(folder / source, ranges)
                font.flavor = "woff2"
                font.save(STATIC / "fonts" / name)
                yield (
                    f'@font-face {{ font-family: "{NAME} {alphabet}"; font-style: {style}; '
                    f"font-weight: 400 700; font-display: swap; "
                    f'src: url("fonts/{name}") format("woff2"); unicode-range: {ranges}; }}'
                )


def adjust_stand_ins(folder: Path) -> Iterator[str]:
    """The rules of the faces that stand in: what they write takes the room of ours, so that nothing
    moves when ours comes."""
    for place, (style, weights, weight, suffix) in enumerate(STYLES):
        font = instantiateVariableFont(TTFont(folder / SOURCES[style]), LIMITS | {"wght": weight})
        em = font["head"].unitsPerEm
        ascent, descent = font["hhea"].ascent / em, -font["hhea"].descent / em
        for alphabet, language in LANGUAGES.items():
            width = measure_text(font, language)
            for stand_in in STAND_INS:
                scale = width / stand_in.widths[alphabet][place]
                local = ", ".join(f'local("{family}{suffix}")' for family in stand_in.families)
                yield (
                    f'@font-face {{ font-family: "{stand_in.name} for {alphabet}"; '
                    f"font-style: {style}; font-weight: {weights}; src: {local}; "
                    f"size-adjust: {scale:.2%}; ascent-override: {ascent / scale:.2%}; "
                    f"descent-override: {descent / scale:.2%}; "
                    f"line-gap-override: 0%; }}"
                )


def name_families() -> Iterator[str]:
    """The rules that tell which alphabet comes first: its file has the digits too, so that a page
    in one language needs no other."""
    for selector, alphabets in (
        (":root, :lang(en)", ("Latin", "Cyrillic")),
        (":lang(ru)", ("Cyrillic", "Latin")),
    ):
        families = [f"{NAME} {alphabet}" for alphabet in alphabets]
        families += [f"{stand_in.name} for {alphabets[0]}" for stand_in in STAND_INS]
        yield f"{selector} {{ --serif: {', '.join(map(json.dumps, families))}, serif; }}"


def main(folder: Path) -> None:
    """Write the files and their rules."""
    rules = [*write_fonts(folder), *adjust_stand_ins(folder), *name_families()]
    before, _, rest = STYLE_SHEET.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    block = BEGIN + "".join(f"{rule}\n" for rule in rules) + END
    STYLE_SHEET.write_text(before + block + after, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
