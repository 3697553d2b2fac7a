"""Finding labels by the beginnings of their words, among tens of thousands."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from indexer.labels import split_label
from searcher.deadline import current_deadline

# Of a value with a label in both languages. Measured on one core.
_SECONDS_A_NAME = 7e-6


class WordBeginnings:
    """The words of the ids and labels of some values, as one text with a line for each id and each
    label: the whole of it is searched many times faster than its labels one by one. Safe to share
    between threads."""

    def __init__(self, names: Mapping[str, Mapping[str, str]]) -> None:
        """`names` are the labels by id and language."""
        current_deadline().expect(len(names) * _SECONDS_A_NAME)
        self._ids: list[str] = []
        self._ends = array("L")
        lines: list[str] = []
        end = 0
        for id_, labels in names.items():
            for label in (id_, *labels.values()):
                line = "".join(f" {word}" for word in split_label(label))
                lines.append(line)
                end += len(line) + 1
                self._ids.append(id_)
                self._ends.append(end)
        self._text = "\n".join(lines)

    def find(self, prefix: str) -> AbstractSet[str]:
        """The ids of the values with a label, or an id, of which words begin with each word of a
        text; case and `ё` do not count. Without any word all of them."""
        beginnings = [word for word in split_label(prefix) if word]
        if not beginnings:
            return frozenset(self._ids)
        lines = [self._find_lines(word) for word in beginnings]
        return {self._ids[line] for line in set.intersection(*lines)}

    def _find_lines(self, beginning: str) -> set[int]:
        current_deadline().check()
        found = re.finditer(re.escape(f" {beginning}"), self._text)
        return {bisect_right(self._ends, place.start()) for place in found}
