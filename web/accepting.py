"""Taking connections from one listening socket in several processes, about as many in each.

Whoever is awake first would take them all: a proxy opens its connections at once and keeps them for
hours, and one process would answer everything. So who has more than another leaves a connection to
that one for a moment. It stays in the queue of the socket meanwhile, where none is lost, whichever
process dies or is busy.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from mmap import mmap

logger = logging.getLogger("letopis.web")

# Seconds for which a connection is left to who has fewer, and between looks whether it still is.
COURTESY = 0.05
_MOMENT = 0.001
# Seconds until the next try, where the system lets no connection be taken: mostly too many files
# are open.
_PAUSE = 1.0
# Makes the protocol of a connection; to be called with what is called when it is lost.
MakeProtocol = Callable[[Callable[[], None]], asyncio.Protocol]

# What a process has that takes no connections: more than any other.
_CLOSED = 2**32 - 1


class ConnectionCounts:
    """How many connections each of some processes has, in memory that forks share. Each writes its
    own number; those that it reads of others may be a moment old."""

    def __init__(self, processes: int) -> None:
        self._counts = memoryview(mmap(-1, 4 * processes)).cast("I")
        for number in range(processes):
            self.close(number)

    def __getitem__(self, number: int) -> int:
        return self._counts[number]

    def tell(self, number: int, count: int) -> None:
        """A process has so many."""
        self._counts[number] = count

    def close(self, number: int) -> None:
        """A process takes none, or is gone."""
        self._counts[number] = _CLOSED

    def is_ahead(self, number: int) -> bool:
        """Whether another process has fewer."""
        return self._counts[number] > min(self._counts)


class Acceptor:
    """Takes connections for one process of several. Used by its event loop."""

    def __init__(
        self,
        sock: socket.socket,
        make_protocol: MakeProtocol,
        counts: ConnectionCounts,
        number: int,
        courtesy: float = COURTESY,
    ) -> None:
        """Begins at once. `number` is that of this process, `courtesy` for how many seconds it
        leaves a connection to who has fewer."""
        self._sock = sock
        self._make_protocol = make_protocol
        self._counts = counts
        self._number = number
        self._courtesy = courtesy
        self._loop = asyncio.get_running_loop()
        self._connections = 0
        self._is_closed = False
        # Tasks that nobody else holds.
        self._begun: set[asyncio.Task[object]] = set()
        self._later: asyncio.TimerHandle | None = None
        sock.settimeout(0)
        self._count(0)
        self._watch()

    def close(self) -> None:
        """Take no more. The socket is left open to the others."""
        self._is_closed = True
        self._counts.close(self._number)
        self._loop.remove_reader(self._sock)
        if self._later is not None:
            self._later.cancel()

    def _watch(self) -> None:
        self._later = None
        self._loop.add_reader(self._sock, self._look)

    def _look(self) -> None:
        """Somebody wants to connect."""
        if self._counts.is_ahead(self._number):
            self._loop.remove_reader(self._sock)
            self._leave(self._loop.time() + self._courtesy)
        else:
            self._take()

    def _leave(self, until: float) -> None:
        """Leave a connection to who has fewer; if nobody takes it until then, take it."""
        if self._counts.is_ahead(self._number) and self._loop.time() < until:
            self._later = self._loop.call_later(_MOMENT, self._leave, until)
        else:
            self._watch()
            self._take()

    def _take(self) -> None:
        try:
            connection, _ = self._sock.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:
            logger.warning("no connection can be taken: %s", error)
            self._loop.remove_reader(self._sock)
            self._later = self._loop.call_later(_PAUSE, self._watch)
            return
        self._count(1)
        begun = self._loop.create_task(
            self._loop.connect_accepted_socket(
                lambda: self._make_protocol(self._forget), connection
            )
        )
        self._begun.add(begun)
        begun.add_done_callback(self._begun.discard)

    def _forget(self) -> None:
        """A connection is gone."""
        self._count(-1)

    def _count(self, more: int) -> None:
        self._connections += more
        if not self._is_closed:
            self._counts.tell(self._number, self._connections)
