"""The form by which an import is asked for: what was typed, and files that are written to the disk
as they arrive."""

from __future__ import annotations

import asyncio
import re
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import BodyPartReader, MultipartReader, web
from multidict import MultiDict

from indexer.home.paths import ArchiveHome
from web.jobs.uploads import make_upload
from web.pool import SearchPool

# Bytes that are read and written at once.
_CHUNK = 256 * 1024
# Of the fields that are typed.
_MOST_TYPED = 64 * 1024
_MOST_FILES = 10_000
# Bytes of the disk that files sent by a browser leave free: those who search need some.
_LEFT_FREE = 256 * 2**20
# What a file may be called on our disk; a letter stays a letter, whatever its alphabet. Bytes of
# the longest name.
_UNFIT = re.compile(r"[^\w.()+, -]+")
_LONGEST_NAME = 120


@dataclass(slots=True)
class SentForm:
    """A form that was sent: its fields, and the folder of the files that came with it, if any
    did."""

    fields: MultiDict[str] = field(default_factory=MultiDict)
    folder: Path | None = None
    typed: int = 0
    files: int = 0

    def add_field(self, name: str, text: bytes) -> None:
        """Take a field. Raises HTTPRequestEntityTooLarge where all of them are too long."""
        self.typed += len(text)
        if self.typed > _MOST_TYPED:
            raise web.HTTPRequestEntityTooLarge(_MOST_TYPED, self.typed)
        self.fields.add(name, text.decode("utf-8", "replace"))

    def place_file(self, name: str, home: ArchiveHome) -> Path:
        """Where a file is to be written. Raises HTTPRequestEntityTooLarge for too many."""
        self.files += 1
        if self.files > _MOST_FILES:
            raise web.HTTPRequestEntityTooLarge(_MOST_FILES, self.files)
        if self.folder is None:
            self.folder = make_upload(home)
        return self.folder / _name_file(name, self.folder)


async def receive_form(reader: MultipartReader, home: ArchiveHome, pool: SearchPool) -> SentForm:
    """Read a form to its end; files are written beneath the archive home. Where that fails, nothing
    of them stays. Raises HTTPRequestEntityTooLarge where the disk has no room for them,
    HTTPBadRequest, OSError, and ConnectionError for a browser that went away."""
    sent = SentForm()
    try:
        while (part := await _next(reader)) is not None:
            if part.filename:
                path = await pool.run_light(sent.place_file, part.filename, home)
                await _write(part, path, pool)
            elif not _is_empty_file(part):
                sent.add_field(part.name or "", await _read_field(part))
    except BaseException:
        # Also a browser that went away.
        if sent.folder is not None:
            # Gigabytes, perhaps: the loop answers readers.
            await asyncio.shield(asyncio.to_thread(shutil.rmtree, sent.folder, ignore_errors=True))
        raise
    return sent


def _is_empty_file(part: BodyPartReader) -> bool:
    """Whether it is the field of files where none was chosen."""
    return part.filename is not None


async def _read_field(part: BodyPartReader) -> bytes:
    text = bytearray()
    while len(text) <= _MOST_TYPED and (chunk := await part.read_chunk(_CHUNK)):
        text += chunk
    return bytes(text)


async def _next(reader: MultipartReader) -> BodyPartReader | None:
    try:
        part: Any = await reader.next()
    except (ValueError, AssertionError, RuntimeError) as error:
        raise web.HTTPBadRequest from error
    if part is not None and not isinstance(part, BodyPartReader):
        # A form within a form.
        raise web.HTTPBadRequest
    return part


async def _write(part: BodyPartReader, path: Path, pool: SearchPool) -> None:
    with path.open("xb") as file:
        while chunk := await part.read_chunk(_CHUNK):
            await pool.run_light(_append, file.write, chunk, path.parent)


def _append(write: Any, chunk: bytes, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free - len(chunk) < _LEFT_FREE:
        raise web.HTTPRequestEntityTooLarge(free, len(chunk))
    write(chunk)


def _name_file(name: str, folder: Path) -> str:
    """What a sent file is called: by its own name, as far as that is one."""
    base = _UNFIT.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    # File systems count bytes.
    base = base.encode()[-_LONGEST_NAME:].decode("utf-8", "ignore") or "file"
    while (folder / base).exists():
        stem, dot, ending = base.partition(".")
        base = f"{stem}-{secrets.token_hex(2)}{dot}{ending}"
    return base
