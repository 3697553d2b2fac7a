"""Who may enter the web admin: strangers see nothing of it, forms come from its pages."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from aiohttp import BodyPartReader, FormData, web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from indexer.operations.accounts import AccountBook
from searcher.service import SearchService
from tests.web.admin.browsing import OWN, PASSWORD, Browser
from tests.web.admin.conftest import Visit
from web.admin.keys import UPLOAD
from web.app import make_app

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PROPFIND")
PATHS = ("/admin", "/admin/", "/admin/login", "/admin/account", "/admin/nowhere", "/%61dmin/login")


def list_routes(client: TestClient) -> list[tuple[str, str]]:
    """Method and path of each handler below `/admin`."""
    return [
        (route.method, re.sub(r"\{[^}]*\}", "1", route.resource.canonical))
        for route in client.app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/admin")
    ]


async def ask(browser: Browser, method: str, path: str, **told: object) -> tuple[int, str]:
    answer = await browser.client.request(method, path, allow_redirects=False, **told)
    return answer.status, await answer.text()


async def test_there_is_nothing_without_an_account(archive: SearchService, visit: Visit) -> None:
    browser = await visit()
    for method in METHODS:
        nowhere = await ask(browser, method, "/nowhere")
        for path in PATHS:
            status, text = await ask(browser, method, path)
            # The switch of languages leads to the same address.
            plain = path.replace("%61", "a")
            assert (status, text.replace(f"{plain}?ui", "/nowhere?ui")) == nowhere
    assert not archive.home.accounts.exists()


async def test_the_last_account_takes_the_pages_with_it(
    accounts: AccountBook, browser: Browser
) -> None:
    await browser.sign_in()
    accounts.remove_account("anna")
    assert (await ask(browser, "GET", "/admin/account"))[0] == 404
    assert (await ask(browser, "GET", "/admin/login"))[0] == 404


@pytest.mark.parametrize("ui", ["ru", "en"])
async def test_who_is_far_is_told_what_is_told_of_any_address(
    accounts: AccountBook, visit: Visit, ui: str
) -> None:
    browser = await visit(admin_networks=("192.0.2.0/24",))
    for path in PATHS:
        strangers = await browser.client.get(path, params={"ui": ui})
        nowhere = await browser.client.get("/nowhere", params={"ui": ui})
        assert strangers.status == nowhere.status == 404
        told = (await strangers.text()).replace(f"{strangers.url.path}?ui", "/nowhere?ui")
        assert told == await nowhere.text()
        assert set(strangers.headers) == set(nowhere.headers)
        for name in ("Cache-Control", "Referrer-Policy", "Vary"):
            assert strangers.headers[name] == nowhere.headers[name]


async def test_a_proxy_tells_who_is_far(accounts: AccountBook, visit: Visit) -> None:
    browser = await visit(admin_networks=("192.0.2.0/24",))
    near, far = {"X-Forwarded-For": "192.0.2.7"}, {"X-Forwarded-For": "203.0.113.1"}
    assert (await ask(browser, "GET", "/admin/login", headers=near))[0] == 200
    assert (await ask(browser, "GET", "/admin/login", headers=far))[0] == 404
    # What a client writes there itself stands before what the proxy writes.
    both = {"X-Forwarded-For": "192.0.2.7, 203.0.113.1"}
    assert (await ask(browser, "GET", "/admin/login", headers=both))[0] == 404


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:9000", 200),
        ("127.0.0.1:9000", 200),
        ("[::1]:9000", 200),
        ("news.example.org", 200),
        ("NEWS.example.org", 200),
        # A name of somebody else that leads to this machine.
        ("evil.example", 404),
        ("news.example.org.evil.example", 404),
        ("localhost.evil.example:9000", 404),
        ("[", 404),
    ],
)
async def test_the_host_is_called_as_its_keeper_calls_it(
    accounts: AccountBook, visit: Visit, host: str, status: int
) -> None:
    browser = await visit(base_url="https://news.example.org")
    assert (await ask(browser, "GET", "/admin/login", headers={"Host": host}))[0] == status


async def test_nobody_comes_past_the_gate(browser: Browser) -> None:
    routes = list_routes(browser.client)
    assert len(routes) > 10
    for method, path in routes:
        if path == "/admin/login":
            continue
        answer = await browser.client.request(method, path, allow_redirects=False, headers=OWN)
        assert answer.status == 303, (method, path)
        assert answer.headers["Location"].startswith("/admin/login")


async def test_programs_are_told_so(browser: Browser) -> None:
    for headers in (
        {"Accept": "text/event-stream"},
        {"Accept": "application/json"},
        {"Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Mode": "same-origin", "Accept": "*/*"},
    ):
        answer = await browser.client.get("/admin/account", headers=headers, allow_redirects=False)
        assert answer.status == 401
    reader = {"Sec-Fetch-Mode": "navigate", "Accept": "text/html,*/*"}
    assert (await browser.client.get("/admin/account", headers=reader)).url.path == "/admin/login"


async def test_nothing_is_changed_without_the_token(
    browser: Browser, visit: Visit, accounts: AccountBook
) -> None:
    await browser.sign_in()
    other = await (await visit()).sign_in()
    foreign = other.forms["/admin/logout"]["csrf"]
    for _, path in [one for one in list_routes(browser.client) if one[0] == "POST"]:
        if path == "/admin/login":
            continue
        for token in ("", "x" * 43, foreign, "\0ё", "x" * 100_000):
            for told in ({"data": {"csrf": token}}, {"params": {"csrf": token[:99]}}):
                status, _ = await ask(browser, "POST", path, headers=OWN, **told)
                assert status in (403, 415), path
    assert len(accounts.list_sessions("anna", 0.0)) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "https://evil.example"},
        {"Origin": "http://["},
    ],
)
async def test_a_form_of_another_site_is_refused_whatever_it_has(
    browser: Browser, headers: dict[str, str]
) -> None:
    page = await browser.sign_in()
    data = page.forms["/admin/logout"]
    assert (await ask(browser, "POST", "/admin/logout", data=data, headers=headers))[0] == 403
    login = {"name": "anna", "password": PASSWORD}
    assert (await ask(browser, "POST", "/admin/login", data=login, headers=headers))[0] == 403


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:9000", "localhost:9000"),
        ("https://news.example.org", "news.example.org"),
        # A proxy that calls the server by its address.
        ("https://news.example.org", "127.0.0.1:8080"),
    ],
)
async def test_browsers_that_tell_the_origin_alone(
    accounts: AccountBook, visit: Visit, origin: str, host: str
) -> None:
    browser = await visit(base_url="https://news.example.org")
    answer = await browser.client.post(
        "/admin/login",
        data={"name": "anna", "password": PASSWORD},
        headers={"Origin": origin, "Host": host},
        allow_redirects=False,
    )
    assert answer.status == 303


async def test_answers_are_kept_nowhere_and_never_compressed(browser: Browser) -> None:
    await browser.sign_in()
    for path in ("/admin/", "/admin/account", "/admin/nowhere", "/admin/account?x=1"):
        answer = await browser.client.get(
            path, headers={"Accept-Encoding": "gzip, br, zstd"}, allow_redirects=False
        )
        assert answer.headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "same-origin"
        if answer.status == 200:
            assert "Content-Encoding" not in answer.headers
            assert "ETag" not in answer.headers


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b'{"name": "anna"}', 415),
        ("text/plain", b"name=anna", 415),
        ("multipart/form-data; boundary=x", b"--x\r\n", 415),
        ("application/x-www-form-urlencoded", b"name=" + b"a" * 10_000_000, 413),
        ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 2000), 400),
        ("application/x-www-form-urlencoded", b"name=%00%ff%fe&password=%00", 422),
        ("application/x-www-form-urlencoded", b"", 422),
        ("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfen\0", 422),
    ],
)
async def test_rotten_forms_are_refused(
    browser: Browser, content_type: str, body: bytes, status: int
) -> None:
    headers = OWN | {"Content-Type": content_type}
    sent = BytesIO(body)
    assert (await ask(browser, "POST", "/admin/login", data=sent, headers=headers))[0] == status


@pytest.mark.parametrize(
    "cookie", ["", "x", "я" * 500, "\"'; DROP TABLE sessions", "=;=;,", "a\\0b"]
)
async def test_garbage_is_no_session(browser: Browser, cookie: str) -> None:
    headers = {"Cookie": f"letopis-admin={cookie}"}
    answer = await browser.client.get("/admin/account", headers=headers, allow_redirects=False)
    assert answer.status == 303


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/admin/",
        "/\\evil.example",
        "/admin/..//evil.example",
        "/admin/%2e%2e/search",
        "/admin/../search",
        "/admin/account\r\nSet-Cookie: a=b",
        "/admin/account\0",
        "/admin/login?next=/admin/login",
        "/admin/logout",
        "/administrator",
        "javascript:alert(1)",
        "/admin/" + "x" * 3000,
        "/admin/ё",
    ],
)
async def test_signing_in_leads_nowhere_else(browser: Browser, wanted: str) -> None:
    await browser.sign_in()
    answer = await browser.client.get(
        "/admin/login", params={"next": wanted}, allow_redirects=False
    )
    assert answer.status == 303
    assert answer.headers["Location"] == "/admin/"


async def test_signing_in_leads_back(browser: Browser) -> None:
    shown = await browser.sign_in("/admin/account?ui=ru")
    assert shown.answer.url.raw_path_qs == "/admin/account?ui=ru"
    assert "Учётная запись" in shown.text


async def test_a_language_that_is_chosen_on_the_way_stays(browser: Browser) -> None:
    login = await browser.open("/admin/account?ui=ru")
    english = next(link for link in login.page.links() if "ui=en" in link)
    shown = await browser.post(await browser.open(english), name="anna", password=PASSWORD)
    assert shown.answer.url.raw_path_qs == "/admin/account?ui=en"


async def receive_upload(request: web.Request) -> web.Response:
    sizes = []
    async for part in request[UPLOAD]:
        assert isinstance(part, BodyPartReader)
        size = 0
        while chunk := await part.read_chunk():
            size += len(chunk)
        sizes.append(f"{part.name} {part.filename} {size}")
    return web.Response(text=", ".join(sizes))


async def test_the_token_of_an_upload_comes_first(
    archive: SearchService, accounts: AccountBook, aiohttp_client: AiohttpClient
) -> None:
    app = make_app(archive)
    app.router.add_post("/admin/upload", receive_upload)
    browser = Browser(await aiohttp_client(app))
    page = await browser.sign_in()
    csrf = page.forms["/admin/logout"]["csrf"]

    async def upload(*fields: tuple[str, str | bytes]) -> tuple[int, str]:
        form = FormData()
        for name, value in fields:
            if isinstance(value, bytes):
                form.add_field(name, BytesIO(value), filename="a.txt")
            else:
                form.add_field(name, value, content_type="text/plain")
        return await ask(browser, "POST", "/admin/upload", data=form(), headers=OWN)

    # More than a form of fields may be.
    file = b"x" * 3_000_000
    assert await upload(("csrf", csrf), ("file", file)) == (200, "file a.txt 3000000")
    assert (await upload(("file", file), ("csrf", csrf)))[0] == 403
    assert (await upload(("csrf", "x"), ("file", file)))[0] == 403
    assert (await upload(("csrf", csrf * 1000), ("file", file)))[0] == 403
    assert (await upload(("token", csrf), ("file", file)))[0] == 403
    for body in (
        b"",
        b"--x--",
        b"--x\r\n\r\n",
        b"--x\r\nContent-Disposition: form-data",
        b"\0" * 99,
    ):
        headers = OWN | {"Content-Type": "multipart/form-data; boundary=x"}
        status, _ = await ask(browser, "POST", "/admin/upload", data=body, headers=headers)
        assert status in (400, 403)
    headers = OWN | {"Content-Type": "multipart/form-data"}
    assert (await ask(browser, "POST", "/admin/upload", data=b"x", headers=headers))[0] == 400
