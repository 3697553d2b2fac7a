"""The endpoint of citations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from aiohttp import web

from searcher.citing.citation import CitationFormat, make_key
from searcher.citing.formats import write_citation
from web.keys import POOL, SERVICE
from web.negotiation import negotiate_query
from web.parameters import parse_citation
from web.requests import request_language
from web.responses import make_current_response

MEDIA_TYPES: Mapping[CitationFormat, str] = {
    "csl-json": "application/vnd.citationstyles.csl+json",
    "bibtex": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "gost": "text/plain",
    "apa": "text/plain",
}
# Of the formats that reference managers open as files.
_FILE_ENDS: Mapping[CitationFormat, str] = {"bibtex": "bib", "ris": "ris"}


async def cite_article(request: web.Request) -> web.Response:
    """How to cite an article, in one of the formats; today is the day of access by default."""
    format_, given = parse_citation(negotiate_query(request, MEDIA_TYPES))
    service, id_ = request.app[SERVICE], request.match_info["id"]
    accessed = given or datetime.now(service.settings.zone_info).date()
    response = await make_current_response(
        request,
        lambda: write_citation(service.cite(id_), format_, accessed).encode(),
        request.app[POOL].run,
        content_type=MEDIA_TYPES[format_],
        language=request_language(request),
    )
    if end := _FILE_ENDS.get(format_):
        response.headers["Content-Disposition"] = f'inline; filename="{make_key(id_)}.{end}"'
    return response
