"""The page of the API: readable as it is sent, with examples that work."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sys
from dataclasses import replace
from html import unescape

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from searcher.service import SearchService
from web.api.openapi.operations import OPERATIONS
from web.app import make_app

EXAMPLE = re.compile(
    r"<figcaption>(?P<title>.*?)</figcaption>\s*<pre[^>]*><code>(?P<text>.*?)</code>", re.DOTALL
)
SECTION = re.compile(r'<section class="endpoint" id="(\w+)">(.*?)</section>', re.DOTALL)


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    client = await aiohttp_client(make_app(service))
    base = str(client.make_url("/")).rstrip("/")
    service.settings = replace(service.settings, base_url=base)
    return client


async def read_examples(client: TestClient, title: str) -> dict[str, str]:
    """The examples of the page in a language, by the names of their endpoints."""
    page = await (await client.get("/api/v1/docs", params={"ui": "en"})).text()
    return {
        name: unescape(example["text"])
        for name, section in SECTION.findall(page)
        for example in EXAMPLE.finditer(section)
        if example["title"] == title
    }


async def run(*command: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    told, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return told


@pytest.mark.parametrize("ui", ["ru", "en"])
async def test_the_page_tells_of_every_endpoint_and_parameter(client: TestClient, ui: str) -> None:
    answer = await client.get("/api/v1/docs", params={"ui": ui})
    page = await answer.text()
    assert (answer.status, answer.content_type) == (200, "text/html")
    assert len(page.encode()) < 120_000
    assert "<script>" not in page
    for path, operation in OPERATIONS.items():
        assert f"GET {path}" in page
        for parameter in operation.parameters:
            assert f"<code>{parameter.name}</code>" in page
    anchors = set(re.findall(r'id="([\w-]+)"', page))
    assert set(re.findall(r'href="#([\w-]+)"', page)) <= anchors
    types = await (await client.get("/api/v1/docs/types", params={"ui": ui})).text()
    assert len(types.encode()) < 120_000
    named = set(re.findall(r'id="([\w-]+)"', types))
    assert set(re.findall(r'href="#([\w-]+)"', types)) <= named
    linked = set(re.findall(r'href="/api/v1/docs/types\?ui=\w\w#([\w-]+)"', page))
    assert "SearchAnswer" in linked
    assert linked <= named


async def test_every_page_leads_to_it(client: TestClient) -> None:
    for path in ("/", "/search?q=river", "/help"):
        assert 'href="/api/v1/docs"' in await (await client.get(path)).text()


async def test_the_examples_for_curl_work(client: TestClient) -> None:
    examples = await read_examples(client, "curl")
    assert len(examples) == len(OPERATIONS)
    for name, example in examples.items():
        told = await run("sh", "-c", example.replace("curl ", "curl -sS --fail ", 1))
        assert told.strip(), name


async def test_the_examples_for_python_work(client: TestClient) -> None:
    examples = await read_examples(client, "Python")
    assert len(examples) == len(OPERATIONS)
    for name, example in examples.items():
        told = await run(sys.executable, "-I", "-X", "utf8", "-c", example)
        assert told.strip(), name
        if "import json" in example:
            json.loads(told)


async def test_the_examples_for_r_are_r(client: TestClient) -> None:
    examples = await read_examples(client, "R")
    assert len(examples) == len(OPERATIONS)
    for name, example in examples.items():
        # What is left without its strings is calls, one after another.
        code = re.sub(r'"(?:[^"\\]|\\.)*"', "x", example)
        assert re.fullmatch(r"[\w\s.,()=<>|$-]+", code), name
        assert code.count("(") == code.count(")")
        assert code.startswith("library(httr2)\n\nanswer <- request(x) |>\n"), name
        if shutil.which("Rscript"):
            await run("Rscript", "-e", f"invisible(parse(text = {json.dumps(example)}))")
