"""What crawlers are told: where they may go, and where every article is."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from aiohttp import web

from indexer.dates import parse_days
from searcher.sitemap import ListedArticle, ListedYear, list_published, list_years
from web.keys import POOL, SERVICE
from web.parameters import check_parameters
from web.requests import find_origin, request_language, urls_of
from web.responses import Render, make_response
from web.urls import Urls

# What has an address for each combination of words and filters: without end for a crawler, which
# finds every article through the archive and the lists of values. What the page of patterns shows
# is invented, and an article by chance is another one each time.
CLOSED = (
    "/search",
    "/trends",
    "/concordance",
    "/receipt",
    "/patterns",
    "/random",
    "/api/",
    "/oai",
    "/dumps/",
)

# Articles of one sitemap, unless a day has more. The protocol says 50,000 at most, and 50 MB:
# addresses may be long, and a request is to be short.
MOST_LISTED = 10_000

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


async def show_robots(request: web.Request) -> web.Response:
    """Where crawlers may go."""
    urls = urls_of(request)
    rules = "".join(f"Disallow: {urls.path(path)}\n" for path in CLOSED)
    sitemap = find_origin(request) + urls.path("/sitemap.xml")
    return web.Response(text=f"User-agent: *\n{rules}\nSitemap: {sitemap}\n")


async def show_sitemaps(request: web.Request) -> web.Response:
    """The sitemaps of all years."""
    check_parameters(request.query, ())
    service, start = request.app[SERVICE], _find_start(request)
    return await _respond(request, lambda: write_index(list_years(service, MOST_LISTED), start))


async def show_sitemap(request: web.Request) -> web.Response:
    """The articles of a year, a month or a day."""
    check_parameters(request.query, ())
    service, start = request.app[SERVICE], _find_start(request)
    try:
        days = parse_days(request.match_info["days"])
    except ValueError as error:
        raise web.HTTPNotFound from error

    def render() -> bytes:
        listed = list_published(service, days)
        if not listed:
            raise web.HTTPNotFound
        return _write_sitemap(listed, start)

    return await _respond(request, render)


def _find_start(request: web.Request) -> str:
    """What stands before the addresses of a site without a root."""
    return find_origin(request) + urls_of(request).root


async def _respond(request: web.Request, render: Render) -> web.Response:
    return await make_response(
        request,
        render,
        request.app[POOL].run,
        content_type="application/xml",
        language=request_language(request),
    )


def write_index(years: tuple[ListedYear, ...], origin: str) -> bytes:
    """The sitemaps of some years as XML; `origin` stands before their paths."""
    root = ET.Element("sitemapindex", {"xmlns": _SITEMAP})
    for year in years:
        for part in year.parts:
            _add(root, "sitemap", f"{origin}/sitemap-{part}.xml", year.changed.isoformat())
    return _write(root)


def _write_sitemap(listed: tuple[ListedArticle, ...], origin: str) -> bytes:
    root, urls = ET.Element("urlset", {"xmlns": _SITEMAP}), Urls()
    for article in listed:
        changed = article.changed.isoformat(timespec="seconds")
        _add(root, "url", origin + urls.article(article.id), changed)
    return _write(root)


def _add(root: ET.Element, name: str, address: str, changed: str) -> None:
    entry = ET.SubElement(root, name)
    ET.SubElement(entry, "loc").text = address
    ET.SubElement(entry, "lastmod").text = changed


def _write(root: ET.Element) -> bytes:
    written: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return written
