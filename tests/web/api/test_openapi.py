"""The OpenAPI document: it says what is served, and nothing else is."""

from __future__ import annotations

import asyncio
import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, cast, get_args, get_origin
from urllib.parse import quote

import msgspec
import openapi_spec_validator
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient, AiohttpServer

from searcher.service import SearchService
from web.api.history import IDS_LIMIT
from web.api.openapi.document import COMMON_STATUSES
from web.api.openapi.operations import OPERATIONS, Operation
from web.api.openapi.parameters import Parameter
from web.api.problems import ProblemAnswer
from web.api.routes import ENDPOINTS
from web.app import MAX_LINE, make_app
from web.connections import Limits, listen
from web.parameters import LIMIT

DOCUMENT = "/api/v1/openapi.json"
REFERENCE = Path(__file__).parents[3] / "docs" / "api.md"
# An article of the sample archive, and what else it is asked for.
SAMPLES = {
    "id": "ru-3008",
    "q": "мост",
    "url": "https://chronicle.example/ru/3008",
}

# What the archive limits further: to its states, to its words.
OF_THE_ARCHIVE = {
    *((path, "as_of") for path in ("/api/v1/articles", "/api/v1/compare", "/api/v1/receipt")),
    ("/api/v1/terms", "after"),
}


@pytest.fixture
async def client(
    service: SearchService, aiohttp_server: AiohttpServer, aiohttp_client: AiohttpClient
) -> TestClient:
    server = await aiohttp_server(make_app(service), max_line_size=MAX_LINE)
    return await aiohttp_client(server)


def fill(path: str, operation: Operation) -> tuple[str, dict[str, str]]:
    """The example of an operation: its path, and its parameters."""
    query = {name: SAMPLES.get(value, value) for name, value in operation.example.items()}
    for name in re.findall(r"{(\w+)}", path):
        path = path.replace(f"{{{name}}}", quote(query.pop(name), safe=""))
    return path, query


def query_parameters() -> Iterator[tuple[str, Parameter]]:
    for path, operation in OPERATIONS.items():
        yield from ((path, one) for one in operation.parameters if one.place == "query")


def list_values(parameter: Parameter) -> tuple[list[str], list[str]]:
    """Values at both sides of the limits of a parameter: those that are read, and those refused."""
    schema = msgspec.json.schema(parameter.type)
    if get_origin(parameter.type) is Literal:
        return [str(value) for value in get_args(parameter.type)], ["xyzzy"]
    if "minimum" in schema:
        least, most = schema["minimum"], schema["maximum"]
        return [str(least), str(most)], [str(least - 1), str(most + 1), "1.5", "xyzzy"]
    if "maxLength" in schema:
        return ["x" * schema["maxLength"]], ["x" * (schema["maxLength"] + 1)]
    return [], []


async def get_json(client: TestClient, path: str, **params: str) -> tuple[int, Any]:
    answer = await client.get(path, params=params)
    return answer.status, await answer.json(content_type=None)


async def test_the_document_is_valid(client: TestClient) -> None:
    status, document = await get_json(client, DOCUMENT)
    assert status == 200
    openapi_spec_validator.validate(document)
    assert document["openapi"].startswith("3.1")
    operations = [entry["get"] for entry in document["paths"].values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)


async def test_the_document_tells_in_the_language_that_is_asked_for(client: TestClient) -> None:
    for ui, summary in (("en", "One article."), ("ru", "Одна статья.")):
        _, document = await get_json(client, DOCUMENT, ui=ui)
        assert document["paths"]["/api/v1/articles/{id}"]["get"]["summary"] == summary


def test_every_endpoint_is_in_the_document() -> None:
    assert {one.path for one in ENDPOINTS} == set(OPERATIONS)
    for path, operation in OPERATIONS.items():
        assert operation.answers or operation.media_types, path
        named = {one.name for one in operation.parameters if one.place == "path"}
        assert named == set(re.findall(r"{(\w+)}", path)), path


@pytest.mark.parametrize("path", OPERATIONS)
async def test_an_endpoint_knows_exactly_its_parameters(client: TestClient, path: str) -> None:
    operation = OPERATIONS[path]
    filled, query = fill(path, operation)
    status, problem = await get_json(client, filled, **query, xyzzy="1")
    (error,) = problem["errors"]
    assert (status, error["parameter"], error["reason"]) == (400, "xyzzy", "unknown")
    declared = [one.name for one in operation.parameters if one.place == "query"]
    assert sorted(filter(None, error.get("allowed", "").split(", "))) == sorted(declared)


