"""Queries that found nothing, written down now and then, away from the event loop: whatever stands
in the way of that, serving goes on."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import date

from aiohttp import web

from indexer.errors import ArchiveDamagedError
from indexer.operations.fruitless import FruitlessBook
from web.keys import CLOCK, SERVICE, SUCCESSION

logger = logging.getLogger("letopis.web")

# Seconds between two times of writing.
EVERY = 5.0


async def note_fruitless(app: web.Application) -> AsyncIterator[None]:
    """Write down what found nothing while an application answers, and what is left at its end."""
    if not app[SERVICE].settings.note_empty_searches:
        yield
        return
    noting = asyncio.create_task(_keep_noting(app))
    yield
    noting.cancel()
    with suppress(asyncio.CancelledError):
        await noting
    await _note(app)


async def _keep_noting(app: web.Application) -> None:
    while not app[SUCCESSION].is_over:
        await asyncio.sleep(EVERY)
        await _note(app)


async def _note(app: web.Application) -> None:
    found = app[SERVICE].counts.take_noted()
    if found:
        zone = app[SERVICE].settings.zone_info
        today = app[CLOCK]().astimezone(zone).date()
        await asyncio.to_thread(_write, FruitlessBook.of(app[SERVICE].home), found, today)


def _write(book: FruitlessBook, found: Mapping[tuple[str, str], int], today: date) -> None:
    try:
        book.add(found, today)
    except (ArchiveDamagedError, sqlite3.Error, OSError) as error:
        # A home that may only be read, a full disk, another process that writes for long.
        logger.debug("searches that found nothing are not noted: %s", error)
