"""The typed keys of the application's state, and of a request's."""

from __future__ import annotations

from asyncio import Semaphore
from collections.abc import Callable, Mapping
from datetime import date, datetime

import jinja2
from aiohttp import web

from searcher.service import SearchService
from web.body_cache import BodyCache
from web.clients import ClientFinder
from web.fair_use import BucketBook, TokenBucket
from web.i18n import Language
from web.metering.meters import Meters
from web.metering.signs import SignsOfLife, Succession
from web.pool import SearchPool
from web.recording import RequestRecorder

SERVICE = web.AppKey("service", SearchService)
POOL = web.AppKey("pool", SearchPool)
BODIES = web.AppKey("bodies", BodyCache)
# The buckets of all addresses, and the same where whoever asks has to pay.
BOOK = web.AppKey("book", BucketBook)
BUCKETS = web.AppKey("buckets", BucketBook)
CLIENTS = web.AppKey("clients", ClientFinder)
# What tells the time, aware.
CLOCK: web.AppKey[Callable[[], datetime]] = web.AppKey("clock")
# What of the release and the settings answers depend on.
# Has the server read its settings anew; whether it was told to. There is none where nothing serves.
RELOAD: web.AppKey[Callable[[], bool]] = web.AppKey("reload")
EDITION = web.AppKey("edition", str)
# Whether readers are shown queries that stand, as it was when the application was made.
HAS_ALERTS = web.AppKey("has_alerts", bool)
EXPORTS = web.AppKey("exports", Semaphore)
# The files of dumps that are being sent.
DOWNLOADS = web.AppKey("downloads", Semaphore)
METERS = web.AppKey("meters", Meters)
RECORDER = web.AppKey("recorder", RequestRecorder)
# What the workers of the server know of one another.
SIGNS = web.AppKey("signs", SignsOfLife)
# Whether another application answers now.
SUCCESSION = web.AppKey("succession", Succession)
# The path below which the site stands.
ROOT = web.AppKey("root", str)
TEMPLATES = web.AppKey("templates", jinja2.Environment)
LANGUAGES: web.AppKey[Mapping[str, Language]] = web.AppKey("languages", Mapping)

# The bucket that pays for a request.
BUCKET = web.RequestKey("bucket", TokenBucket)
# The day on which it came.
DAY = web.RequestKey("day", date)

# Whether the Accept header of a request decided the format of its answer.
NEGOTIATED = web.RequestKey("negotiated", bool)
