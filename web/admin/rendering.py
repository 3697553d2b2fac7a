"""Pages of the web admin, put into their frame and rendered; ways from one to another."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from web.admin.frame import AdminFrame, AdminPage, Section
from web.admin.keys import ACCOUNTS, ADMIN
from web.admin.navigation import ACCOUNT, LOGOUT, SECTIONS
from web.admin.navigation import ADMIN as HOME
from web.keys import LANGUAGES, POOL, SERVICE, TEMPLATES
from web.requests import request_language, urls_of


async def render_admin_page(
    request: web.Request,
    template: str,
    present: Callable[[AdminFrame], AdminPage],
    status: int = 200,
) -> web.Response:
    """The answer with the page that `present` makes in its frame, by a template named from the room
    on: `admin/login/login.html`. Both are done in the light lane of the pool. It is never
    compressed: how long a compressed answer is may tell of the tokens in it (BREACH).

    Raises OverloadedError, and what `present` raises.
    """
    language = request_language(request)

    def render() -> bytes:
        page = present(_make_frame(request))
        body = request.app[TEMPLATES].get_template(template).render(page=page)
        admin = request.get(ADMIN)
        if admin is not None and admin.message:
            request.app[ACCOUNTS].leave_message(admin.session, "")
        return body.encode("utf-8", "replace")

    body = await request.app[POOL].run_light(render)
    return web.Response(
        body=body,
        status=status,
        content_type="text/html",
        charset="utf-8",
        headers={"Content-Language": language.code},
    )


async def lead_to_page(
    request: web.Request, path: str, message: str = "", place: str = ""
) -> web.Response:
    """The way to a page of the web admin after a form was posted, which tells a message there, in
    the reader's language; `place` is the id of a part of it. Raises OverloadedError."""
    admin = request.get(ADMIN)
    if message and admin is not None:
        await request.app[POOL].run_light(
            request.app[ACCOUNTS].leave_message, admin.session, message
        )
    address = urls_of(request).admin(path) + (f"#{place}" if place else "")
    return web.Response(status=303, headers={"Location": address})


def _make_frame(request: web.Request) -> AdminFrame:
    language, urls, admin = request_language(request), urls_of(request), request.get(ADMIN)
    here = request.path
    return AdminFrame(
        name=request.app[SERVICE].settings.archive_name(language.code),
        language=language,
        site=urls.home(),
        home=urls.admin(HOME),
        languages=tuple(
            (other, _switch_language(request, code))
            for code, other in request.app[LANGUAGES].items()
        ),
        sections=tuple(
            Section(
                language.gettext(title),
                urls.admin(path),
                here == path or (here.startswith(path.rstrip("/") + "/") and path != HOME),
            )
            for path, title in SECTIONS
            if admin is not None
        ),
        admin=admin.name if admin else "",
        csrf=admin.csrf if admin else "",
        account=urls.admin(ACCOUNT),
        sign_out=urls.admin(LOGOUT),
        message=admin.message if admin else "",
    )


def _switch_language(request: web.Request, code: str) -> str:
    """The same page in another language; what a form was posted to is asked for again."""
    kept = [(name, value) for name, value in request.query.items() if name != "ui"]
    return urls_of(request).in_language(code).admin(request.path, *kept)
