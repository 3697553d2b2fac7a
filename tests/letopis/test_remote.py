"""What the client does where a server is busy, breaks off, or is none of Letopis."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from aiohttp import ClientSession, web

import letopis
from indexer.errors import (
    OverloadedError,
    ParameterError,
    RateLimitedError,
    ServerError,
    TooExpensiveError,
)
from letopis import Archive
from letopis.remote import HttpTransport
from tests.letopis.conftest import serve

Handler = Callable[[web.Request], object]


def make_gate(handler: Handler) -> web.Application:
    """A server that answers everything by one handler."""
    app = web.Application()
    app.router.add_get("/{path:.*}", handler)
    return app


@pytest.fixture
def waits() -> list[float]:
    """The seconds that a client waited."""
    return []


def connect(address: str, waits: list[float]) -> Archive:
    transport = letopis.connect(address).transport
    assert isinstance(transport, HttpTransport)
    return Archive(replace(transport, wait=waits.append))


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_when_it_says(
    address: str, waits: list[float], status: int
) -> None:
    refused: list[str] = []

    async def refuse_twice(request: web.Request) -> web.Response:
        if len(refused) < 2:
            refused.append(request.path)
            return web.Response(status=status, headers={"Retry-After": "7"})
        raise web.HTTPTemporaryRedirect(f"{address}{request.rel_url}")

    with serve(make_gate(refuse_twice)) as gate:
        assert connect(gate, waits).search("мост").total > 0
    assert waits == [7, 7]


@pytest.mark.parametrize(("status", "kind"), [(429, RateLimitedError), (503, OverloadedError)])
def test_a_server_that_stays_busy_is_not_asked_for_ever(
    waits: list[float], status: int, kind: type[Exception]
) -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Retry-After": "3"})

    with serve(make_gate(refuse)) as gate, pytest.raises(kind):
        connect(gate, waits).search("мост")
    assert 0 < len(waits) < 10


def test_an_export_that_breaks_off_is_gone_on_with(address: str, local: Archive) -> None:
    asked: list[web.Request] = []

    async def break_off(request: web.Request) -> web.StreamResponse:
        is_export = request.path == "/api/v1/export"
        asked.extend([request] if is_export else [])
        if not is_export or len(asked) == 4:
            raise web.HTTPTemporaryRedirect(f"{address}{request.rel_url}")
        response = web.StreamResponse()
        async with ClientSession() as session, session.get(f"{address}{request.rel_url}") as whole:
            response.headers["Letopis-Cursor"] = whole.headers["Letopis-Cursor"]
            await response.prepare(request)
            # Ten articles and a piece of the next one.
            lines = (await whole.read()).splitlines(keepends=True)
            await response.write(b"".join(lines[:10]) + lines[10][:20])
        assert request.transport is not None
        request.transport.abort()
        return response

    with serve(make_gate(break_off)) as gate:
        articles = list(letopis.connect(gate).search().articles(["title"]))
    assert articles == list(local.search().articles(["title"]))
    assert len(asked) == 4


async def answer_with_a_page(_: web.Request) -> web.Response:
    return web.Response(text="<html>Hello</html>", content_type="text/html")


async def find_nothing(_: web.Request) -> web.Response:
    return web.Response(status=404, text="not here")


@pytest.fixture(params=[answer_with_a_page, find_nothing, None])
def foreign(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where no server of Letopis is, or none at all."""
    if request.param is not None:
        with serve(make_gate(request.param)) as gate:
            yield gate
    else:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            yield f"http://127.0.0.1:{unused.getsockname()[1]}"


def test_what_is_no_server_of_letopis_is_told_by_its_address(foreign: str) -> None:
    with pytest.raises(ServerError) as caught:
        letopis.connect(foreign).search("мост")
    assert caught.value.address.startswith(f"{foreign}/api/v1/articles?q=")
    with pytest.raises(ServerError):
        letopis.connect(foreign).cite("ru-1000")


def test_a_search_that_is_too_expensive_says_what_of_it_is() -> None:
    problem = {
        "type": "/help#problem-too-expensive",
        "status": 503,
        "title": "The search is too expensive",
        "detail": "Write more letters before *.",
        "part": "prefix",
        "seconds": 2.0,
    }

    async def refuse(_: web.Request) -> web.Response:
        return web.json_response(problem, status=503, content_type="application/problem+json")

    with serve(make_gate(refuse)) as gate, pytest.raises(TooExpensiveError) as caught:
        letopis.connect(gate).search("а*")
    assert (caught.value.part, caught.value.seconds) == ("prefix", 2.0)
    assert caught.value.__notes__ == ["Write more letters before *."]


@pytest.mark.parametrize("url", ["localhost:8080", "file:///etc/passwd", ""])
def test_only_addresses_of_the_web_are_asked(url: str) -> None:
    with pytest.raises(ParameterError):
        letopis.connect(url)


def test_a_path_before_the_api_is_kept(address: str) -> None:
    async def forward(request: web.Request) -> web.Response:
        raise web.HTTPTemporaryRedirect(f"{address}{str(request.rel_url).removeprefix('/news')}")

    with serve(make_gate(forward)) as gate:
        result = letopis.connect(f"{gate}/news/").search(sort="id")
        assert len(list(result)) == len(result)
