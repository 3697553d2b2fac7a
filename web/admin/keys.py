"""What the web admin keeps in the application, and in a request."""

from __future__ import annotations

from asyncio import Future
from dataclasses import dataclass

from aiohttp import MultipartReader, web
from multidict import MultiDictProxy

from indexer.operations.accounts import AccountBook
from indexer.operations.attempts import AttemptBook
from indexer.operations.audit import AuditLog
from web.admin.files.thread import DraftThread
from web.admin.password_thread import PasswordThread

ACCOUNTS = web.AppKey("accounts", AccountBook)
ATTEMPTS = web.AppKey("attempts", AttemptBook)
AUDIT = web.AppKey("audit", AuditLog)
# Where drafts are tried, and where processes that try profiles are waited for.
DRAFTS = web.AppKey("drafts", DraftThread)
TRIALS = web.AppKey("trials", DraftThread)
PASSWORDS = web.AppKey("passwords", PasswordThread)
# What is being done by forms, to its end.
DEEDS: web.AppKey[set[Future[web.StreamResponse]]] = web.AppKey("deeds", set)


@dataclass(frozen=True, slots=True)
class SignedInAdmin:
    """Who is signed in: the name of the account, the token that forms carry, the digest that the
    session is known by, and what is to be told with the next page."""

    name: str
    csrf: str
    session: str
    message: str = ""


# Who asks; there is one in every handler below `/admin/` but that of signing in.
ADMIN = web.RequestKey("admin", SignedInAdmin)

# The fields of a form that was posted, its token checked. Of a form with files there is what comes
# behind the token.
FORM: web.RequestKey[MultiDictProxy[str]] = web.RequestKey("form")
UPLOAD = web.RequestKey("upload", MultipartReader)

# That whoever asks may know that there is something.
ADMITTED = web.RequestKey("admitted", bool)
