"""The page of a concordance."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from aiohttp import web
from multidict import MultiMapping

from searcher.corpus.collocates import CollocatesRequest, find_collocates
from searcher.corpus.concordance import CONCORDANCE_SORTS, ConcordanceRequest, ConcordanceSort
from searcher.request import SearchRequest
from web.api.parameters import list_finding, read_finding
from web.keys import LANGUAGES, SERVICE
from web.parameters import canonical_request, check_parameters, read_choice
from web.requests import request_language, urls_of
from web.site.concordance.page import AskingPage, ConcordancePage
from web.site.concordance.presenter import ConcordancePresenter, present_form
from web.site.dates import read_dates
from web.site.rendering import make_site, render_page

# Lines of a page, and words near the occurrences.
LINES = 50
COLLOCATES = 20
# Articles that are read for these: a reader waits for the page.
READ = 500


async def show_concordance(request: web.Request) -> web.Response:
    """Each occurrence of what is searched for in its context, and the words that stand near."""
    service, language, urls = request.app[SERVICE], request_language(request), urls_of(request)
    (wanted, sort), wrong_dates = read_dates(request.query, _parse, language)
    asked = ConcordanceRequest(sort=sort, limit=LINES)

    def ask() -> AskingPage:
        site = make_site(request, wanted, service.generation().info)
        return AskingPage(site, present_form(wanted, sort, wrong_dates, language, urls))

    if not wanted.q.strip():
        return await render_page(request, "concordance/asking.html", ask)

    def present() -> ConcordancePage:
        page, cursor = service.concordance(wanted, asked, request.query.get("cursor", ""))
        collocates = find_collocates(
            page.found,
            CollocatesRequest(limit=COLLOCATES, read=READ),
            service.analyzer,
            service.settings.zone_info,
        )
        carried = canonical_request(wanted, page.found.canonical)
        site = make_site(request, wanted, page.found.generation.info, carried=carried)
        languages = tuple(
            (other, urls_of(request).in_language(code).concordance(carried, (("sort", sort),)))
            for code, other in request.app[LANGUAGES].items()
        )
        presenter = ConcordancePresenter(page, collocates, carried, sort, language, urls)
        form = present_form(carried, sort, wrong_dates, language, urls)
        return presenter.present(replace(site, languages=languages), form, cursor)

    return await render_page(request, "concordance/concordance.html", present)


def _parse(query: MultiMapping[str]) -> tuple[SearchRequest, ConcordanceSort]:
    """What is searched for, and the order of the lines. Raises ParameterError."""
    check_parameters(query, (*list_finding(), "sort", "cursor"))
    sort = read_choice(query, "sort", CONCORDANCE_SORTS) or CONCORDANCE_SORTS[0]
    return read_finding(query), cast("ConcordanceSort", sort)
