"""What is told of accounts to the audit log: who signed in, who failed to, what was changed."""

from __future__ import annotations

import logging
import sqlite3
from typing import Literal

from aiohttp import web

from indexer.errors import ArchiveDamagedError
from indexer.operations.audit import AuditLog
from web.admin.keys import AUDIT
from web.admin.sessions import read_address
from web.keys import POOL

logger = logging.getLogger("letopis.web")

AccountAction = Literal["sign-in", "sign-out", "password", "totp", "sessions-end"]

# Who is no account.
_NOBODY = "?"


async def tell(
    request: web.Request, who: str, action: AccountAction, details: str = "", outcome: str = ""
) -> None:
    """Note what an account did by a page, or what was tried in its name, with the address;
    `outcome` says what went wrong. What cannot be noted keeps nobody from it. Raises
    OverloadedError."""
    told = " ".join(filter(None, (details, read_address(request))))
    await request.app[POOL].run_light(
        _note, request.app[AUDIT], who or _NOBODY, action, told, outcome
    )


def _note(log: AuditLog, who: str, action: AccountAction, details: str, outcome: str) -> None:
    try:
        log.note(who, "page", action, details, outcome=outcome)
    except (ArchiveDamagedError, sqlite3.OperationalError) as error:
        logger.warning("the audit log cannot be written: %s", error)
