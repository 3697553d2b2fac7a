"""The form of the editor, read within bounds: its text is larger than forms are, and a saved page
may come with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aiohttp import BodyPartReader, web

from searcher.drafts.texts import MOST_BYTES, tidy_text
from web.admin.keys import FORM, UPLOAD

Act = Literal["preview", "save", "remove"]

# Bytes of the text, of a saved page, and of all else. What is too large by some is told beside it.
_MOST_TEXT = 2 * MOST_BYTES
MOST_PAGE = 8 * 2**20
_MOST_FIELD = 64 * 1024
_MOST_PARTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorForm:
    """What was sent: the text, the digest of what it began with, queries to try it with, a saved
    page, and what is to be done."""

    text: str
    began_with: str
    queries: str
    page: bytes
    pasted: str
    act: Act


async def read_editor_form(request: web.Request) -> EditorForm:
    """The form of the editor; its token was checked. Raises HTTPBadRequest for what is no UTF-8 or
    no form, HTTPRequestEntityTooLarge."""
    fields = await _read_parts(request) if UPLOAD in request else _read_fields(request)
    page = fields.pop("page", b"")
    try:
        told = {
            name: value if isinstance(value, str) else value.decode()
            for name, value in fields.items()
        }
    except UnicodeDecodeError as error:
        raise web.HTTPBadRequest from error
    act = told.get("act", "preview")
    pasted = told.get("pasted", "").strip()
    return EditorForm(
        text=tidy_text(told.get("text", "")),
        began_with=told.get("digest", ""),
        queries=told.get("queries", ""),
        page=(page if isinstance(page, bytes) else b"") or pasted.encode("utf-8", "replace"),
        pasted=pasted,
        act="save" if act == "save" else "remove" if act == "remove" else "preview",
    )


def _read_fields(request: web.Request) -> dict[str, str | bytes]:
    form = request[FORM]
    return dict(form.items())


async def _read_parts(request: web.Request) -> dict[str, str | bytes]:
    reader, fields = request[UPLOAD], dict[str, str | bytes]()
    try:
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader) or len(fields) >= _MOST_PARTS:
                raise web.HTTPBadRequest
            fields[part.name or ""] = await _read_part(part)
    except (ValueError, AssertionError, RuntimeError) as error:
        raise web.HTTPBadRequest from error
    return fields


async def _read_part(part: BodyPartReader) -> bytes:
    most = {"text": _MOST_TEXT, "page": MOST_PAGE, "pasted": MOST_PAGE}.get(
        part.name or "", _MOST_FIELD
    )
    content = bytearray()
    while chunk := await part.read_chunk(64 * 1024):
        content += chunk
        if len(content) > most:
            raise web.HTTPRequestEntityTooLarge(most, len(content))
    return bytes(content)
