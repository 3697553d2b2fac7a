"""An archive of a few articles, and a client of its site."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from searcher.service import SearchService
from tests.conftest import MakeService
from tests.web.oai.articles import make_article
from web.app import make_app
from web.oai import provider


@pytest.fixture
def own(make_service: MakeService, monkeypatch: pytest.MonkeyPatch) -> SearchService:
    """An archive of nine articles, of which a page has two."""
    monkeypatch.setattr(provider, "MOST_RECORDS", 2)
    return make_service(
        make_article(
            number,
            lang="ru" if number % 3 == 0 else "en",
            tags=("rivers",) if number in {2, 7} else (),
            countries=("dagestan",) if number == 4 else (),
        )
        for number in range(9)
    )


@pytest.fixture
async def client(own: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(own))
