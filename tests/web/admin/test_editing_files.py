"""The files of an archive, edited in the browser: tried before they are saved, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import FormData

from indexer.article import Article
from indexer.home.paths import ArchiveHome
from indexer.operations.audit import AuditLog
from indexer.operations.edits import EditBook
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.web.admin.browsing import OWN, Browser, Shown, show_answer

RINGS = "/admin/files/rings.txt"


@pytest.fixture
def archive(make_service: MakeService, sample_articles: Sequence[Article]) -> SearchService:
    """An archive with some articles, two of whose authors look like one."""
    first, second, *others = sample_articles[:60]
    alike = replace(first, authors=("anna-orlova",)), replace(second, authors=("ana-orlova",))
    return make_service((*alike, *others))


@pytest.fixture
async def admin(browser: Browser) -> Browser:
    await browser.sign_in()
    return browser


def read_editor(shown: Shown) -> str:
    """What is in the editor."""
    found = re.search(r'<textarea id="text"[^>]*>\n(.*?)</textarea>', shown.page.source, re.DOTALL)
    assert found
    return found[1].replace("&#34;", '"').replace("&#39;", "'").replace("&gt;", ">")


async def send(
    browser: Browser, shown: Shown, act: str, text: str | bytes, path: str = "", **fields: bytes
) -> Shown:
    """Send the editor as a browser does, whose lines end with both signs."""
    action = next(one for one in shown.forms if one.startswith("/admin/files/"))
    form = FormData(default_to_multipart=True)
    for name in ("csrf", "digest"):
        form.add_field(name, shown.forms[action][name])
    content = text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode()
    form.add_field("text", BytesIO(content), filename="text")
    for name, value in fields.items():
        form.add_field(name, BytesIO(value), filename="page.html")
    form.add_field("act", act)
    target = path or action.partition("#")[0]
    return await show_answer(await browser.client.post(target, data=form, headers=OWN))


async def test_all_files_are_listed_with_what_they_are_for(admin: Browser) -> None:
    shown = await admin.open("/admin/files/")
    assert "labels.toml" in shown.text
    assert "Names that mean the same" in shown.text
    for link in [one for one in shown.page.links() if one.startswith("/admin/files/")]:
        assert (await admin.open(link)).status == 200


async def test_a_preview_saves_nothing_and_tells_what_queries_find(
    admin: Browser, archive: SearchService
) -> None:
    before = archive.home.rings_file.read_bytes()
    shown = await admin.open(RINGS)
    shown = await send(admin, shown, "preview", "мост / школа\n")
    assert "also: школа" in shown.text
    assert "Build a new index" in shown.text
    assert read_editor(shown) == "мост / школа\n"
    assert archive.home.rings_file.read_bytes() == before
    assert EditBook.of(archive.home).read("rings.txt") == []


async def test_what_is_saved_is_noted_and_can_be_put_back(
    admin: Browser, archive: SearchService
) -> None:
    before = archive.home.rings_file.read_text("utf-8")
    shown = await admin.open(RINGS)
    shown = await send(admin, shown, "save", "мост / школа\n")
    assert "rings.txt was saved." in shown.text
    assert archive.home.rings_file.read_bytes() == "мост / школа\n".encode()
    assert "To be done before the file takes effect" in shown.text
    (deed,) = [one for one in AuditLog.of(archive.home).read(5) if one.action == "edit"]
    assert (deed.who, deed.details.split()[0]) == ("anna", "rings.txt")
    back = next(link for link in shown.page.links() if "back=" in link)
    shown = await admin.open(back)
    assert read_editor(shown) == before
    await send(admin, shown, "save", read_editor(shown))
    assert archive.home.rings_file.read_text("utf-8") == before
    assert len(EditBook.of(archive.home).read("rings.txt")) == 2


async def test_a_mistake_keeps_what_was_typed(admin: Browser, archive: SearchService) -> None:
    before = archive.home.labels_file.read_bytes()
    shown = await admin.open("/admin/files/labels.toml")
    text = "[authors]\nanna = 5\n"
    shown = await send(admin, shown, "save", text)
    assert shown.status == 422
    assert "Line 2" in shown.text
    assert "anna = 5" in shown.text
    assert read_editor(shown) == text
    assert archive.home.labels_file.read_bytes() == before


async def test_what_somebody_else_wrote_is_shown_beside_what_was_typed(
    admin: Browser, archive: SearchService
) -> None:
    shown = await admin.open(RINGS)
    archive.home.rings_file.write_text("Заречье / Zarechye\n", "utf-8")
    shown = await send(admin, shown, "save", "мост / школа\n")
    assert shown.status == 409
    assert read_editor(shown) == "мост / школа\n"
    assert "Заречье / Zarechye" in shown.text
    assert archive.home.rings_file.read_text("utf-8") == "Заречье / Zarechye\n"
    await send(admin, shown, "save", "мост / школа\n")
    assert archive.home.rings_file.read_text("utf-8") == "мост / школа\n"
    (edit,) = EditBook.of(archive.home).read("rings.txt")
    kept = EditBook.of(archive.home).get(edit.number)
    assert kept is not None
    assert kept.before == "Заречье / Zarechye\n".encode()


async def test_a_file_that_was_removed_meanwhile_comes_back_only_if_asked(
    admin: Browser, archive: SearchService
) -> None:
    shown = await admin.open(RINGS)
    archive.home.rings_file.unlink()
    shown = await send(admin, shown, "save", "мост / школа\n")
    assert shown.status == 409
    assert not archive.home.rings_file.exists()
    await send(admin, shown, "save", "мост / школа\n")
    assert archive.home.rings_file.exists()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"a / b\x00\n", 422),
        ("мост / школа\n".encode("cp1251"), 400),
        (b"x" * (3 * 2**20), 422),
        (b"\xed\xa0\x80 / a\n", 400),
    ],
    ids=["zero", "no-utf-8", "large", "half-character"],
)
async def test_what_is_no_text_is_not_saved(
    admin: Browser, archive: SearchService, text: bytes, status: int
) -> None:
    before = archive.home.rings_file.read_bytes()
    shown = await send(admin, await admin.open(RINGS), "save", text)
    assert shown.status == status
    assert archive.home.rings_file.read_bytes() == before


async def test_a_hundred_megabytes_are_turned_away(admin: Browser, archive: SearchService) -> None:
    before = archive.home.rings_file.read_bytes()
    shown = await send(admin, await admin.open(RINGS), "save", b"x" * (100 * 2**20))
    assert shown.status == 413
    assert archive.home.rings_file.read_bytes() == before


@pytest.mark.parametrize(
    "name",
    [
        "archive.db",
        "accounts.db",
        "cursor.key",
        "..%2fletopis.toml",
        "profiles%2f..%2fletopis.toml",
        "profiles/..%2f..%2fetc.toml",
        "profiles/%00.toml",
        "profiles/x.toml/..%2fy.toml",
        "%2fetc%2fpasswd",
        "new/x",
    ],
)
async def test_no_other_file_is_shown_or_written(
    admin: Browser, archive: SearchService, name: str
) -> None:
    shown = await admin.open(RINGS)
    assert (await admin.open(f"/admin/files/{name}")).status == 404
    before = sorted(archive.home.path.rglob("*.toml"))
    refused = await send(admin, shown, "save", "x = 1\n", f"/admin/files/{name}")
    assert refused.status == 404
    assert sorted(archive.home.path.rglob("*.toml")) == before


async def test_a_link_is_shown_and_not_written(
    admin: Browser, archive: SearchService, tmp_path: Path
) -> None:
    target = tmp_path / "elsewhere.txt"
    target.write_text("мост / школа\n", "utf-8")
    shown = await admin.open(RINGS)
    archive.home.rings_file.unlink()
    archive.home.rings_file.symlink_to(target)
    refused = await send(admin, shown, "save", "a / b\n")
    assert refused.status == 422
    assert "only a link" in refused.text
    assert target.read_text("utf-8") == "мост / школа\n"


async def test_a_file_that_cannot_be_written_keeps_what_was_typed(
    admin: Browser, archive: SearchService
) -> None:
    shown = await admin.open(RINGS)
    before = archive.home.rings_file.read_bytes()
    archive.home.edits_lock.mkdir()
    refused = await send(admin, shown, "save", "мост / школа\n")
    assert refused.status == 503
    assert read_editor(refused) == "мост / школа\n"
    assert archive.home.rings_file.read_bytes() == before


async def test_a_profile_is_begun_tried_on_a_page_and_removed(
    admin: Browser, archive: SearchService
) -> None:
    shown = await admin.open("/admin/files/new?site=News.Example.ORG")
    assert shown.path == "/admin/files/profiles/news.example.org.toml"
    text = (
        'name = "News"\nhosts = ["news.example.org"]\n[select]\ntitle = "h2.top"\nbody = "main"\n'
    )
    page = (
        b"<html><head><link rel=canonical href='https://news.example.org/2014/bridge'></head><body>"
        b"<h2 class=top>The bridge is open</h2><main><p>" + b"People walk over the river. " * 40
    )
    tried = await send(admin, shown, "preview", text, page=page)
    assert "The bridge is open" in tried.text
    assert "select.title[0]" in tried.text
    assert not archive.home.profiles.exists()
    saved = await send(admin, tried, "save", text)
    path = archive.home.profiles / "news.example.org.toml"
    assert path.read_text("utf-8") == text
    await send(admin, saved, "remove", text)
    assert not path.exists()


async def test_a_pattern_without_end_holds_nobody_up(
    admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.admin.files.trial._SECONDS", 4.0)
    shown = await admin.open("/admin/files/profiles/news.toml")
    text = (
        'name = "N"\nhosts = ["n.org"]\n[patterns]\ndrop = ["^(a+)+$"]\n[select]\nbody = "main"\n'
    )
    page = (
        b"<html><head><link rel=canonical href='https://n.org/1'></head><body><h1>A</h1><main><p>"
        + b"a" * 60
        + b"!</p><p>b"
    )
    tried = await send(admin, shown, "preview", text, page=page)
    assert "may never come to an end" in tried.text


async def test_a_profile_is_called_as_a_site_is(admin: Browser, archive: SearchService) -> None:
    for name in ("", "../x", "новости", "a b"):
        shown = await admin.open(f"/admin/files/new?site={name}")
        assert shown.path == "/admin/files/"
        assert "small Latin letters" in shown.text


async def test_names_that_look_alike_go_into_a_draft(
    admin: Browser, archive: SearchService
) -> None:
    shown = await admin.open("/admin/names")
    choices = {one["value"]: one["name"] for one in shown.page.find("input", type="radio")}
    kept, field = "anna-orlova", choices["anna-orlova"]
    assert choices["ana-orlova"] == field
    csrf = shown.forms["/admin/names"]["csrf"]
    before = archive.home.labels_file.read_bytes()
    draft = await show_answer(
        await admin.client.post("/admin/names", data={"csrf": csrf, field: kept}, headers=OWN)
    )
    assert draft.status == 200
    assert 'anna-orlova = { aliases = ["ana-orlova"] }' in read_editor(draft)
    assert "Names that change" in draft.text
    assert "Import the files again" in draft.text
    assert archive.home.labels_file.read_bytes() == before
    await send(admin, draft, "save", read_editor(draft))
    assert archive.home.labels_file.read_bytes().startswith(before)
    assert "Values that look like one" not in (await admin.open("/admin/names")).text


async def test_golden_queries_tell_where_articles_stand(
    admin: Browser, archive: SearchService
) -> None:
    first = archive.generation().searcher
    assert first.count
    home: ArchiveHome = archive.home
    home.golden_file.write_text('[[query]]\nq = "мост"\nexpect = ["nowhere"]\n', "utf-8")
    shown = await admin.open("/admin/golden")
    assert "nowhere: not in the index" in shown.text
    assert "1 query does not find what it must" in shown.text


async def test_pages_are_in_russian_too(admin: Browser) -> None:
    for path in ("/admin/files/", RINGS, "/admin/names", "/admin/golden", "/admin/searches"):
        shown = await admin.open(f"{path}?ui=ru")
        assert shown.status == 200
    assert "Поиски без ответа" in shown.text
