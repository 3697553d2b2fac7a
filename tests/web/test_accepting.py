"""Several processes that take connections of one socket: evenly, and whatever one of them does."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from web.accepting import COURTESY, Acceptor, ConnectionCounts


class Taken(asyncio.Protocol):
    """A connection in the list of who took it, until it is closed."""

    def __init__(self, taken: list[Taken], lost: Callable[[], None]) -> None:
        self._taken = taken
        self._lost = lost
        self.transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._taken.append(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._taken.remove(self)
        self._lost()


class Port:
    """A socket that some processes take connections of; here all run in one loop."""

    def __init__(self, processes: int) -> None:
        self.sock = socket.create_server(("127.0.0.1", 0))
        self.counts = ConnectionCounts(processes)
        # As forks have it, each a file of its own.
        self.socks = [self.sock.dup() for _ in range(processes)]
        self.taken: list[list[Taken]] = [[] for _ in range(processes)]
        self.acceptors: dict[int, Acceptor] = {}
        self.clients: list[socket.socket] = []

    def begin(self, number: int, courtesy: float = 10.0) -> None:
        """Let a process take connections, with more patience than a busy machine needs."""
        taken = self.taken[number]
        self.acceptors[number] = Acceptor(
            self.socks[number], lambda lost: Taken(taken, lost), self.counts, number, courtesy
        )

    async def connect(self, count: int) -> list[int]:
        """Connect so often at once; how many connections each process has then."""
        before = sum(map(len, self.taken))
        self.clients += [socket.create_connection(self.sock.getsockname()) for _ in range(count)]
        async with asyncio.timeout(10):
            while sum(map(len, self.taken)) < before + count:
                await asyncio.sleep(0.001)
        return [len(taken) for taken in self.taken]

    async def close_all(self, number: int) -> None:
        """Have the connections of a process closed."""
        for taken in self.taken[number]:
            assert isinstance(taken.transport, asyncio.Transport)
            taken.transport.abort()
        while self.taken[number]:
            await asyncio.sleep(0.001)

    async def end(self) -> None:
        """Close everything."""
        for number, acceptor in self.acceptors.items():
            acceptor.close()
            await self.close_all(number)
        for sock in (*self.clients, *self.socks, self.sock):
            sock.close()


@settings(deadline=None)
@given(processes=st.integers(1, 4), bursts=st.lists(st.integers(1, 9), max_size=4))
def test_each_has_as_many_as_any_other(processes: int, bursts: list[int]) -> None:
    async def check() -> None:
        port = Port(processes)
        for number in range(processes):
            port.begin(number)
        for burst in bursts:
            counts = await port.connect(burst)
            assert max(counts) - min(counts) <= 1
        await port.end()

    asyncio.run(check())


async def test_who_has_fewest_takes_what_comes() -> None:
    port = Port(2)
    port.begin(0)
    assert await port.connect(6) == [6, 0]
    port.begin(1)
    assert await port.connect(5) == [6, 5]
    await port.close_all(0)
    assert await port.connect(4) == [4, 5]
    await port.end()


async def test_nobody_waits_for_who_takes_none() -> None:
    port = Port(3)
    port.begin(0, COURTESY)
    # It stands still.
    port.counts.tell(1, 0)
    assert await port.connect(4) == [4, 0, 0]
    port.begin(2)
    port.acceptors[2].close()
    assert await port.connect(2) == [6, 0, 0]
    await port.end()
