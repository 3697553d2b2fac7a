"""Rings: names that stand for one another, such as those of a town that was renamed.

A search for one name of a ring finds all of them; none is preferred. Where they are written is told
in `ring_lists.py`; every generation keeps those it was made with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.analysis import Analyzer
from indexer.analysis.ring_lists import Ring

# The lemmas of the words of a name, in order.
Steps = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A name of a ring: as it is written, the lemmas of each of its words, and its name keys."""

    text: str
    steps: Steps
    keys: tuple[tuple[str, ...], ...]


class Rings:
    """The rings of an archive, read with its analyzer."""

    def __init__(self, rings: Sequence[Ring] = (), analyzer: Analyzer | None = None) -> None:
        self._by_first: defaultdict[str, list[tuple[Member, tuple[Member, ...]]]]
        self._by_first = defaultdict(list)
        if analyzer is not None:
            for ring in rings:
                self._add(tuple(_read_member(name, analyzer) for name in ring))

    def find_others(self, steps: Steps) -> list[Member]:
        """The other names of the rings that have a name with these words."""
        found: dict[str, Member] = {}
        for lemma in steps[0] if steps else ():
            for member, ring in self._by_first.get(lemma, ()):
                if _is_read_as(member, steps):
                    found |= {m.text: m for m in ring if not _is_read_as(m, steps)}
        return list(found.values())

    def lengths(self, lemmas: Sequence[str]) -> set[int]:
        """Of how many words the names are that begin with a word of these lemmas."""
        return {
            len(member.steps) for lemma in lemmas for member, _ in self._by_first.get(lemma, ())
        }

    def _add(self, ring: tuple[Member, ...]) -> None:
        for member in ring:
            for lemma in member.steps[0]:
                self._by_first[lemma].append((member, ring))


@lru_cache(maxsize=2)
def load_rings(rings: tuple[Ring, ...], analyzer: Analyzer) -> Rings:
    """The rings of a generation: they are mostly those of the one before, and to read a thousand
    names takes longer than to open an index."""
    return Rings(rings, analyzer)


def leave_out_longer(members: Sequence[Member], steps: Steps) -> list[Member]:
    """The members that, with a name of these words, find what all of them do: `Соединенные Штаты
    Америки` stands nowhere without `Соединенные Штаты`."""
    return [
        member
        for member in members
        if not any(
            _holds(member.steps, shorter) for shorter in (steps, *(m.steps for m in members))
        )
    ]


def _read_member(name: str, analyzer: Analyzer) -> Member:
    words = analyzer.ask(name)
    own = tuple(word.lemmas for word in words)
    if len(words) == 1 and words[0].surface in words[0].lemmas:
        # A name that is a lemma itself is not another word's form: Гори is no hill.
        own = ((words[0].surface,),)
    # An abbreviation has no other spelling: its key is that of other words.
    keys = (
        () if form.isupper() else analyzer.list_keys(lemmas)
        for form, lemmas in zip(analyzer.tokenizer.find_forms(name), own, strict=True)
    )
    return Member(name, own, tuple(keys))


def _holds(longer: Steps, shorter: Steps) -> bool:
    """Whether wherever the longer name stands, the shorter one does."""
    length = len(shorter)
    return length < len(longer) and any(
        all(set(one) <= set(other) for one, other in zip(longer[start:], shorter, strict=False))
        for start in range(len(longer) - length + 1)
    )


def _is_read_as(member: Member, steps: Steps) -> bool:
    return len(member.steps) == len(steps) and not any(map(_differ, member.steps, steps))


def _differ(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return set(one).isdisjoint(other)
