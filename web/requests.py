"""What a request asks of the site as a whole: the language of the interface."""

from __future__ import annotations

from collections.abc import Iterator

from aiohttp import web

from web.i18n import DEFAULT_LANGUAGE, Language
from web.keys import LANGUAGES
from web.parameters import UI_LANGS


def choose_language(ui: str | None, accept_language: str) -> str:
    """The code of the interface language: the one asked for by `ui`, else the one the browser
    likes best, else English."""
    if ui in UI_LANGS:
        return ui
    accepted = sorted(_parse_accepted(accept_language), key=lambda entry: -entry[1])
    return next((code for code, _ in accepted if code in UI_LANGS), DEFAULT_LANGUAGE)


def request_language(request: web.Request) -> Language:
    """The interface language of a request."""
    code = choose_language(request.query.get("ui"), request.headers.get("Accept-Language", ""))
    return request.app[LANGUAGES][code]


def parse_weights(header: str) -> Iterator[tuple[str, float]]:
    """What an Accept-… header names, in lower case, with the weight of each: 0 is refused."""
    for entry in header.lower().split(","):
        accepted, _, parameter = entry.partition(";")
        name, _, value = parameter.partition("=")
        try:
            weight = float(value) if name.strip() == "q" else 1.0
        except ValueError:
            weight = 0.0
        yield accepted.strip(), weight


def _parse_accepted(header: str) -> Iterator[tuple[str, float]]:
    """The languages of an Accept-Language header with their weights, those refused left out."""
    for tag, weight in parse_weights(header):
        if weight > 0:
            yield tag.partition("-")[0], weight
