"""The handlers of the API, and what it says of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from web.api.archive import list_names, show_archive
from web.api.articles import get_article, list_at_address, list_related
from web.api.changes import show_changes
from web.api.citations import cite_article
from web.api.collocates import list_collocates
from web.api.export import export_articles
from web.api.facets import list_facet
from web.api.feeds import send_feed
from web.api.health import check_health, check_readiness
from web.api.history import compare_results
from web.api.kwic import PATH as KWIC_PATH
from web.api.kwic import list_occurrences
from web.api.list_files import list_articles, list_articles_as
from web.api.ngrams import list_ngrams
from web.api.openapi.document import make_document
from web.api.openapi.operations import OPERATIONS, EndpointAnswer, EndpointsAnswer
from web.api.parameters import TABLE_FORMATS
from web.api.problems import render_problem
from web.api.receipts import get_receipt
from web.api.responding import respond_light
from web.api.sample import draw_articles
from web.api.terms import PATH as TERMS_PATH
from web.api.terms import count_terms
from web.api.timeline import count_timeline
from web.api.values import list_values
from web.api.versions import get_article_version, list_article_versions
from web.api.words import explain_text, suggest_queries
from web.i18n import gettext_noop
from web.keys import SERVICE
from web.parameters import check_parameters
from web.requests import request_language
from web.urls import VALUES_PATHS


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address of the API, who answers it, and what with, in a sentence."""

    path: str
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    about: str


async def list_endpoints(request: web.Request) -> web.Response:
    """All addresses of the API, in the order in which they are looked for."""
    check_parameters(request.query, ("ui",))
    translate = request_language(request).gettext
    listed = tuple(EndpointAnswer(path=one.path, about=translate(one.about)) for one in ENDPOINTS)
    return await respond_light(request, lambda: EndpointsAnswer(endpoints=listed))


