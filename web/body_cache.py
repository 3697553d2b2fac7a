"""Bodies as they were sent: an answer that is asked for again is not made again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

# Bytes that all bodies hold together, and which part of them one may take.
ROOM = 32 * 1024 * 1024
_MOST_OF_ONE = 16


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it is sent, its content coding, if any, how many milliseconds it took to make, and
    the headers that tell more of it."""

    content: bytes
    coding: str
    took_ms: float
    headers: Mapping[str, str] = field(default_factory=dict)


class BodyCache:
    """The bodies of one generation that were asked for last, by their entity tags. When another
    generation answers, they go. Used by the event loop alone."""

    def __init__(self, room: int = ROOM) -> None:
        """`room` is how many bytes may be held; with 0 nothing is kept."""
        self._room = room
        self._generation = ""
        self._bodies: OrderedDict[str, Body] = OrderedDict()
        self._size = 0

    def get(self, tag: str) -> Body | None:
        """The body with an entity tag, if it is there."""
        body = self._bodies.get(tag)
        if body is not None:
            self._bodies.move_to_end(tag)
        return body

    def put(self, generation: str, tag: str, body: Body) -> None:
        """Keep a body as long as there is room."""
        if generation != self._generation:
            self._generation, self._size = generation, 0
            self._bodies.clear()
        size = len(body.content)
        if size > self._room // _MOST_OF_ONE or tag in self._bodies:
            return
        self._bodies[tag] = body
        self._size += size
        while self._size > self._room:
            _, gone = self._bodies.popitem(last=False)
            self._size -= len(gone.content)
