"""ZIP files written piece by piece, as their content comes to be."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping


class ZipPacker:
    """Puts a stream into a ZIP file, behind some small files.

    It takes a stream as a compressor does: pieces in, what there is to send out.
    """

    def __init__(self, small: Mapping[str, bytes], name: str) -> None:
        """`small` are the contents of the small files by name, `name` is that of the stream."""
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)
        for path, content in small.items():
            self._zip.writestr(_describe(path), content)
        # Nobody knows how long the stream becomes.
        self._stream = self._zip.open(_describe(name), "w", force_zip64=True)

    def compress(self, piece: bytes, /) -> bytes:
        """What there is to send so far."""
        self._stream.write(piece)
        return self._sink.take()

    def flush(self) -> bytes:
        """The end of the file."""
        self._stream.close()
        self._zip.close()
        return self._sink.take()


def _describe(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


class _Sink:
    """Holds what was written until it is taken; nobody can go back in it."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, piece: bytes, /) -> int:
        self._written += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is held open."""

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken
