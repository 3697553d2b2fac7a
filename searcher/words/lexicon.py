"""The word list of an index: every surface form with the number of documents it stands in, and
which forms may have a name key.

One buffer holds it all, made to be mapped from a file: nothing is unpacked when it is opened, so
that a million forms cost a process no memory of its own.

    header      magic, version, number of forms, length of the forms, of the letters, of keyed forms
    letters     the commonest letters, one class each; all others share one class more
    maxima      counts' maxima by blocks, blocks of blocks, …
    counts      of each form, in the order of the forms
    offsets     where each form begins, and where the last one ends
    sets        for each class of letters, and each length, the forms that have it, a bit each
    keys        hashes of name keys, in their order; a form has as many as it has keys
    keyed       the form of each
    forms       UTF-8, in alphabetical order
"""

from __future__ import annotations

import re
import struct
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import accumulate, chain
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.errors import IndexDamagedError, IndexMismatchError

_MAGIC = b"LEXICON\n"
_VERSION = 2

# In the machine's own byte order: that of another one reads as a wrong version.
_HEADER = struct.Struct("=8sIIQII")

# Letters with a set of their own, and lengths with one; rarer letters share a set, and so do longer
# forms. With 1,000,000 forms a set takes 125 kB and about 0.1 ms of every search for near forms:
# these find the forms two edits away in 6 ms (median), as 31 and 16 do; 63 and 32 take 9 ms.
_LETTERS = 39
_LONGEST = 24
_SETS = _LETTERS + 1 + _LONGEST

# Neighbours that share one maximum of their counts.
_BLOCK = 8

# A key is kept as so many bits of its hash: with 1,000,000 keyed forms 15 have one of them, which
# are quickly read, and a form takes 6 bytes.
_HASH, _INDEX = 0xFFFF, 0xFFFF_FFFF

# Lone surrogates can be typed and must not raise.
_SURROGATES = "surrogatepass"
_NOT_ZERO = re.compile(rb"[^\0]", re.DOTALL)
_BITS = [[bit for bit in range(8) if byte >> bit & 1] for byte in range(256)]


def fold_form(form: str) -> str:
    """A form as a lexicon keeps it: in lower case. The analyzer folds what else is folded."""
    return form.lower()


