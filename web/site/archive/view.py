"""The archive by date, and an article by chance."""

from __future__ import annotations

import re
import secrets

from aiohttp import web

from indexer.dates import clip_days, parse_days
from searcher.request import SearchRequest
from web.keys import POOL, SERVICE
from web.parameters import check_parameters, read_number
from web.requests import request_language, urls_of
from web.site.archive.page import ArchivePage, DayPage, MonthPage, YearPage
from web.site.archive.presenter import MOST_PAGES, ArchivePresenter
from web.site.rendering import make_site, render_page
from web.urls import Urls

_DAYS = re.compile(r"([0-9]{4})(?:/([0-9]{1,2})(?:/([0-9]{1,2}))?)?/?")


async def show_archive(request: web.Request) -> web.Response:
    """All years of the archive, with their months."""
    check_parameters(request.query, ("ui",))
    service, language, urls = request.app[SERVICE], request_language(request), urls_of(request)
    _redirect(request, Urls().archive())

    def present() -> ArchivePage:
        generation = service.generation()
        site = make_site(request, index=generation.info)
        return ArchivePresenter(generation, language, urls).present_all(site)

    return await render_page(request, "archive/archive.html", present)


async def show_year(request: web.Request, name: str) -> web.Response:
    """A year, day by day."""

    def present() -> YearPage:
        presenter = _make_presenter(request, name)
        return presenter.present_year(name, make_site(request, index=presenter.generation.info))

    return await render_page(request, "archive/year.html", present)


async def show_month(request: web.Request, name: str) -> web.Response:
    """A month with its headlines."""

    def present() -> MonthPage:
        presenter = _make_presenter(request, name)
        return presenter.present_month(name, make_site(request, index=presenter.generation.info))

    return await render_page(request, "archive/month.html", present)


async def show_day(request: web.Request, name: str) -> web.Response:
    """A day with its articles."""
    page = read_number(request.query, "page", 1, MOST_PAGES)

    def present() -> DayPage:
        presenter = _make_presenter(request, name)
        if page > presenter.count_pages(name):
            raise web.HTTPNotFound
        site = make_site(
            request,
            index=presenter.generation.info,
            carried=SearchRequest(page=page),
            locate=lambda urls: urls.archive(name, page),
        )
        return presenter.present_day(name, page, site)

    return await render_page(request, "archive/day.html", present)


_BY_PARTS = (
    (show_year, ("ui",)),
    (show_month, ("ui",)),
    (show_day, ("page", "ui")),
)


async def show_days(request: web.Request) -> web.Response:
    """The page of a year, a month or a day; what is written otherwise leads there."""
    name = _read_days(request.match_info["days"])
    show, parameters = _BY_PARTS[name.count("-")]
    check_parameters(request.query, parameters)
    _redirect(request, Urls().archive(name))
    return await show(request, name)


async def lead_to_random(request: web.Request) -> web.Response:
    """To an article by chance, another one each time."""
    check_parameters(request.query, ("ui",))
    service = request.app[SERVICE]

    def draw() -> str:
        generation = service.generation()
        count = generation.chronicle.days.total
        if not count:
            raise web.HTTPNotFound
        return generation.chronicle.read_at(secrets.randbelow(count)).id

    address = urls_of(request).article(await request.app[POOL].run(draw))
    raise web.HTTPSeeOther(address, headers={"Cache-Control": "no-store"})


def _make_presenter(request: web.Request, name: str) -> ArchivePresenter:
    """What makes the page of some days of the archive; others have none."""
    generation = request.app[SERVICE].generation()
    if not clip_days(parse_days(name), generation.chronicle.days.range):
        raise web.HTTPNotFound
    return ArchivePresenter(generation, request_language(request), urls_of(request))


def _read_days(path: str) -> str:
    """The days of a path as an ISO date or partial date; what is none has no page."""
    match = _DAYS.fullmatch(path)
    if match is None:
        raise web.HTTPNotFound
    name = "-".join(part.zfill(2) for part in match.groups() if part)
    try:
        parse_days(name)
    except ValueError as error:
        raise web.HTTPNotFound from error
    return name


def _redirect(request: web.Request, path: str) -> None:
    """Lead to the one path of a page, where it was asked for by another."""
    if request.rel_url.raw_path != path:
        query = request.rel_url.raw_query_string
        path = urls_of(request).path(path)
        raise web.HTTPMovedPermanently(f"{path}?{query}" if query else path)