async def describe_api(request: web.Request) -> web.Response:
    """The OpenAPI document of the API."""
    check_parameters(request.query, ("ui",))
    translate = request_language(request).gettext
    abouts = {one.path: one.about for one in ENDPOINTS}
    base_url = request.app[SERVICE].settings.base_url
    return await respond_light(
        request, lambda: make_document(OPERATIONS, abouts, base_url, translate)
    )


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "/api/v1/",
        list_endpoints,
        gettext_noop("What the API offers: its addresses, each with a sentence."),
    ),
    Endpoint(
        "/api/v1/openapi.json",
        describe_api,
        gettext_noop("The OpenAPI document: all addresses, parameters and answers."),
    ),
    Endpoint(
        "/api/v1/articles",
        list_articles,
        gettext_noop("Finds articles, with the counts of their values and their timeline."),
    ),
    Endpoint(
        "/api/v1/articles.{format}",
        list_articles_as,
        gettext_noop("The same as a table, or as lines of JSON."),
    ),
    Endpoint(
        "/api/v1/articles.atom",
        partial(send_feed, format_="atom"),
        gettext_noop("What is new in a search, as an Atom feed."),
    ),
    Endpoint(
        "/api/v1/articles.jsonfeed",
        partial(send_feed, format_="json"),
        gettext_noop("What is new in a search, as a JSON Feed."),
    ),
    # Before the ids: an article with this id is reached by searches alone.
    Endpoint(
        "/api/v1/articles/by-url",
        list_at_address,
        gettext_noop("The articles at an address, or with a mirror there, in whatever spelling."),
    ),
    Endpoint(
        "/api/v1/articles/{id}/related",
        list_related,
        gettext_noop("The articles most like one, in both languages."),
    ),
    Endpoint(
        "/api/v1/articles/{id}/citation",
        cite_article,
        gettext_noop("How to cite an article: CSL-JSON, BibTeX, RIS, GOST or APA."),
    ),
    Endpoint(
        "/api/v1/articles/{id}/versions",
        list_article_versions,
        gettext_noop("The versions of an article that the archive keeps."),
    ),
    Endpoint(
        "/api/v1/articles/{id}/versions/{number}",
        get_article_version,
        gettext_noop("One version of an article, as it was stored."),
    ),
    Endpoint("/api/v1/articles/{id}", get_article, gettext_noop("One article.")),
    Endpoint(
        "/api/v1/export",
        export_articles,
        gettext_noop(
            "Every article that a search finds, as one stream: tables and bibliographies."
        ),
    ),
    Endpoint(
        "/api/v1/sample",
        draw_articles,
        gettext_noop(
            "Some of the articles that a search finds, drawn by lot: the same for a seed."
        ),
    ),
    Endpoint(
        KWIC_PATH,
        list_occurrences,
        gettext_noop("Each occurrence of what is searched for, with the words left and right."),
    ),
    Endpoint(
        "/api/v1/collocates",
        list_collocates,
        gettext_noop("The words that stand near what is searched for more often than elsewhere."),
    ),
    Endpoint(
        TERMS_PATH,
        count_terms,
        gettext_noop(
            "How frequent the words of a result are, and which are more frequent than in another."
        ),
    ),
    Endpoint(
        "/api/v1/ngrams",
        list_ngrams,
        gettext_noop("What stands in a row in the articles of a result, over time."),
    ),
    Endpoint(
        "/api/v1/facets",
        list_facet,
        gettext_noop(
            "The values of a facet that the articles of a search have, with their counts."
        ),
    ),
    Endpoint(
        "/api/v1/timeline",
        count_timeline,
        gettext_noop(
            "How many articles of up to ten queries there are in each day, week, month, quarter "
            "or year, also split by a facet."
        ),
    ),
    Endpoint(
        "/api/v1/archive",
        show_archive,
        gettext_noop("Which archive this is, what it holds, and the hash that proves it."),
    ),
    Endpoint(
        "/api/v1/names",
        list_names,
        gettext_noop("The names of all authors, tags, sources and countries, in both languages."),
    ),
    Endpoint(
        "/api/v1/changes",
        show_changes,
        gettext_noop("What was added, changed and taken down since, in order: to make a mirror."),
    ),
    Endpoint(
        "/api/v1/compare",
        compare_results,
        gettext_noop("What a search finds today, compared with an earlier state of the archive."),
    ),
    Endpoint(
        "/api/v1/receipt",
        get_receipt,
        gettext_noop("The receipt of a result: to cite it, and to find the same again."),
    ),
    Endpoint(
        VALUES_PATHS["author"],
        partial(list_values, facet="author"),
        gettext_noop(
            "All authors of the archive, with how many articles they have and from when to when."
        ),
    ),
    Endpoint(
        VALUES_PATHS["country"],
        partial(list_values, facet="country"),
        gettext_noop(
            "All countries and regions of the archive, "
            "with how many articles they have and from when to when."
        ),
    ),
    Endpoint(
        VALUES_PATHS["tag"],
        partial(list_values, facet="tag"),
        gettext_noop(
            "All tags of the archive, with how many articles they have and from when to when."
        ),
    ),
    Endpoint(
        VALUES_PATHS["source"],
        partial(list_values, facet="source"),
        gettext_noop(
            "All sources of the archive, with how many articles they have and from when to when."
        ),
    ),
    Endpoint("/api/v1/explain", explain_text, gettext_noop("How each word of a text is read.")),
    Endpoint(
        "/api/v1/suggest",
        suggest_queries,
        gettext_noop("What to search for, while a query is being typed."),
    ),
    Endpoint(
        "/healthz",
        check_health,
        gettext_noop("Whether the server lives."),
    ),
    Endpoint(
        "/readyz",
        check_readiness,
        gettext_noop("Whether searches can be answered, and from which index."),
    ),
)


async def meet_expectation(request: web.Request) -> web.StreamResponse | None:
    """Answer an Expect header: a body may come, and is read by nobody. Nothing else is promised."""
    if request.headers["Expect"].lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        return None
    return render_problem(request, None, 417)


def setup_routes(app: web.Application) -> None:
    """Add the routes of the API."""
    for endpoint in ENDPOINTS:
        # Ids may hold slashes: one that ends so is reached with its slashes written as %2F.
        path = endpoint.path.replace("{id}", "{id:.+}")
        path = path.replace("{number}", "{number:[0-9]{1,9}}")
        path = path.replace("{format}", f"{{format:{'|'.join(TABLE_FORMATS)}}}")
        app.router.add_get(path, endpoint.handler, expect_handler=meet_expectation)
