"""The typed keys of the application's state."""

from __future__ import annotations

from asyncio import Semaphore
from collections.abc import Mapping

import jinja2
from aiohttp import web

from searcher.service import SearchService
from web.i18n import Language
from web.pool import SearchPool

SERVICE = web.AppKey("service", SearchService)
POOL = web.AppKey("pool", SearchPool)
EXPORTS = web.AppKey("exports", Semaphore)
TEMPLATES = web.AppKey("templates", jinja2.Environment)
LANGUAGES: web.AppKey[Mapping[str, Language]] = web.AppKey("languages", Mapping)
