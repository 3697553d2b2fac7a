"""Mixed traffic as a site has it, of known pages mostly, and what is wrong with an answer."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from random import Random
from urllib.parse import quote

_STATIC = re.compile(rb'(?:href|src)="(/static/[^"]+)"')
# A client asks so often over one connection, then over a new one.
_KEPT = 50
# Seconds after which an answer has failed.
_LONGEST = 30.0
# How many searches readers ask again and again.
_KNOWN = 60
_PAGES = ("/", "/?ui=en", "/help", "/about", "/archive/", "/trends?q={}", "/authors/", "/tags/")
_UNDER_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: its kind, and what the body of a right answer holds."""

    kind: str
    path: str
    holds: bytes
    status: int = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """When it was asked for, in seconds from the start, and how long it took; `fault` tells what is
    wrong with it, mostly nothing."""

    at: float
    kind: str
    ms: float
    fault: str = ""


@dataclass(slots=True)
class Traffic:
    """Draws questions. `ids` may grow meanwhile; `new` are paths of searches that are asked once
    each."""

    words: Sequence[str]
    ids: list[str]
    statics: Sequence[str]
    new: Iterator[str]
    random: Random

    def draw(self) -> Question:
        """The next question."""
        kind = self.random.choices(tuple(_SHARES), tuple(_SHARES.values()))[0]
        word = quote(self.random.choice(self.words[:_KNOWN]))
        id_ = self.random.choice(self.ids)
        named = f'"id":"{id_}"'.encode()
        match kind:
            case "known pages":
                return Question(kind, f"/search?q={word}", b"</html>")
            case "other pages":
                return Question(kind, self.random.choice(_PAGES).format(word), b"</html>")
            case "static files":
                return Question(kind, self.random.choice(self.statics), b"")
            case "feeds":
                path = self.random.choice((f"/feed.atom?q={word}", "/feed.atom"))
                return Question(kind, path, b"</feed>")
            case "article pages":
                return Question(kind, f"/articles/{id_}", f"/articles/{id_}".encode())
            case "articles of the API":
                return Question(kind, f"/api/v1/articles/{id_}", named)
            case "searches of the API":
                path = self.random.choice(_API).format(word)
                return Question(kind, path, b"{")
            case "new searches":
                return Question(kind, next(self.new), b"</html>")
            case "exports":
                return Question(kind, f"/api/v1/export?q={word}&format=ndjson", b'"id":"')
            case "metrics":
                return Question(kind, "/metrics", b"letopis_")
            case _:
                return Question(kind, f"/articles/no-{id_}", b"</html>", 404)


_SHARES: Mapping[str, int] = {
    "known pages": 34,
    "other pages": 10,
    "static files": 20,
    "feeds": 8,
    "article pages": 10,
    "articles of the API": 7,
    "searches of the API": 5,
    "new searches": 3,
    "exports": 1,
    "metrics": 1,
    "nothing there": 1,
}
_API = (
    "/api/v1/articles?q={}",
    "/api/v1/facets?q={}&facet=country",
    "/api/v1/timeline?q={}",
    "/api/v1/suggest?q={}",
    "/api/v1/changes?limit=20",
)


def find_statics(address: str) -> list[str]:
    """The static files that the home page names."""
    connection = HTTPConnection(address, timeout=_LONGEST)
    connection.request("GET", "/")
    page = connection.getresponse().read()
    connection.close()
    return sorted({path.decode() for path in _STATIC.findall(page)})


@dataclass(slots=True)
class Client:
    """Asks a server, as a browser that keeps its connection and what it was sent."""

    address: str
    began: float
    _connection: HTTPConnection | None = None
    _turns: Iterator[int] = field(default_factory=lambda: cycle(range(_KEPT)))
    _tags: dict[str, str] = field(default_factory=dict)

    def ask(self, question: Question) -> Answer:
        """Ask, and look whether the answer is what it should be."""
        if next(self._turns) == 0:
            self.close()
        began = time.monotonic()
        try:
            fault = self._find_fault(question)
        except (OSError, HTTPException, zlib.error) as error:
            self.close()
            fault = f"{type(error).__name__}: {error}"
        ms = (time.monotonic() - began) * 1000
        if fault:
            fault = f"{question.path}: {fault}"
        return Answer(round(began - self.began, 2), question.kind, round(ms, 2), fault)

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _find_fault(self, question: Question) -> str:
        if self._connection is None:
            self._connection = HTTPConnection(self.address, timeout=_LONGEST)
        headers = {"Accept-Encoding": "gzip"}
        known = self._tags.pop(question.path, None)
        if known:
            headers["If-None-Match"] = known
        self._connection.request("GET", question.path, headers=headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if known and answer.status == 304:
            return "a body with status 304" if body else ""
        if answer.status != question.status:
            return f"status {answer.status}"
        if answer.getheader("Content-Encoding") == "gzip":
            body = zlib.decompress(body, _UNDER_GZIP)
        tag = answer.getheader("ETag")
        if tag and len(self._tags) < _KNOWN:
            self._tags[question.path] = tag
        return "" if question.holds in body else f"wrong body of {len(body)} bytes"
