"""The rings of an archive: those it wrote itself, and the lists that come with Letopis.

    # anything after a number sign is a comment
    Степанакерт / Ханкенди / Stepanakert / Khankendi
    Нагорный Карабах / Арцах / Nagorno-Karabakh / Artsakh
    - Georgia

A line is a ring, the names between its slashes. A name may stand in several: a search for it finds
the names of all of them. A name after a hyphen is in no ring. What an archive's own file says of a
name goes before the lists that come with Letopis: they say nothing more of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

from babel import Locale

from indexer.analysis.tokenizer import DEFAULT_TOKENIZER
from indexer.errors import SettingsError

# Names of a ring as they are written.
Ring = tuple[str, ...]

RingList = Literal[
    "renamed", "countries", "regions", "cities", "nationalities", "institutions", "months"
]
# The lists that come with Letopis: files of `data/rings`.
RING_LISTS: tuple[RingList, ...] = get_args(RingList)

# Two letters in CLDR that are no country: unions, unknown ones, tests of a locale.
_NO_TERRITORIES = frozenset(("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"))
_IN_BRACKETS = re.compile(r"\s*\(.*?\)")
_ABBREVIATED = (("о-ва", "острова"), ("о-в", "остров"), (" & ", " and "))


@dataclass(frozen=True, slots=True)
class _RingFile:
    """What a file says: its rings, and the names that are in none."""

    rings: tuple[Ring, ...] = ()
    without: tuple[str, ...] = ()

    def go_before(self, others: Iterable[Ring]) -> Iterator[Ring]:
        """These rings, and the others without the names that the file speaks of."""
        yield from self.rings
        known = {name.casefold() for names in (*self.rings, self.without) for name in names}
        for ring in others:
            left = tuple(name for name in ring if name.casefold() not in known)
            if len(left) > 1:
                yield left


def read_rings(path: Path, lists: Collection[str] = RING_LISTS) -> tuple[Ring, ...]:
    """The rings of an archive: those of its file, if there is one, and of lists by their names.

    Raises SettingsError, naming the line: a ring of one name, a name without a word.
    """
    try:
        own = _read(path, path.read_text("utf-8-sig")) if path.exists() else _RingFile()
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(path, str(error)) from error
    built_in = (ring for name in RING_LISTS if name in lists for ring in _read_list(name))
    return tuple(dict.fromkeys(own.go_before(built_in)))


@cache
def _read_list(name: RingList) -> tuple[Ring, ...]:
    path = files("indexer") / "data" / "rings" / f"{name}.txt"
    listed = _read(Path(path.name), path.read_text("utf-8"))
    return tuple(listed.go_before(_list_territories() if name == "countries" else ()))


def _list_territories() -> Iterator[Ring]:
    """What CLDR calls countries and territories in Russian and in English."""
    english, russian = Locale("en").territories, Locale("ru").territories
    for code, name in sorted(english.items()):
        if len(code) == 2 and code not in _NO_TERRITORIES and code in russian:
            yield (_write_out(russian[code]), _write_out(name))


def _write_out(name: str) -> str:
    """A name of CLDR as news writes it: no brackets, nothing abbreviated."""
    name = _IN_BRACKETS.sub("", name)
    for short, long in _ABBREVIATED:
        name = name.replace(short, long)
    return name


def _read(path: Path, text: str) -> _RingFile:
    rings: list[Ring] = []
    without: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        content = line.partition("#")[0].strip()
        if not content:
            continue
        names = tuple(" ".join(name.split()) for name in content.removeprefix("-").split("/"))
        is_ring = not content.startswith("-")
        if is_ring and len(names) < 2:
            raise SettingsError(path, f"line {number}: expected `name / name`")
        for name in names:
            if not DEFAULT_TOKENIZER.find_forms(name):
                raise SettingsError(path, f"line {number}: not a name: {name!r}")
        if is_ring:
            rings.append(names)
        else:
            without += names
    return _RingFile(tuple(rings), tuple(without))
