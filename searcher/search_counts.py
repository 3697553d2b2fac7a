"""How many searches were made, and which of them found nothing."""

from __future__ import annotations

import re
import threading
from collections import Counter

from searcher.request import SearchRequest

# Different queries that are noted until they are taken: a program that asks for anything is to cost
# nothing.
MOST_NOTED = 300
# Characters of a query that is noted: a longer one is a passage, not what somebody looks for.
LONGEST_QUERY = 200
# What leads to a person: addresses of mail, numbers of telephones, documents and cards. A day has
# eight digits.
_CONTACT = re.compile(r"@|\d(?:[\s()+-]{0,2}\d){8}")


class SearchCounts:
    """Counts searches for words and, where it is told to, notes queries that found nothing: never
    who asked, nor when. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._searches = 0
        self._empty = 0
        self._noted: Counter[tuple[str, str]] = Counter()
        # Whether queries are noted; whoever sets it takes them.
        self.is_noting = False

    def note(self, request: SearchRequest, total: int, lang: str) -> None:
        """A request, by somebody who reads a language, found so many articles. Later pages are the
        same search again, and one that wants no article is asked by a script while the reader still
        chooses."""
        if not request.q or request.page != 1 or not request.limit:
            return
        query = "" if total or request.narrowed or not self.is_noting else _tidy(request.q)
        with self._lock:
            self._searches += 1
            self._empty += not total
            key = query, lang
            if query and (key in self._noted or len(self._noted) < MOST_NOTED):
                self._noted[key] += 1

    def take(self) -> tuple[int, int]:
        """The searches since this was last asked, and those of them that found nothing."""
        with self._lock:
            taken = self._searches, self._empty
            self._searches = self._empty = 0
        return taken

    def take_noted(self) -> dict[tuple[str, str], int]:
        """How often each query in each language of the interface found nothing since this was last
        asked."""
        with self._lock:
            taken, self._noted = self._noted, Counter()
        return dict(taken)


def _tidy(query: str) -> str:
    """A query with single blanks; empty where it is not to be noted."""
    tidy = " ".join(query.split())
    is_written = all(sign.isprintable() for sign in tidy)
    return tidy if is_written and len(tidy) <= LONGEST_QUERY and not _CONTACT.search(tidy) else ""
