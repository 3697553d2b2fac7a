"""Who may enter: the one gate before every handler of the web admin.

Who may not know that there is something is told what is told of any address where nothing is. What
changes something has to come from a page of ours with the token of the session, and is done to its
end, with what the audit log tells of it. A handler behind the gate can forget none of it.
"""

from __future__ import annotations

import asyncio

from aiohttp import web
from aiohttp.typedefs import Handler

from indexer.operations.accounts import AccountBook, Session
from web.admin.forms import read_form, read_login_form
from web.admin.keys import ACCOUNTS, ADMIN, ADMITTED, DEEDS, SignedInAdmin
from web.admin.navigation import LOGIN, is_admin_path
from web.admin.origins import comes_from_here, is_called_ours, is_near
from web.admin.sessions import read_digest
from web.keys import CLOCK, POOL
from web.requests import request_language, urls_of

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Characters of an address that is gone back to after signing in.
MOST_NEXT = 2000


@web.middleware
async def guard_admin(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let admins to what stands below `/admin/`, and nobody else: others to the page where one
    signs in, programs are told 401, strangers 404."""
    if not is_admin_path(request.path):
        return await handler(request)
    if not is_near(request) or not is_called_ours(request):
        raise web.HTTPNotFound
    accounts, now = request.app[ACCOUNTS], request.app[CLOCK]().timestamp()
    session = await request.app[POOL].run_light(_look_up, accounts, read_digest(request), now)
    request[ADMITTED] = True
    if request.method not in _SAFE and not comes_from_here(request):
        raise web.HTTPForbidden
    is_login = request.path == LOGIN
    if session is not None:
        request[ADMIN] = SignedInAdmin(
            session.account, session.csrf, session.digest, session.message
        )
    elif not is_login:
        return _ask_who(request)
    if request.method in _SAFE:
        return await handler(request)
    await (read_login_form(request) if is_login else read_form(request, request[ADMIN].csrf))
    return await _finish(request, handler)


async def _finish(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Have a handler do what it does to its end, although the client may go: else who hangs up
    between a deed and its note leaves no trace. A body that is not all there ends it still."""
    deed = asyncio.ensure_future(handler(request))
    deeds = request.app[DEEDS]
    deeds.add(deed)
    deed.add_done_callback(deeds.discard)
    try:
        return await asyncio.shield(deed)
    except asyncio.CancelledError:
        # The request is under way as long as this is: an application that ends waits for it.
        await asyncio.wait([deed])
        if not deed.cancelled():
            # What went wrong is for the log of the server.
            deed.result()
        raise


async def seal_answer(request: web.Request, response: web.StreamResponse) -> None:
    """Have an answer of the web admin kept and shown nowhere else."""
    if ADMITTED not in request:
        return
    response.headers["Cache-Control"] = "no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    # Without one, browsers do not tell where forms come from.
    response.headers["Referrer-Policy"] = "same-origin"


def _look_up(accounts: AccountBook, digest: str, now: float) -> Session | None:
    """The session of a token, if there is one. Raises HTTPNotFound where there is no account."""
    session = accounts.find_session(digest, now) if digest else None
    if session is None and accounts.is_empty:
        raise web.HTTPNotFound
    return session


def _ask_who(request: web.Request) -> web.Response:
    """Lead a reader to where one signs in; a program is told."""
    headers = request.headers
    mode, accepted = headers.get("Sec-Fetch-Mode"), headers.get("Accept", "")
    is_program = (
        mode != "navigate"
        if mode is not None
        else "text/event-stream" in accepted or "application/json" in accepted
    )
    if is_program:
        language = request_language(request)
        return web.Response(
            status=401,
            text=language.gettext("Sign in to go on.") + "\n",
            headers={"WWW-Authenticate": "Session", "Content-Language": language.code},
        )
    path = request.rel_url.raw_path_qs
    is_kept = request.method == "GET" and len(path) <= MOST_NEXT
    fields = (("next", path),) if is_kept else ()
    return web.Response(status=303, headers={"Location": urls_of(request).admin(LOGIN, *fields)})