@pytest.mark.parametrize(
    ("path", "parameter"),
    [pytest.param(path, one, id=f"{path}-{one.name}") for path, one in query_parameters()],
)
async def test_a_parameter_has_the_limits_of_the_document(
    client: TestClient, path: str, parameter: Parameter
) -> None:
    filled, query = fill(path, OPERATIONS[path])
    query |= dict(parameter.needs)
    read, refused = list_values(parameter)
    for value in read if (path, parameter.name) not in OF_THE_ARCHIVE else ():
        answer = await client.get(filled, params={**query, parameter.name: value})
        told = await answer.read()
        assert answer.status == 200, (value, told)
    for value in refused:
        answer = await client.get(filled, params={**query, parameter.name: value})
        assert answer.status == 400, value


async def test_a_page_of_articles_is_shorter_than_one_of_earlier_ids(client: TestClient) -> None:
    """One parameter of two ranges: the document has the wider one, and tells of the other."""
    (limit,) = (one for one in OPERATIONS["/api/v1/articles"].parameters if one.name == "limit")
    for number, more in ((LIMIT, {}), (IDS_LIMIT, {"as_of": "1"})):
        for value, expected in ((number.most, 200), (number.most + 1, 400)):
            status, _ = await get_json(client, "/api/v1/articles", limit=str(value), **more)
            assert status == expected
        assert f"{number.most:,}" in limit.about


@pytest.mark.parametrize("path", OPERATIONS)
async def test_answers_are_what_the_document_says_to_the_last_field(
    client: TestClient, path: str
) -> None:
    operation = OPERATIONS[path]
    filled, query = fill(path, operation)
    answer = await client.get(filled, params=query)
    assert answer.status == 200
    body = await answer.read()
    if operation.answers:
        # What a type does not name would be lost.
        read = msgspec.json.decode(body, type=operation.answers[0])
        assert msgspec.json.encode(read) == body
    else:
        assert answer.content_type in operation.media_types


@pytest.mark.parametrize("path", OPERATIONS)
async def test_what_a_client_has_is_confirmed_where_the_document_says_so(
    client: TestClient, path: str
) -> None:
    filled, query = fill(path, OPERATIONS[path])
    first = await client.get(filled, params=query)
    assert ("ETag" in first.headers) is OPERATIONS[path].is_tagged
    _, document = await get_json(client, DOCUMENT)
    assert ("304" in document["paths"][path]["get"]["responses"]) is OPERATIONS[path].is_tagged


async def test_a_problem_of_the_connection_is_one_of_the_document(
    service: SearchService,
) -> None:
    """Refused before an endpoint is looked for, as `letopis serve` refuses it."""
    runner = web.AppRunner(make_app(service))
    await runner.setup()
    sock = socket.create_server(("127.0.0.1", 0))
    listening = cast("web.Server", runner.server)
    server = await listen(listening, sock, Limits(connections=10), MAX_LINE)
    try:
        async with ClientSession(f"http://127.0.0.1:{sock.getsockname()[1]}") as session:
            answer = await session.get("/api/v1/articles?q=" + "x" * MAX_LINE)
            body = await answer.read()
    finally:
        server.close()
        await runner.cleanup()
    assert answer.status in COMMON_STATUSES
    assert msgspec.json.encode(msgspec.json.decode(body, type=ProblemAnswer)) == body


@pytest.mark.parametrize("query", ["q=autor:x", "limit=x", "fields=titel", "xyzzy=1"])
async def test_problems_are_what_the_document_says(client: TestClient, query: str) -> None:
    body = await (await client.get(f"/api/v1/articles?{query}")).read()
    assert msgspec.json.encode(msgspec.json.decode(body, type=ProblemAnswer)) == body


@pytest.mark.parametrize("path", OPERATIONS)
def test_every_endpoint_and_parameter_is_in_the_reference(path: str) -> None:
    text = REFERENCE.read_text("utf-8")
    assert f"`{path}" in text
    for parameter in OPERATIONS[path].parameters:
        if not parameter.name.startswith("-"):
            assert f"`{parameter.name}" in text or f"{{{parameter.name}}}" in text, parameter.name


async def test_no_request_is_answered_otherwise_than_the_document_says(
    service: SearchService, aiohttp_server: AiohttpServer, tmp_path: Path
) -> None:
    server = await aiohttp_server(make_app(service), max_line_size=MAX_LINE)
    # That a value is one of the archive, and a query one of the language, no schema can say: what
    # fits the document may be refused. What does not fit must be.
    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "run", str(server.make_url(DOCUMENT))),
        *("--exclude-checks", "positive_data_acceptance", "--phases", "examples,coverage,fuzzing"),
        *("--max-examples", "10", "--seed", "1", "--generation-deterministic"),
        *("--no-color", "--workers", "1"),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await run.communicate()
    assert run.returncode == 0, told.decode()
