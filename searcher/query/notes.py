"""What is told of the words of a query: the readings that an answer shows, as they gather."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from indexer.analysis import WordReading
from indexer.analysis.rings import Member

# What tells of lemmas, and says nothing where a form is asked for exactly.
_LEMMA_RULES = frozenset({"lemma", "exception"})
# Rules that ask for forms as they are: nothing else is found by them.
_FORM_RULES = frozenset({"exact", "prefix", "fuzzy"})


@dataclass
class WordNotes:
    """The words that were read so far, in the order of the query."""

    _words: list[WordReading] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[WordReading]:
        return iter(self._words)

    def add(self, reading: WordReading) -> None:
        """A word that is found in any form."""
        self._words.append(reading)

    def add_all(self, readings: Iterable[WordReading], rule: str) -> None:
        """Words that are read by a rule of queries, which is all there is to tell."""
        for reading in readings:
            rules, lemmas = reading.rules, reading.lemmas
            if rule in _FORM_RULES:
                rules = tuple(name for name in rules if name not in _LEMMA_RULES)
                lemmas = ()
            self._words.append(replace(reading, lemmas=lemmas, rules=(*rules, rule), names=()))

    def add_in_name(self, readings: Iterable[WordReading], *, has_first: bool) -> None:
        """Words that are part of a full name and not asked for by themselves; the first may be the
        initial of the given name."""
        for reading in readings:
            rules = (*reading.rules, "full-name", "initial" if has_first else "wished")
            self._words.append(replace(reading, rules=rules, names=()))
            has_first = False

    def tell_excluded(self, first: int) -> None:
        """Say of the words from the first one on that they are excluded."""
        self._words[first:] = [
            replace(word, rules=(*word.rules, "excluded")) for word in self._words[first:]
        ]

    def tell_names(self, keys: Sequence[tuple[str, ...]], rules: tuple[str, ...]) -> None:
        """Say of the last words by which keys they are looked for, if by any, and by which
        rules."""
        for place, own in enumerate(keys, len(self._words) - len(keys)):
            word = self._words[place]
            added = rules if own else ()
            self._words[place] = replace(word, rules=(*word.rules, *added), names=own)

    def tell_ring(self, count: int, others: Iterable[Member]) -> None:
        """Say of the last words that they are a name which has others."""
        texts = tuple(member.text for member in others)
        if texts:
            self._words[-count:] = [_add_ring(word, texts) for word in self._words[-count:]]


def _add_ring(word: WordReading, texts: tuple[str, ...]) -> WordReading:
    rules, ring = dict.fromkeys((*word.rules, "ring")), dict.fromkeys((*word.ring, *texts))
    return replace(word, rules=tuple(rules), ring=tuple(ring))
