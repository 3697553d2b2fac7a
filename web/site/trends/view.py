"""The page of a comparison, and its drawing as a file."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from searcher.trends import TrendSplit, count_trends
from web.keys import LANGUAGES, SERVICE, TEMPLATES
from web.requests import request_language, urls_of
from web.responses import Content
from web.site.dates import read_dates
from web.site.rendering import make_site, render_page, respond_drawing
from web.site.trends.page import TrendsPage
from web.site.trends.parameters import MOST_LINES, Comparison, parse_comparison
from web.site.trends.presenter import TrendsPresenter


async def show_trends(request: web.Request) -> web.Response:
    """Queries over time, beside each other."""
    language = request_language(request)
    asked, wrong_dates = read_dates(request.query, parse_comparison, language)

    def present() -> TrendsPage:
        presenter = replace(_count(request, asked), wrong_dates=wrong_dates)
        site = make_site(request, index=presenter.index)
        urls = urls_of(request)
        languages = tuple(
            (
                other,
                urls.in_language(code).trends(asked.requests, tuple(asked.fields())),
            )
            for code, other in request.app[LANGUAGES].items()
        )
        return presenter.page(replace(site, languages=languages))

    return await render_page(request, "trends/trends.html", present)


async def draw_trends(request: web.Request) -> web.Response:
    """The same lines as a drawing that stands by itself."""
    asked = parse_comparison(request.query)
    template = request.app[TEMPLATES].get_template("trends/trends.svg")

    def render() -> Content:
        presenter = _count(request, asked)
        page = presenter.page(make_site(request, index=presenter.index))
        headers = {"Content-Disposition": 'attachment; filename="trends.svg"'}
        return Content(template.render(page=page).encode("utf-8", "replace"), headers)

    return await respond_drawing(request, render)


def _count(request: web.Request, asked: Comparison) -> TrendsPresenter:
    service = request.app[SERVICE]
    found = service.select_each(asked.requests)
    split = TrendSplit(facet=asked.split, limit=MOST_LINES) if asked.split else None
    compared = found[:1] if split else found
    trends = count_trends(compared, asked.interval, split)
    generation = compared[0].generation
    return TrendsPresenter(
        comparison=asked,
        trends=trends,
        labels=generation.labels,
        index=generation.info,
        language=request_language(request),
        urls=urls_of(request),
    )
