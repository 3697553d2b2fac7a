"""The word list of an index: every surface form with the number of documents it stands in, and
which forms may have a name key.

One buffer holds it all, made to be mapped from a file: nothing is unpacked when it is opened, so
that a million forms cost a process no memory of its own. `searcher.words.packing` tells how it lies
there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from heapq import heapify, heappop, heappush
from mmap import ACCESS_READ, mmap
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.errors import IndexDamagedError, IndexMismatchError
from searcher.words.packing import (
    BLOCK,
    LETTERS,
    LONGEST,
    SURROGATES,
    VERSION,
    hash_key,
    pack,
    read_parts,
    read_version,
    set_size,
)
from searcher.words.repacking import repack

_NOT_ZERO = re.compile(rb"[^\0]", re.DOTALL)
_BITS = [[bit for bit in range(8) if byte >> bit & 1] for byte in range(256)]


def fold_form(form: str) -> str:
    """A form as a lexicon keeps it: in lower case. The analyzer folds what else is folded."""
    return form.lower()


def _find_no_keys(_: str) -> tuple[str, ...]:
    return ()


class Lexicon:
    """The surface forms of an index with the number of documents of each; immutable.

    Words asked for are folded as the forms are. Distances count characters. Safe to share between
    threads.
    """

    def __init__(self, buffer: bytes | memoryview | mmap) -> None:
        """For `build` and `from_buffer`."""
        self._buffer = memoryview(buffer).cast("B")
        parts = read_parts(self._buffer)
        self._parts = parts
        self._size = len(parts.counts)
        self._classes = {letter: number for number, letter in enumerate(parts.letters)}
        self._levels = [parts.counts, *parts.maxima]
        self._counts = parts.counts
        self._offsets = parts.offsets
        self._sets = parts.sets
        self._keys = parts.keys
        self._keyed = parts.keyed
        self._forms = parts.forms

    @classmethod
    def build(
        cls,
        entries: Iterable[tuple[str, int]],
        find_keys: Callable[[str], Collection[str]] = _find_no_keys,
        before: Lexicon | None = None,
    ) -> Lexicon:
        """A lexicon of forms and counts in any order; counts of forms that fold alike add up.

        `find_keys` tells the name keys of a folded form. A lexicon that was built `before` with the
        same one tells those of its forms quicker.
        """
        folded: Counter[str] = Counter()
        for form, count in entries:
            folded[fold_form(form)] += count
        known = set(before.iterate_forms() if before is not None else ())
        unknown = (form for form in folded if form not in known)
        keyed = [(hash_key(key), form) for form in unknown for key in find_keys(form)]
        if before is not None:
            keyed += [(key, form) for key, form in before.iterate_keyed() if form in folded]
        return cls(pack(folded, keyed))

    def change(
        self, counts: Mapping[str, int | None], find_keys: Callable[[str], Collection[str]]
    ) -> Lexicon:
        """This lexicon with other counts of some folded forms, of new ones too, and without those
        that have none. It answers as one that was built of all would, and takes a twentieth of its
        time. `find_keys` tells the name keys of a folded form as it did when this one was built."""
        new = [form for form, count in counts.items() if count is not None and form not in self]
        keyed = [(hash_key(key), form) for form in new for key in find_keys(form)]
        return Lexicon(repack(self._parts, counts, keyed))

    @classmethod
    def from_buffer(cls, buffer: bytes | memoryview | mmap) -> Lexicon:
        """Over what `to_bytes` gave, without reading it. Raises ValueError where it is no lexicon.

        A mapped file must stay open as long as the lexicon lives.
        """
        return cls(buffer)

    def to_bytes(self) -> bytes:
        """All of it, for a file."""
        return bytes(self._buffer)

    def __len__(self) -> int:
        return self._size

    def __contains__(self, form: str) -> bool:
        wanted = fold_form(form).encode("utf-8", SURROGATES)
        index = self._find(wanted)
        return index < self._size and self._key(index) == wanted

    def count(self, form: str) -> int:
        """The number of documents a form stands in; 0 for one that is not in the index."""
        wanted = fold_form(form).encode("utf-8", SURROGATES)
        index = self._find(wanted)
        return self._counts[index] if index < self._size and self._key(index) == wanted else 0

    def complete(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """The commonest forms that begin with a prefix, itself included, with their counts; of
        equally common ones those first in the alphabet."""
        wanted = fold_form(prefix).encode("utf-8", SURROGATES)
        first = self._find(wanted)
        # No byte of UTF-8 is 0xff.
        last = self._find(wanted + b"\xff")
        found: list[tuple[str, int]] = []
        # Blocks by what is the largest count in them, of equal ones the first: it either is a form
        # or gives way to its parts.
        heap = [self._weigh(level, index) for level, index in self._cover(first, last)]
        heapify(heap)
        while heap and len(found) < limit:
            count, _, level, index = heappop(heap)
            if level == 0:
                found.append((self._form(index), -count))
                continue
            parts = self._levels[level - 1]
            for part in range(index * BLOCK, min((index + 1) * BLOCK, len(parts))):
                heappush(heap, self._weigh(level - 1, part))
        return found

    def sharing(self, key: str) -> list[tuple[str, int]]:
        """The forms that have a name key, and a few others, with their counts, the commonest
        first."""
        wanted = hash_key(key)
        first, last = bisect_left(self._keys, wanted), bisect_right(self._keys, wanted)
        indexes = self._keyed[first:last]
        found = [(self._form(index), self._counts[index]) for index in indexes]
        return sorted(found, key=lambda entry: (-entry[1], entry[0]))

    def near(self, form: str, edits: int) -> list[tuple[str, int, int]]:
        """All forms that insertions, deletions, substitutions and swaps of neighbours, not more
        than `edits` of them, make of a form: each with its distance and count, nearest first, of
        equally near ones the commonest."""
        wanted = fold_form(form)
        indexes = self._similar(wanted, edits)
        forms = list(map(self._form, indexes))
        matches = process.extract(
            wanted, forms, scorer=OSA.distance, score_cutoff=edits, limit=None
        )
        found = [
            (match, int(distance), self._counts[indexes[place]])
            for match, distance, place in matches
        ]
        found.sort(key=lambda near: (near[1], -near[2], near[0]))
        return found

    def _similar(self, wanted: str, edits: int) -> list[int]:
        """The forms, by index, whose length and letters do not forbid that they are near.

        One edit takes away one letter at most, and brings one at most. So a near form lacks at
        most `edits` classes of the letters that are wanted and has at most `edits` others. Sets
        are integers with a bit for each form, so a few hundred operations look at all of them.
        """
        lengths = range(max(len(wanted) - edits, 0), len(wanted) + edits + 1)
        similar = 0
        for length in {min(length, LONGEST - 1) for length in lengths}:
            similar |= self._set(LETTERS + 1 + length)
        classes = {self._classes.get(letter, LETTERS) for letter in wanted}
        lacking = [similar, *[0] * (edits + 1)]
        strange = lacking.copy()
        for number in range(LETTERS + 1):
            having = self._set(number)
            if number in classes:
                _count_up(lacking, similar ^ (similar & having))
            else:
                _count_up(strange, having)
        return list(_iterate_bits(similar ^ (lacking[-1] | strange[-1]), self._size))

    def iterate_forms(self) -> Iterator[str]:
        """All forms, in alphabetical order."""
        return map(self._form, range(self._size))

    def iterate_keyed(self) -> Iterator[tuple[int, str]]:
        """The hash of each key with the form that has it."""
        return zip(self._keys, map(self._form, self._keyed), strict=True)

    def _set(self, number: int) -> int:
        size = set_size(self._size)
        return int.from_bytes(self._sets[number * size : (number + 1) * size], "little")

    def _weigh(self, level: int, index: int) -> tuple[int, int, int, int]:
        """A block as `complete` orders them: by its largest count, then by its first form."""
        return -self._levels[level][index], index * BLOCK**level, level, index

    def _cover(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The largest blocks, as level and index, that hold the forms of a range and no others."""
        for level in range(len(self._levels)):
            top = level + 1 == len(self._levels)
            while first < last and (top or first % BLOCK):
                yield level, first
                first += 1
            while first < last and last % BLOCK:
                last -= 1
                yield level, last
            first //= BLOCK
            last //= BLOCK

    def _find(self, wanted: bytes) -> int:
        """Where a form stands or would stand."""
        return bisect_left(range(self._size), wanted, key=self._key)

    def _key(self, index: int) -> bytes:
        return self._forms[self._offsets[index] : self._offsets[index + 1]].tobytes()

    def _form(self, index: int) -> str:
        offsets = self._offsets
        return str(self._forms[offsets[index] : offsets[index + 1]], "utf-8", SURROGATES)


def _count_up(planes: list[int], members: int) -> None:
    """Count one more for each member: plane n holds those that were counted n times or more."""
    for number in range(len(planes) - 1, 0, -1):
        planes[number] |= planes[number - 1] & members


def _iterate_bits(members: int, size: int) -> Iterator[int]:
    """The numbers of the bits that are set, in order."""
    for byte in _NOT_ZERO.finditer(members.to_bytes(set_size(size), "little")):
        start = byte.start() * 8
        for bit in _BITS[byte[0][0]]:
            yield start + bit


def open_lexicon(path: Path) -> Lexicon:
    """The lexicon of a file, mapped into memory. Raises IndexDamagedError, and IndexMismatchError
    for one of another release."""
    generation = path.parent.name
    try:
        with path.open("rb") as file:
            buffer = mmap(file.fileno(), 0, access=ACCESS_READ)
        version = read_version(buffer)
        if version == VERSION:
            return Lexicon.from_buffer(buffer)
    except (OSError, ValueError) as error:
        raise IndexDamagedError(generation, f"{path.name}: {error}") from error
    raise IndexMismatchError(generation, "word list", str(version), str(VERSION))
