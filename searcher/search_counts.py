"""How many searches were made, and how many of them found nothing."""

from __future__ import annotations

import threading

from searcher.request import SearchRequest


class SearchCounts:
    """Counts searches for words. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._searches = 0
        self._empty = 0

    def note(self, request: SearchRequest, total: int) -> None:
        """A request found so many articles. Later pages are the same search again, and one that
        wants no article is asked by a script while the reader still chooses."""
        if request.q and request.page == 1 and request.limit:
            with self._lock:
                self._searches += 1
                self._empty += not total

    def take(self) -> tuple[int, int]:
        """The searches since this was last asked, and those of them that found nothing."""
        with self._lock:
            taken = self._searches, self._empty
            self._searches = self._empty = 0
        return taken
