"""The page of the versions of an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aiohttp import web
from multidict import MultiMapping

from indexer.errors import VersionNotFoundError
from searcher.versions import ArticleVersion, list_versions
from web.keys import LANGUAGES, SERVICE
from web.parameters import check_parameters, read_number
from web.requests import request_language, urls_of
from web.site.rendering import make_site, render_tagged_page
from web.site.versions.page import VersionsPage
from web.site.versions.presenter import VersionsPresenter

MOST_VERSIONS = 999_999_999


async def show_versions(request: web.Request) -> web.Response:
    """The versions of an article, and what changed from one to another."""
    numbers = parse_numbers(request.query)
    service, language = request.app[SERVICE], request_language(request)
    id_ = request.match_info["id"]
    if not service.settings.public_versions:
        raise web.HTTPNotFound

    def present() -> VersionsPage:
        versions = list_versions(service, id_)
        compared = choose_versions(versions, *numbers)
        generation = service.generation()
        site = make_site(request, index=generation.info)
        shown = (compared[0].number, compared[1].number) if compared and any(numbers) else None
        languages = tuple(
            (other, urls_of(request).in_language(code).history(id_, shown))
            for code, other in request.app[LANGUAGES].items()
        )
        presenter = VersionsPresenter(
            versions, compared, generation.labels, language, urls_of(request)
        )
        return presenter.page(replace(site, languages=languages))

    return await render_tagged_page(request, "versions/versions.html", present)


def parse_numbers(query: MultiMapping[str]) -> tuple[int, int]:
    """The numbers of the versions that are to be compared, `old` and `new`, 0 for any. Raises
    ParameterError."""
    check_parameters(query, ("old", "new", "ui"))
    old, new = (read_number(query, name, 0, MOST_VERSIONS) for name in ("old", "new"))
    return old, new


def choose_versions(
    versions: Sequence[ArticleVersion], old: int, new: int
) -> tuple[ArticleVersion, ArticleVersion] | None:
    """The versions of these numbers, older first; of any, the last one and the one before. None
    where there is but one. Raises VersionNotFoundError."""
    known = {version.number: version for version in versions}
    article_id = versions[-1].article.id
    for number in filter(None, (old, new)):
        if number not in known:
            raise VersionNotFoundError(article_id, number)
    if len(versions) == 1:
        return None
    later = known.get(new, versions[-1])
    earlier = known.get(old) or versions[max(0, versions.index(later) - 1)]
    first, last = sorted((earlier, later), key=lambda version: version.number)
    return first, last
