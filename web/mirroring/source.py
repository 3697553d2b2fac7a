"""An archive that is followed, over HTTP.

Whatever answers, memory is bounded and nothing is followed elsewhere: an answer that is too large
is not read to its end, and a redirection is told instead of taken. What may pass by itself is asked
for again, after as long as the server says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from types import TracebackType
from typing import Self, TypeVar

import aiohttp
import msgspec

from indexer.errors import OtherHistoryError, ServerError
from indexer.mirroring.answers import (
    SourceArchive,
    SourceChanges,
    SourceNames,
    read_answer,
)

T = TypeVar("T")

# Bytes of an answer, unpacked: eight times what a page of changes may weigh.
MOST_BYTES = 64 * 2**20
_CHUNK = 64 * 2**10
# Changes that are asked for at a time.
MOST_CHANGES = 1_000
# How often is asked for what does not come, and the seconds before each further attempt, where the
# server does not say how many.
MOST_ATTEMPTS = 6
_PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0)
# The longest wait that a server may ask for.
_LONGEST_WAIT = 600.0
# Until a connection stands, between two pieces of an answer, and for all of it.
_TIMEOUT = aiohttp.ClientTimeout(total=600, sock_connect=20, sock_read=60)
_OTHER_HISTORY = "problem-other-history"


@dataclass(eq=False)
class _PassingError(Exception):
    """What may be another answer soon. Never seen outside."""

    reason: str
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    body: bytes = field(repr=False)
    tag: str
    is_same: bool = False


class _Problem(msgspec.Struct):
    type: str = ""


class HttpSource:
    """An archive behind an address; a context manager, for one thread."""

    def __init__(self, address: str, pauses: tuple[float, ...] = _PAUSES) -> None:
        """`pauses` are the seconds before each further attempt."""
        self._address = address
        self._pauses = pauses[: MOST_ATTEMPTS - 1]
        self._runner = asyncio.Runner()
        self._session: aiohttp.ClientSession | None = None
        self._names_tag = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            self._runner.run(self._session.close())
        self._runner.close()

    @property
    def address(self) -> str:
        """Where it is."""
        return self._address

    def describe(self, seq: int | None = None) -> SourceArchive:
        """Which it is, and what it holds, or held at an earlier `seq`."""
        query = {} if seq is None else {"seq": str(seq)}
        return self._ask("archive", query, SourceArchive)

    def list_changes(
        self, since: int, checkpoint: str = "", fields: str = "", limit: int | None = None
    ) -> SourceChanges:
        """The first changes after a `seq`, whose history up to there has a checkpoint, with these
        fields of the articles; at most so many, or as many as are good."""
        query = {"since": str(since), "limit": str(limit or MOST_CHANGES)}
        query |= {"checkpoint": checkpoint} if checkpoint else {}
        query |= {"fields": fields} if fields else {}
        return self._ask("changes", query, SourceChanges, since)

    def list_names(self) -> SourceNames | None:
        """The names of its values; None where they are the same as when they were asked for
        last."""
        answer = self._runner.run(self._fetch("names", {}, 0, self._names_tag))
        if answer.is_same:
            return None
        names = read_answer(self._locate("names"), answer.body, SourceNames)
        self._names_tag = answer.tag
        return names

    def _ask(self, name: str, query: Mapping[str, str], kind: type[T], seq: int = 0) -> T:
        answer = self._runner.run(self._fetch(name, query, seq))
        return read_answer(self._locate(name), answer.body, kind)

    def _locate(self, name: str) -> str:
        return f"{self._address}/api/v1/{name}"

    async def _fetch(self, name: str, query: Mapping[str, str], seq: int, tag: str = "") -> _Answer:
        pauses = iter(self._pauses)
        while True:
            try:
                return await self._try(name, query, seq, tag)
            except _PassingError as error:
                pause = next(pauses, None)
                if pause is None or (error.wait or 0) > _LONGEST_WAIT:
                    raise ServerError(self._locate(name), error.reason) from error
                await asyncio.sleep(pause if error.wait is None else error.wait)

    async def _try(self, name: str, query: Mapping[str, str], seq: int, tag: str) -> _Answer:
        """An answer, or that it is the one of a tag. Raises _PassingError."""
        headers = {"If-None-Match": tag} if tag else {}
        try:
            async with self._open().get(
                self._locate(name), params=query, headers=headers, allow_redirects=False
            ) as response:
                if response.status == 304 and tag:
                    return _Answer(b"", tag, is_same=True)
                body = await self._read(response, name)
                self._check(response, body, name, seq)
                return _Answer(body, response.headers.get("ETag", ""))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise _PassingError(str(error) or type(error).__name__) from error

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=_TIMEOUT,
                headers={
                    "Accept": "application/json",
                    "User-Agent": f"letopis-mirror/{version('letopis')}",
                },
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    async def _read(self, response: aiohttp.ClientResponse, name: str) -> bytes:
        body = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > MOST_BYTES:
                response.close()
                raise ServerError(self._locate(name), f"an answer of over {MOST_BYTES} bytes")
        return bytes(body)

    def _check(self, response: aiohttp.ClientResponse, body: bytes, name: str, seq: int) -> None:
        """Refuse all but an answer in JSON."""
        status, address = response.status, self._locate(name)
        if 300 <= status < 400:
            place = response.headers.get("Location", "nowhere")
            raise ServerError(
                address, f"it leads on to {place!r}: give the address of the archive that is meant"
            )
        if status == 409 and _name_problem(body) == _OTHER_HISTORY:
            raise OtherHistoryError(seq)
        if status == 429 or status >= 500:
            wait = _read_wait(response.headers.get("Retry-After", ""))
            raise _PassingError(f"{status} {response.reason}", wait)
        if status != 200:
            raise ServerError(address, f"{status} {response.reason}: no archive to be followed")
        if response.content_type != "application/json":
            raise ServerError(address, f"a {response.content_type}, and no answer of an archive")


def _name_problem(body: bytes) -> str:
    with suppress(msgspec.MsgspecError, UnicodeDecodeError):
        return msgspec.json.decode(body, type=_Problem).type.rpartition("#")[2]
    return ""


def _read_wait(header: str) -> float | None:
    """The seconds that a server asks to wait, told as such or as a moment; None for nothing."""
    if header.strip().isdigit():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
