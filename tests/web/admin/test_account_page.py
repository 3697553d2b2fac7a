"""An admin's own account: password, one-time codes, sessions."""

from __future__ import annotations

import re
from html import unescape

import pyotp
import pytest

from indexer.operations.accounts import AccountBook
from tests.web.admin.browsing import NAME, PASSWORD, Browser, Shown
from tests.web.admin.conftest import Clock, Visit

ANOTHER = "seven ferries in the autumn fog"
WEAK = (
    ("short", "too short"),
    ("annaannaanna", "name"),
    ("Anna-1234567", "name"),
    ("password1234", "first that strangers try"),
    ("Йцукенгшщзхъ", "first that strangers try"),
    ("abababababababab", "repeats too few"),
    ("x" * 201, "too long"),
)


async def change(shown: Shown, browser: Browser, **fields: str) -> Shown:
    fields = {"present": PASSWORD, "new": ANOTHER, "again": ANOTHER} | fields
    return await browser.post(shown, "/admin/account/password", **fields)


def read_secret(shown: Shown) -> pyotp.TOTP:
    """What an authenticator app makes of what it is shown."""
    (uri,) = [link for link in shown.page.links() if link.startswith("otpauth:")]
    parsed = pyotp.parse_uri(unescape(uri))
    assert isinstance(parsed, pyotp.TOTP)
    assert parsed.name == NAME
    assert parsed.issuer in ("Letopis", "Летопись")
    assert parsed.secret in shown.text.replace(" ", "")
    return parsed


async def test_another_password(browser: Browser, visit: Visit) -> None:
    other = await visit()
    await other.sign_in()
    page = await change(await browser.sign_in(), browser)
    assert page.path == "/admin/account"
    assert page.status == 200
    assert "The password was changed." in page.text
    # Told once.
    assert "The password was changed." not in (await browser.open("/admin/account")).text
    assert (await other.open("/admin/account")).path == "/admin/login"
    assert (await other.sign_in()).status == 422
    assert (await other.sign_in(password=ANOTHER)).path == "/admin/account"
    # The forms of the page before have no token any more.
    assert (await browser.post(page, "/admin/account/codes", present=ANOTHER)).status == 200


@pytest.mark.parametrize(("new", "told"), WEAK)
async def test_a_weak_password_is_not_taken(browser: Browser, new: str, told: str) -> None:
    page = await change(await browser.sign_in(), browser, new=new, again=new)
    assert page.status == 422
    assert told in page.text
    assert PASSWORD not in page.page.source


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"again": ANOTHER + "s"}, "two different ways"),
        ({"present": ANOTHER}, "present password is wrong"),
        ({"present": ""}, "present password is wrong"),
    ],
)
async def test_a_password_is_not_changed_by_mistake(
    browser: Browser, accounts: AccountBook, fields: dict[str, str], told: str
) -> None:
    before = accounts.find_account(NAME)
    page = await change(await browser.sign_in(), browser, **fields)
    assert page.status == 422
    assert told in page.text
    assert accounts.find_account(NAME) == before


async def test_who_finds_a_browser_open_has_few_tries(browser: Browser, clock: Clock) -> None:
    page = await browser.sign_in()
    for _ in range(6):
        page = await change(page, browser, present="guess after guess")
    assert "You can try again in" in page.text
    page = await change(page, browser)
    assert "You can try again in" in page.text


async def test_codes_are_switched_on_and_off(browser: Browser, visit: Visit, clock: Clock) -> None:
    other = await visit()
    await other.sign_in()
    page = await browser.post(await browser.sign_in(), "/admin/account/codes", present=PASSWORD)
    assert re.search("<svg[^>]*>", page.page.source)
    assert "style=" not in page.page.source
    totp = read_secret(page)
    # Nothing is asked for before a code was typed.
    assert (await (await visit()).sign_in()).path == "/admin/account"
    wrong = await browser.post(page, "/admin/account/codes/confirm", code="000000")
    assert wrong.status == 422
    assert read_secret(wrong).secret == totp.secret
    now = clock().timestamp()
    page = await browser.post(wrong, "/admin/account/codes/confirm", code=totp.at(now))
    assert "needs a one-time code as well" in page.text
    # Who was signed in by the password alone is not any more.
    assert (await other.open("/admin/account")).path == "/admin/login"
    # The code that confirmed it is used up.
    assert (await other.sign_in(code=totp.at(now))).status == 422
    clock.wait(seconds=60)
    assert (await other.sign_in(code=totp.at(now + 60))).path == "/admin/account"
    page = await browser.post(page, "/admin/account/codes/off", present="wrong")
    assert page.status == 422
    page = await browser.post(page, "/admin/account/codes/off", present=PASSWORD)
    assert "needs the password alone" in page.text
    assert (await (await visit()).sign_in()).path == "/admin/account"


async def test_codes_that_were_offered_are_forgotten(browser: Browser) -> None:
    page = await browser.sign_in()
    page = await browser.post(page, "/admin/account/codes", present="wrong")
    assert page.status == 422
    assert "svg" not in page.page.source.partition("<main")[2]
    page = await browser.post(page, "/admin/account/codes", present=PASSWORD)
    first = read_secret(page)
    page = await browser.post(page, "/admin/account/codes/cancel")
    assert "otpauth" not in page.page.source
    page = await browser.post(page, "/admin/account/codes", present=PASSWORD)
    assert read_secret(page).secret != first.secret


async def test_other_sessions_are_ended(browser: Browser, visit: Visit, clock: Clock) -> None:
    others = [await visit() for _ in range(3)]
    for other in others:
        await other.sign_in()
    page = await browser.sign_in()
    assert page.page.source.count('name="session"') == 3
    ended = next(page.page.find("input", name="session"))["value"]
    page = await browser.post(page, "/admin/account/sessions", session=ended)
    assert "1 session has ended." in page.text
    page = await browser.post(page, "/admin/account/sessions")
    assert "2 sessions have ended." in page.text
    for other in others:
        assert (await other.open("/admin/account")).path == "/admin/login"
    assert (await browser.open("/admin/account")).path == "/admin/account"


async def test_nobody_ends_the_sessions_of_another(
    browser: Browser, visit: Visit, accounts: AccountBook, hashed: str, clock: Clock
) -> None:
    accounts.add_account("boris", hashed, 0.0)
    page = await browser.sign_in()
    other = await visit()
    await other.sign_in(name="boris")
    (foreign,) = accounts.list_sessions("boris", clock().timestamp())
    page = await browser.post(page, "/admin/account/password")
    csrf = page.forms["/admin/logout"]["csrf"]
    for digest in (foreign.digest, "", "x", "\0", "x" * 9999):
        answer = await browser.client.post(
            "/admin/account/sessions",
            data={"csrf": csrf, "session": digest},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        assert answer.status == 200
    assert (await other.open("/admin/account")).path == "/admin/account"


async def test_what_a_browser_calls_itself_is_text(browser: Browser, visit: Visit) -> None:
    other = await visit()
    login = {"name": NAME, "password": PASSWORD}
    for agent in (
        "<script>alert(1)</script>",
        "x" * 4000,
        "Mozilla/5.0 Firefox/140.0 (X11; Linux)",
    ):
        headers = {"User-Agent": agent, "Sec-Fetch-Site": "same-origin"}
        await other.client.post("/admin/login", data=login, headers=headers)
        other.client.session.cookie_jar.clear()
    page = await browser.sign_in()
    assert "<script>alert" not in page.page.source
    assert "Firefox, Linux" in page.text
    assert "x" * 300 not in page.text


@pytest.mark.parametrize("ui", ["ru", "en"])
async def test_both_languages(browser: Browser, visit: Visit, ui: str) -> None:
    await (await visit()).sign_in()
    await browser.sign_in()
    page = await browser.open(f"/admin/account?ui={ui}")
    assert next(page.page.find("html"))["lang"] == ui
    assert {"ru": "Одноразовые коды", "en": "One-time codes"}[ui] in page.text
    assert all(f"ui={ui}" in action for action in page.forms)
    page = await browser.post(page, "/admin/account/sessions")
    assert {"ru": "Завершён 1 сеанс.", "en": "1 session has ended."}[ui] in page.text
