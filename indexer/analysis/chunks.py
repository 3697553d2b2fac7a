"""Which chunks of a text, cut at blanks, hold a word that is looked for.

Highlighting looks for few words in many texts. To find and read every word of a text costs several
times as much as to cut it at blanks and to know its chunks again: a chunk is read once, and from
then on found by the lemmas and name keys of its words.

By itself a chunk has the words that it has in its text, since no word reaches over a blank, except
for numbers whose thousands are set apart by one (`12 500`): of texts that may have such numbers the
index does not tell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol

# Chunks that are kept, about 300 bytes each. When there are more, the index begins anew.
MOST_CHUNKS = 60_000

# How a chunk begins that may be the rest of a number.
_REST_OF_NUMBER = re.compile(r"\d\d\d(?!\w)")


class Findable(Protocol):
    """A word, as far as it is found here."""

    @property
    def lemmas(self) -> tuple[str, ...]: ...

    @property
    def names(self) -> tuple[str, ...]: ...


class ChunkIndex:
    """Finds chunks by the lemmas and name keys of their words, which `read` gives. Safe to share
    between threads."""

    def __init__(self, read: Callable[[str], Sequence[Findable]], most: int = MOST_CHUNKS) -> None:
        self._read = read
        self._most = most
        self._kept = _Kept()

    def find(
        self, chunks: set[str], lemmas: Collection[str], names: Collection[str]
    ) -> set[str] | None:
        """Those of the chunks of a text that hold any of the terms; None where numbers may reach
        over blanks of the text."""
        kept = self._learn(chunks)
        if not kept.rests.isdisjoint(chunks):
            return None
        return kept.find(lemmas, names) & chunks

    def learn(self, text: str) -> None:
        """Read the chunks of a text, so that they are known when they are looked for."""
        self._learn(set(text.split()))

    def __len__(self) -> int:
        """How many chunks are known."""
        return len(self._kept.chunks)

    def _learn(self, chunks: set[str]) -> _Kept:
        kept = self._kept
        fresh = chunks - kept.chunks
        if fresh:
            if len(kept.chunks) > self._most:
                # Another thread goes on with the one it has.
                kept = self._kept = _Kept()
                fresh = chunks
            kept.add(fresh, self._read)
        return kept


class _Kept:
    """The chunks that are known: all of them, those that may be rests of numbers, and those that
    hold a term. Two threads may add the same chunk, which does no harm."""

    def __init__(self) -> None:
        self.chunks: set[str] = set()
        self.rests: set[str] = set()
        self._by_lemma: defaultdict[str, list[str]] = defaultdict(list)
        self._by_name: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, chunks: Iterable[str], read: Callable[[str], Sequence[Findable]]) -> None:
        for chunk in chunks:
            for word in read(chunk):
                for lemma in word.lemmas:
                    self._by_lemma[lemma].append(chunk)
                for name in word.names:
                    self._by_name[name].append(chunk)
            if _REST_OF_NUMBER.match(chunk):
                self.rests.add(chunk)
        # Last, so that what is known can be found.
        self.chunks.update(chunks)

    def find(self, lemmas: Iterable[str], names: Iterable[str]) -> set[str]:
        return set().union(
            *(self._by_lemma.get(lemma, ()) for lemma in lemmas),
            *(self._by_name.get(name, ()) for name in names),
        )
