"""A site below a path of its host: every address that it gives stands there, and is answered."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from urllib.parse import urljoin, urlsplit

import aiohttp
import pytest

from searcher.service import SearchService
from web.app import make_app
from web.connections import Limits, listen
from web.switching import Switchboard

# A page of the site has the same name.
ROOT = "/archive"
ORIGIN = "https://paper.example"
_LINKS = re.compile(r"""\s(?:href|src|action|poster|data-[a-z]+)="([^"]*)\"""")
_ADDRESS = re.compile(r'"((?:https://paper\.example)?/[^"\s]*)"')
_CSS_URL = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
_LOCATION = re.compile(r"<(?:loc|link|id|uri)[^>]*>([^<]+)<|\s(?:href|template)=\"([^\"]+)\"")
MOST = 220

START = (
    "/", "/search?q=мост&ui=ru", "/search?q=abracadabra", "/search?q=title:", "/trends?q=мост",
    "/concordance?q=мост", "/archive/2014", "/help", "/about", "/patterns", "/api/v1/docs",
    "/receipt?q=мост", "/nowhere", "/feed.atom?q=мост", "/feed.json", "/opensearch.xml",
    "/sitemap.xml", "/robots.txt", "/authors", "/tags/", "/random", "/articles/ru-1000?q=в&rank=1",
    "/api/v1/articles?q=мост&limit=2", "/api/v1/articles/ru-1000", "/api/v1/tags?limit=2",
    "/api/v1/facets?facet=tag&limit=1", "/api/v1/changes?limit=2", "/api/v1/nowhere",
    "/api/v1/receipt?q=мост", "/api/v1/kwic?q=мост&limit=1", "/api/v1/terms?q=мост&limit=1",
    "/api/v1/suggest?q=мо", "/api/v1/suggest?q=мо&format=opensearch", "/api/v1/articles?limit=x",
)  # fmt: skip


@pytest.fixture
async def session(service: SearchService) -> AsyncIterator[aiohttp.ClientSession]:
    settings = replace(service.settings, base_url=ORIGIN + ROOT, rate_seconds=0.0)
    served = SearchService(service.home, settings, service.analyzer)
    board = await Switchboard.open(make_app(served))
    sock = socket.create_server(("127.0.0.1", 0))
    base = "http://{}:{}".format(*sock.getsockname())
    listener = await listen(board.server, sock, Limits(), 128 * 1024)
    try:
        async with aiohttp.ClientSession(base) as client:
            yield client
    finally:
        listener.close()
        await board.close(1, 0.1)


def find_addresses(path: str, kind: str, body: str) -> set[str]:
    """The addresses of the site that an answer names."""
    if kind == "text/html":
        found = set(_LINKS.findall(body)) | set(_ADDRESS.findall(body.partition("</head>")[0]))
        found = {address for address in found if re.match(r"[./?#]|https?:", address)}
    elif kind.endswith("json"):
        found = set(_ADDRESS.findall(body))
        # Addresses of the API are named without the root in what describes it.
        found = set() if path.endswith(("/openapi.json", "/api/v1/")) else found
    elif kind.endswith("xml"):
        found = {one or other for one, other in _LOCATION.findall(body)}
        found = {one for one in found if one.startswith(("/", "http"))}
    elif kind == "text/css":
        found = {one for one in _CSS_URL.findall(body) if not one.startswith(("data:", "#"))}
    else:
        found = set()
    # A path of a picture is no address.
    return {unescape(one) for one in found if "{searchTerms}" not in one}


async def test_every_address_stands_below_the_root(session: aiohttp.ClientSession) -> None:
    waiting = [ROOT + path for path in START]
    known, kinds = set(waiting), set()
    for asked in range(MOST):
        if asked >= len(waiting):
            break
        path = waiting[asked]
        async with session.get(path, allow_redirects=False) as answer:
            body = await answer.text() if "font" not in answer.content_type else ""
            found = find_addresses(path, answer.content_type, body)
            found |= {answer.headers[name] for name in ("Location",) if name in answer.headers}
            assert answer.status < 500, path
            if answer.status == 404:
                assert "nowhere" in path, path
            kinds.add(answer.content_type)
        for address in found:
            whole = urlsplit(urljoin(ORIGIN + path, address))
            if f"{whole.scheme}://{whole.netloc}" != ORIGIN:
                continue
            assert f"{whole.path}/".startswith(f"{ROOT}/"), f"{address} at {path}"
            assert not whole.path.startswith(ROOT + ROOT + ROOT), f"{address} at {path}"
            following = whole.path + (f"?{whole.query}" if whole.query else "")
            if following not in known:
                known.add(following)
                # One of each kind of address first.
                waiting.append(following)
    assert len(known) > MOST
    assert {"text/html", "application/json", "text/css", "application/atom+xml"} <= kinds


async def test_what_this_machine_asks_needs_no_root(session: aiohttp.ClientSession) -> None:
    for path in ("/healthz", "/readyz", "/metrics", f"{ROOT}/healthz", f"{ROOT}/readyz"):
        assert (await session.get(path)).status == 200, path
    # By its own path a page and the root are told apart.
    home = await (await session.get(ROOT)).text()
    assert home == await (await session.get(f"{ROOT}/")).text()
    years = await (await session.get(f"{ROOT}{ROOT}/")).text()
    assert years != home
    assert (await session.get(f"{ROOT}ive/")).status == 404


async def test_an_encoded_slash_stays_one(session: aiohttp.ClientSession) -> None:
    answer = await session.get(f"{ROOT}/articles/a%2Fb")
    assert answer.status == 404
    body = await (await session.get(f"{ROOT}/api/v1/articles?q=мост&limit=1")).json()
    assert body["hits"][0]["self"].startswith(f"{ORIGIN}{ROOT}/api/v1/articles/")
    assert body["hits"][0]["html"].startswith(f"{ORIGIN}{ROOT}/articles/")
    assert json.dumps(body).count(ROOT + ROOT) == 0
