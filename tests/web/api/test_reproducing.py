"""Results that others repeat: changes, fingerprints, earlier states, comparisons, receipts."""

from __future__ import annotations

import html
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_aiohttp.plugin import AiohttpClient

from indexer.analysis import Analyzer
from indexer.archive.deleting import delete_article
from indexer.archive.store import Archive
from indexer.article import Article
from searcher.fingerprint import FINGERPRINT_FIELDS, digest_text
from searcher.service import SearchService
from tests.conftest import MakeService, update_home
from web.api.rendering import encode_json
from web.app import make_app

DOCS = Path(__file__).parents[3] / "docs" / "api.md"
MOMENT = datetime(2014, 3, 1, tzinfo=UTC)

Put = Callable[..., None]


def make_article(id_: str, title: str = "Bridge", **fields: Any) -> Article:
    return Article(id=id_, lang="en", title=title, published=MOMENT, **fields)


@pytest.fixture
def service(make_service: MakeService) -> SearchService:
    made = make_service(
        make_article(f"a-{number}", captions=('«Мост» \\ "x"\n', "y")) for number in range(1, 6)
    )
    made.settings = replace(made.settings, public_versions=True)
    return made


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


@pytest.fixture
def put(service: SearchService, analyzer: Analyzer) -> Put:
    """Stores articles and takes others down, then updates the index."""

    def change(*articles: Article, deleted: str = "") -> None:
        with Archive.open(service.home.database) as store, store.transaction():
            for article in articles:
                store.put(article)
        if deleted:
            delete_article(service.home, deleted, "court order")
        update_home(service.home, analyzer)
        service.look_again()

    return change


async def ask(client: TestClient, path: str, **params: str) -> dict[str, Any]:
    answer = await client.get(path, params=params)
    body: dict[str, Any] = await answer.json(content_type=None)
    assert answer.status == 200, body
    return body


async def test_the_recipe_of_the_docs_makes_the_fingerprint(client: TestClient) -> None:
    _, section = DOCS.read_text("utf-8").split("**The recipe.**")
    recipe = re.findall(r"```python\n(.*?)```", section, re.DOTALL)[0]
    (fields,) = re.findall(r"fields=([a-z_,]+) \\\n +-d format=ndjson", section)
    assert fields == ",".join(FINGERPRINT_FIELDS)
    params = {"q": "bridge", "fields": fields, "format": "ndjson"}
    exported = await (await client.get("/api/v1/export", params=params)).read()
    made = subprocess.run(
        [sys.executable, "-c", recipe], input=exported, stdout=subprocess.PIPE, check=True
    )
    found = await ask(client, "/api/v1/articles", q="bridge", limit="0", fingerprint="1")
    assert made.stdout.decode().strip() == found["fingerprint"]
    receipt = await ask(client, "/api/v1/receipt", q="bridge")
    assert receipt["fingerprint"] == found["fingerprint"]
    address = receipt["addresses"]["export"]
    assert await (await client.get(address)).read() == exported


@given(text=st.text(max_size=20))
@hypothesis_settings(deadline=None)
def test_a_digest_is_that_of_the_line_of_json_that_python_writes(text: str) -> None:
    article = make_article("a-1", title=text, captions=(text,))
    fields = {name: getattr(article, name) for name in FINGERPRINT_FIELDS}
    line = json.dumps(json.loads(encode_json(fields)), ensure_ascii=False, separators=(",", ":"))
    assert encode_json(fields) == line.encode()
    assert len(digest_text(article)) == 32


async def test_a_fingerprint_tells_sets_and_texts_apart(client: TestClient, put: Put) -> None:
    async def take() -> str:
        body = await ask(client, "/api/v1/articles", q="bridge", limit="0", fingerprint="1")
        return str(body["fingerprint"])

    seen = [await take()]
    put(make_article("a-6", title="School"))
    assert await take() == seen[0]
    put(make_article("a-1", body="Corrected."))
    seen.append(await take())
    put(make_article("a-7"))
    seen.append(await take())
    put(deleted="a-7")
    seen.append(await take())
    assert len(set(seen)) == 3
    assert seen[3] == seen[1]


async def test_a_comparison_verifies_and_tells_what_changed(client: TestClient, put: Put) -> None:
    receipt = await ask(client, "/api/v1/receipt", q="bridge")
    address = receipt["addresses"]["compare"]
    before = await ask(client, address)
    assert (before["verified"], before["differences"]) == (True, [])
    put(make_article("a-1", title="School"), make_article("a-2", body="Corrected."))
    put(make_article("a-9"), make_article("a-6", title="Road"))
    after = await ask(client, address)
    assert after["verified"] is True
    assert (after["total_then"], after["total_now"]) == (5, 5)
    assert after["differences"] == [
        {"id": "a-1", "kind": "removed"},
        {"id": "a-2", "kind": "changed"},
        {"id": "a-9", "kind": "added"},
    ]
    assert after["counts"] == {"added": 1, "removed": 1, "changed": 1, "unsure": 0}
    wrong = address.replace(receipt["fingerprint"][-8:], "0" * 8)
    assert (await ask(client, wrong))["verified"] is False


async def test_a_comparison_says_what_it_cannot_know(
    client: TestClient, put: Put, service: SearchService
) -> None:
    receipt = await ask(client, "/api/v1/receipt", q="bridge")
    put(make_article("a-2", body="Corrected."), deleted="a-1")
    service.settings = replace(service.settings, public_versions=False)
    answer = await client.get(receipt["addresses"]["compare"])
    assert "a-1" not in await answer.text()
    after = await answer.json()
    assert after["verified"] is None
    assert after["unknown"] == {"withdrawn": 1, "purged": 0, "changed": 1}
    assert after["differences"] == [{"id": "a-2", "kind": "unsure"}]


async def test_differences_come_in_pages(client: TestClient, put: Put) -> None:
    put(*(make_article(f"b-{number}") for number in range(5)))
    path, found = "/api/v1/compare?q=bridge&as_of=5&limit=2", []
    while path:
        page = await ask(client, path)
        assert page["counts"]["added"] == 5
        found += [one["id"] for one in page["differences"]]
        path = page["next"]
    assert found == [f"b-{number}" for number in range(5)]


async def test_an_earlier_state_is_asked_for(client: TestClient, put: Put) -> None:
    then = await ask(client, "/api/v1/articles", q="bridge", limit="0", fingerprint="1")
    put(make_article("a-6"), make_article("a-2", title="School"))
    seq = str(then["index"]["seq"])
    path, ids = f"/api/v1/articles?q=bridge&as_of={seq}&limit=2&fingerprint=1", []
    first = await ask(client, path)
    assert first["fingerprint"] == then["fingerprint"]
    assert first["total"] == then["total"]
    while path:
        page = await ask(client, path)
        ids += page["ids"]
        path = page["next"]
    assert ids == [f"a-{number}" for number in range(1, 6)]
    counts = await ask(client, "/api/v1/articles", q="bridge", as_of=seq, limit="0")
    assert (counts["total"], counts["ids"], counts["next"]) == (5, [], None)


async def test_changes_are_followed_to_the_end(client: TestClient, put: Put) -> None:
    put(make_article("a-1", body="Corrected."), make_article("a-6"), deleted="a-2")
    mirror: dict[str, Any] = {}
    path = "/api/v1/changes?limit=2&fields=id,body"
    while path:
        answer = await client.get(path)
        page = await answer.json()
        for change in page["changes"]:
            mirror[change["id"]] = change["article"]
            assert (change["article"] is None) == (change["kind"] == "deleted")
        path = page["next"]
        assert answer.headers.get("Link") == (f'<{path}>; rel="next"' if path else None)
        assert answer.headers["Letopis-Last-Seq"] == str(page["last_seq"])
    assert page["last_seq"] == page["index"]["seq"]
    assert mirror["a-1"] == {"id": "a-1", "body": "Corrected."}
    assert mirror["a-2"] is None
    assert await ask(client, "/api/v1/changes", since=str(page["last_seq"])) == {
        **page, "changes": [], "next": None,
    }  # fmt: skip


