"""Who is signed in: a token in a cookie, and what the database knows of it."""

from __future__ import annotations

import secrets

from aiohttp import web

from indexer.operations.accounts import SESSION_SECONDS, Session, make_digest
from web.admin.navigation import ADMIN
from web.admin.origins import is_encrypted
from web.keys import CLIENTS, ROOT

COOKIE = "letopis-admin"
_TOKEN_BYTES = 32
# Characters of what a browser calls itself that are kept.
_MOST_AGENT = 200


def make_session(
    account: str, address: str, agent: str, now: float, message: str = ""
) -> tuple[str, Session]:
    """The token of a new session, which nobody else learns, and the session."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    return token, Session(
        digest=make_digest(token),
        account=account,
        csrf=secrets.token_urlsafe(_TOKEN_BYTES),
        address=address,
        agent=agent,
        created=now,
        seen=now,
        expires=now + SESSION_SECONDS,
        message=message,
    )


def read_digest(request: web.Request) -> str:
    """The digest of the token that a request has; empty where it has none."""
    token = request.cookies.get(COOKIE)
    return make_digest(token) if token else ""


def read_address(request: web.Request) -> str:
    """The address, or the network of it, that a session is known to come from."""
    return request.app[CLIENTS].find(request.remote, request.headers)


def read_agent(request: web.Request) -> str:
    """What the browser calls itself, as far as it is kept."""
    agent = request.headers.get("User-Agent", "")
    return agent.encode("utf-8", "replace").decode()[:_MOST_AGENT]


def give_token(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Let the browser keep a token until it is closed, for the web admin alone."""
    response.set_cookie(
        COOKIE,
        token,
        path=_cookie_path(request),
        httponly=True,
        samesite="Strict",
        secure=is_encrypted(request),
    )


def take_token(request: web.Request, response: web.StreamResponse) -> None:
    """Let the browser forget its token."""
    response.del_cookie(
        COOKIE,
        path=_cookie_path(request),
        httponly=True,
        samesite="Strict",
        secure=is_encrypted(request),
    )


def _cookie_path(request: web.Request) -> str:
    return request.app[ROOT] + ADMIN.rstrip("/")
