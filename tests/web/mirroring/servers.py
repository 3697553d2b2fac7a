"""Servers that cut, lie and refuse, as networks and servers do."""

from __future__ import annotations

import json
import socket
import socketserver
import struct
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

# Answers a request, told by its path and query, on its connection.
Answer = Callable[[socket.socket, str], None]


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """A server that answers each request, on a connection of its own, as it is told."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = self.request.recv(65536)
                if not piece:
                    return
                head += piece
            with suppress(OSError):
                answer(self.request, head.split()[1].decode())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def make_answer(
    body: bytes, status: str = "200 OK", kind: str = "application/json", **headers: str
) -> bytes:
    """An answer as it goes over the line, after which the connection ends."""
    told = {"Content-Type": kind, "Content-Length": str(len(body)), "Connection": "close"}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join((*lines, "", "")).encode() + body


def fetch(address: str, path: str) -> tuple[int, bytes]:
    """What a server says."""
    try:
        with urllib.request.urlopen(f"{address}{path}", timeout=30) as response:  # noqa: S310
            return response.status, response.read()
    except HTTPError as error:
        return error.code, error.read()


@contextmanager
def changing(address: str, change: Callable[[str, Any], Any]) -> Iterator[str]:
    """A server whose answers are those of another one, changed: `change` is given the name of what
    is asked for and its JSON."""

    def answer(connection: socket.socket, path: str) -> None:
        status, body = fetch(address, path)
        if status == 200:
            name = urlsplit(path).path.rpartition("/")[2]
            body = json.dumps(change(name, json.loads(body))).encode()
        connection.sendall(make_answer(body, str(status)))

    with answering(answer) as at:
        yield at


@contextmanager
def cutting(address: str, limits: list[int]) -> Iterator[str]:
    """A server between another one and its client, which cuts the first connections after so many
    bytes of the answer, and none after them."""
    left = iter(limits)

    def answer(connection: socket.socket, path: str) -> None:
        status, body = fetch(address, path)
        whole = make_answer(body, str(status))
        limit = next(left, None)
        connection.sendall(whole if limit is None else whole[:limit])
        if limit is not None:
            # Reset, not ended: what was sent may be lost too.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()

    with answering(answer) as at:
        yield at
