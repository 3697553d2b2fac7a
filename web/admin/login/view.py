"""Signing in, and out."""

from __future__ import annotations

import re
from functools import partial
from urllib.parse import parse_qsl

from aiohttp import web

from indexer.errors import OverloadedError
from web.admin.access import MOST_NEXT
from web.admin.keys import ACCOUNTS, ADMIN, ATTEMPTS, FORM, PASSWORDS
from web.admin.login.presenter import describe_failure, present_login
from web.admin.navigation import ADMIN as HOME
from web.admin.navigation import LOGIN
from web.admin.refusals import describe_rush, describe_wait
from web.admin.rendering import render_admin_page
from web.admin.sessions import (
    give_token,
    make_session,
    read_address,
    read_agent,
    read_digest,
    take_token,
)
from web.admin.signing_in import Credentials, Refusal, sign_in
from web.admin.telling import tell
from web.keys import CLOCK, POOL
from web.parameters import check_parameters
from web.requests import request_language, urls_of

_TEMPLATE = "admin/login/login.html"
# A page of the web admin as it is written in a request.
_NEXT = re.compile(r"/admin/[\w./%~!$&'()*+,;=:@-]*(?:\?[\w./%~!$&'()*+,;=:@?-]*)?", re.ASCII)


async def show_login(request: web.Request) -> web.StreamResponse:
    """The form by which one signs in; who has done so is led on."""
    check_parameters(request.query, ("next", "ui"))
    if ADMIN in request:
        return web.Response(status=303, headers={"Location": _find_next(request)})
    return await _ask(request)


async def receive_login(request: web.Request) -> web.StreamResponse:
    """Sign in by what was typed, and lead on; or ask again."""
    check_parameters(request.query, ("next", "ui"))
    language, form = request_language(request), request[FORM]
    name, address = form.get("name", ""), read_address(request)
    credentials = Credentials(name, form.get("password", ""), form.get("code", ""), address)
    now = request.app[CLOCK]().timestamp()
    accounts = request.app[ACCOUNTS]
    try:
        found = await request.app[PASSWORDS].run(
            partial(sign_in, accounts, request.app[ATTEMPTS], credentials, now)
        )
    except OverloadedError as error:
        answer = await _ask(request, name, describe_rush(language), status=503)
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    if isinstance(found, Refusal):
        if not found.wait:
            # What nobody looked at is not noted: a flood would fill the log.
            await tell(request, found.name, "sign-in", outcome="wrong name, password or code")
            return await _ask(request, name, describe_failure(language), status=422)
        answer = await _ask(request, name, describe_wait(found.wait, language), status=429)
        answer.headers["Retry-After"] = str(max(1, round(found.wait)))
        return answer
    await tell(request, found.name, "sign-in")
    token, session = make_session(found.name, address, read_agent(request), now)
    await request.app[POOL].run_light(accounts.begin_session, session, read_digest(request))
    leading = web.Response(status=303, headers={"Location": _find_next(request)})
    give_token(request, leading, token)
    return leading


async def receive_logout(request: web.Request) -> web.StreamResponse:
    """End the session, and lead to where one signs in."""
    admin = request[ADMIN]
    await request.app[POOL].run_light(request.app[ACCOUNTS].end_session, admin.name, admin.session)
    await tell(request, admin.name, "sign-out")
    leading = web.Response(status=303, headers={"Location": urls_of(request).admin(LOGIN)})
    take_token(request, leading)
    return leading


async def _ask(
    request: web.Request, name: str = "", problem: str = "", status: int = 200
) -> web.Response:
    wanted = request.query.get("next", "")
    action = urls_of(request).admin(LOGIN, *((("next", wanted),) if _is_page(wanted) else ()))
    return await render_admin_page(
        request,
        _TEMPLATE,
        partial(present_login, action=action, name=name, problem=problem),
        status,
    )


def _find_next(request: web.Request) -> str:
    """Where somebody wanted to go, if that is a page of the web admin, else its first."""
    wanted = request.query.get("next", "")
    path, _, query = wanted.partition("?") if _is_page(wanted) else (HOME, "", "")
    fields = [(name, value) for name, value in parse_qsl(query) if name != "ui"]
    return urls_of(request).admin(path, *fields)


def _is_page(path: str) -> bool:
    if len(path) > MOST_NEXT or not _NEXT.fullmatch(path):
        return False
    # What browsers would leave the web admin by, and what leads back here.
    parts = path.partition("?")[0].lower().replace("%2e", ".").split("/")
    return ".." not in parts and not path.startswith((LOGIN, "/admin/logout"))
