"""What pages tell the audit log: who signed in, who failed to, what was changed. It is told after
the deed, by a thread that refuses nobody: what was done is noted however much is asked for."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from typing import Literal

from aiohttp import web

from indexer.errors import ArchiveDamagedError
from indexer.operations.audit import AuditLog
from web.admin.keys import ADMIN, AUDIT
from web.admin.sessions import read_address

logger = logging.getLogger("letopis.web")

AccountAction = Literal["sign-in", "sign-out", "password", "totp", "sessions-end"]

# Who is no account.
_NOBODY = "?"


async def tell(
    request: web.Request, who: str, action: AccountAction, details: str = "", outcome: str = ""
) -> None:
    """Note what an account did by a page, or what was tried in its name, with the address;
    `outcome` says what went wrong. What cannot be noted keeps nobody from it."""
    told = " ".join(filter(None, (details, read_address(request))))
    log = request.app[AUDIT]
    await asyncio.to_thread(_note, log, who or _NOBODY, action, told, outcome)


async def tell_deed(request: web.Request, action: str, details: str = "") -> None:
    """Note what who is signed in did with the archive. What cannot be noted keeps nobody from
    it."""
    await asyncio.to_thread(_note, request.app[AUDIT], request[ADMIN].name, action, details, "")


def _note(log: AuditLog, who: str, action: str, details: str, outcome: str) -> None:
    try:
        log.note(who, "page", action, details, outcome=outcome)
    except (ArchiveDamagedError, sqlite3.OperationalError) as error:
        logger.warning("the audit log cannot be written: %s", error)
