"""The socket that a server listens on: of a host and port, of a path, or one that systemd holds."""

from __future__ import annotations

import errno
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from indexer.errors import OptionError

# Ports tried after a busy one.
_NEXT_PORTS = 20
# Connections that wait until a worker takes them.
_BACKLOG = 128
# What systemd passes begins here (sd_listen_fds).
_FIRST_PASSED = 3
# Readers and writers of a socket with a path: its user and group.
_UNIX_UMASK = 0o117


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens on this very port. Raises OptionError."""
    try:
        return socket.create_server((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise OptionError("--port", f"port {port} is busy") from error
        raise OptionError("--host", f"cannot listen on {host}: {error.strerror}") from error


def bind_free(host: str, port: int) -> socket.socket:
    """A socket that listens on this port or the next free one. Raises OptionError."""
    for candidate in range(port, min(port + _NEXT_PORTS, 65535) + 1):
        try:
            return bind(host, candidate)
        except OptionError as error:
            if error.option != "--port":
                raise
            click.echo(f"Port {candidate} is busy, trying the next one.")
    raise OptionError("--port", f"ports {port} to {port + _NEXT_PORTS} are all busy")


@contextmanager
def bind_path(path: Path) -> Iterator[socket.socket]:
    """A socket that listens at a path, for its user and group; the path goes with it. Raises
    OptionError for a path that cannot be one, or where somebody listens."""
    _remove_stale(path)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with sock:
        umask = os.umask(_UNIX_UMASK)
        try:
            sock.bind(str(path))
        except OSError as error:
            reason = f"cannot listen on {path}: {error.strerror or error}"
            raise OptionError("--unix", reason) from error
        finally:
            os.umask(umask)
        bound = path.stat().st_ino
        sock.listen(_BACKLOG)
        try:
            yield sock
        finally:
            # A server that was started since has another one there.
            if path.exists() and path.stat().st_ino == bound:
                path.unlink()


def take_passed() -> socket.socket | None:
    """The socket that systemd passed to this process, if it did (`letopis.socket`). Raises
    OptionError for several, and for one that does not listen."""
    passed = os.environ.pop("LISTEN_FDS", "")
    os.environ.pop("LISTEN_FDNAMES", None)
    if os.environ.pop("LISTEN_PID", "") != str(os.getpid()) or passed in ("", "0"):
        return None
    if passed != "1":
        raise OptionError("LISTEN_FDS", f"one socket is served, not {passed}")
    try:
        sock = socket.socket(fileno=_FIRST_PASSED)
        is_listening = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    except OSError as error:
        raise OptionError("LISTEN_FDS", f"no socket was passed: {error.strerror}") from error
    if not is_listening or sock.type != socket.SOCK_STREAM:
        raise OptionError("LISTEN_FDS", "the socket that was passed does not listen")
    sock.set_inheritable(False)
    return sock


def name_socket(sock: socket.socket) -> str:
    """Where a socket listens, for people."""
    name = sock.getsockname()
    if sock.family == socket.AF_UNIX:
        return f"unix:{name}"
    host, port = name[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _remove_stale(path: Path) -> None:
    """Make room where a server that was killed left its socket."""
    try:
        is_socket = stat.S_ISSOCK(path.lstat().st_mode)
    except FileNotFoundError:
        return
    except OSError as error:
        raise OptionError("--unix", f"cannot listen on {path}: {error.strerror}") from error
    if not is_socket:
        raise OptionError("--unix", f"{path} is there and no socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        try:
            asking.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
        except OSError as error:
            raise OptionError("--unix", f"cannot listen on {path}: {error.strerror}") from error
        else:
            raise OptionError("--unix", f"somebody listens on {path}")
