"""Forms that are posted to the web admin, read within bounds, their token checked before all else.

A form of fields is read whole. Of one with files the token has to be the first field: it is checked
before anything that comes behind it, and the handler reads that as it arrives.
"""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web
from multidict import MultiDict, MultiDictProxy

from web.admin.keys import FORM, UPLOAD

# The field of the token.
CSRF = "csrf"

# Bytes of a form of fields: of anybody who signs in, and of who did.
STRANGERS_BYTES = 8 * 1024
MOST_BYTES = 1024 * 1024
_MOST_FIELDS = 1000
_MOST_TOKEN = 200
_FIELDS, _FILES = "application/x-www-form-urlencoded", "multipart/form-data"


async def read_login_form(request: web.Request) -> None:
    """Read the form by which somebody signs in, who has no token yet. Raises what `read_form`
    raises."""
    if request.content_type != _FIELDS:
        raise web.HTTPUnsupportedMediaType
    request[FORM] = await _read_fields(request, STRANGERS_BYTES)


async def read_form(request: web.Request, csrf: str) -> None:
    """Read the form of somebody who is signed in, which has to have a token. Raises HTTPForbidden
    for another token or none, HTTPUnsupportedMediaType, HTTPRequestEntityTooLarge, HTTPBadRequest.
    """
    if request.content_type == _FIELDS:
        form = await _read_fields(request, MOST_BYTES)
        token = form.get(CSRF, "")
        request[FORM] = form
    elif request.content_type == _FILES:
        token = await _read_first_part(request)
    else:
        raise web.HTTPUnsupportedMediaType
    if not hmac.compare_digest(token.encode("utf-8", "replace"), csrf.encode()):
        raise web.HTTPForbidden


async def _read_fields(request: web.Request, most: int) -> MultiDictProxy[str]:
    body = bytearray()
    async for chunk in _read_chunks(request, most):
        body += chunk
    try:
        fields = parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise web.HTTPBadRequest from error
    return MultiDictProxy(MultiDict(fields))


async def _read_chunks(request: web.Request, most: int) -> AsyncIterator[bytes]:
    size = request.content_length or 0
    if size <= most:
        size = 0
        async for chunk in request.content.iter_chunked(16 * 1024):
            size += len(chunk)
            if size > most:
                break
            yield chunk
    if size > most:
        raise web.HTTPRequestEntityTooLarge(most, size)


async def _read_first_part(request: web.Request) -> str:
    """The token of a form with files; the rest is left to the handler."""
    try:
        reader = await request.multipart()
        part = await reader.next()
        if not isinstance(part, BodyPartReader) or part.name != CSRF:
            raise web.HTTPForbidden
        token = bytearray()
        while chunk := await part.read_chunk(_MOST_TOKEN):
            token += chunk
            if len(token) > _MOST_TOKEN:
                raise web.HTTPForbidden
    except (ValueError, AssertionError, RuntimeError) as error:
        raise web.HTTPBadRequest from error
    request[UPLOAD] = reader
    return token.decode("utf-8", "replace").strip()
