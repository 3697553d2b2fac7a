"""Receivers of calls: one that takes them, and such as nobody wishes for."""

from __future__ import annotations

import hashlib
import hmac
import socket
import ssl
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import msgspec

SECRET = "whsec_" + b64encode(b"thirty bytes that nobody knows").decode()

# What a receiver does with a connection, once it has read a call.
Behaviour = Callable[[socket.socket], None]


@dataclass(frozen=True, slots=True)
class ReceivedCall:
    """A call as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def message(self) -> Any:
        return msgspec.json.decode(self.body)

    @property
    def name(self) -> str:
        return self.headers["webhook-id"]

    @property
    def ids(self) -> list[str]:
        return [article["id"] for article in self.message["data"]["articles"]]

    def is_signed(self, secret: str = SECRET) -> bool:
        """Whether the signature is right, as the specification of Standard Webhooks has it."""
        key = b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.name}.{self.headers['webhook-timestamp']}.".encode() + self.body
        digest = hmac.new(key, signed, hashlib.sha256).digest()
        return self.headers.get("webhook-signature") == f"v1,{b64encode(digest).decode()}"


@dataclass(slots=True)
class Receiver:
    """A server that does with each call what it is told to, and keeps what came."""

    listener: socket.socket
    behave: Behaviour
    tls: ssl.SSLContext | None = None
    calls: list[ReceivedCall] = field(default_factory=list)
    is_closed: bool = False

    @property
    def address(self) -> str:
        scheme = "https" if self.tls else "http"
        return f"{scheme}://127.0.0.1:{self.listener.getsockname()[1]}/hook"

    def serve(self) -> None:
        while not self.is_closed:
            with suppress(OSError):
                connection, _ = self.listener.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            stream = self.tls.wrap_socket(connection, server_side=True) if self.tls else connection
            self.calls.append(read_call(stream))
            self.behave(stream)
            # The answer is to arrive before the connection ends.
            stream.shutdown(socket.SHUT_WR)


def read_call(stream: socket.socket) -> ReceivedCall:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _receive(stream)
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    while len(body) < int(headers["content-length"]):
        body += _receive(stream)
    return ReceivedCall(first.split(" ")[1], headers, body)


def _receive(stream: socket.socket) -> bytes:
    received = stream.recv(65536)
    if not received:
        raise ConnectionError
    return received


@contextmanager
def receiving(behave: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        receiver = Receiver(listener, behave, tls)
        thread = threading.Thread(target=receiver.serve, daemon=True)
        thread.start()
        yield receiver
        receiver.is_closed = True
        # Who waits for a connection is given one.
        with suppress(OSError), socket.create_connection(listener.getsockname()):
            pass
        thread.join(5)


def answering(head: str, body: bytes = b"") -> Behaviour:
    """Sends an answer, and ends."""

    def behave(stream: socket.socket) -> None:
        length = f"Content-Length: {len(body)}\r\n"
        stream.sendall(f"HTTP/1.1 {head}\r\n{length}Connection: close\r\n\r\n".encode() + body)

    return behave


def hang(stream: socket.socket) -> None:
    """Takes everything and says nothing."""
    with suppress(OSError):
        stream.recv(1)


def say_yes_and_go_on(stream: socket.socket) -> None:
    """Takes the call, and never ends its answer."""
    stream.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        stream.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def drip(stream: socket.socket) -> None:
    """Sends the head of its answer letter by letter, for ever."""
    stream.sendall(b"HTTP/1.1 200 OK\r\nX-Header: ")
    while True:
        stream.sendall(b"x")
        time.sleep(0.05)


def babble(stream: socket.socket) -> None:
    """Sends what is no answer."""
    stream.sendall(b"\x00\xff" * 5_000 + b"\r\n\r\n")


def grow(stream: socket.socket) -> None:
    """Sends a header that does not end."""
    stream.sendall(b"HTTP/1.1 200 OK\r\nX-Header: ")
    while True:
        stream.sendall(b"x" * 65536)
