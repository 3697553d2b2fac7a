"""Signing in by a password and a code: who is let in, who has to wait, what nobody is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pyotp
import pytest
from argon2 import PasswordHasher

from indexer.operations.accounts import AccountBook
from indexer.operations.attempts import LONGEST_WAIT
from indexer.operations.audit import AuditLog
from searcher.service import SearchService
from tests.web.admin.browsing import NAME, OWN, PASSWORD, Browser, Shown
from tests.web.admin.conftest import Clock, Visit
from web.admin.passwords import hash_password

SECRET = pyotp.random_base32()
WRONG = "some other words that nobody chose"
FREE = 4


async def fail(browser: Browser, times: int = 1, **fields: str) -> Shown:
    """What is told after some wrong passwords."""
    for _ in range(times):
        shown = await browser.sign_in(**{"password": WRONG} | fields)
    return shown


def forget(browser: Browser) -> Browser:
    """A browser without its cookies."""
    browser.client.session.cookie_jar.clear()
    return browser


@pytest.mark.parametrize("name", ["anna", "ANNA", "  Anna ", "ａｎｎａ"])
async def test_a_name_however_it_is_typed(browser: Browser, name: str) -> None:
    assert (await browser.sign_in(name=name)).path == "/admin/account"


async def test_a_password_however_its_letters_are_composed(
    browser: Browser, accounts: AccountBook, clock: Clock
) -> None:
    composed, parted = "йод и ёлка у реки", "и\u0306од и е\u0308лка у реки"
    accounts.change_password(NAME, hash_password(composed), clock().timestamp())
    assert (await browser.sign_in(password=parted)).path == "/admin/account"


@pytest.mark.parametrize(
    "fields",
    [
        {"password": WRONG},
        {"password": ""},
        {"password": PASSWORD + " "},
        {"password": PASSWORD.upper()},
        {"password": "\0" + PASSWORD},
        {"password": "x" * 7000},
        {"name": "nobody"},
        {"name": ""},
        {"name": "a" * 7000},
        {"name": "anna\0"},
        {"name": "' OR 1=1 --"},
    ],
)
async def test_whatever_was_wrong_the_same_is_told(
    browser: Browser, visit: Visit, fields: dict[str, str]
) -> None:
    usual, shown = await fail(await visit()), await fail(browser, **fields)
    assert shown.status == usual.status == 422
    name = fields.get("name", NAME)[:100]
    told = (await shown.answer.text()).replace(f'value="{name}"', "")
    assert len(told) < 10_000
    notice = next(shown.page.find("p", role="alert"))
    assert notice == next(usual.page.find("p", role="alert"))
    assert "is wrong" in shown.text
    assert not list(browser.client.session.cookie_jar)


async def test_nobody_learns_by_the_clock_which_names_there_are(browser: Browser) -> None:
    """A name that is known takes no longer, but for far less than it takes to look at a password:
    that of the processor, since the machine may be busy."""
    took: dict[str, list[float]] = {NAME: [], "nobody": []}
    for _ in range(FREE):
        for name, seconds in took.items():
            began = time.process_time()
            await fail(browser, name=name)
            seconds.append(time.process_time() - began)
    fastest = [min(seconds) for seconds in took.values()]
    assert max(fastest) < 2 * min(fastest)


@pytest.mark.parametrize(
    ("ui", "told"), [("ru", "Следующая возможна через"), ("en", "try again in")]
)
async def test_who_fails_often_waits(browser: Browser, clock: Clock, ui: str, told: str) -> None:
    shown = await fail(browser, FREE + 1)
    assert shown.status == 422
    login = await browser.open(f"/admin/login?ui={ui}")
    # Not even with the right password, which is not looked at.
    refused = await browser.post(login, name=NAME, password=PASSWORD)
    assert refused.status == 429
    assert told in refused.text
    seconds = int(refused.answer.headers["Retry-After"])
    assert f" {seconds} " in refused.text
    clock.wait(seconds=seconds)
    assert (await browser.sign_in()).path == "/admin/account"
    # What failed before is forgotten then.
    assert (await fail(forget(browser), FREE)).status == 422


async def test_waits_grow_and_end(browser: Browser, clock: Clock) -> None:
    waits = []
    for _ in range(FREE + 12):
        shown = await fail(browser)
        if shown.status == 429:
            waits.append(int(shown.answer.headers["Retry-After"]))
            clock.wait(seconds=waits[-1] + 1)
            assert (await fail(browser)).status == 422
    assert waits == sorted(waits)
    assert waits[0] <= 2
    assert waits[-1] == LONGEST_WAIT
    clock.wait(seconds=LONGEST_WAIT)
    assert (await browser.sign_in()).path == "/admin/account"


async def test_what_is_refused_makes_the_wait_no_longer(browser: Browser, clock: Clock) -> None:
    await fail(browser, FREE + 1)
    for _ in range(20):
        assert (await fail(browser)).status == 429
    clock.wait(seconds=3)
    assert (await browser.sign_in()).path == "/admin/account"


# Tries to sign in from an address; the status, and the seconds to wait.
SignIn = Callable[[str, str], Awaitable[tuple[int, int]]]


@pytest.fixture
async def sign_in(accounts: AccountBook, visit: Visit) -> SignIn:
    browser = await visit(admin_networks=("0.0.0.0/0",))

    async def sign_in(address: str, password: str) -> tuple[int, int]:
        answer = await forget(browser).client.post(
            "/admin/login",
            data={"name": NAME, "password": password},
            headers=OWN | {"X-Forwarded-For": address},
            allow_redirects=False,
        )
        return answer.status, int(answer.headers.get("Retry-After", 0))

    return sign_in


async def test_strangers_keep_nobody_out_who_is_known(sign_in: SignIn) -> None:
    assert await sign_in("192.0.2.1", PASSWORD) == (303, 0)
    answers = [await sign_in(f"203.0.113.{number}", WRONG) for number in range(FREE + 4)]
    assert answers[-1][0] == 429
    assert (await sign_in("203.0.113.99", PASSWORD))[0] == 429
    assert await sign_in("192.0.2.1", PASSWORD) == (303, 0)


async def test_a_stranger_keeps_nobody_out_for_long(sign_in: SignIn, clock: Clock) -> None:
    """Who tries again whenever they may is who waits; the owner hardly does, wherever they are."""
    for _ in range(FREE + 12):
        status, wait = await sign_in("203.0.113.1", WRONG)
        if status == 429:
            clock.wait(seconds=wait + 1)
            assert (await sign_in("203.0.113.1", WRONG))[0] == 422
    assert wait == LONGEST_WAIT
    status, wait = await sign_in("192.0.2.1", PASSWORD)
    assert status == 429
    assert wait <= 10
    clock.wait(seconds=wait)
    assert await sign_in("192.0.2.1", PASSWORD) == (303, 0)


async def test_many_addresses_guess_no_faster_together(sign_in: SignIn, clock: Clock) -> None:
    looked_at = 0
    for second in range(120):
        status, _ = await sign_in(f"203.0.113.{second}", WRONG)
        looked_at += status == 422
        clock.wait(seconds=1)
    assert looked_at <= FREE + 4 + 120 / 10


async def test_an_address_that_tries_many_names_waits_too(browser: Browser) -> None:
    statuses = [(await fail(browser, name=f"name{number}")).status for number in range(14)]
    assert statuses[0] == 422
    assert statuses[-1] == 429


async def test_a_restart_and_other_workers_forget_nothing(browser: Browser, visit: Visit) -> None:
    await fail(browser, FREE + 1)
    assert (await fail(await visit())).status == 429


async def test_many_at_once_are_counted_one_by_one(browser: Browser, visit: Visit) -> None:
    workers = [browser, await visit(), await visit()]
    data = {"name": NAME, "password": WRONG}
    answers = await asyncio.gather(
        *(
            workers[number % 3].client.post("/admin/login", data=data, headers=OWN)
            for number in range(21)
        )
    )
    statuses = [answer.status for answer in answers]
    assert statuses.count(422) <= FREE + 1
    assert set(statuses) <= {422, 429, 503}


async def test_a_rush_is_turned_away_and_readers_are_not(browser: Browser) -> None:
    posts = [
        asyncio.create_task(
            browser.client.post(
                "/admin/login", data={"name": f"n{number}", "password": WRONG}, headers=OWN
            )
        )
        for number in range(30)
    ]
    await asyncio.sleep(0.05)
    assert (await browser.client.get("/")).status == 200
    answers = await asyncio.gather(*posts)
    turned_away = [answer for answer in answers if answer.status == 503]
    assert turned_away
    assert "Retry-After" in turned_away[0].headers
    assert "at once" in await turned_away[0].text()


@pytest.fixture
def code(accounts: AccountBook, clock: Clock) -> pyotp.TOTP:
    """Makes the codes that the account asks for."""
    accounts.change_totp(NAME, SECRET, 0, clock().timestamp())
    return pyotp.TOTP(SECRET)


async def test_a_code_is_asked_for(browser: Browser, code: pyotp.TOTP, clock: Clock) -> None:
    now = clock().timestamp()
    wrong = f"{(int(code.at(now)) + 1) % 1_000_000:06}"
    for typed in ("", wrong, "abc", "１２３４５６", code.at(now - 120), code.at(now + 120)):
        shown = await browser.sign_in(code=typed)
        assert shown.status in (422, 429)
        clock.wait(minutes=10)
        assert (await browser.sign_in(code=code.at(clock().timestamp()))).path == "/admin/account"
        forget(browser)
        clock.wait(minutes=10)
        now = clock().timestamp()


async def test_a_code_works_once(browser: Browser, code: pyotp.TOTP, clock: Clock) -> None:
    typed = code.at(clock().timestamp())
    spaced = f" {typed[:3]} {typed[3:]} "
    assert (await browser.sign_in(code=spaced)).path == "/admin/account"
    forget(browser)
    assert (await browser.sign_in(code=typed)).status == 422
    # Nor does the one before it.
    before = code.at(clock().timestamp() - 30)
    assert (await browser.sign_in(code=before)).status == 422
    clock.wait(seconds=30)
    assert (await browser.sign_in(code=code.at(clock().timestamp()))).path == "/admin/account"


async def test_of_two_who_send_one_code_one_is_let_in(
    browser: Browser, visit: Visit, code: pyotp.TOTP, clock: Clock
) -> None:
    data = {"name": NAME, "password": PASSWORD, "code": code.at(clock().timestamp())}
    browsers = [browser, await visit()]
    answers = await asyncio.gather(
        *(
            one.client.post("/admin/login", data=data, headers=OWN, allow_redirects=False)
            for one in browsers
        )
    )
    assert sorted(answer.status for answer in answers) == [303, 422]


async def test_the_audit_log_tells_who_came(browser: Browser, archive: SearchService) -> None:
    await fail(browser, password=WRONG)
    await fail(browser, name=PASSWORD)
    page = await browser.sign_in()
    await browser.post(page, "/admin/logout")
    deeds = list(reversed(AuditLog.of(archive.home).read(10)))
    assert [(deed.who, deed.action, bool(deed.outcome)) for deed in deeds] == [
        (NAME, "sign-in", True),
        # What was typed for a name may be a password.
        ("?", "sign-in", True),
        (NAME, "sign-in", False),
        (NAME, "sign-out", False),
    ]
    assert all("127.0.0.1" in deed.details for deed in deeds)


async def test_a_flood_does_not_fill_the_audit_log(
    browser: Browser, archive: SearchService
) -> None:
    for _ in range(FREE + 12):
        shown = await fail(browser)
    assert shown.status == 429
    assert len(AuditLog.of(archive.home).read(100)) == FREE + 1


async def test_a_hash_of_an_earlier_release_is_made_anew(
    browser: Browser, accounts: AccountBook, clock: Clock
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    accounts.change_password(NAME, weak, clock().timestamp())
    assert (await browser.sign_in()).path == "/admin/account"
    account = accounts.find_account(NAME)
    assert account is not None
    assert "m=65536" in account.password
