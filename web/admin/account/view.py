"""An admin's own account: what is shown of it, and what its forms change."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from aiohttp import web

from indexer.errors import OverloadedError
from web.admin.account.page import AccountPage, Form
from web.admin.account.presenter import describe_weakness, present_account
from web.admin.frame import AdminFrame
from web.admin.keys import ACCOUNTS, ADMIN, ATTEMPTS, FORM, PASSWORDS
from web.admin.navigation import ACCOUNT
from web.admin.one_time_codes import find_step, make_secret
from web.admin.passwords import find_weakness, hash_password, normalize_password
from web.admin.refusals import describe_rush, describe_wait
from web.admin.rendering import lead_to_page, render_admin_page
from web.admin.sessions import give_token, make_session, read_address, read_agent
from web.admin.signing_in import Credentials, Refusal, sign_in
from web.admin.telling import tell
from web.keys import CLOCK, POOL
from web.parameters import check_parameters
from web.requests import request_language, urls_of

# The place of the page where one-time codes are.
_CODES = "codes"


async def show_account(request: web.Request) -> web.StreamResponse:
    """The account of who is signed in."""
    check_parameters(request.query, ("ui",))
    return await _show(request, {})


async def change_password(request: web.Request) -> web.StreamResponse:
    """Take another password, which ends all sessions; this browser gets a new one."""
    admin, form, language = request[ADMIN], request[FORM], request_language(request)
    password = form.get("new", "")
    if normalize_password(password) != normalize_password(form.get("again", "")):
        problem = language.gettext("The new password was typed in two different ways.")
        return await _show(request, {"password": problem}, status=422)
    weakness = find_weakness(password, admin.name)
    if weakness is not None:
        return await _show(request, {"password": describe_weakness(weakness, language)}, status=422)
    problem = await _doubt(request, "password")
    if problem:
        return await _show(request, {"password": problem}, status=422)
    now, accounts = request.app[CLOCK]().timestamp(), request.app[ACCOUNTS]
    token, session = make_session(
        admin.name,
        read_address(request),
        read_agent(request),
        now,
        language.gettext("The password was changed. All other sessions have ended."),
    )

    def change() -> None:
        accounts.change_password(admin.name, hash_password(password), now)
        accounts.begin_session(session)

    await request.app[PASSWORDS].run(change)
    await tell(request, admin.name, "password")
    leading = await lead_to_page(request, ACCOUNT)
    give_token(request, leading, token)
    return leading


async def offer_codes(request: web.Request) -> web.StreamResponse:
    """Show the secret of new one-time codes, which hold once one of them is typed."""
    admin = request[ADMIN]
    if problem := await _doubt(request, "codes"):
        return await _show(request, {"codes": problem}, status=422)
    await request.app[POOL].run_light(
        request.app[ACCOUNTS].offer_totp, admin.session, make_secret()
    )
    return await lead_to_page(request, ACCOUNT, place=_CODES)


async def confirm_codes(request: web.Request) -> web.StreamResponse:
    """Ask for one-time codes from now on, if the first one is right; other sessions end."""
    admin, language = request[ADMIN], request_language(request)
    accounts, now = request.app[ACCOUNTS], request.app[CLOCK]().timestamp()
    typed = request[FORM].get("code", "")

    def confirm() -> bool:
        session = accounts.find_session(admin.session, now)
        step = find_step(session.offer, typed, now) if session and session.offer else None
        if session is None or step is None:
            return False
        accounts.change_totp(admin.name, session.offer, step, now)
        accounts.offer_totp(admin.session, None)
        accounts.end_sessions(admin.name, admin.session)
        return True

    if not await request.app[POOL].run_light(confirm):
        problem = language.gettext("This is not the code of this moment. Try the next one.")
        return await _show(request, {"confirm": problem}, status=422)
    await tell(request, admin.name, "totp", "on")
    done = language.gettext("From now on, signing in needs a one-time code as well.")
    return await lead_to_page(request, ACCOUNT, done)


async def cancel_codes(request: web.Request) -> web.StreamResponse:
    """Forget codes that were offered and not confirmed."""
    await request.app[POOL].run_light(
        request.app[ACCOUNTS].offer_totp, request[ADMIN].session, None
    )
    return await lead_to_page(request, ACCOUNT, place=_CODES)


async def stop_codes(request: web.Request) -> web.StreamResponse:
    """Ask for one-time codes no longer."""
    admin, language = request[ADMIN], request_language(request)
    if problem := await _doubt(request, "off"):
        return await _show(request, {"off": problem}, status=422)
    now = request.app[CLOCK]().timestamp()
    await request.app[POOL].run_light(request.app[ACCOUNTS].change_totp, admin.name, None, 0, now)
    await tell(request, admin.name, "totp", "off")
    done = language.gettext("From now on, signing in needs the password alone.")
    return await lead_to_page(request, ACCOUNT, done)


async def end_sessions(request: web.Request) -> web.StreamResponse:
    """End one other session, or all others where none is named."""
    admin, language = request[ADMIN], request_language(request)
    accounts, digest = request.app[ACCOUNTS], request[FORM].get("session", "")

    def end() -> int:
        if digest:
            return int(digest != admin.session and accounts.end_session(admin.name, digest))
        return accounts.end_sessions(admin.name, admin.session)

    ended = await request.app[POOL].run_light(end)
    await tell(request, admin.name, "sessions-end")
    done = language.ngettext(
        "%(count)s session has ended.", "%(count)s sessions have ended.", ended, count=ended
    )
    return await lead_to_page(request, ACCOUNT, done)


async def _show(
    request: web.Request, problems: Mapping[Form, str], status: int = 200
) -> web.Response:
    admin, accounts, urls = request[ADMIN], request.app[ACCOUNTS], urls_of(request)
    now = request.app[CLOCK]().timestamp()

    def present(frame: AdminFrame) -> AccountPage:
        account = accounts.find_account(admin.name)
        if account is None:
            raise web.HTTPNotFound
        sessions = accounts.list_sessions(admin.name, now)
        return present_account(frame, account, sessions, admin.session, urls, problems)

    return await render_admin_page(request, "admin/account/account.html", present, status)


async def _doubt(request: web.Request, form: Form) -> str:
    """What is wrong with the present password in a form; empty where it is right. Who found a
    browser open has as few tries as who signs in."""
    admin, language = request[ADMIN], request_language(request)
    credentials = Credentials(
        admin.name, request[FORM].get("present", ""), None, read_address(request)
    )
    now = request.app[CLOCK]().timestamp()
    try:
        found = await request.app[PASSWORDS].run(
            partial(sign_in, request.app[ACCOUNTS], request.app[ATTEMPTS], credentials, now)
        )
    except OverloadedError:
        return describe_rush(language)
    if not isinstance(found, Refusal):
        return ""
    if found.wait:
        return describe_wait(found.wait, language)
    await tell(request, admin.name, "password", form, "wrong present password")
    return language.gettext("The present password is wrong.")
