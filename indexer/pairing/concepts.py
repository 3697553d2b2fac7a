"""What news speaks of, in both languages: the words of `data/concepts.txt`, and the names of rings
(`indexer.analysis.ring_lists`), which stand for one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from indexer.analysis import Analyzer, Word
from indexer.analysis.ring_lists import Ring

# The lemmas of the words of a name, in order.
_Steps = tuple[tuple[str, ...], ...]

# Words whose concepts are kept.
_CACHED = 50_000


class Concepts:
    """Finds concepts among the words of a text, in either language."""

    def __init__(self, analyzer: Analyzer, rings: Sequence[Ring]) -> None:
        self._by_first: defaultdict[str, list[tuple[_Steps, str]]] = defaultdict(list)
        for number, ring in enumerate((*_read_concepts(), *rings)):
            for name in ring:
                steps = _read_steps(name, analyzer)
                for lemma in steps[0]:
                    self._by_first[lemma].append((steps, f"c{number}"))
        self._begin = lru_cache(maxsize=_CACHED)(self._list_beginning)

    def find(self, words: Sequence[Word], place: int) -> tuple[tuple[str, ...], int]:
        """The concepts that the words from a place on may be, and of how many words: of the longest
        name that begins there; 0 where there is none."""
        short, long = self._begin(words[place].lemmas)
        for steps, concept in long:
            if _stand_at(words, place, steps):
                return (concept,), len(steps)
        return short, 1 if short else 0

    def _list_beginning(
        self, lemmas: tuple[str, ...]
    ) -> tuple[tuple[str, ...], list[tuple[_Steps, str]]]:
        """The concepts of a word with these lemmas, and those of several words that it begins, the
        longest first."""
        begun = [known for lemma in lemmas for known in self._by_first.get(lemma, ())]
        short = dict.fromkeys(concept for steps, concept in begun if len(steps) == 1)
        long = [known for known in begun if len(known[0]) > 1]
        return tuple(short), sorted(long, key=lambda known: -len(known[0]))


def _stand_at(words: Sequence[Word], place: int, steps: _Steps) -> bool:
    following = words[place : place + len(steps)]
    return len(following) == len(steps) and all(
        not set(step).isdisjoint(word.lemmas) for step, word in zip(steps, following, strict=True)
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
