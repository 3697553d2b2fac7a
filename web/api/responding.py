"""Answers of the API."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from web.api.rendering import (
    encode_json,
)
from web.i18n import Language


def respond(body: dict[str, Any], language: Language) -> web.Response:
    response = web.Response(
        body=encode_json(body), content_type="application/json", charset="utf-8"
    )
    response.headers.update({"Content-Language": language.code, "Vary": "Accept-Language"})
    response.enable_compression()
    return response
