"""Static files: kept for good at addresses that change with them, small, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from aiohttp.test_utils import TestClient
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_aiohttp.plugin import AiohttpClient
from yarl import URL

from searcher.service import SearchService
from tests.web.test_codings import DECODE
from web.app import make_app
from web.codings import CODINGS
from web.static_files import StaticFiles, load_static_files

FOLDER = Path(__file__).parents[2] / "web" / "static"
FONTS = FOLDER / "fonts"
GOOD_FOR_A_YEAR = "public, max-age=31536000, immutable"
# Bytes as they are sent, without fonts, which a page is read without.
FIRST_VISIT = 25_000
PAGES = ("/", "/search?q=мост", "/articles/ru-3008", "/nowhere")


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service), auto_decompress=False)


async def find_addresses(client: TestClient, page: str) -> set[str]:
    """All static files that a page names, and those that its style sheets name."""
    plain = {"Accept-Encoding": "identity"}
    source = await (await client.get(page, headers=plain)).text()
    addresses = set(re.findall(r'"(/static/[^"]+)"', source))
    for address in [one for one in addresses if one.endswith(".css")]:
        sheet = await (await client.get(address, headers=plain)).text()
        # From the sheet on.
        named = re.findall(r'url\("([^"]+)"\)', sheet)
        addresses.update(urljoin(address, name) for name in named)
    return addresses


@pytest.mark.parametrize("page", PAGES)
async def test_a_first_visit_weighs_little(client: TestClient, page: str) -> None:
    asked = {"Accept-Encoding": "br"}
    whole = len(await (await client.get(page, headers=asked)).read())
    for address in await find_addresses(client, page):
        if not address.endswith(".woff2"):
            whole += len(await (await client.get(address, headers=asked)).read())
    assert whole < FIRST_VISIT


@pytest.mark.parametrize("page", PAGES)
async def test_what_a_page_names_is_kept_for_good(client: TestClient, page: str) -> None:
    addresses = await find_addresses(client, page)
    assert {Path(address).suffix for address in addresses} == {".css", ".js", ".svg", ".woff2"}
    for address in addresses:
        answer = await client.get(address)
        assert (answer.status, answer.headers["Cache-Control"]) == (200, GOOD_FOR_A_YEAR)


@pytest.mark.parametrize(
    "name", [path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*")]
)
async def test_a_file_is_sent_in_the_coding_that_is_taken(client: TestClient, name: str) -> None:
    address = load_static_files().address(name)
    whole = await (await client.get(address, headers={"Accept-Encoding": "identity"})).read()
    is_font = name.endswith(".woff2")
    tags = set()
    for coding in CODINGS[:-1]:
        answer = await client.get(address, headers={"Accept-Encoding": coding})
        sent = await answer.read()
        tags.add(answer.headers["ETag"])
        if is_font:
            assert (sent, answer.headers.get("Content-Encoding")) == (whole, None)
        else:
            assert answer.headers["Content-Encoding"] == coding
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert (DECODE[coding](sent), len(sent) < len(whole)) == (whole, True)
    assert len(tags) == (1 if is_font else 3)


async def test_who_has_a_file_is_told_so(client: TestClient) -> None:
    for address in ("/static/style.css", load_static_files().address("style.css")):
        answer = await client.get(address, headers={"Accept-Encoding": "br"})
        has_it = {"Accept-Encoding": "br", "If-None-Match": answer.headers["ETag"]}
        again = await client.get(address, headers=has_it)
        assert (again.status, await again.read()) == (304, b"")
        for name in ("ETag", "Vary", "Cache-Control"):
            assert again.headers[name] == answer.headers[name]
        # The same file in another coding is another answer.
        other = await client.get(address, headers=has_it | {"Accept-Encoding": "gzip"})
        assert other.status == 200


async def test_a_plain_name_is_good_for_minutes(client: TestClient) -> None:
    for path in FOLDER.rglob("*.*"):
        answer = await client.get(f"/static/{path.relative_to(FOLDER).as_posix()}")
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "public, max-age=600")


@pytest.mark.parametrize(
    "path",
    [
        "style.0123456789abcdef.css", "fonts", "fonts/", "../app.py",
        "%2e%2e/app.py", "fonts/%2e%2e/%2e%2e/app.py", "/etc/passwd", "style.css/", "STYLE.CSS",
        "style.css%00", ".", "",
    ],
)  # fmt: skip
async def test_nothing_else_is_there(client: TestClient, path: str) -> None:
    answer = await client.get(URL(f"/static/{path}", encoded=True))
    assert answer.status == 404


@settings(max_examples=20, deadline=None)
@given(contents=st.lists(st.binary(max_size=50), min_size=2, max_size=2, unique=True))
def test_another_file_has_another_address(
    tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("static")
    (folder / "style.css").write_text("a { src: url(one.woff2), url('data:,x') }")
    (folder / "other.js").write_text("")
    made = []
    for content in contents:
        (folder / "one.woff2").write_bytes(content)
        files = StaticFiles(folder)
        made.append([files.digest, *map(files.address, ("one.woff2", "style.css", "other.js"))])
        found = files.find(files.address("style.css"))
        assert found is not None
        sheet = found[0].bodies["identity"].decode()
        font = Path(files.address("one.woff2")).name
        assert sheet == f"a {{ src: url(\"{font}\"), url('data:,x') }}"
    # A style sheet is another one when what it names is.
    assert [one == other for one, other in zip(*made, strict=True)] == [False, False, False, True]


def test_a_style_sheet_names_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("a { src: url('gone.woff2') }")
    with pytest.raises(KeyError):
        StaticFiles(tmp_path)


def faces() -> Iterator[tuple[str, str, Path, set[int]]]:
    """The faces of the serif: family, style, file and the code points that they are used for."""
    sheet = (FOLDER / "style.css").read_text("utf-8")
    rule = r'"(Letopis [^"]+)"; font-style: (\w+);.*url\("([^"]+)"\).*unicode-range: ([^;]+);'
    for family, style, name, ranges in re.findall(rule, sheet):
        covered: set[int] = set()
        for part in ranges.split(","):
            first, _, last = part.removeprefix("U+").partition("-")
            covered.update(range(int(first, 16), int(last or first, 16) + 1))
        yield family, style, FOLDER / name, covered


@pytest.mark.parametrize("style", ["normal", "italic"])
@pytest.mark.parametrize(
    ("family", "text", "files"),
    [
        ("Letopis Serif Cyrillic", "«Съешь ещё этих мягких, — 1234567890» № „да“ за́мок", 1),
        ("Letopis Serif Cyrillic", "Ґанок, їжак, Єва, Іній", 1),
        ("Letopis Serif Cyrillic", "қазақ, Әбіл, өңір, ұлы, гӀалгӀай, Ҳакоба, Џь, ђак", 2),
        ("Letopis Serif Latin", "“It’s” naïve, façade – €1,234; Über", 1),
        ("Letopis Serif Latin", "Əliyev, Gəncə, Şuşa, Doğan, İlqar, ılıq, Łódź", 2),
    ],
)
def test_the_serif_has_what_the_archive_writes(
    family: str, text: str, files: int, style: str
) -> None:
    used = set()
    for sign in set(text):
        (path,) = (
            path
            for name, kind, path, covered in faces()
            if (name, kind) == (family, style) and ord(sign) in covered
        )
        with TTFont(path) as font:
            assert ord(sign) in font.getBestCmap(), sign
            assert [axis.axisTag for axis in font["fvar"].axes] == ["wght"]
        used.add(path)
    assert len(used) == files


def test_fonts_are_small_and_bring_their_licence() -> None:
    assert max(path.stat().st_size for path in FONTS.glob("*.woff2")) < 45_000
    assert {path.name for path in FONTS.glob("*.woff2")} == {path.name for *_, path, _ in faces()}
    licence = (FONTS / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    for path in FONTS.glob("*.woff2"):
        with TTFont(path) as font:
            assert font["name"].getDebugName(1) == "Letopis Serif"
            assert font["name"].getDebugName(0) in licence


async def test_what_is_no_document_has_the_headers_that_concern_it(client: TestClient) -> None:
    for name in ("style.css", "suggest.js", "fonts/serif-latin.woff2"):
        headers = (await client.get(load_static_files().address(name))).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Content-Security-Policy" not in headers
    # A picture may be opened by itself, and hold scripts.
    headers = (await client.get(load_static_files().address("favicon.svg"))).headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
