"""Content codings: what a client takes, and that it gets what was sent."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable

import brotli
import pytest
from aiohttp.test_utils import TestClient
from hypothesis import given
from hypothesis import strategies as st
from pytest_aiohttp.plugin import AiohttpClient

from searcher.service import SearchService
from web.app import make_app
from web.codings import (
    CODINGS,
    Coding,
    choose_coding,
    compress,
    compress_once,
    make_compressor,
)

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DECODE: dict[Coding, Callable[[bytes], bytes]] = {
    "zstd": zstd.decompress,
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "identity": bytes,
}


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service), auto_decompress=False)


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", "identity"), ("gzip", "gzip"), ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"), ("br;q=0.5, GZIP", "gzip"), ("zstd;q=0, *", "br"),
        ("gzip;q=0", "identity"), ("*", "zstd"), ("*;q=0", "identity"), ("*;q=0, gzip", "gzip"),
        ("gzip;q=much", "identity"), ("identity, gzip;q=0.5", "identity"), ("compress", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"), (";;,,=", "identity"),
    ],
)  # fmt: skip
def test_a_client_gets_the_coding_it_likes_best(header: str, coding: Coding) -> None:
    assert choose_coding(header) == coding


def test_of_what_is_liked_equally_well_the_preferred_is_sent() -> None:
    preferred: tuple[Coding, ...] = ("br", "gzip", "identity")
    assert choose_coding("gzip, br, zstd", preferred) == "br"
    assert choose_coding("gzip, br;q=0.5", preferred) == "gzip"
    assert choose_coding("zstd", preferred) == "identity"


@given(header=st.text())
def test_any_header_gives_a_coding(header: str) -> None:
    assert choose_coding(header) in CODINGS


@given(pieces=st.lists(st.binary(max_size=300), max_size=5))
@pytest.mark.parametrize("coding", CODINGS)
def test_what_is_put_into_a_coding_comes_out_again(coding: Coding, pieces: list[bytes]) -> None:
    whole, decode = b"".join(pieces), DECODE[coding]
    assert decode(compress(whole, coding)) == decode(compress_once(whole, coding)) == whole
    stream = make_compressor(coding)
    sent = b"".join(stream.compress(piece) for piece in pieces) + stream.flush()
    assert decode(sent) == whole


@pytest.mark.parametrize("path", ["/search?q=мост", "/api/v1/articles", "/api/v1/export"])
async def test_pages_answers_and_streams_come_as_they_are_taken(
    client: TestClient, path: str
) -> None:
    plain = await client.get(path, headers={"Accept-Encoding": "identity"})
    whole = await plain.read()
    assert "Content-Encoding" not in plain.headers
    for coding in CODINGS[:-1]:
        answer = await client.get(path, headers={"Accept-Encoding": coding})
        assert answer.headers["Content-Encoding"] == coding
        assert "Accept-Encoding" in answer.headers["Vary"]
        sent = await answer.read()
        assert DECODE[coding](sent) == whole
        assert 2 * len(sent) < len(whole)
