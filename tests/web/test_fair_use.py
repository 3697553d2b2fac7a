"""Fair use: what an address may ask of the API, who pays, and what costs nothing."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from dataclasses import replace
from multiprocessing import get_context

import pytest
from aiohttp.test_utils import TestClient
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict
from pytest_aiohttp.plugin import AiohttpClient

from indexer.errors import RateLimitedError, SettingsError
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from searcher.service import SearchService
from web.app import make_app
from web.clients import ClientFinder
from web.fair_use import BucketBook

SEARCH = "/api/v1/articles?q=мост"
HEADERS = ("RateLimit-Policy", "RateLimit")

Connect = Callable[..., "object"]


@pytest.fixture
def connect(service: SearchService, aiohttp_client: AiohttpClient) -> Connect:
    """Makes a client of a server with these settings."""

    async def make(**settings: object) -> TestClient:
        service.settings = replace(service.settings, **settings)
        return await aiohttp_client(make_app(service))

    return make


async def use_up(client: TestClient, **headers: str) -> None:
    """Ask for one thing after the other until it is too much."""
    for page in range(1, 100):
        answer = await client.get(f"{SEARCH}&limit=1&page={page}", headers=headers)
        if answer.status == 429:
            return
    pytest.fail("nothing is too much")


@pytest.fixture
async def poor(connect: Connect) -> TestClient:
    """A client of a server that allows each address next to nothing."""
    return await connect(rate_seconds=0.01, rate_burst=0.002)


async def test_who_asks_too_much_is_told_when_to_go_on(poor: TestClient) -> None:
    await use_up(poor)
    answer = await poor.get("/api/v1/articles?q=река")
    body = await answer.json(content_type=None)
    assert answer.status == 429
    assert answer.content_type == "application/problem+json"
    assert body["type"] == "/help#problem-rate-limited"
    assert body["retry_after"] == int(answer.headers["Retry-After"]) > 0
    assert answer.headers["RateLimit"].startswith('"default";r=0;t=')
    for language in ("ru", "en"):
        told = await (await poor.get(f"/api/v1/articles?q=река&ui={language}")).text()
        assert answer.headers["Retry-After"] in told


async def test_what_a_client_has_or_was_kept_costs_nothing(connect: Connect) -> None:
    client = await connect(rate_seconds=0.01, rate_burst=0.002)
    known = await client.get(SEARCH)
    await use_up(client)
    has_it = {"If-None-Match": known.headers["ETag"]}
    for _ in range(20):
        assert (await client.get(SEARCH, headers=has_it)).status == 304
    again = await client.get(SEARCH)
    assert (again.status, await again.read()) == (200, await known.read())


async def test_an_answer_that_the_client_has_takes_nothing(connect: Connect) -> None:
    # So little comes back that none of it does meanwhile.
    client = await connect(rate_seconds=1e-6, rate_burst=100.0)
    known = await client.get(SEARCH)
    has_it = {"If-None-Match": known.headers["ETag"]}
    left = {(await client.get(SEARCH, headers=has_it)).headers["RateLimit"] for _ in range(5)}
    assert left == {known.headers["RateLimit"]}
    assert (await client.get(SEARCH)).headers["RateLimit"] not in left


async def test_readers_behind_the_same_address_go_on(poor: TestClient) -> None:
    await use_up(poor)
    for path in ("/", "/search?q=река", "/api/v1/suggest?q=ре", "/healthz"):
        assert (await poor.get(path)).status == 200
    assert not set(HEADERS) & set((await poor.get("/search")).headers)


async def test_an_export_is_paid_and_not_broken_off(connect: Connect) -> None:
    client = await connect(rate_seconds=0.01, rate_burst=0.0001)
    export = await client.get("/api/v1/export")
    assert len((await export.text()).splitlines()) == int(export.headers["Letopis-Total"])
    assert (await client.get("/api/v1/export")).status == 429


async def test_without_a_limit_nobody_is_counted(connect: Connect) -> None:
    client = await connect(rate_seconds=0.0, rate_burst=1e-9)
    for _ in range(10):
        answer = await client.get(SEARCH)
        assert answer.status == 200
        assert not set(HEADERS) & set(answer.headers)


async def test_each_client_of_a_trusted_proxy_has_its_own(poor: TestClient) -> None:
    await use_up(poor, **{"X-Forwarded-For": "192.0.2.1"})
    # One query each: what is kept is given to everybody.
    for query, forwarded, status in (
        ("река", "192.0.2.1", 429),
        ("река", "192.0.2.2", 200),
        ("школа", "198.51.100.7, 192.0.2.1", 429),
        ("школа", "192.0.2.1, 198.51.100.7", 200),
    ):
        path, headers = f"/api/v1/articles?q={query}", {"X-Forwarded-For": forwarded}
        answer = await poor.get(path, headers=headers)
        assert answer.status == status


async def test_who_is_no_trusted_proxy_speaks_for_nobody_else(connect: Connect) -> None:
    client = await connect(rate_seconds=0.01, rate_burst=0.002, trusted_proxies=())
    await use_up(client)
    forged = {"X-Forwarded-For": "192.0.2.9", "Forwarded": "for=192.0.2.9"}
    assert (await client.get("/api/v1/articles?q=река", headers=forged)).status == 429


@pytest.mark.parametrize(
    ("peer", "written", "client"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        (None, ["192.0.2.9"], ""),
        ("10.0.0.1", ["192.0.2.9"], "192.0.2.9"),
        ("10.0.0.1", ["192.0.2.9:4711"], "192.0.2.9"),
        ("10.0.0.1", ["192.0.2.9, 10.0.0.2"], "192.0.2.9"),
        ("10.0.0.1", ["192.0.2.9", "10.0.0.2"], "192.0.2.9"),
        ("10.0.0.1", ["192.0.2.9, 203.0.113.5"], "203.0.113.5"),
        ("10.0.0.1", ["192.0.2.9, unknown"], "10.0.0.1"),
        ("10.0.0.1", ["192.0.2.9, unknown, 10.0.0.2"], "10.0.0.2"),
        ("192.0.2.1", ["192.0.2.9"], "192.0.2.1"),
        ("::ffff:10.0.0.1", ["::ffff:192.0.2.9"], "192.0.2.9"),
        ("10.0.0.1", ["[2001:db8:1:2:3::4]:80"], "2001:db8:1:2::/64"),
        ("2001:db8:1:2:9::", [], "2001:db8:1:2::/64"),
        ("fe80::1%eth0", [], "fe80::/64"),
    ],
)
def test_a_client_is_whom_the_last_trusted_proxy_names(
    peer: str | None, written: list[str], client: str
) -> None:
    headers = CIMultiDict(("X-Forwarded-For", value) for value in written)
    assert ClientFinder(("10.0.0.0/8",), "X-Forwarded-For").find(peer, headers) == client


@pytest.mark.parametrize(
    ("written", "client"),
    [
        ("for=192.0.2.9;proto=https", "192.0.2.9"),
        ('for=192.0.2.9, by=10.0.0.9; For="[2001:db8::1]:80"', "2001:db8::/64"),
        ("for=192.0.2.9, for=_hidden", "10.0.0.1"),
        ("proto=https", "10.0.0.1"),
    ],
)
def test_the_other_header_is_read_where_proxies_write_it(written: str, client: str) -> None:
    headers = CIMultiDict({"Forwarded": written, "X-Forwarded-For": "203.0.113.1"})
    assert ClientFinder(("10.0.0.0/8",), "Forwarded").find("10.0.0.1", headers) == client


@given(forged=st.text(st.characters(codec="ascii")), depth=st.integers(0, 40))
def test_what_a_client_writes_itself_is_never_reached(forged: str, depth: int) -> None:
    finder = ClientFinder(("10.0.0.0/8",), "X-Forwarded-For")
    hops = ["203.0.113.5", *("10.0.0.2" for _ in range(depth % 5))]
    written = ",".join([*[forged] * (depth + 1), *hops])
    assert finder.find("10.0.0.1", CIMultiDict({"X-Forwarded-For": written})) == "203.0.113.5"


def test_settings_name_networks(home: ArchiveHome) -> None:
    home.settings_file.write_text('trusted_proxies = ["10.0.0.0/8", "2001:db8::1"]\n', "utf-8")
    assert read_settings(home).trusted_proxies == ("10.0.0.0/8", "2001:db8::1")
    for wrong in ("nginx", "10.0.0.1/8", ""):
        home.settings_file.write_text(f'trusted_proxies = ["{wrong}"]\n', "utf-8")
        with pytest.raises(SettingsError, match="trusted_proxies"):
            read_settings(home)


def test_what_was_taken_comes_back_with_time_and_no_more_than_there_was() -> None:
    now = 0.0
    bucket = BucketBook(30.0, 10.0, clock=lambda: now).find("a")
    bucket.charge(12.0)
    with pytest.raises(RateLimitedError) as caught:
        bucket.admit()
    assert caught.value.retry_after == 4
    now = 4.0
    bucket.admit()
    assert bucket.describe()["RateLimit"] == '"default";r=0;t=20'
    now = 1000.0
    bucket.charge(0.25)
    assert bucket.describe() == {
        "RateLimit-Policy": '"default";q=10000;qu="processor-milliseconds";w=20',
        "RateLimit": '"default";r=9750;t=1',
    }


def test_no_debt_is_longer_than_a_bucket_takes_to_fill() -> None:
    bucket = BucketBook(30.0, 10.0, clock=lambda: 0.0).find("a")
    bucket.charge(1e9)
    with pytest.raises(RateLimitedError) as caught:
        bucket.admit()
    assert caught.value.retry_after == 20


def find_left(book: BucketBook, client: str) -> int:
    """The milliseconds that an address has."""
    found = re.search(r"r=(\d+)", book.find(client).describe()["RateLimit"])
    assert found
    return int(found[1])


def test_of_many_addresses_those_that_asked_least_lately_are_forgotten() -> None:
    moments = iter(range(1000))
    book = BucketBook(60e-6, 1.0, room=3, clock=lambda: float(next(moments)))
    for client in ("a", "b", "c", "a", "d"):
        book.find(client).charge(0.25)
    assert find_left(book, "a") == 500
    assert find_left(book, "d") == 750
    assert find_left(book, "b") == 1000


@given(st.lists(st.sampled_from("abcdefgh"), max_size=200))
def test_each_address_pays_for_itself(charged: list[str]) -> None:
    book = BucketBook(60.0, 1000.0, clock=lambda: 0.0)
    for client in charged:
        book.find(client).charge(0.25)
    for client in "abcdefgh":
        assert find_left(book, client) == 1_000_000 - 250 * charged.count(client)


def test_forks_charge_one_bucket_and_none_is_lost() -> None:
    book = BucketBook(60.0, 1000.0, clock=lambda: 0.0)
    forks = [get_context("fork").Process(target=charge_often, args=(book,)) for _ in range(4)]
    for fork in forks:
        fork.start()
    charge_often(book)
    for fork in forks:
        fork.join()
        assert fork.exitcode == 0
    assert find_left(book, "a") == 1_000_000 - 5 * 1000


def charge_often(book: BucketBook) -> None:
    """Charge a second in parts that add up to it exactly."""
    for _ in range(1024):
        book.find("a").charge(1 / 1024)


def test_a_fork_that_is_killed_while_it_charges_holds_nobody_up() -> None:
    parent = os.getpid()

    def tell_time() -> float:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0.0

    book = BucketBook(60.0, 1000.0, clock=tell_time)
    fork = get_context("fork").Process(target=charge_often, args=(book,))
    fork.start()
    fork.join()
    assert fork.exitcode == -signal.SIGKILL
    book.find("a").charge(1.0)
    assert find_left(book, "a") == 999_000
