"""Content codings: which one a client takes, bodies and streams in it."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Protocol, get_args

import brotli

from web.requests import parse_weights

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Coding = Literal["zstd", "br", "gzip", "identity"]

# Of those that a client likes equally well, the first.
CODINGS: tuple[Coding, ...] = get_args(Coding)

# Pages shrink to a tenth. Higher levels take twice the time for a few percent; zstd takes half the
# time of gzip for the same size, brotli gzip's for 4 % less.
_ZSTD_LEVEL = 6
_BROTLI_QUALITY = 5
_GZIP_LEVEL = 5

# Of what is compressed once and sent often.
_MOST_ZSTD_LEVEL = 22
_MOST_BROTLI_QUALITY = 11
_MOST_GZIP_LEVEL = 9

# Of streams: 20,000 articles a second leave little time for each.
_ZSTD_STREAM_LEVEL = 3
_BROTLI_STREAM_QUALITY = 3
_GZIP_STREAM_LEVEL = 5


class Compressor(Protocol):
    """Puts a stream into a coding, piece by piece."""

    def compress(self, piece: bytes, /) -> bytes:
        """What there is to send so far; it may be nothing."""

    def flush(self) -> bytes:
        """The end of the stream."""


def choose_coding(header: str, preferred: Sequence[Coding] = CODINGS) -> Coding:
    """The coding that an Accept-Encoding header likes best: by name, else by `*`; of those it likes
    equally well, the first of `preferred`, which ends with `identity`. What the header says nothing
    of is refused, but for `identity`, which is sent where nothing else may be."""
    weights = dict(parse_weights(header))
    others = weights.get("*", 0.0)
    best = max(preferred[:-1], key=lambda coding: weights.get(coding, others))
    weight = weights.get(best, others)
    return best if weight > 0 and weight >= weights.get("identity", 0.0) else "identity"


def compress(body: bytes, coding: Coding) -> bytes:
    """A whole body in a coding; the same bytes for the same body."""
    return _COMPRESS[coding](body)


def compress_once(body: bytes, coding: Coding) -> bytes:
    """As `compress`, as small as it gets: for what is made once and sent often."""
    return _COMPRESS_ONCE[coding](body)


def make_compressor(coding: Coding) -> Compressor:
    """What puts a stream into a coding."""
    return _COMPRESSORS[coding]()


class _Identity:
    def compress(self, piece: bytes, /) -> bytes:
        return piece

    def flush(self) -> bytes:
        return b""


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Compressor(quality=_BROTLI_STREAM_QUALITY)

    def compress(self, piece: bytes, /) -> bytes:
        return bytes(self._stream.process(piece))

    def flush(self) -> bytes:
        return bytes(self._stream.finish())


_COMPRESS: Mapping[Coding, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstd.compress(body, _ZSTD_LEVEL),
    "br": lambda body: bytes(brotli.compress(body, quality=_BROTLI_QUALITY)),
    "gzip": lambda body: gzip.compress(body, _GZIP_LEVEL, mtime=0),
    "identity": lambda body: body,
}

_COMPRESS_ONCE: Mapping[Coding, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstd.compress(body, _MOST_ZSTD_LEVEL),
    "br": lambda body: bytes(brotli.compress(body, quality=_MOST_BROTLI_QUALITY)),
    "gzip": lambda body: gzip.compress(body, _MOST_GZIP_LEVEL, mtime=0),
    "identity": lambda body: body,
}

_COMPRESSORS: Mapping[Coding, Callable[[], Compressor]] = {
    "zstd": lambda: zstd.ZstdCompressor(_ZSTD_STREAM_LEVEL),
    "br": _Brotli,
    "gzip": lambda: zlib.compressobj(_GZIP_STREAM_LEVEL, wbits=zlib.MAX_WBITS | 16),
    "identity": _Identity,
}
