"""Streams of bytes that change what they read: in another encoding, without what a crash left."""

from __future__ import annotations

import codecs
import io
import re

BUFFER = 1024 * 1024
"""Bytes that a stream keeps at hand, so that so much can be looked at before it is read."""

# So many zero bytes are no signs of a text any more, but a block of a disk that was never written.
_LEAST_ZEROS = 8
_ZEROS = re.compile(rb"\0{8,}")


class _ChangedStream(io.RawIOBase):
    """Reads a stream piece by piece, each changed."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest or (self._is_waiting and len(self._rest) < len(buffer)):
            content = self._stream.read1(len(buffer))
            self._rest += self._change(content)
            if not content:
                break
        part, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)

    @property
    def _is_waiting(self) -> bool:
        """Whether what comes of the last bytes depends on the next ones."""
        return False

    def _change(self, content: bytes) -> bytes:
        """What comes of the next bytes; of none at the end of the stream."""
        raise NotImplementedError


class _Transcoded(_ChangedStream):
    """Text in another encoding as UTF-8."""

    def __init__(self, stream: io.BufferedReader, encoding: str) -> None:
        super().__init__(stream)
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def _change(self, content: bytes) -> bytes:
        return self._decoder.decode(content, final=not content).encode()


class _Lines(_ChangedStream):
    """Text whose lines end in `\\r` with lines that end in `\\n`."""

    def _change(self, content: bytes) -> bytes:
        return content.replace(b"\r", b"\n")


class ZeroSkippingStream(_ChangedStream):
    """Text without the blocks of zero bytes that a crash of a machine left in it: each becomes an
    end of a line. `skipped` counts the bytes."""

    def __init__(self, stream: io.BufferedReader) -> None:
        super().__init__(stream)
        self.skipped = 0
        # Zeros at the end of the last bytes.
        self._pending = 0

    def _change(self, content: bytes) -> bytes:
        if not self._pending and b"\0" not in content:
            return content
        begun = content.lstrip(b"\0")
        self._pending += len(content) - len(begun)
        if content and not begun:
            return b""
        before = self._end_run()
        rest = begun.rstrip(b"\0")
        self._pending = len(begun) - len(rest)
        return before + _ZEROS.sub(self._skip, rest)

    @property
    def _is_waiting(self) -> bool:
        return self._pending > 0

    def _end_run(self) -> bytes:
        if self._pending < _LEAST_ZEROS:
            return b"\0" * self._pending
        self.skipped += self._pending
        return b"\n"

    def _skip(self, run: re.Match[bytes]) -> bytes:
        self.skipped += len(run[0])
        return b"\n"


def transcode(stream: io.BufferedReader, encoding: str) -> io.BufferedReader:
    """A stream of text in an encoding as UTF-8; what does not fit becomes `\ufffd`."""
    return io.BufferedReader(_Transcoded(stream, encoding), BUFFER)


def open_lines(stream: io.BufferedReader) -> io.BufferedReader:
    """A stream of text with lines that end in `\\n`, where its own end in `\\r` alone."""
    sample = stream.peek(BUFFER)
    if b"\n" in sample or b"\r" not in sample:
        return stream
    return io.BufferedReader(_Lines(stream), BUFFER)
