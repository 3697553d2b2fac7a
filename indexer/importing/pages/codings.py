"""Payloads as servers send them, compressed, back to what they were: within bounds."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable

import brotli

from indexer.errors import InvalidInputError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# What programs that write crawls leave compressed begins so; others have unpacked it and still
# name the coding.
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


class CodingError(InvalidInputError):
    """A payload that cannot be unpacked to its end."""


def unpack(content: bytes, codings: str, limit: int) -> bytes:
    """A payload without the codings that a Content-Encoding header names; no more than a byte over
    the limit is unpacked. A payload that was unpacked already stays. Raises CodingError."""
    for coding in reversed([name.strip().lower() for name in codings.split(",")]):
        step = _STEPS.get(coding.removeprefix("x-"))
        if step is not None:
            content = step(content, limit + 1)
        elif coding not in {"", "identity"}:
            raise CodingError(f"an unknown content coding: {coding[:20]}")
    return content


def _gunzip(content: bytes, most: int) -> bytes:
    return _inflate(content, most, 16 + zlib.MAX_WBITS) if content.startswith(_GZIP) else content


def _undeflate(content: bytes, most: int) -> bytes:
    """Some servers call the bare stream so, some the one with a header."""
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            return _inflate(content, most, bits)
        except CodingError:
            continue
    return _if_markup(content, "deflate")


def _inflate(content: bytes, most: int, bits: int) -> bytes:
    unpacker = zlib.decompressobj(bits)
    try:
        unpacked = unpacker.decompress(content, most)
    except zlib.error as error:
        raise CodingError(f"the payload is broken: {error}") from error
    if not unpacker.eof and len(unpacked) < most:
        raise CodingError("the payload is cut short")
    return unpacked


def _unbrotli(content: bytes, most: int) -> bytes:
    unpacker = brotli.Decompressor()
    unpacked = b""
    try:
        unpacked = unpacker.process(content, output_buffer_limit=most)
        while not unpacker.is_finished() and len(unpacked) < most:
            more = unpacker.process(b"", output_buffer_limit=most - len(unpacked))
            if not more:
                raise CodingError("the payload is cut short")
            unpacked += more
    except brotli.error as error:
        if not unpacked:
            return _if_markup(content, "brotli")
        raise CodingError(f"the payload is broken: {error}") from error
    return bytes(unpacked[:most])


def _unzstd(content: bytes, most: int) -> bytes:
    if not content.startswith(_ZSTD):
        return content
    unpacker = zstd.ZstdDecompressor()
    try:
        unpacked = unpacker.decompress(content, max_length=most)
    except zstd.ZstdError as error:
        raise CodingError(f"the payload is broken: {error}") from error
    if not unpacker.eof and len(unpacked) < most:
        raise CodingError("the payload is cut short")
    return unpacked


def _if_markup(content: bytes, coding: str) -> bytes:
    if content.lstrip()[:1] == b"<":
        return content
    raise CodingError(f"the payload is broken: no {coding}")


_STEPS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
