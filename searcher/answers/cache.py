"""Answers of one generation that are asked for again: what is shown twice is searched once."""

from __future__ import annotations

import threading
from collections import OrderedDict

from searcher.request import SearchRequest
from searcher.response import SearchResponse

# Hits that all kept answers hold together, some 40 MB of articles of usual length.
ROOM = 5_000
# So many hits stand for what every answer has, and one for so many values of facets and buckets: a
# large archive has tens of thousands of authors.
_REST = 5
_VALUES = 40

Key = tuple[SearchRequest, str]


class AnswerCache:
    """The answers of one generation that were given last, by request and language of the labels;
    those asked for least lately go. Safe to share between threads.
    """

    def __init__(self, room: int = ROOM) -> None:
        """`room` is how many hits may be held; with 0 nothing is kept."""
        self._room = room
        self._answers: OrderedDict[Key, SearchResponse] = OrderedDict()
        self._pinned: dict[Key, SearchResponse] = {}
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Key) -> SearchResponse | None:
        """The answer to a request, if it is there."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
            return self._pinned.get(key)

    def put(self, key: Key, answer: SearchResponse) -> None:
        """Keep an answer as long as there is room."""
        with self._lock:
            if key in self._answers or _weigh(answer) > self._room:
                return
            self._answers[key] = answer
            self._size += _weigh(answer)
            while self._size > self._room:
                _, gone = self._answers.popitem(last=False)
                self._size -= _weigh(gone)

    def pin(self, key: Key, answer: SearchResponse) -> None:
        """Keep an answer for good."""
        with self._lock:
            self._pinned[key] = answer


def _weigh(answer: SearchResponse) -> int:
    values = sum(map(len, answer.facets.values())) + len(answer.timeline.buckets)
    return len(answer.hits) + values // _VALUES + _REST
