"""The page of the API: readable as it is sent, with examples that work."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from searcher.service import SearchService
from tests.conftest import has_r
from web.api.openapi.operations import OPERATIONS
from web.app import make_app

EXAMPLE = re.compile(
    r"<figcaption>(?P<title>.*?)</figcaption>\s*<pre[^>]*><code>(?P<text>.*?)</code>", re.DOTALL
)
REFERENCE = Path(__file__).parents[3] / "docs" / "api.md"
SECTION = re.compile(r'<section class="endpoint" id="(\w+)">(.*?)</section>', re.DOTALL)


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    client = await aiohttp_client(make_app(service))
    base = str(client.make_url("/")).rstrip("/")
    service.settings = replace(service.settings, base_url=base)
    return client


async def read_examples(client: TestClient, title: str, ui: str = "en") -> dict[str, str]:
    """The examples of the page for a language, by the names of their endpoints."""
    page = await (await client.get("/api/v1/docs", params={"ui": ui})).text()
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


async def run_r(script: str) -> bytes:
    """What a script says that may not even warn."""
    return await run("Rscript", "-e", "options(warn = 2)", "-e", script)


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


@pytest.mark.parametrize("name", ["searchArticles", "exportArticles"])
async def test_the_examples_for_python_go_on_with_pandas(client: TestClient, name: str) -> None:
    example = (await read_examples(client, "Python"))[name]
    going_on = re.sub(r"# import pandas; (.*)", r"import pandas; frame = \1", example)
    counted = await run(sys.executable, "-I", "-X", "utf8", "-c", f"{going_on}\nprint(len(frame))")
    assert int(counted.split()[-1]) > 0


async def test_the_examples_for_r_are_r(client: TestClient) -> None:
    examples = await read_examples(client, "R")
    assert len(examples) == len(OPERATIONS)
    for name, example in examples.items():
        # What is left without its strings is calls, one after another.
        code = re.sub(r'"(?:[^"\\]|\\.)*"', "x", example)
        assert re.fullmatch(r"[\w\s.,()=<$-]+", code), name
        assert code.count("(") == code.count(")")
        assert ("fromJSON" in code) == code.startswith("library(jsonlite)\n\naddress <- x\n"), name


@pytest.mark.parametrize("ui", ["ru", "en"])
async def test_the_examples_for_r_work_where_there_is_r(client: TestClient, ui: str) -> None:
    examples = await read_examples(client, "R", ui)
    assert len(examples) == len(OPERATIONS)
    if not has_r():
        return
    for name, example in examples.items():
        assert (await run_r(example)).strip(), name


async def test_r_reads_what_the_api_says(client: TestClient) -> None:
    examples = await read_examples(client, "R", "ru")
    assert "query <- c(q = " in examples["searchArticles"]
    if not has_r():
        return
    (query,) = re.findall(r'q = ("(?:[^"\\]|\\.)*")', examples["searchArticles"])
    asked = {"q": json.loads(query), "limit": "5"}
    answer = await (await client.get("/api/v1/articles", params=asked)).json()
    titles = [hit["title"] for hit in answer["hits"]]
    assert titles
    for name, column in (("searchArticles", "hits$title"), ("searchArticlesAs", "title")):
        asks = f"cat(charToRaw(paste(found${column}, collapse = '\\n')))"
        told = await run_r(f"invisible({{{examples[name]}}})\n{asks}")
        assert bytes.fromhex(told.decode()).decode().split("\n") == titles


async def test_walks_of_the_reference_read_every_article_once(client: TestClient) -> None:
    section = REFERENCE.read_text("utf-8").split("## Pages")[1].split("\n## ")[0]
    answer = await (await client.get("/api/v1/articles", params={"q": "мост", "limit": "0"})).json()
    total = answer["total"]
    base = str(client.make_url("/"))

    def localize(language: str) -> str:
        (code,) = re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)
        assert "http://localhost:8080/" in code
        assert "limit=200" in code
        return str(code).replace("http://localhost:8080/", base).replace("limit=200", "limit=2")

    told = await run(sys.executable, "-I", "-X", "utf8", "-c", localize("python"))
    assert len(set(told.splitlines())) == len(told.splitlines()) == total > 4
    script = localize("r")
    if has_r():
        counts = await run_r(f"{script}\ncat(nrow(articles), length(unique(articles$id)))")
        assert counts.decode().split()[-2:] == [str(total)] * 2
