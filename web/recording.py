"""The access log and the log of slow queries.

What readers look for is theirs: neither log has addresses or queries unless the archive's keeper
asks for them. A slow query is then known by its shape, and by a digest under a key that ends with
the server: the same query is known again, and nobody who reads the log can try out words.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from indexer.home.settings import Settings
from searcher.query.operators import DATE_NAMES, FIELDS_BY_NAME

_ACCESS = logging.getLogger("letopis.access")
_SLOW = logging.getLogger("letopis.slow")

# Characters of a path, a query or a shape that are written: a line of the log stays shorter than
# what a pipe takes at once, so that those of several workers do not mix.
_LONGEST = 500
_FIELDS = frozenset({*FIELDS_BY_NAME, *DATE_NAMES})
_KEY_SIZE, _DIGEST_SIZE = 16, 6

# A word, perhaps the name of a field, or a number.
_WORD = re.compile(r"(?P<field>\w+:)|(?P<operator>\b(?:AND|OR|NOT|И|ИЛИ|НЕ)\b)|[^\W\d]\w*|\d\w*")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRecord:
    """A request that was answered: when it came (aware), its percent-encoded path, and query,
    what is searched for in it, the names of its known parameters, the bytes of its answer, and the
    seconds it took, of time and of the processor."""

    when: datetime
    address: str
    method: str
    path: str
    route: str
    query: str
    searches: Sequence[str]
    parameters: Collection[str]
    status: int
    size: int
    seconds: float
    processor: float


class RequestRecorder:
    """Writes requests to the logs `letopis.access` and `letopis.slow`, as the settings say."""

    def __init__(self, rules: Settings, key: bytes) -> None:
        """`key` makes the digests of queries."""
        self._rules = rules
        self._key = key

    def with_rules(self, rules: Settings) -> RequestRecorder:
        """One that logs by other rules and makes the same digests."""
        return RequestRecorder(rules, self._key)

    def wants(self, processor: float) -> bool:
        """Whether a request that took so many seconds of the processor is logged at all."""
        return self._rules.access_log != "off" or self._is_slow(processor)

    def record(self, request: RequestRecord) -> None:
        """Log a request, as the settings say."""
        if self._rules.access_log != "off":
            _ACCESS.info("%s", self._write(request, {}))
        if self._is_slow(request.processor):
            known = {
                "shape": " | ".join(map(describe_shape, request.searches))[:_LONGEST],
                "digest": self._digest(request.searches),
                "parameters": ",".join(sorted(request.parameters)),
            }
            _SLOW.warning("%s", self._write(request, known, "slow"))

    def _is_slow(self, processor: float) -> bool:
        return 0 < self._rules.slow_seconds <= processor

    def _write(self, request: RequestRecord, more: dict[str, str], kind: str = "") -> str:
        rules = self._rules
        more = {"kind": kind} | more if kind else more
        if rules.log_addresses:
            more["address"] = request.address
        if rules.log_queries:
            more["query"] = request.query[:_LONGEST]
        path = request.path[:_LONGEST]
        when = request.when.isoformat(timespec="milliseconds")
        if rules.access_log == "json":
            fields = {
                "time": when,
                "method": request.method,
                "path": path,
                "route": request.route,
                "status": request.status,
                "bytes": request.size,
                "seconds": round(request.seconds, 4),
                "processor": round(request.processor, 4),
            }
            return msgspec.json.encode(fields | more).decode()
        known = [f"{name}={_quote(value)}" for name, value in more.items() if value]
        took = f"{request.seconds:.3f}s {request.processor:.3f}s"
        line = f"{when} {request.method} {path} {request.status} {request.size} {took}"
        return " ".join([line, *known])

    def _digest(self, searches: Sequence[str]) -> str:
        text = "\0".join(searches).encode(errors="surrogatepass")
        return hashlib.blake2b(text, key=self._key, digest_size=_DIGEST_SIZE).hexdigest()


def open_logs() -> None:
    """Let the access log be written to standard output, each line as it is."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(message)s"))
    _ACCESS.addHandler(handler)
    _ACCESS.setLevel(logging.INFO)
    _ACCESS.propagate = False


def make_key() -> bytes:
    """A key for digests, which nobody knows."""
    return secrets.token_bytes(_KEY_SIZE)


def describe_shape(query: str) -> str:
    """A query without its words: `w` for each, `9` for each number; fields, operators and signs
    stay: `"w w"~9 tag:w -w*`."""
    return _WORD.sub(_hide, query[:_LONGEST])


def _hide(found: re.Match[str]) -> str:
    text = found[0]
    if found["operator"]:
        return text
    if found["field"]:
        return text if text[:-1].lower() in _FIELDS else "w:"
    return "9" if text[0].isdigit() else "w"


def _quote(text: str) -> str:
    """A value on one line, in quotation marks where it needs them."""
    is_plain = text.isprintable() and not set(text) & set(' "=\\')
    return text if is_plain else msgspec.json.encode(text).decode()
