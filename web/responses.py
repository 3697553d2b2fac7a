"""Answers made in the pool: the event loop neither renders, nor encodes, nor compresses.

Every answer has a strong ETag, and a client that has it already is answered 304. Where the
generation decides what is answered, its name does for a tag: nothing is searched to compare it, and
a body that was sent before is sent again. Else the tag is the digest of what was made.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from searcher.deadline import current_deadline
from searcher.service import SearchService
from web.body_cache import Body
from web.codings import Coding, choose_coding, compress
from web.i18n import Language
from web.keys import BODIES, EDITION, POOL, SERVICE
from web.requests import request_day


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent, with headers that tell more of it."""

    body: bytes
    headers: Mapping[str, str]


# What makes what is sent.
Render = Callable[[], bytes | Content]

# A way to make a body in the pool.
Run = Callable[[Callable[[], "MadeBody"]], Awaitable["MadeBody"]]

# Smaller bodies fit into one packet as they are.
_LEAST_COMPRESSED = 1000
_VARY = "Accept-Encoding, Accept-Language"
# A reader's choice of the language goes before the browser's.
_PAGE = "text/html"


@dataclass(frozen=True, slots=True)
class MadeBody:
    """A body and its entity tag; without one it may be another the next time."""

    body: Body
    tag: str = ""


async def make_response(
    request: web.Request,
    render: Render,
    run: Run,
    *,
    content_type: str,
    language: Language,
    status: int = 200,
) -> web.Response:
    """The answer whose body `render` makes, whatever from, compressed as the client takes it; `run`
    is the method of the pool to do it by. Its ETag is made of what it says.

    Raises OverloadedError, RateLimitedError, and what `render` raises.
    """
    head = _Head(content_type, language, _choose_coding(request))
    made = await run(partial(_make_tagged, render, head))
    if status != 200:
        return head.send(made.body, "", status)
    if client_has(request, made.tag, "*"):
        return head.refer(made.tag)
    return head.send(made.body, made.tag)


async def make_current_response(
    request: web.Request,
    render: Render,
    run: Run,
    *,
    content_type: str,
    language: Language,
) -> web.Response:
    """The answer whose body `render` makes of nothing but the request, the current generation and
    the settings. Its ETag is made of these, before anything is rendered.

    Raises what `make_response` and `SearchService.generation` raise.
    """
    service, bodies = request.app[SERVICE], request.app[BODIES]
    head = _Head(content_type, language, _choose_coding(request))
    generation = await _name_generation(request, service)
    tag = _make_tag(request, generation, head)
    if client_has(request, tag):
        return head.refer(tag)
    body = bodies.get(tag)
    if body is None:
        made = await run(partial(_make_current, render, head, service, generation, tag))
        body, tag = made.body, made.tag
        if tag:
            bodies.put(generation, tag, body)
    return head.refer(tag) if tag and client_has(request, "*") else head.send(body, tag)


@dataclass(frozen=True, slots=True)
class _Head:
    """What an answer says of itself beside its tag."""

    content_type: str
    language: Language
    coding: Coding

    def make(self, render: Render) -> Body:
        began = time.perf_counter()
        rendered, coding = render(), self.coding
        if isinstance(rendered, bytes):
            rendered = Content(rendered, {})
        content = rendered.body
        if len(content) < _LEAST_COMPRESSED:
            coding = "identity"
        content = compress(content, coding)
        took_ms = round((time.perf_counter() - began) * 1000, 2)
        return Body(content, coding, took_ms, rendered.headers)

    def send(self, body: Body, tag: str, status: int = 200) -> web.Response:
        response = web.Response(
            body=body.content, status=status, content_type=self.content_type, charset="utf-8"
        )
        if body.coding != "identity":
            response.headers["Content-Encoding"] = body.coding
        response.headers.update(body.headers)
        response.headers["Server-Timing"] = f"made;dur={body.took_ms}"
        self._describe(response, tag)
        return response

    def refer(self, tag: str) -> web.Response:
        """The answer without a body to who has it."""
        response = web.Response(status=304)
        self._describe(response, tag)
        return response

    def _describe(self, response: web.Response, tag: str) -> None:
        if tag:
            response.headers["ETag"] = f'"{tag}"'
        response.headers["Content-Language"] = self.language.code
        response.headers["Vary"] = f"{_VARY}, Cookie" if self.content_type == _PAGE else _VARY


def _choose_coding(request: web.Request) -> Coding:
    return choose_coding(request.headers.get("Accept-Encoding", ""))


async def _name_generation(request: web.Request, service: SearchService) -> str:
    """The name of the generation that answers; mostly nobody has to be waited for."""
    generation = service.believed
    if generation is None:
        generation = await request.app[POOL].run_light(service.generation)
    return generation.manifest.generation


def _make_tag(request: web.Request, generation: str, head: _Head) -> str:
    service = request.app[SERVICE]
    given = [(name, value) for name, value in request.query.items() if value]
    decided_by = (
        request.app[EDITION],
        generation,
        # It stands under the addresses that lead on.
        service.signer.write(generation),
        service.problem is not None,
        # Some answers tell what day it is.
        request_day(request),
        request.scheme,
        request.host,
        # As it was written: a slash of an id may be percent-encoded, and is none of the path then.
        request.rel_url.raw_path,
        # The order of several values of one parameter may matter, that of parameters does not.
        sorted(given, key=lambda entry: entry[0]),
        head.content_type,
        head.language.code,
        head.coding,
    )
    return _digest(repr(decided_by).encode())


def client_has(request: web.Request, *tags: str) -> bool:
    """Whether the client says that it has an answer with one of these entity tags; where it says
    only that it has one, that is the tag `*`."""
    return any(known.value in tags for known in request.if_none_match or ())


def _make_tagged(render: Render, head: _Head) -> MadeBody:
    body = head.make(render)
    # The same bytes may be a table of either kind: one column, or none.
    return MadeBody(body, _digest(head.content_type.encode(), body.content))


def _make_current(
    render: Render, head: _Head, service: SearchService, generation: str, tag: str
) -> MadeBody:
    body = head.make(render)
    # What another generation said, or too little time left out, is not what the tag stands for.
    is_current = service.generation().manifest.generation == generation
    return MadeBody(body, tag if is_current and not current_deadline().is_curtailed else "")


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:32]
