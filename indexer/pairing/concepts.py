"""What news speaks of, in both languages: the words of `data/concepts.txt`, and the names of rings
(`indexer.analysis.ring_lists`), which stand for one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from indexer.analysis import Analyzer, Word
from indexer.analysis.ring_lists import Ring

# The lemmas of the words of a name, in order.
_Steps = tuple[tuple[str, ...], ...]


class Concepts:
    """Finds concepts among the words of a text, in either language."""

    def __init__(self, analyzer: Analyzer, rings: Sequence[Ring]) -> None:
        self._short: defaultdict[str, list[str]] = defaultdict(list)
        self._long: defaultdict[str, list[tuple[_Steps, str]]] = defaultdict(list)
        for number, ring in enumerate((*_read_concepts(), *rings)):
            for name in ring:
                self._add(_read_steps(name, analyzer), f"c{number}")

    def find(self, word: Word) -> tuple[str, ...]:
        """The concepts that a word may be."""
        return tuple(
            dict.fromkeys(
                concept for lemma in word.lemmas for concept in self._short.get(lemma, ())
            )
        )

    def begin(self, word: Word) -> bool:
        """Whether a word may be the first of a concept of several words."""
        return any(lemma in self._long for lemma in word.lemmas)

    def find_long(
        self, read: Callable[[list[str]], list[Word]], forms: list[str], place: int
    ) -> tuple[str, int]:
        """The concept of several words that begins at a word form of a text, the longest one, and
        of how many words it is; "" where there is none."""
        (first,) = read(forms[place : place + 1])
        found = ("", 0)
        for lemma in first.lemmas:
            for steps, concept in self._long.get(lemma, ()):
                length = len(steps)
                if length > found[1] and _are_named(read(forms[place : place + length]), steps):
                    found = (concept, length)
        return found

    def _add(self, steps: _Steps, concept: str) -> None:
        for lemma in steps[0]:
            if len(steps) == 1:
                self._short[lemma].append(concept)
            else:
                self._long[lemma].append((steps, concept))


def _are_named(words: Sequence[Word], steps: _Steps) -> bool:
    return len(words) == len(steps) and all(
        not set(step).isdisjoint(word.lemmas) for step, word in zip(steps, words, strict=True)
    )


def _read_steps(name: str, analyzer: Analyzer) -> _Steps:
    words = analyzer.ask(name)
    if len(words) == 1 and words[0].surface in words[0].lemmas:
        # A word that is a lemma itself is not another word's form.
        return ((words[0].surface,),)
    return tuple(word.lemmas for word in words)


@cache
def _read_concepts() -> tuple[Ring, ...]:
    text = (files("indexer") / "data" / "concepts.txt").read_text("utf-8")
    lines = (line.partition("#")[0] for line in text.splitlines())
    return tuple(tuple(map(str.strip, line.split("/"))) for line in lines if line.strip())
