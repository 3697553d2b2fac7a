"""The search of the archive as browsers take it up among their own (OpenSearch 1.1)."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from aiohttp import web

from indexer.article import LANGS
from searcher.request import SearchRequest
from web.api.completions import COMPLETIONS_TYPE
from web.api.feeds import FEED_TYPES
from web.i18n import Language
from web.keys import POOL, SERVICE
from web.parameters import check_parameters
from web.requests import find_origin, request_language, urls_of
from web.responses import make_response
from web.urls import Urls

OPENSEARCH_TYPE = "application/opensearchdescription+xml"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
# Characters that the names of a search may have.
_SHORT_NAME = 16
_LONG_NAME = 48
# What stands in an address for what is typed.
_TERMS = "searchTerms"


async def show_opensearch(request: web.Request) -> web.Response:
    """What a browser reads to search the archive by itself, in the language of the interface."""
    check_parameters(request.query, ("ui",))
    language, urls, origin = request_language(request), urls_of(request), find_origin(request)
    name = request.app[SERVICE].settings.archive_name(language.code)
    return await make_response(
        request,
        lambda: _describe(name, origin, language, urls),
        request.app[POOL].run_light,
        content_type=OPENSEARCH_TYPE,
        language=language,
    )


def _describe(name: str, origin: str, language: Language, urls: Urls) -> bytes:
    root = ET.Element("OpenSearchDescription", {"xmlns": _OPENSEARCH})
    terms = SearchRequest(q=_TERMS)
    addresses = (
        ("results", "text/html", urls.search(terms)),
        ("suggestions", COMPLETIONS_TYPE, urls.browser_suggestions(_TERMS)),
        ("results", FEED_TYPES["atom"], urls.feed(terms, "atom")),
        ("self", OPENSEARCH_TYPE, urls.opensearch()),
    )
    _add(root, "ShortName", name[:_SHORT_NAME].strip())
    _add(root, "LongName", name[:_LONG_NAME].strip())
    _add(root, "Description", f"{language.gettext('Search the archive')}: {name}")
    icon = {"width": "16", "height": "16", "type": "image/svg+xml"}
    _add(root, "Image", origin + urls.path("/static/favicon.svg"), **icon)
    for relation, type_, path in addresses:
        template = origin + path.replace(_TERMS, f"{{{_TERMS}}}")
        ET.SubElement(root, "Url", {"rel": relation, "type": type_, "template": template})
    for lang in LANGS:
        _add(root, "Language", lang)
    _add(root, "InputEncoding", "UTF-8")
    written: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return written


def _add(root: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(root, name, attributes).text = text