def read_version(buffer: bytes | memoryview | mmap) -> int:
    """The version of the lexicon in a buffer. Raises ValueError where it is no lexicon."""
    if len(buffer) < _HEADER.size:
        raise ValueError("no lexicon: too short")
    magic, version, *_ = _HEADER.unpack_from(buffer)
    if magic != _MAGIC:
        raise ValueError("no lexicon: wrong magic")
    return int(version)


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
        version = read_version(self._buffer)
        if version != _VERSION:
            raise ValueError(f"a lexicon of version {version}, not {_VERSION}")
        _, _, size, length, letters, keyed = _HEADER.unpack_from(self._buffer)
        self._size: int = size
        layout = _lay_out(size, length, letters, keyed)
        if len(self._buffer) != layout.end:
            raise ValueError(f"a lexicon of {len(self._buffer)} bytes, not {layout.end}")
        alphabet = str(self._buffer[_HEADER.size : layout.maxima], "utf-8", _SURROGATES)
        self._classes = {letter: number for number, letter in enumerate(alphabet)}
        counts = self._buffer[layout.counts : layout.offsets].cast("I")
        self._levels = [counts]
        start = layout.maxima
        for number in _level_sizes(size):
            self._levels.append(self._buffer[start : start + 4 * number].cast("I"))
            start += 4 * number
        self._counts = counts
        self._offsets = self._buffer[layout.offsets : layout.sets].cast("I")
        self._sets = self._buffer[layout.sets : layout.keys]
        self._keys = self._buffer[layout.keys : layout.keyed].cast("H")
        self._keyed = self._buffer[layout.keyed : layout.forms].cast("I")
        self._forms = self._buffer[layout.forms :]

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
        keyed = [(_hash_key(key), form) for form in unknown for key in find_keys(form)]
        if before is not None:
            keyed += [(key, form) for key, form in before.iterate_keyed() if form in folded]
        return cls(_pack(folded, keyed))

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

    def count(self, form: str) -> int:
        """The number of documents a form stands in; 0 for one that is not in the index."""
        wanted = fold_form(form).encode("utf-8", _SURROGATES)
        index = self._find(wanted)
        return self._counts[index] if index < self._size and self._key(index) == wanted else 0

    def complete(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """The commonest forms that begin with a prefix, itself included, with their counts; of
        equally common ones those first in the alphabet."""
        wanted = fold_form(prefix).encode("utf-8", _SURROGATES)
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
            for part in range(index * _BLOCK, min((index + 1) * _BLOCK, len(parts))):
                heappush(heap, self._weigh(level - 1, part))
        return found

    def sharing(self, key: str) -> list[tuple[str, int]]:
        """The forms that have a name key, and a few others, with their counts, the commonest
        first."""
        wanted = _hash_key(key)
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
        for length in {min(length, _LONGEST - 1) for length in lengths}:
            similar |= self._set(_LETTERS + 1 + length)
        classes = {self._classes.get(letter, _LETTERS) for letter in wanted}
        lacking = [similar, *[0] * (edits + 1)]
        strange = lacking.copy()
        for number in range(_LETTERS + 1):
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
        size = _set_size(self._size)
        return int.from_bytes(self._sets[number * size : (number + 1) * size], "little")

    def _weigh(self, level: int, index: int) -> tuple[int, int, int, int]:
        """A block as `complete` orders them: by its largest count, then by its first form."""
        return -self._levels[level][index], index * _BLOCK**level, level, index

    def _cover(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The largest blocks, as level and index, that hold the forms of a range and no others."""
        for level in range(len(self._levels)):
            top = level + 1 == len(self._levels)
            while first < last and (top or first % _BLOCK):
                yield level, first
                first += 1
            while first < last and last % _BLOCK:
                last -= 1
                yield level, last
            first //= _BLOCK
            last //= _BLOCK

    def _find(self, wanted: bytes) -> int:
        """Where a form stands or would stand."""
        return bisect_left(range(self._size), wanted, key=self._key)

    def _key(self, index: int) -> bytes:
        return self._forms[self._offsets[index] : self._offsets[index + 1]].tobytes()

    def _form(self, index: int) -> str:
        offsets = self._offsets
        return str(self._forms[offsets[index] : offsets[index + 1]], "utf-8", _SURROGATES)


class _Layout(NamedTuple):
    """Where each part of the buffer begins, and where it ends."""

    maxima: int
    counts: int
    offsets: int
    sets: int
    keys: int
    keyed: int
    forms: int
    end: int


def _lay_out(size: int, length: int, letters: int, keyed: int) -> _Layout:
    maxima = _HEADER.size + letters
    counts = maxima + 4 * sum(_level_sizes(size))
    offsets = counts + 4 * size
    sets = offsets + 4 * (size + 1)
    keys = sets + _SETS * _set_size(size)
    behind = keys + 2 * keyed
    forms = behind + 4 * keyed
    return _Layout(maxima, counts, offsets, sets, keys, behind, forms, forms + length)


def _level_sizes(size: int) -> list[int]:
    """How many blocks each level above the counts has; the last one is short."""
    sizes: list[int] = []
    while size > _BLOCK:
        size = -(-size // _BLOCK)
        sizes.append(size)
    return sizes


def _set_size(size: int) -> int:
    return -(-size // 8)


def _hash_key(key: str) -> int:
    return crc32(key.encode("utf-8", _SURROGATES)) & _HASH


def _pack(entries: Mapping[str, int], keyed: Iterable[tuple[int, str]]) -> bytes:
    """The buffer of forms with their counts, and of hashes of keys with their forms."""
    forms = sorted(entries)
    encoded = [form.encode("utf-8", _SURROGATES) for form in forms]
    letters = _choose_letters(forms)
    counts = array("I", map(entries.__getitem__, forms))
    offsets = array("I", accumulate(map(len, encoded), initial=0))
    alphabet = letters.encode("utf-8", _SURROGATES)
    places = {form: index for index, form in enumerate(forms)}
    # By key, then by form. As numbers they are sorted twice as quickly.
    pairs = sorted({key << 32 | places[form] for key, form in keyed})
    header = _HEADER.pack(_MAGIC, _VERSION, len(forms), offsets[-1], len(alphabet), len(pairs))
    sets = _fill_sets(forms, letters)
    keys = array("H", [pair >> 32 for pair in pairs]), array("I", [pair & _INDEX for pair in pairs])
    maxima = _block_maxima(counts)
    return b"".join((header, alphabet, *maxima, counts, offsets, *sets, *keys, *encoded))


def _choose_letters(forms: Iterable[str]) -> str:
    letters = Counter(chain.from_iterable(forms))
    return "".join(letter for letter, _ in letters.most_common(_LETTERS))


def _fill_sets(forms: Sequence[str], letters: str) -> list[bytearray]:
    """The forms that have each class of letters and each length."""
    sets = [bytearray(_set_size(len(forms))) for _ in range(_SETS)]
    classes = {letter: number for number, letter in enumerate(letters)}
    for index, form in enumerate(forms):
        byte, bit = index >> 3, 1 << (index & 7)
        for letter in form:
            sets[classes.get(letter, _LETTERS)][byte] |= bit
        sets[_LETTERS + 1 + min(len(form), _LONGEST - 1)][byte] |= bit
    return sets


def _block_maxima(counts: array[int]) -> list[array[int]]:
    levels: list[array[int]] = []
    while len(counts) > _BLOCK:
        starts = range(0, len(counts), _BLOCK)
        counts = array("I", (max(counts[start : start + _BLOCK]) for start in starts))
        levels.append(counts)
    return levels


def _count_up(planes: list[int], members: int) -> None:
    """Count one more for each member: plane n holds those that were counted n times or more."""
    for number in range(len(planes) - 1, 0, -1):
        planes[number] |= planes[number - 1] & members


def _iterate_bits(members: int, size: int) -> Iterator[int]:
    """The numbers of the bits that are set, in order."""
    for byte in _NOT_ZERO.finditer(members.to_bytes(_set_size(size), "little")):
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
        if version == _VERSION:
            return Lexicon.from_buffer(buffer)
    except (OSError, ValueError) as error:
        raise IndexDamagedError(generation, f"{path.name}: {error}") from error
    raise IndexMismatchError(generation, "word list", str(version), str(_VERSION))
