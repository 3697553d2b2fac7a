"""Content negotiation: in which format an answer is made, where its address does not say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from aiohttp import web
from multidict import MultiDict, MultiMapping

from indexer.errors import NotAcceptableError
from web.keys import NEGOTIATED
from web.requests import parse_weights

Format = TypeVar("Format", bound=str)


def choose_format(accept: str, media_types: Mapping[Format, str]) -> Format:
    """The format that an Accept header likes best of those that can be made, by their media types.
    An empty header likes all. Of those that it likes equally well one that it names is before one
    that only a wildcard allows, then the first.

    Raises NotAcceptableError where it refuses all of them.
    """
    weights: dict[str, float] = {}
    for name, weight in parse_weights(accept):
        if name:
            weights[name] = max(weight, weights.get(name, 0.0))
    weights = weights or {"*/*": 1.0}
    best = max(media_types, key=lambda format_: _weigh(media_types[format_], weights))
    if not _weigh(media_types[best], weights)[0]:
        raise NotAcceptableError(accept, tuple(dict.fromkeys(media_types.values())))
    return best


def negotiate_format(request: web.Request, media_types: Mapping[Format, str]) -> Format:
    """The format that the Accept header of a request chooses; caches are told that it decided.
    Raises NotAcceptableError."""
    request[NEGOTIATED] = True
    return choose_format(",".join(request.headers.getall("Accept", ())), media_types)


def negotiate_query(request: web.Request, media_types: Mapping[Format, str]) -> MultiMapping[str]:
    """The parameters of a request, with the `format` that its Accept header chooses where they name
    none and it is not the first one, which is meant anyway. Raises NotAcceptableError."""
    if request.query.get("format"):
        return request.query
    format_ = negotiate_format(request, media_types)
    if format_ == next(iter(media_types)):
        return request.query
    named = MultiDict(request.query)
    named["format"] = format_
    return named


def _weigh(media_type: str, weights: Mapping[str, float]) -> tuple[float, int]:
    """How well a media type is liked, by the narrowest range that has it, and how narrow that
    is."""
    ranges = ("*/*", f"{media_type.partition('/')[0]}/*", media_type)
    for narrowness in (2, 1, 0):
        if ranges[narrowness] in weights:
            return weights[ranges[narrowness]], narrowness
    return 0.0, 0
