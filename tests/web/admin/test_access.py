"""Who may enter the web admin: strangers see nothing of it, forms come from its pages."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from indexer.operations.accounts import AccountBook
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.web.admin.browsing import NAME, PASSWORD, Browser
from web.admin.passwords import hash_password
from web.app import make_app

HASHED = hash_password(PASSWORD)


@pytest.fixture
def archive(make_service: MakeService) -> SearchService:
    return make_service(())


@pytest.fixture
async def client(archive: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    AccountBook(archive.home.accounts).add_account(NAME, HASHED, 0.0)
    return await aiohttp_client(make_app(archive))


async def test_there_is_nothing_without_an_account(
    archive: SearchService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(archive))
    for path in ("/admin", "/admin/", "/admin/login", "/admin/account", "/admin/nowhere"):
        for method in ("GET", "POST", "PUT", "OPTIONS"):
            answer = await client.request(method, path, allow_redirects=False)
            assert answer.status == 404
    assert not archive.home.accounts.exists()


async def test_signing_in_and_out(client: TestClient) -> None:
    browser = Browser(client)
    page = await browser.open("/admin/")
    assert page.path == "/admin/login"
    page = await browser.post(page, name=NAME, password=PASSWORD)
    assert page.path == "/admin/account"
    assert NAME in page.text
    page = await browser.post(page, "/admin/logout")
    assert page.path == "/admin/login"
    assert (await browser.open("/admin/account")).path == "/admin/login"
