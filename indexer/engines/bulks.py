"""Writes on their way to an index of a cluster: in parallel, few at a time, none lost."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import blake2b
from itertools import count
from typing import Any

import msgspec

from indexer.engines.cluster import GONE, Cluster, lengthen
from indexer.engines.copies import check_shards
from indexer.errors import ClusterError

# Bytes of a request that writes, and how many are on their way at once.
_BULK_SIZE = 4_000_000
_BULKS = 2
# How long one waits for shards that are not there.
_MISSING = {"timeout": "15s"}
# The tries of one: written twice, it is as if it were once.
_WAITS = lengthen(20.0, 600.0)
# What a busy cluster says; it is asked again after a while, and then after twice as long.
_BUSY = frozenset({429, 503})
_PATIENCE = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6)
# So says one whose disks are full too, by this word, and that does not pass in a while.
_FULL, _BLOCKED = 429, "cluster_block_exception"
# What is more than the cluster takes in one request.
_TOO_LARGE = 413
# A write that comes behind a later one of the same document.
_LATE = 409
# Longer names are no names of documents.
_LONGEST_NAME = 512


def name_document(document_id: str) -> str:
    """The name of a document within its index."""
    if len(document_id.encode()) <= _LONGEST_NAME:
        return document_id
    return f"blake2b:{blake2b(document_id.encode(), digest_size=32).hexdigest()}"


class Bulks:
    """Writes on their way to an index, few requests at a time."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster = cluster
        self._index = index
        self._threads = ThreadPoolExecutor(_BULKS, thread_name_prefix="bulk")
        self._sent: deque[Future[None]] = deque()
        self._lines: list[bytes] = []
        self._size = 0
        self._most = _BULK_SIZE
        # Later writes of a document win, in whatever order they come there.
        self._versions = count(time.time_ns())

    def write(self, document_id: str, action: str, source: bytes | None = None) -> None:
        """Take a write; what earlier ones failed of is raised."""
        name = name_document(document_id)
        version = next(self._versions)
        told = {action: {"_id": name, "version": version, "version_type": "external"}}
        line = msgspec.json.encode(told) + b"\n"
        if source is not None:
            line += source + b"\n"
        self._lines.append(line)
        self._size += len(line)
        if self._size >= self._most:
            self._send()

    def finish(self) -> None:
        """Wait until everything is written. Raises what failed."""
        self._send()
        while self._sent:
            self._sent.popleft().result()

    def close(self) -> None:
        """Let go of the threads; what is on its way ends first."""
        self._threads.shutdown(cancel_futures=True)

    def _send(self) -> None:
        lines, self._lines, self._size = self._lines, [], 0
        if lines:
            self._sent.append(self._threads.submit(self._write, lines))
        while len(self._sent) > _BULKS:
            self._sent.popleft().result()

    def _write(self, lines: list[bytes]) -> None:
        """Write some documents, and again those that a busy cluster did not take, or one whose
        node is away. Raises ClusterError."""
        begun = time.monotonic()
        for pause in _PATIENCE:
            try:
                self._write_once(lines)
            except _BusyError as busy:
                lines = busy.lines
                check_shards(self._cluster, self._index, begun)
            else:
                return
            time.sleep(pause)
        try:
            self._write_once(lines)
        except _BusyError as busy:
            raise busy.error from None

    def _write_once(self, lines: list[bytes]) -> None:
        """Raises _BusyError, and ClusterError where a document is refused for good."""
        try:
            body = b"".join(lines)
            answer = self._cluster.ask(
                "POST", f"/{self._index}/_bulk", body, _MISSING, waits=_WAITS
            )
        except ClusterError as error:
            if error.status in _BUSY:
                raise _BusyError(lines, error) from error
            if error.status != _TOO_LARGE:
                raise
            self._divide(lines, len(body))
            return
        if not answer["errors"]:
            return
        again: list[bytes] = []
        refusal: ClusterError | None = None
        for line, item in zip(lines, answer["items"], strict=True):
            ((action, told),) = item.items()
            status = told["status"]
            if "error" not in told or status == _LATE or (action == "delete" and status == GONE):
                continue
            refusal = ClusterError(f"{told['_id']!r}: {_find_reason(told['error'])}", status)
            is_full = status == _FULL and told["error"]["type"] == _BLOCKED
            if status not in _BUSY or is_full:
                raise refusal
            again.append(line)
        if refusal is not None:
            raise _BusyError(again, refusal)

    def _divide(self, lines: list[bytes], size: int) -> None:
        """Write some documents that are too large together, and smaller requests from now on.
        Raises ClusterError, where one is too large by itself."""
        if len(lines) == 1:
            reason = f"{size} bytes are more than the cluster takes (http.max_content_length)"
            raise ClusterError(f"{_read_name(lines[0])!r}: {reason}", _TOO_LARGE)
        self._most = min(self._most, size // 2)
        half = len(lines) // 2
        for part in (lines[:half], lines[half:]):
            self._write(part)


class _BusyError(Exception):
    """The cluster did not take some lines for now."""

    def __init__(self, lines: list[bytes], error: ClusterError) -> None:
        super().__init__(error)
        self.lines = lines
        self.error = error


def _read_name(line: bytes) -> str:
    """The name of the document that a line writes."""
    ((_, told),) = msgspec.json.decode(line.partition(b"\n")[0]).items()
    return str(told["_id"])


def _find_reason(told: Mapping[str, Any]) -> str:
    """Why a document is refused: the cause beneath, which names the field and the value."""
    cause = told.get("caused_by", {}).get("reason", "")
    return f"{told.get('reason', told.get('type', ''))} {cause}".rstrip()
