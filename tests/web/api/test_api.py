"""The query API: its answers, its problems, its headers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient, AiohttpServer

from indexer.analysis import Analyzer
from indexer.archive.deleting import delete_article
from indexer.article import Article, Provenance
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from searcher.service import SearchService
from tests.conftest import MakeService, update_home
from web.app import MAX_LINE, make_app
from web.parameters import MAX_EXPLAINED


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


async def test_a_repair_is_made_where_it_is_asked_for(client: TestClient) -> None:
    async def ask(**params: str) -> dict[str, Any]:
        answer = await client.get("/api/v1/articles", params=params)
        return await answer.json()

    typed = await ask(q="vjcn")
    assert (typed["total"], typed["query"]["repaired"]) == (0, None)
    assert typed["query"]["offers"][0]["query"] == "мост"
    assert (await ask(q="vjcn", repair="0"))["query"]["repaired"] is None
    repaired = await ask(q="vjcn", repair="1", limit="5")
    assert repaired["query"].pop("repaired") == {"kind": "layout", "from": "vjcn", "to": "мост"}
    meant = await ask(q="мост", limit="5")
    assert meant["query"].pop("repaired") is None
    # The way on leads on, as the answer is that of the other query.
    assert repaired == meant


async def test_what_has_some_of_the_words_stands_beside_the_hits(client: TestClient) -> None:
    answer = await client.get("/api/v1/articles", params={"q": "мост река абракадабра"})
    body = await answer.json()
    assert (body["total"], body["hits"]) == (0, [])
    assert body["partial"]
    assert {tuple(hit["missing"]) for hit in body["partial"]} == {("абракадабра",)}
    assert body["partial"][0]["title"]


async def test_a_search_has_the_documented_shape(client: TestClient) -> None:
    answer = await client.get("/api/v1/articles", params={"q": "мост", "limit": "2"})
    assert answer.status == 200
    assert answer.content_type == "application/json"
    body = await answer.json()
    assert list(body) == [
        "total",
        "hits",
        "partial",
        "facets",
        "facet_totals",
        "timeline",
        "query",
        "index",
        "next",
    ]
    hit = body["hits"][0]
    assert list(hit) == [
        "id", "lang", "title", "title_spans", "published", "day", "authors", "source", "countries",
        "tags", "labels", "story", "url", "self", "html", "score", "snippets", "forms", "found_by",
    ]  # fmt: skip
    for snippet in hit["snippets"]:
        assert all(snippet["text"][start:end] for start, end in snippet["spans"])
    assert list(body["facets"]) == ["author", "country", "tag", "lang", "source", "year"]
    assert body["facet_totals"]["lang"] == {"values": 1, "other": 0}
    assert set(body["timeline"]["buckets"][0]) == {"from", "to", "count", "archive"}
    assert body["query"]["canonical"] == "мост"
    assert body["query"]["words"][0]["lemmas"] == ["мост"]
    assert body["index"]["engine"] == "whoosh"


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ({}, {"date": "published", "from": None, "to": None}),
        ({"from": "2020-02"}, {"date": "published", "from": "2020-02-01", "to": None}),
        (
            {"from": "2019", "to": "2020-02", "date": "original"},
            {"date": "original", "from": "2019-01-01", "to": "2020-02-29"},
        ),
    ],
)
async def test_partial_dates_are_told_as_the_days_that_they_mean(
    client: TestClient, asked: dict[str, str], days: dict[str, Any]
) -> None:
    body = await (await client.get("/api/v1/articles", params=asked)).json()
    assert body["query"]["days"] == days


async def test_only_what_is_listed_is_public(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    article = Article(
        id="a-1",
        lang="en",
        title="Bridge",
        published=datetime(2014, 3, 1, tzinfo=UTC),
        provenance=Provenance("/srv/dumps/secret.jsonl", 1, "jsonl"),
        extra={"editor_email": "anna@example.org", "section": "roads"},
    )
    service = make_service([article])
    for settings, extra in (
        (Settings(), {}),
        (Settings(public_fields=("section", "nowhere")), {"section": "roads"}),
    ):
        service.settings = settings
        client = await aiohttp_client(make_app(service))
        for path in ("/api/v1/articles/a-1", "/api/v1/articles", "/articles/a-1"):
            text = await (await client.get(path)).text()
            assert "secret.jsonl" not in text
            assert "anna@example.org" not in text
        body = await (await client.get("/api/v1/articles/a-1")).json()
        assert body["extra"] == extra
        assert "provenance" not in body
        assert {"id", "title", "body", "published", "mirrors", "notices"} <= set(body)


@pytest.mark.parametrize("public", [False, True])
async def test_a_deleted_article_is_gone_with_its_date(
    make_service: MakeService,
    aiohttp_client: AiohttpClient,
    home: ArchiveHome,
    analyzer: Analyzer,
    public: bool,
) -> None:
    day = datetime(2014, 3, 1, tzinfo=UTC)
    service = make_service(
        Article(id=f"a-{n}", lang="en", title="Bridge", published=day) for n in range(2)
    )
    delete_article(home, "a-1", "court order")
    update_home(home, analyzer)
    service.settings = Settings(public_reasons=public)
    service.look_again()
    client = await aiohttp_client(make_app(service))
    for path in ("/api/v1/articles/a-1", "/api/v1/articles/a-1/related", "/articles/a-1"):
        answer = await client.get(path)
        assert answer.status == 410
        assert ("court order" in await answer.text()) is public
    body = await (await client.get("/api/v1/articles/a-1")).json()
    assert body["type"] == "/help#problem-gone"
    assert datetime.fromisoformat(body["deleted"]).date() == datetime.now(UTC).date()


async def test_a_score_is_explained_where_that_is_asked_for(client: TestClient) -> None:
    plain = await (await client.get("/api/v1/articles", params={"q": "новый мост"})).json()
    asked = {"q": "новый мост", "explain": "1", "limit": "1"}
    body = await (await client.get("/api/v1/articles", params=asked)).json()
    hit = body["hits"][0]
    assert "parts" not in plain["hits"][0]
    assert list(hit["parts"][0]) == ["kind", "field", "words", "score"]
    assert sum(part["score"] for part in hit["parts"]) == pytest.approx(hit["score"], abs=1e-2)
    assert hit["score"] == plain["hits"][0]["score"]
    assert "explain=1" in body["next"]
    by_time = {**asked, "sort": "newest"}
    newest = await (await client.get("/api/v1/articles", params=by_time)).json()
    assert (newest["hits"][0]["score"], newest["hits"][0]["parts"]) == (0, [])


async def test_next_walks_through_all_results(client: TestClient) -> None:
    path, ids = "/api/v1/articles?q=school+OR+%D1%88%D0%BA%D0%BE%D0%BB%D0%B0&limit=7", []
    while path:
        body = await (await client.get(path)).json()
        assert body["hits"]
        ids += [hit["id"] for hit in body["hits"]]
        path = body["next"]
    assert len(ids) == len(set(ids)) == body["total"] > 14


async def test_an_article_has_the_names_of_its_fields(client: TestClient) -> None:
    body = await (await client.get("/api/v1/articles/ru-1000")).json()
    assert body["id"] == "ru-1000"
    assert {"title", "body", "authors", "countries", "tags", "published", "story"} <= set(body)


async def test_related_articles_are_hits_as_those_of_a_search(client: TestClient) -> None:
    path = "/api/v1/articles/ru-3008/related"
    found = (await (await client.get("/api/v1/articles?limit=1")).json())["hits"][0]
    body = await (await client.get(path)).json()
    assert list(body) == ["hits", "other_language", "index"]
    assert body["hits"]
    assert {hit["lang"] for hit in body["hits"]} == {"ru"}
    assert {hit["lang"] for hit in body["other_language"]} == {"en"}
    for hit in (*body["hits"], *body["other_language"]):
        assert list(hit) == list(found)
        assert hit["id"] not in {"ru-3008", "en-3008"}
        assert hit["snippets"]
    scores = [hit["score"] for hit in body["hits"]]
    assert scores == sorted(scores, reverse=True)
    first = await (await client.get(f"{path}?limit=1&ui=en")).json()
    assert first["hits"] == body["hits"][:1]
    assert first["other_language"] == body["other_language"][:1]


@pytest.mark.parametrize(
    ("query", "parameter", "reason"),
    [
        ("limit=0", "limit", "bad-number"),
        ("limit=51", "limit", "bad-number"),
        ("limit=1&limit=2", "limit", "repeated"),
        ("q=x", "q", "unknown"),
        ("page=2", "page", "unknown"),
        ("ui=de", "ui", "bad-value"),
    ],
)
async def test_wrong_parameters_of_related_are_refused(
    client: TestClient, query: str, parameter: str, reason: str
) -> None:
    answer = await client.get(f"/api/v1/articles/ru-3008/related?{query}")
    assert answer.status == 400
    assert answer.content_type == "application/problem+json"
    (error,) = (await answer.json(content_type=None))["errors"]
    assert (error["parameter"], error["reason"]) == (parameter, reason)


async def test_related_of_ids_with_slashes(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    articles = [
        Article(id=id_, lang="ru", title="Мост", body="опора пролет дамба настил", published=moment)
        for moment, id_ in (
            (datetime(2014, 3, 1, tzinfo=UTC), "a/1"),
            (datetime(2014, 3, 2, tzinfo=UTC), "a/1/related"),
        )
    ]
    client = await aiohttp_client(make_app(make_service(articles)))
    for path in ("/api/v1/articles/a/1/related", "/api/v1/articles/a%2F1/related"):
        body = await (await client.get(path)).json()
        assert [hit["id"] for hit in body["hits"]] == ["a/1/related"]
    body = await (await client.get("/api/v1/articles/a%2F1%2Frelated")).json()
    assert body["id"] == "a/1/related"
    body = await (await client.get("/api/v1/articles/a%2F1%2Frelated/related")).json()
    assert [hit["id"] for hit in body["hits"]] == ["a/1"]


async def test_suggestions_lead_to_the_pages_they_name(client: TestClient) -> None:
    answer = await client.get("/api/v1/suggest", params={"q": "шко", "ui": "ru"})
    body = await answer.json()
    assert list(body) == ["suggestions"]
    for suggestion in body["suggestions"]:
        assert list(suggestion) == ["kind", "text", "id", "count", "url"]
        assert (await client.get(suggestion["url"])).status == 200
    word, tag, title = (
        next(found for found in body["suggestions"] if found["kind"] == kind)
        for kind in ("word", "tag", "title")
    )
    assert word["text"] == "школы"
    assert word["id"] is None
    assert word["url"] == f"/search?q={quote('школы')}&ui=ru"
    assert (tag["text"], tag["id"], tag["count"]) == ("школы", "school", 27)
    assert tag["url"] == "/search?tag=school&ui=ru"
    assert title["url"] == f"/articles/{title['id']}?ui=ru"
    assert title["count"] == 1


async def test_suggestions_are_as_many_as_asked_for_and_none_for_nothing(
    client: TestClient,
) -> None:
    async def count(**parameters: str) -> int:
        body = await (await client.get("/api/v1/suggest", params=parameters)).json()
        return len(body["suggestions"])

    assert await count(q="s", limit="3") == 3
    assert await count(q="s", limit="20") > await count(q="s")
    assert await count() == await count(q="") == await count(q="щщщ") == 0


async def test_suggestions_are_kept_by_the_reader_alone_and_for_a_minute(
    client: TestClient,
) -> None:
    answer = await client.get("/api/v1/suggest?q=шко")
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    assert answer.headers["Vary"] == "Accept, Accept-Encoding, Accept-Language"
    refused = await client.get("/api/v1/suggest?q=шко&limit=0")
    assert refused.headers["Cache-Control"] == "no-cache"


async def test_an_answer_names_the_article_whose_address_was_pasted(client: TestClient) -> None:
    url = "https://chronicle.example/ru/3021"
    answer = await client.get(
        "/api/v1/articles", params={"q": url + "/?utm_source=x"}, allow_redirects=False
    )
    assert answer.status == 200
    named = (await answer.json())["query"]["article"]
    assert list(named) == ["by", "id", "lang", "title", "url"]
    assert (named["by"], named["id"], named["url"]) == ("address", "ru-3021", url)
    other = await (await client.get("/api/v1/articles", params={"q": "мост"})).json()
    assert other["query"]["article"] is None


async def test_an_answer_tells_the_signs_that_are_no_operators(client: TestClient) -> None:
    told = [{"position": 5, "text": "("}, {"position": 10, "text": "OR"}]
    body = await (await client.get("/api/v1/articles", params={"q": "мост (рек OR"})).json()
    assert body["query"]["canonical"] == "мост рек or"
    assert body["query"]["plain"] == told
    explained = await client.get("/api/v1/explain", params={"text": "мост (рек OR"})
    assert (await explained.json())["plain"] == told


async def test_an_answer_tells_what_a_full_name_does_without(client: TestClient) -> None:
    asked = {"q": "Орлова Анна И."}
    body = await (await client.get("/api/v1/articles", params=asked)).json()
    assert body["query"]["words"][2]["rules"][-2:] == ["full-name", "wished"]
    asked["expand"] = "-full-names"
    whole = await (await client.get("/api/v1/articles", params=asked)).json()
    assert "full-name" not in whole["query"]["words"][2]["rules"]
    assert whole["query"]["hash"] != body["query"]["hash"]


async def test_an_explanation_reads_every_word(client: TestClient) -> None:
    body = await (await client.get("/api/v1/explain", params={"text": "Школы, Rivers"})).json()
    assert list(body) == ["text", "words", "named", "plain"]
    assert body["text"] == "Школы, Rivers"
    for word in body["words"]:
        assert list(word) == [
            "typed", "surface", "lemmas", "rules", "dictionary", "names", "ring",
        ]  # fmt: skip
    assert [word["typed"] for word in body["words"]] == ["Школы", "Rivers"]
    assert [word["surface"] for word in body["words"]] == ["школы", "rivers"]
    assert [word["lemmas"] for word in body["words"]] == [["школа"], ["river"]]


@pytest.mark.parametrize(
    ("path", "parameter", "reason"),
    [
        ("suggest?q=x&page=2", "page", "unknown"),
        ("suggest?q=x&text=y", "text", "unknown"),
        ("suggest?q=x&q=y", "q", "repeated"),
        ("suggest?q=x&limit=0", "limit", "bad-number"),
        ("suggest?q=x&limit=21", "limit", "bad-number"),
        ("suggest?q=x&limit=ten", "limit", "bad-number"),
        ("suggest?q=x&limit=1&limit=2", "limit", "repeated"),
        ("suggest?q=x&ui=de", "ui", "bad-value"),
        ("explain", "text", "missing"),
        ("explain?text=%20", "text", "missing"),
        ("explain?text=x&text=y", "text", "repeated"),
        ("explain?text=x&q=y", "q", "unknown"),
        ("explain?text=x&limit=2", "limit", "unknown"),
        ("explain?text=x&ui=de", "ui", "bad-value"),
    ],
)
async def test_wrong_parameters_of_suggest_and_explain_are_refused(
    client: TestClient, path: str, parameter: str, reason: str
) -> None:
    answer = await client.get(f"/api/v1/{path}")
    assert answer.status == 400
    assert answer.content_type == "application/problem+json"
    body = await answer.json(content_type=None)
    assert body["type"] == "/help#problem-bad-parameter"
    (error,) = body["errors"]
    assert (error["parameter"], error["reason"]) == (parameter, reason)


async def test_the_longest_text_is_explained_and_no_longer_one(
    service: SearchService, aiohttp_server: AiohttpServer, aiohttp_client: AiohttpClient
) -> None:
    server = await aiohttp_server(make_app(service), max_line_size=MAX_LINE)
    client = await aiohttp_client(server)
    text = "школа " * (MAX_EXPLAINED // 6) + "ш" * (MAX_EXPLAINED % 6)
    body = await (await client.get("/api/v1/explain", params={"text": text})).json()
    assert len(body["words"]) == MAX_EXPLAINED // 6 + 1
    refused = await client.get("/api/v1/explain", params={"text": text + "ш"})
    assert refused.status == 400
    (error,) = (await refused.json(content_type=None))["errors"]
    assert (error["parameter"], error["reason"]) == ("text", "too-long")
    assert error["allowed"] == str(MAX_EXPLAINED)


async def test_the_last_full_page_has_no_next(client: TestClient) -> None:
    body = await (await client.get("/api/v1/articles?limit=172")).json()
    assert len(body["hits"]) == body["total"] == 172
    assert body["next"] is None


async def test_answers_say_that_they_depend_on_the_language(client: TestClient) -> None:
    for path in (
        "/api/v1/articles",
        "/api/v1/articles/ru-1000",
        "/api/v1/articles/ru-3008/related",
        "/api/v1/articles/none",
    ):
        headers = (await client.get(path, headers={"Accept-Language": "ru"})).headers
        assert headers["Content-Language"] == "ru"
        assert headers["Vary"].endswith("Accept-Encoding, Accept-Language")
        assert headers["Cache-Control"] == "no-cache"


async def test_labels_speak_the_language_asked_for(client: TestClient) -> None:
    async def label(**sent: object) -> str:
        body = await (await client.get("/api/v1/articles", **sent)).json()
        return next(value["label"] for value in body["facets"]["country"] if value["id"] == "GE")

    assert await label() == "Georgia"
    assert await label(headers={"Accept-Language": "ru,en;q=0.5"}) == "Грузия"
    assert await label(params={"ui": "ru"}) == "Грузия"


@pytest.mark.parametrize(
    ("query", "status", "problem", "error"),
    [
        ("q=" + quote("мост athor:x"), 400, "query-syntax", {"parameter": "q", "position": 5}),
        ("q=" + "a+" * 500, 400, "query-syntax", {"reason": "too-many-terms", "limit": 200}),
        (
            "q=" + "(" * 50 + "a" + ")" * 50,
            400,
            "query-syntax",
            {"reason": "too-deep", "limit": 20},
        ),
        ("q=a++++++b+athor:x", 400, "query-syntax", {"parameter": "q", "position": 9}),
        ("interval=day", 400, "bad-parameter", {"parameter": "interval", "value": "day"}),
        ("page=" + "1" * 5000, 400, "bad-parameter", {"parameter": "page"}),
        ("colour=red", 400, "bad-parameter", {"parameter": "colour", "reason": "unknown"}),
        ("explain=yes", 400, "bad-parameter", {"parameter": "explain", "value": "yes"}),
        (
            "facet_limit=1001",
            400,
            "bad-parameter",
            {"parameter": "facet_limit", "value": "1001", "allowed": "0–1000"},
        ),
        ("sort=best", 400, "bad-parameter", {"parameter": "sort", "value": "best"}),
        ("author=nobody", 400, "bad-parameter", {"parameter": "author", "reason": "unknown-value"}),
        ("from=yesterday", 400, "bad-parameter", {"parameter": "from", "reason": "bad-date"}),
    ],
)
async def test_wrong_requests_are_problems_that_name_what_is_wrong(
    client: TestClient, query: str, status: int, problem: str, error: dict[str, object]
) -> None:
    answer = await client.get(f"/api/v1/articles?{query}")
    assert answer.status == status
    assert answer.content_type == "application/problem+json"
    body = json.loads(await answer.text())
    assert body["type"] == f"/help#problem-{problem}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert error.items() <= body["errors"][0].items()


async def test_problems_name_a_place_of_the_help_page(client: TestClient) -> None:
    from web.problems import DEGRADED, PROBLEMS, STATUS_PROBLEMS

    problems = [problem for _, problem in PROBLEMS]
    for language in ("ru", "en"):
        page = await (await client.get(f"/help?ui={language}")).text()
        for problem in (*problems, *STATUS_PROBLEMS.values(), DEGRADED):
            assert page.count(f'id="problem-{problem.code}"') == 1


async def test_what_is_not_there_is_404_and_what_is_not_done_405(client: TestClient) -> None:
    for path in (
        "/api/v1/articles/nowhere",
        "/api/v1/articles/nowhere/related",
        "/api/v1/nothing",
    ):
        answer = await client.get(path)
        assert answer.status == 404
        assert answer.content_type == "application/problem+json"
    assert (await client.get("/api/v1/articles/ru-1000?colour=red")).status == 400
    answer = await client.post("/api/v1/articles")
    assert answer.status == 405
    assert "GET" in answer.headers["Allow"]


async def test_readiness_names_the_generation(client: TestClient) -> None:
    body = await (await client.get("/readyz")).json()
    assert body["status"] == "ok"
    assert body["articles"] == 172


async def test_without_an_index_readiness_says_which_command_mends_it(
    home: ArchiveHome, analyzer: object, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(SearchService(home, Settings(), analyzer)))
    for path in ("/readyz", "/api/v1/articles"):
        answer = await client.get(path)
        assert answer.status == 503
        assert (await answer.json(content_type=None))["command"] == "letopis index"


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
async def test_a_search_that_takes_too_long_says_what_to_simplify(
    home: ArchiveHome,
    make_service: MakeService,
    aiohttp_client: AiohttpClient,
    engine: str,
) -> None:
    settings = f'engine = "{engine}"\nrequest_seconds = 0.0000001\n'
    home.settings_file.write_text(settings, "utf-8")
    published = datetime(2020, 1, 1, tzinfo=UTC)
    service = make_service([Article(id="a", lang="en", title="Old bridge", published=published)])
    client = await aiohttp_client(make_app(service))
    for path in ("/api/v1/articles", "/search"):
        answer = await client.get(path, params={"q": '"old bridge"~5', "ui": "en"})
        assert answer.status == 503
        assert "rarer ones" in await answer.text()
    answer = await client.get("/api/v1/articles", params={"q": "bri*"})
    assert (await answer.json(content_type=None))["type"].endswith("too-expensive")
    # What is not searched for takes no time.
    assert (await client.get("/api/v1/articles/a")).status == 200
    assert (await client.get("/healthz")).status == 200


@pytest.mark.parametrize(
    "path", ["/", "/search", "/api/v1/articles", "/nowhere", "/static/favicon.svg"]
)
async def test_every_answer_has_the_security_headers(client: TestClient, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Python" not in headers["Server"]
