"""How a lexicon lies in its buffer, and the buffer of one from nothing.

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

import struct
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain
from mmap import mmap
from typing import NamedTuple
from zlib import crc32

MAGIC = b"LEXICON\n"
VERSION = 2

# In the machine's own byte order: that of another one reads as a wrong version.
HEADER = struct.Struct("=8sIIQII")

# Letters with a set of their own, and lengths with one; rarer letters share a set, and so do longer
# forms. With 1,000,000 forms a set takes 125 kB and about 0.1 ms of every search for near forms:
# these find the forms two edits away in 6 ms (median), as 31 and 16 do; 63 and 32 take 9 ms.
LETTERS = 39
LONGEST = 24
SETS = LETTERS + 1 + LONGEST

# Neighbours that share one maximum of their counts.
BLOCK = 8

# A key is kept as so many bits of its hash: with 1,000,000 keyed forms 15 have one of them, which
# are quickly read, and a form takes 6 bytes.
HASH, INDEX = 0xFFFF, 0xFFFF_FFFF

# Lone surrogates can be typed and must not raise.
SURROGATES = "surrogatepass"


class Parts(NamedTuple):
    """The parts of a buffer, nothing of it copied but the letters."""

    letters: str
    maxima: tuple[memoryview, ...]
    counts: memoryview
    offsets: memoryview
    sets: memoryview
    keys: memoryview
    keyed: memoryview
    forms: memoryview


class Layout(NamedTuple):
    """Where each part of the buffer begins, and where it ends."""

    maxima: int
    counts: int
    offsets: int
    sets: int
    keys: int
    keyed: int
    forms: int
    end: int


def read_version(buffer: bytes | memoryview | mmap) -> int:
    """The version of the lexicon in a buffer. Raises ValueError where it is no lexicon."""
    if len(buffer) < HEADER.size:
        raise ValueError("no lexicon: too short")
    magic, version, *_ = HEADER.unpack_from(buffer)
    if magic != MAGIC:
        raise ValueError("no lexicon: wrong magic")
    return int(version)


def read_parts(buffer: memoryview) -> Parts:
    """The parts of a lexicon in a buffer. Raises ValueError where it is none of this version."""
    version = read_version(buffer)
    if version != VERSION:
        raise ValueError(f"a lexicon of version {version}, not {VERSION}")
    _, _, size, length, letters, keyed = HEADER.unpack_from(buffer)
    layout = lay_out(size, length, letters, keyed)
    if len(buffer) != layout.end:
        raise ValueError(f"a lexicon of {len(buffer)} bytes, not {layout.end}")
    maxima: list[memoryview] = []
    start = layout.maxima
    for number in level_sizes(size):
        maxima.append(buffer[start : start + 4 * number].cast("I"))
        start += 4 * number
    return Parts(
        str(buffer[HEADER.size : layout.maxima], "utf-8", SURROGATES),
        tuple(maxima),
        buffer[layout.counts : layout.offsets].cast("I"),
        buffer[layout.offsets : layout.sets].cast("I"),
        buffer[layout.sets : layout.keys],
        buffer[layout.keys : layout.keyed].cast("H"),
        buffer[layout.keyed : layout.forms].cast("I"),
        buffer[layout.forms :],
    )


def lay_out(size: int, length: int, letters: int, keyed: int) -> Layout:
    maxima = HEADER.size + letters
    counts = maxima + 4 * sum(level_sizes(size))
    offsets = counts + 4 * size
    sets = offsets + 4 * (size + 1)
    keys = sets + SETS * set_size(size)
    behind = keys + 2 * keyed
    forms = behind + 4 * keyed
    return Layout(maxima, counts, offsets, sets, keys, behind, forms, forms + length)


def level_sizes(size: int) -> list[int]:
    """How many blocks each level above the counts has; the last one is short."""
    sizes: list[int] = []
    while size > BLOCK:
        size = -(-size // BLOCK)
        sizes.append(size)
    return sizes


def set_size(size: int) -> int:
    return -(-size // 8)


def hash_key(key: str) -> int:
    return crc32(key.encode("utf-8", SURROGATES)) & HASH


def pack(entries: Mapping[str, int], keyed: Iterable[tuple[int, str]]) -> bytes:
    """The buffer of forms with their counts, and of hashes of keys with their forms."""
    forms = sorted(entries)
    encoded = [form.encode("utf-8", SURROGATES) for form in forms]
    letters = choose_letters(forms)
    counts = array("I", map(entries.__getitem__, forms))
    offsets = array("I", accumulate(map(len, encoded), initial=0))
    places = {form: index for index, form in enumerate(forms)}
    pairs = {key << 32 | places[form] for key, form in keyed}
    return join_parts(letters, counts, offsets, fill_sets(forms, letters), pairs, encoded)


def join_parts(
    letters: str,
    counts: array[int],
    offsets: array[int],
    sets: Iterable[bytes | bytearray],
    pairs: Iterable[int],
    forms: Iterable[bytes | memoryview],
) -> bytes:
    """The buffer of its parts; `pairs` have the hash of a key in front of the place of a form that
    has it."""
    alphabet = letters.encode("utf-8", SURROGATES)
    # By key, then by form. As numbers they are sorted twice as quickly.
    ordered = sorted(pairs)
    header = HEADER.pack(MAGIC, VERSION, len(counts), offsets[-1], len(alphabet), len(ordered))
    keys = (
        array("H", [pair >> 32 for pair in ordered]),
        array("I", [pair & INDEX for pair in ordered]),
    )
    maxima = block_maxima(counts)
    return b"".join((header, alphabet, *maxima, counts, offsets, *sets, *keys, *forms))


def choose_letters(forms: Iterable[str]) -> str:
    letters = Counter(chain.from_iterable(forms))
    return "".join(letter for letter, _ in letters.most_common(LETTERS))


def fill_sets(forms: Sequence[str], letters: str) -> list[bytearray]:
    """The forms that have each class of letters and each length."""
    sets = [bytearray(set_size(len(forms))) for _ in range(SETS)]
    classes = {letter: number for number, letter in enumerate(letters)}
    for index, form in enumerate(forms):
        byte, bit = index >> 3, 1 << (index & 7)
        for letter in form:
            sets[classes.get(letter, LETTERS)][byte] |= bit
        sets[LETTERS + 1 + min(len(form), LONGEST - 1)][byte] |= bit
    return sets


def block_maxima(counts: array[int]) -> list[array[int]]:
    levels: list[array[int]] = []
    while len(counts) > BLOCK:
        starts = range(0, len(counts), BLOCK)
        counts = array("I", (max(counts[start : start + BLOCK]) for start in starts))
        levels.append(counts)
    return levels