async def test_changes_tell_what_happened_and_no_reason(
    client: TestClient, put: Put, service: SearchService
) -> None:
    put(make_article("a-1", body="Corrected."), make_article("a-6"), deleted="a-2")

    async def list_kinds() -> list[tuple[str, str, str | None]]:
        body = await ask(client, "/api/v1/changes", since="5")
        return [(one["id"], one["kind"], one["reason"]) for one in body["changes"]]

    told = [("a-1", "changed", None), ("a-6", "new", None), ("a-2", "deleted", None)]
    assert await list_kinds() == told
    service.settings = replace(service.settings, public_reasons=True)
    assert (await list_kinds())[2] == ("a-2", "deleted", "court order")


async def test_changes_come_as_lines(client: TestClient) -> None:
    params = {"format": "ndjson", "limit": "2", "since": "1"}
    answer = await client.get("/api/v1/changes", params=params)
    assert answer.content_type == "application/x-ndjson"
    lines = [json.loads(line) for line in io.StringIO(await answer.text())]
    assert [line["id"] for line in lines] == ["a-2", "a-3"]
    assert "article" not in lines[0]


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/api/v1/articles?as_of=6", "as_of"),
        ("/api/v1/articles?as_of=1&page=2", "page"),
        ("/api/v1/articles?as_of=1&sort=newest", "sort"),
        ("/api/v1/articles?fingerprint=2", "fingerprint"),
        ("/api/v1/compare?q=bridge", "as_of"),
        ("/api/v1/compare?as_of=1&fingerprint=md5:1", "fingerprint"),
        ("/api/v1/receipt?as_of=-1", "as_of"),
        ("/api/v1/receipt?page=2", "page"),
        ("/api/v1/changes?since=x", "since"),
        ("/api/v1/changes?fields=provenance", "fields"),
        ("/api/v1/changes?q=bridge", "q"),
    ],
)
async def test_what_is_not_known_is_refused(client: TestClient, path: str, parameter: str) -> None:
    answer = await client.get(path)
    assert answer.status == 400
    assert (await answer.json(content_type=None))["errors"][0]["parameter"] == parameter


async def test_a_receipt_is_repeated_by_its_address(client: TestClient, put: Put) -> None:
    first = await ask(client, "/api/v1/receipt", q="bridge OR road", **{"-tag": "", "from": "2014"})
    put(make_article("a-6"))
    page = first["addresses"]["page"]
    assert page.endswith("&as_of=5")
    again = await ask(client, page.replace("/receipt", "/api/v1/receipt"))
    for name in ("query", "hash", "parameters", "days", "seq", "total", "fingerprint"):
        assert again[name] == first[name]
    # Exports have the texts of today.
    assert again["addresses"] == first["addresses"] | {"export": None}
    for text in again["citation"].values():
        assert first["fingerprint"] in text
        assert page in text


@pytest.mark.parametrize(("ui", "title"), [("en", "Receipt"), ("ru", "Справка")])
async def test_a_page_shows_the_receipt(client: TestClient, ui: str, title: str, put: Put) -> None:
    receipt = await ask(client, "/api/v1/receipt", q="bridge")
    put(deleted="a-1")
    answer = await client.get(receipt["addresses"]["page"], params={"ui": ui})
    text = await answer.text()
    assert answer.status == 200
    assert f"<h1>{title}" in text
    assert f'href="/receipt?q=bridge&amp;as_of=5&amp;ui={"ru" if ui == "en" else "en"}"' in text
    assert 'class="notice"' in text
    # It is printed, and its line copied into a paper.
    address = html.escape(str(client.make_url(receipt["addresses"]["page"])))
    cited = text.partition('<p class="citation">')[2].partition("</p>")[0]
    assert f" {address} (" in cited
    assert f'<a href="{address}" rel="nofollow">{address}</a>' in text
    results = await (await client.get("/search", params={"q": "bridge"})).text()
    assert 'href="/receipt?q=bridge"' in results
