"""Cursors: where a walk through a result goes on, as text that only its archive can have written.

A cursor names the generation, the result set with its order, and the place behind which the next
page begins. It is signed, so that nobody can ask for what no page led to.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from typing import TypeVar

import msgspec

from indexer.errors import ParameterError
from indexer.home.paths import ArchiveHome
from searcher.engines import Mark, WalkSort
from searcher.request import Sort

T = TypeVar("T")

_KEY_SIZE = 32
_SIGNATURE_SIZE = 12
# Longer than any: an id has at most some hundred characters.
_MOST_CHARACTERS = 4_000


class AfterHit(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Behind a hit in the order of time or of ids."""

    sort: WalkSort
    published: int
    id: str

    @classmethod
    def of(cls, sort: WalkSort, mark: Mark) -> AfterHit:
        """Behind the hit at a mark."""
        return cls(sort, mark.published, mark.id)

    @property
    def mark(self) -> Mark:
        return Mark(self.published, self.id)


class AfterRank(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """Behind so many hits by relevance, the first `head` of which were shown by a search."""

    rank: int
    head: int

    @property
    def sort(self) -> Sort:
        return "relevance"


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Where a walk goes on: in a generation, through the set whose hash begins so.

    `total` is how many hits there are, `seen` how many of them come before.
    """

    generation: str
    hash: str
    total: int
    seen: int
    place: AfterHit | AfterRank


class CursorSigner:
    """Writes cursors of some kind and reads them back. Safe to share between threads."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def write(self, cursor: object) -> str:
        """A cursor as text that can stand in an address."""
        content = msgspec.msgpack.encode(cursor)
        return urlsafe_b64encode(self._sign(content) + content).rstrip(b"=").decode()

    def read(self, text: str, kind: type[T]) -> T:
        """The cursor of a text. Raises ParameterError for one that was not written here, or not as
        it stands."""
        refusal = ParameterError("cursor", text[:40], "bad-cursor")
        if len(text) > _MOST_CHARACTERS:
            raise refusal
        try:
            signed = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        except ValueError as error:
            raise refusal from error
        signature, content = signed[:_SIGNATURE_SIZE], signed[_SIGNATURE_SIZE:]
        # Decoding passes over characters that are none of its own.
        if not hmac.compare_digest(signature, self._sign(content)) or self._spell(signed) != text:
            raise refusal
        try:
            return msgspec.msgpack.decode(content, type=kind)
        except msgspec.DecodeError as error:
            raise refusal from error

    def _spell(self, signed: bytes) -> str:
        return urlsafe_b64encode(signed).rstrip(b"=").decode()

    def _sign(self, content: bytes) -> bytes:
        return hmac.new(self._key, content, hashlib.sha256).digest()[:_SIGNATURE_SIZE]


def shorten_hash(hash_: str) -> str:
    """As much of a result's hash as tells it from others: a cursor stands in addresses."""
    return hash_.removeprefix("sha256:")[:16]


def load_signer(home: ArchiveHome) -> CursorSigner:
    """What signs the cursors of an archive: its key is made at the first need. Where it cannot be
    written, cursors are good as long as this process lives."""
    with suppress(OSError):
        key = home.cursor_key.read_bytes()
        if len(key) == _KEY_SIZE:
            return CursorSigner(key)
    key = secrets.token_bytes(_KEY_SIZE)
    with suppress(OSError):
        # Whoever comes first writes it, at once and whole; all others read it.
        beside = home.cursor_key.with_name(f"{home.cursor_key.name}.{os.getpid()}.new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(key)
        with suppress(FileExistsError):
            os.link(beside, home.cursor_key)
        beside.unlink()
        key = home.cursor_key.read_bytes()
    return CursorSigner(key)
