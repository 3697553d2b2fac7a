"""Addresses of the site: what links and forms carry (`web.parameters` reads it back)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal
from urllib.parse import quote, quote_plus

from indexer.labels import NamedKind
from searcher.answers.values import VALUE_ORDERS, ValuesRequest, ValuesWindow
from searcher.directory import DIRECTORY_ORDERS, DirectoryRequest
from searcher.request import ISO_LENGTH, SearchRequest
from searcher.suggesting import Suggestion
from web.parameters import FACET_ORDER, MAX_ENCODED, request_fields, window_fields

# How a feed is written, which is how its address ends.
FeedFormat = Literal["atom", "json"]

# Where all values of a facet are listed.
VALUES_PATHS: Mapping[NamedKind, str] = {
    "author": "/api/v1/authors",
    "country": "/api/v1/countries",
    "tag": "/api/v1/tags",
    "source": "/api/v1/sources",
}

# Where they are listed for readers; the page of a value stands below.
DIRECTORY_PATHS: Mapping[NamedKind, str] = {
    "author": "/authors/",
    "country": "/countries/",
    "tag": "/tags/",
    "source": "/sources/",
}

# Where those of a search are.
SEARCH_VALUES_PATH = "/search/values"

# Bytes of the links of one list of a page. Where a request is so long that they would pass it, the
# list is shorter, or its links become text: a page stays under 1 MB.
MOST_OF_LINKS = 100_000


# The values of one page stand in many of its links.
_quote_value = lru_cache(maxsize=2_000)(quote_plus)


def _encode(fields: Sequence[tuple[str, str]]) -> str:
    """A query string; `urllib.parse.urlencode` quotes each name and value anew."""
    return "&".join([f"{_quote_value(name)}={_quote_value(value)}" for name, value in fields])


@dataclass(frozen=True, slots=True)
class Urls:
    """Addresses of the site. `ui` is the interface language where the reader chose one; every
    link then carries it on, so that no cookie is needed. `root` is the path below which the site
    stands, as settings tell it."""

    ui: str | None = None
    root: str = ""

    def in_language(self, ui: str | None = None) -> Urls:
        """The same with another language of the interface, or with none that was chosen."""
        return replace(self, ui=ui)

    def path(self, path: str) -> str:
        """A path of the site as a reader asks for it."""
        return self.root + path

    def home(self) -> str:
        return self._join("/", [])

    def help(self) -> str:
        return self._join("/help", [])

    def about(self) -> str:
        """The page that tells who publishes the archive."""
        return self._join("/about", [])

    def dumps(self, name: str = "") -> str:
        """The page of the bulk dump, or a file of it."""
        return self._join("/dumps/", []) if not name else self.path(f"/dumps/{name}")

    def rules(self) -> str:
        """Where that page tells what the archive allows."""
        return f"{self.about()}#rules"

    def archive(self, days: str = "", page: int = 1) -> str:
        """The archive by date: all of it, or the days of an ISO date or partial date; of the
        articles of a day, a page."""
        path = f"/archive/{days.replace('-', '/')}"
        # Folders of days end with a slash; a day is none.
        is_folder = 0 < len(days) < ISO_LENGTH["day"]
        return self._join(path + "/" * is_folder, [("page", str(page))] if page > 1 else [])

    def random(self) -> str:
        """An article by chance."""
        return self._join("/random", [])

    def patterns(self, name: str = "") -> str:
        """The page of patterns, or a whole page of invented content."""
        return self._join(f"/patterns/{name}" if name else "/patterns", [])

    def admin(self, path: str, *fields: tuple[str, str]) -> str:
        """A page of the web admin, by its path."""
        return self._join(path, list(fields))

    def docs(self) -> str:
        """The page of the API."""
        return self._join("/api/v1/docs", [])

    def docs_types(self, name: str = "") -> str:
        """The page of the types of the API's answers, at one of them."""
        place = f"#{name}" if name else ""
        return self._join("/api/v1/docs/types", []) + place

    def api_document(self) -> str:
        """The OpenAPI document of the API."""
        return self._join("/api/v1/openapi.json", [])

    def search(self, request: SearchRequest) -> str:
        return self._join("/search", request_fields(request))

    def narrow(self, request: SearchRequest, facet: str) -> Callable[[str], str]:
        """The addresses of a search narrowed by one more value of a facet, by the value: what
        `search` gives of each, written once for the many values of a page."""

        if any(entry.facet == facet for entry in request.filters):
            # Where it stands among the others depends on the value.
            return lambda value: self.search(request.with_filter(facet, value))
        fields = request_fields(request.with_filter(facet, "")) + self.carried()
        place = fields.index((facet, ""))
        before = _encode([*fields[:place], (facet, "")])
        behind = "".join(f"&{field}" for field in map(_encode, zip(fields[place + 1 :])))
        return lambda value: f"{self.root}/search?{before}{_quote_value(value)}{behind}"

    def results(self, request: SearchRequest) -> str:
        """Where readers find what a request finds; the home page stands for the whole archive."""
        return self.home() if request == SearchRequest() else self.search(request)

    def trends(
        self,
        requests: Sequence[SearchRequest],
        fields: Sequence[tuple[str, str]] = (),
        ending: str = "",
    ) -> str:
        """The comparison of some searches, which differ in their queries alone."""
        return self._join(f"/trends{ending}", [*_fields_of_all(requests), *fields])

    def api_timeline(
        self, requests: Sequence[SearchRequest], fields: Sequence[tuple[str, str]]
    ) -> str:
        """The counts of some searches over time, which differ in their queries alone."""
        return self._join("/api/v1/timeline", [*_fields_of_all(requests), *fields])

    def concordance(self, request: SearchRequest, fields: Sequence[tuple[str, str]] = ()) -> str:
        """The concordance of what a request finds."""
        return self._of_set("/concordance", request, *fields)

    def fits(self, request: SearchRequest, values: Sequence[str]) -> bool:
        """Whether a list of links that carry a request, and a value each, stays within its share of
        a page."""
        own = len(quote_plus("".join(values), errors="replace"))
        return len(values) * len(self.search(request)) + own <= MOST_OF_LINKS

    def article(
        self,
        article_id: str,
        request: SearchRequest | None = None,
        rank: int | None = None,
        beside: str = "",
    ) -> str:
        """The page of an article. It carries the search it was found by: to mark its words, and
        to lead back to the very page of results; and its `rank` there (from 1), to lead on to its
        neighbours. `beside` is the id of another version to be shown next to it."""
        fields = request_fields(request) if request else []
        fields += [("rank", str(rank))] if rank else []
        fields += [("beside", beside)] if beside else []
        return self._join(f"/articles/{quote(article_id, safe='')}", fields)

    def directory(self, facet: NamedKind, wanted: DirectoryRequest | None = None) -> str:
        """The directory of a facet, or what is wanted of it."""
        fields = directory_fields(wanted) if wanted else []
        return self._join(DIRECTORY_PATHS[facet], fields)

    def value(self, facet: NamedKind, value: str) -> str:
        """The page of a value of a facet."""
        return self._join(f"{DIRECTORY_PATHS[facet]}{quote(value, safe='')}", [])

    def search_values(self, request: SearchRequest, facet: str, prefix: str = "") -> str:
        """The page of all values of a facet that the articles of a search have, or of those with
        words that begin so."""
        kept = replace(request, facets=(facet,), page=1)
        fields = [("prefix", prefix)] if prefix else []
        return self._join(SEARCH_VALUES_PATH, request_fields(kept) + fields)

    def history(self, article_id: str, compared: tuple[int, int] | None = None) -> str:
        """The page of the versions of an article, with what changed from one number to another."""
        fields = [("old", str(compared[0])), ("new", str(compared[1]))] if compared else []
        return self._join(f"/articles/{quote(article_id, safe='')}/versions", fields)

    def api_search(
        self,
        request: SearchRequest,
        fields: Sequence[str] = (),
        cursor: str = "",
        ending: str = "",
    ) -> str:
        """A search of the API, with those fields of the articles that are asked for, and the page
        behind a cursor if there is one; the `ending` of its path names another format than
        JSON."""
        wanted = [("fields", ",".join(fields))] if fields else []
        wanted += [("cursor", cursor)] if cursor else []
        return self._join(f"/api/v1/articles{ending}", request_fields(request) + wanted)

    def feed(self, request: SearchRequest, format_: FeedFormat) -> str:
        """What a search finds as a feed, in the order of feeds; whoever follows it keeps this
        address."""
        asked = replace(request.without_page(), limit=request.limit, page=request.page)
        return self._join(f"/feed.{format_}", request_fields(asked))

    def alerts(self) -> str:
        """The page of the queries that stand."""
        return self._join("/alerts/", [])

    def alert_feed(self, alert: str, format_: FeedFormat, limit: int = 0, page: int = 1) -> str:
        """What an alert matched as a feed; a page of it, of so many articles."""
        fields = [("limit", str(limit))] * bool(limit) + [("page", str(page))] * (page > 1)
        return self._join(f"/alerts/{alert}.{format_}", fields)

    def api_count(self) -> str:
        """How many articles the page of a search would find; a script adds the search."""
        fields = [("limit", "0"), ("facet_limit", "0"), ("repair", "1")]
        return self._join("/api/v1/articles", fields)

    def api_values(self, wanted: ValuesRequest, *fields: tuple[str, str]) -> str:
        """The values of a facet that the articles of the archive have, with other parameters."""
        window = window_fields(wanted, VALUE_ORDERS[0])
        return self._join(VALUES_PATHS[wanted.facet], [*window, *fields])

    def api_facets(
        self, request: SearchRequest, facet: str, wanted: ValuesWindow, *fields: tuple[str, str]
    ) -> str:
        """The values of a facet that the articles of a search have, with other parameters."""
        window = window_fields(wanted, FACET_ORDER)
        return self._join(
            "/api/v1/facets", [*request_fields(request), ("facet", facet), *window, *fields]
        )

    def api_reading(
        self, path: str, request: SearchRequest, fields: Sequence[tuple[str, str]]
    ) -> str:
        """A reading of all that a request finds, with the parameters of its own."""
        return self._join(path, [*request_fields(request), *fields])

    def api_suggest(self, typed: str = "") -> str:
        """Suggestions for a query as typed so far; a script adds what is typed."""
        return self._join("/api/v1/suggest", [("q", typed)] if typed else [])

    def browser_suggestions(self, typed: str) -> str:
        """Suggestions as the search bars of browsers read them."""
        return self._join("/api/v1/suggest", [("q", typed), ("format", "opensearch")])

    def opensearch(self) -> str:
        """What browsers read to search the archive by themselves."""
        return self._join("/opensearch.xml", [])

    def page(self, path: str) -> str:
        """A page by its path as it was asked for, without parameters. One too long to be repeated
        leads home."""
        # Two slashes at the beginning would name another host.
        return self._join("/" + path.lstrip("/"), []) if len(path) <= MAX_ENCODED else self.home()

    def api_explain(self, text: str) -> str:
        return self._join("/api/v1/explain", [("text", text)])

    def api_changes(self, since: int, fields: Sequence[tuple[str, str]]) -> str:
        """What happened after a `seq`, with other parameters."""
        return self._join("/api/v1/changes", [("since", str(since)), *fields])

    def api_past(self, request: SearchRequest, seq: int, *fields: tuple[str, str]) -> str:
        """What a request would have found at a `seq`, with other parameters."""
        return self._of_set("/api/v1/articles", request, ("as_of", str(seq)), *fields)

    def api_compare(self, request: SearchRequest, seq: int, *fields: tuple[str, str]) -> str:
        """What a request finds, compared with what it would have found at a `seq`."""
        return self._of_set("/api/v1/compare", request, ("as_of", str(seq)), *fields)

    def api_receipt(self, request: SearchRequest, *fields: tuple[str, str]) -> str:
        """The receipt of a result, as JSON."""
        return self._of_set("/api/v1/receipt", request, *fields)

    def api_export(self, request: SearchRequest, *fields: tuple[str, str]) -> str:
        """All that a request finds, as a file."""
        return self._of_set("/api/v1/export", request, *fields)

    def receipt(self, request: SearchRequest, *fields: tuple[str, str]) -> str:
        """The page of the receipt of a result."""
        return self._of_set("/receipt", request, *fields)

    def suggestion(self, suggestion: Suggestion) -> str:
        """Where a suggestion leads: to a search, to all articles with a value, to an article."""
        if suggestion.kind == "word":
            return self.search(SearchRequest(q=suggestion.text))
        if suggestion.kind == "title":
            return self.article(suggestion.id)
        return self.search(SearchRequest().with_filter(suggestion.kind, suggestion.id))

    def api_article(self, article_id: str) -> str:
        return self._join(f"/api/v1/articles/{quote(article_id, safe='')}", [])

    def api_citation(self, article_id: str, format_: str) -> str:
        """How to cite an article, in a format."""
        path = f"/api/v1/articles/{quote(article_id, safe='')}/citation"
        return self._join(path, [("format", format_)])

    def api_version(self, article_id: str, number: int) -> str:
        """A version of an article as JSON."""
        return self._join(f"/api/v1/articles/{quote(article_id, safe='')}/versions/{number}", [])

    def fields(self, request: SearchRequest) -> list[tuple[str, str]]:
        """What a search form carries along as hidden fields beside a query. What was said of the
        repair of one query says nothing of the next."""
        left_out = {"q", "page", "repair"}
        carried = [pair for pair in request_fields(request) if pair[0] not in left_out]
        return carried + self.carried()

    def _of_set(self, path: str, request: SearchRequest, *fields: tuple[str, str]) -> str:
        """An address that speaks of all that a request finds: nothing of pages stands in it."""
        return self._join(path, [*request_fields(request.without_page()), *fields])

    def carried(self) -> list[tuple[str, str]]:
        """What every link and every form carries along."""
        return [("ui", self.ui)] if self.ui else []

    def _join(self, path: str, fields: list[tuple[str, str]]) -> str:
        query = _encode(fields + self.carried())
        return f"{self.root}{path}?{query}" if query else self.root + path


def directory_fields(wanted: DirectoryRequest) -> list[tuple[str, str]]:
    """The parameters of what is wanted of a directory, defaults left out."""
    fields: list[tuple[str, str]] = []
    if wanted.prefix:
        fields.append(("q", wanted.prefix))
    if wanted.letter:
        fields.append(("letter", wanted.letter))
    if wanted.order != DIRECTORY_ORDERS[0]:
        fields.append(("order", wanted.order))
    if wanted.page != 1:
        fields.append(("page", str(wanted.page)))
    return fields


def _fields_of_all(requests: Sequence[SearchRequest]) -> list[tuple[str, str]]:
    queries = [("q", request.q) for request in requests if request.q]
    shared = request_fields(requests[0].without_page().with_query(""))
    return queries + shared


def switch_language(path: str, request: SearchRequest, lang: str, root: str = "") -> str:
    """The address of the same page with the interface in another language: of a path below a root,
    and of what the page was asked. A path too long to be repeated leads home."""
    quoted = quote(path.lstrip("/"), errors="replace")
    if len(quoted) > MAX_ENCODED:
        return Urls(lang, root).home()
    # Two slashes at the beginning would name another host.
    return f"{root}/{quoted}?{_encode([*request_fields(request), ('ui', lang)])}"
