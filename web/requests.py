"""What holds for a request as a whole: the language of the interface, its address, the day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from aiohttp import web

from web.i18n import DEFAULT_LANGUAGE, Language
from web.keys import CLOCK, DAY, LANGUAGES, SERVICE
from web.parameters import UI_LANGS
from web.urls import Urls

# A name or an address, perhaps with a port (RFC 3986).
_HOST = re.compile(r"(?:[\w.~%!$&'()*+,;=-]+|\[[\w.:]+\])(?::[0-9]+)?", re.ASCII)

# The cookie of the language; a script of the pages sets it, no answer does.
_CHOICE = "ui"
# The pages of the API.
_DOCS = "/api/v1/docs"

# A parameter may have any sign in quotation marks; none that has them matters here.
_QUOTED = re.compile(r'"[^"]*"?')


def choose_language(ui: str | None, accept_language: str) -> str:
    """The code of the interface language: the one asked for by `ui`, else the one the browser
    likes best, else English."""
    if ui in UI_LANGS:
        return ui
    accepted = sorted(_parse_accepted(accept_language), key=lambda entry: -entry[1])
    return next((code for code, _ in accepted if code in UI_LANGS), DEFAULT_LANGUAGE)


def request_language(request: web.Request) -> Language:
    """The interface language of a request: the one that its address names, else, of a page, the one
    that the reader chose and the browser keeps."""
    chosen = request.query.get("ui") or (request.cookies.get(_CHOICE) if is_page(request) else None)
    code = choose_language(chosen, request.headers.get("Accept-Language", ""))
    return request.app[LANGUAGES][code]


def request_day(request: web.Request) -> date:
    """The day on which a request came, in the zone of the archive: the same one, however late it is
    asked."""
    day = request.get(DAY)
    if day is None:
        day = request.app[CLOCK]().astimezone(request.app[SERVICE].settings.zone_info).date()
        request[DAY] = day
    return day


def urls_of(request: web.Request) -> Urls:
    """The addresses that an answer leads to."""
    ui = request.query.get("ui")
    return Urls(ui if ui in UI_LANGS else None, request.app[SERVICE].settings.root)


def find_origin(request: web.Request) -> str:
    """What stands before the paths of addresses that have to be complete, as feeds and sitemaps
    demand: that of the `base_url` of the settings, else how the client reached the server. Raises
    HTTPBadRequest for a host that is none."""
    origin = request.app[SERVICE].settings.origin
    if origin:
        return origin
    if not _HOST.fullmatch(request.host):
        raise web.HTTPBadRequest
    return f"{request.scheme}://{request.host}"


def is_page(request: web.Request) -> bool:
    """Whether a request is that of a reader. The API has one answer for an address and its headers,
    whoever asks."""
    path = request.path
    return not path.startswith("/api/") or path.startswith(_DOCS)


def parse_weights(header: str) -> Iterator[tuple[str, float]]:
    """What an Accept or Accept-… header names, in lower case and without parameters, with the
    weight of each: 0 is refused, as is what has no weight from 0 to 1."""
    for entry in _QUOTED.sub("", header.lower()).split(","):
        accepted, *parameters = entry.split(";")
        yield accepted.strip(), _read_weight(parameters)


def _read_weight(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0 <= weight <= 1 else 0.0
    return 1.0


def _parse_accepted(header: str) -> Iterator[tuple[str, float]]:
    """The languages of an Accept-Language header with their weights, those refused left out."""
    for tag, weight in parse_weights(header):
        if weight > 0:
            yield tag.partition("-")[0], weight
