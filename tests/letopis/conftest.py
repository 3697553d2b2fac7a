"""The sample archive as programs see it: in this process, and over HTTP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from aiohttp import web

import letopis
from indexer.analysis import Analyzer
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from letopis import Archive
from searcher.service import SearchService
from web.app import make_app


@contextmanager
def serve(app: web.Application, port: int = 0) -> Iterator[str]:
    """An application on a port of this machine, by default any that is free, in a thread of its
    own; gives its address."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    runner = web.AppRunner(app)

    async def start() -> str:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        host, at = runner.addresses[0][:2]
        return f"http://{host}:{at}"

    try:
        yield asyncio.run_coroutine_threadsafe(start(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture(scope="session")
def address(sample_home: ArchiveHome, analyzer: Analyzer) -> Iterator[str]:
    """Where a server of the sample archive is."""
    service = SearchService(sample_home, read_settings(sample_home), analyzer)
    with serve(make_app(service)) as address:
        yield address


@pytest.fixture(scope="session")
def local(sample_home: ArchiveHome) -> Archive:
    return letopis.open_archive(sample_home.path)


@pytest.fixture(scope="session")
def remote(address: str) -> Archive:
    return letopis.connect(address)


@pytest.fixture(params=["local", "remote"])
def archive(request: pytest.FixtureRequest) -> Archive:
    """The sample archive, both ways."""
    archive = request.getfixturevalue(request.param)
    assert isinstance(archive, Archive)
    return archive
