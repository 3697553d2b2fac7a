"""The buffer of a lexicon made of that of another one: what an update of a few articles changes.

Runs of forms that stay are copied as they are, with what belongs to them; only what is between
them is made anew.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from searcher.words.packing import LETTERS, LONGEST, SETS, SURROGATES, Parts, join_parts, set_size


class _Run(NamedTuple):
    """Forms in a row that stay, by their places, and the form that comes behind them, if any."""

    first: int
    last: int
    form: str | None


def repack(
    parts: Parts, changes: Mapping[str, int | None], keyed: Iterable[tuple[int, str]]
) -> bytes:
    """The buffer with other counts of some forms, new forms among them, and without those whose
    count is None. `keyed` are the hashes of the keys of the new ones."""
    runs: list[_Run] = []
    counts = array("I", parts.counts.tobytes())
    start = 0
    for form in sorted(changes):
        wanted, count = form.encode("utf-8", SURROGATES), changes[form]
        place = _find(parts, wanted)
        is_known = place < len(counts) and _read_form(parts, place) == wanted
        if is_known and count is not None:
            counts[place] = count
        elif is_known:
            runs.append(_Run(start, place, None))
            start = place + 1
        elif count is not None:
            runs.append(_Run(start, place, form))
            start = place
    runs.append(_Run(start, len(counts), None))
    return _join(parts, counts, runs, changes, keyed)


def _join(
    parts: Parts,
    before: array[int],
    runs: list[_Run],
    changes: Mapping[str, int | None],
    keyed: Iterable[tuple[int, str]],
) -> bytes:
    counts, offsets = array("I"), array("I", [0])
    forms: list[bytes | memoryview] = []
    # Where forms are now: those that were there by where they were, new ones by themselves.
    places = array("I", bytes(4 * len(before)))
    new: dict[str, int] = {}
    for first, last, form in runs:
        shift = offsets[-1] - parts.offsets[first]
        places[first:last] = array("I", range(len(counts), len(counts) + last - first))
        counts.extend(before[first:last])
        offsets.extend([end + shift for end in parts.offsets[first + 1 : last + 1]])
        forms.append(parts.forms[parts.offsets[first] : parts.offsets[last]])
        if form is not None:
            new[form] = len(counts)
            counts.append(changes[form] or 0)
            forms.append(form.encode("utf-8", SURROGATES))
            offsets.append(offsets[-1] + len(forms[-1]))
    gone = {last for _, last, form in runs[:-1] if form is None}
    pairs = [
        key << 32 | places[place]
        for key, place in zip(parts.keys, parts.keyed, strict=True)
        if place not in gone
    ]
    pairs += {key << 32 | new[form] for key, form in keyed}
    return join_parts(parts.letters, counts, offsets, _fill_sets(parts, runs), pairs, forms)


def _fill_sets(parts: Parts, runs: list[_Run]) -> Iterator[bytes]:
    """The sets of the forms that stay and of the new ones."""
    size = set_size(len(parts.counts))
    new = {form: _list_sets(parts.letters, form) for *_, form in runs if form is not None}
    for number in range(SETS):
        before = parts.sets[number * size : (number + 1) * size]
        bits = _Bits()
        for first, last, form in runs:
            bits.add(_read_bits(before, first, last), last - first)
            if form is not None:
                bits.add(number in new[form], 1)
        yield bits.end()


def _list_sets(letters: str, form: str) -> set[int]:
    """The sets that a form is in."""
    classes = {found if (found := letters.find(letter)) >= 0 else LETTERS for letter in form}
    return {*classes, LETTERS + 1 + min(len(form), LONGEST - 1)}


def _read_bits(bits: memoryview, first: int, last: int) -> int:
    """Some bits in a row as a number, the first of them its lowest."""
    value = int.from_bytes(bits[first // 8 : -(-last // 8)], "little") >> first % 8
    return value & (1 << last - first) - 1


@dataclass(slots=True)
class _Bits:
    """Bits that are strung together; each piece takes the time that its length does."""

    _bytes: bytearray = field(default_factory=bytearray)
    # What does not fill a byte yet.
    _rest: int = 0
    _length: int = 0

    def add(self, bits: int, length: int) -> None:
        """String so many bits to the end."""
        value, length = self._rest | bits << self._length, self._length + length
        whole = length // 8
        self._bytes += (value & (1 << 8 * whole) - 1).to_bytes(whole, "little")
        self._rest, self._length = value >> 8 * whole, length % 8

    def end(self) -> bytes:
        """All of them, in whole bytes."""
        return bytes(self._bytes) + (bytes([self._rest]) if self._length else b"")


def _find(parts: Parts, wanted: bytes) -> int:
    """Where a form stands or would stand."""
    places = range(len(parts.counts))
    return bisect_left(places, wanted, key=lambda place: _read_form(parts, place))


def _read_form(parts: Parts, place: int) -> bytes:
    return parts.forms[parts.offsets[place] : parts.offsets[place + 1]].tobytes()
