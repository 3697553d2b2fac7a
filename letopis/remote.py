"""Questions sent to a server."""

from __future__ import annotations

import gzip
import http.client
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TypeVar
from urllib.error import HTTPError
from urllib.request import OpenerDirector, Request, build_opener

import msgspec

from indexer.addresses import is_web_address
from indexer.errors import OverloadedError, ParameterError, RateLimitedError, ServerError
from letopis.problems import read_problem
from letopis.transport import Question, add_language, check_language
from web.api.answers import ArticleFields

T = TypeVar("T")

# How often a question is asked that a server has no time for, and how many seconds of waiting it
# may ask for each time.
_MOST_TRIES = 5
_MOST_SECONDS = 120
# Exports that break off are gone on with, as long as each time something came.
_BROKEN = (OSError, EOFError, zlib.error, http.client.HTTPException)


@dataclass(frozen=True, slots=True)
class HttpTransport:
    """Asks a server. What it has no time for is asked again after the seconds that it names, which
    `wait` waits."""

    base: str
    ui: str
    timeout: float
    wait: Callable[[float], object] = time.sleep
    _opener: OpenerDirector = field(default_factory=build_opener, repr=False)

    @classmethod
    def of(cls, url: str, ui: str, timeout: float) -> HttpTransport:
        """For the server at an address. Raises ParameterError."""
        if not is_web_address(url):
            raise ParameterError("url", url, "bad-value", "http://…, https://…")
        return cls(url.rstrip("/"), check_language(ui), timeout)

    def ask(self, question: Question, answer: type[T]) -> T:
        body = self._fetch(question)
        try:
            return msgspec.json.decode(body, type=answer)
        except msgspec.MsgspecError as error:
            raise ServerError(self._address(question), str(error)) from error

    def read(self, question: Question) -> str:
        return self._fetch(question).decode()

    def export(self, question: Question) -> Iterator[ArticleFields]:
        asked, cursor, last = question, "", ""
        while True:
            begun = last
            try:
                with self._open(asked) as response:
                    cursor = response.headers["Letopis-Cursor"] or cursor
                    for article in _read_articles(response):
                        yield article
                        last = article.id
            except (*_BROKEN, msgspec.MsgspecError) as error:
                if not cursor or last == begun:
                    raise ServerError(self._address(asked), str(error)) from error
                asked = question.adding([("cursor", cursor), ("after", last)])
            else:
                return

    def _fetch(self, question: Question) -> bytes:
        try:
            with self._open(question) as response:
                if response.headers.get_content_type() == "text/html":
                    raise ServerError(self._address(question), "a page, no answer")
                body: bytes = response.read()
                return gzip.decompress(body) if _is_packed(response) else body
        except _BROKEN as error:
            raise ServerError(self._address(question), str(error)) from error

    @contextmanager
    def _open(self, question: Question) -> Iterator[http.client.HTTPResponse]:
        """The answer of the server, once it has time for it. Raises the errors that are told by
        problems, and OSError, HTTPException."""
        for number in range(_MOST_TRIES):
            try:
                response = self._send(question)
                break
            except (OverloadedError, RateLimitedError) as error:
                if number == _MOST_TRIES - 1 or error.retry_after > _MOST_SECONDS:
                    raise
                self.wait(error.retry_after)
        with response:
            yield response

    def _send(self, question: Question) -> http.client.HTTPResponse:
        address = self._address(question)
        request = Request(  # noqa: S310 - the address is one of the web: `of` has looked
            address,
            headers={
                "Accept-Encoding": "gzip",
                "User-Agent": f"letopis/{version('letopis')}",
            },
        )
        try:
            response: http.client.HTTPResponse = self._opener.open(request, timeout=self.timeout)
        except HTTPError as failed:
            with failed:
                raise read_problem(failed, question, address) from failed
        return response

    def _address(self, question: Question) -> str:
        return self.base + add_language(question, self.ui).address


def _read_articles(response: http.client.HTTPResponse) -> Iterator[ArticleFields]:
    decoder = msgspec.json.Decoder(ArticleFields)
    lines = gzip.GzipFile(fileobj=response) if _is_packed(response) else response
    for line in lines:
        yield decoder.decode(line)


def _is_packed(response: http.client.HTTPResponse) -> bool:
    return response.headers["Content-Encoding"] == "gzip"
