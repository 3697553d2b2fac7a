"""Texts that a program read in a wrong encoding and stored so: `РџСЂРёРІРµС‚` for `Привет`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from indexer.importing.decoding import has_russian_letters

# What of a text is looked at first.
_SAMPLE = 1_000

# Two bytes of UTF-8 for a Russian letter, as windows-1251 and as windows-1252 or latin-1 show them.
_CONTINUED = (
    "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2010-\u203a\u20ac"
    "\u2116\u2122"
)
_AS_1251 = re.compile(rf"[РС][{_CONTINUED}\u0401-\u040f\u0451-\u045f\u0490\u0491]")
_AS_1252 = re.compile(rf"[ÐÑ][{_CONTINUED}]")
# Russian in one byte a letter, as western letters.
_AS_WESTERN = re.compile("[À-ÿ]{3}")
_GATE = re.compile(f"{_AS_1251.pattern}|{_AS_1252.pattern}|{_AS_WESTERN.pattern}")

_LETTER = re.compile(r"[^\W\d_]")
_HIGH = re.compile("[^\x00-\x7f]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_RUSSIAN = re.compile("[А-яЁёІіЇїЄєҐґ]")

_LEAST_LETTERS = 8
_MOST_LATIN = 0.1
_LEAST_CYRILLIC = 0.8
# Once read wrongly, and written, and again.
_MOST_TIMES = 2
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Repaired:
    """A value with its texts as they were meant, and what they had been read as."""

    value: Any
    was: str


def repair_value(value: Any, depth: int = 0) -> Repaired | None:
    """A value whose texts were read in a wrong encoding, with those within it; None where none
    was. A text is repaired only if the whole of it goes back and then reads as Russian."""
    if isinstance(value, str):
        return repair_text(value)
    if depth > _DEEPEST or not isinstance(value, list | Mapping):
        return None
    places: Iterator[tuple[Any, Any]]
    places = enumerate(value) if isinstance(value, list) else iter(value.items())
    found = {key: one for key, inner in places if (one := repair_value(inner, depth + 1))}
    if not found:
        return None
    copy: Any = list(value) if isinstance(value, list) else dict(value)
    for key, one in found.items():
        copy[key] = one.value
    return Repaired(copy, next(iter(found.values())).was)


def repair_text(text: str) -> Repaired | None:
    """The same for one text."""
    found: Repaired | None = None
    for _ in range(_MOST_TIMES):
        meant = _read_once(text if found is None else found.value)
        if meant is None:
            break
        found = Repaired(meant.value, found.was if found else meant.was)
    return found if found is not None and _is_in(found.value, _RUSSIAN) else None


def _read_once(text: str) -> Repaired | None:
    sample = text[:_SAMPLE]
    if not _GATE.search(sample):
        return None
    high = len(_HIGH.findall(sample))
    for pattern, encoding in ((_AS_1251, "windows-1251"), (_AS_1252, "windows-1252")):
        pairs = len(pattern.findall(sample))
        if pairs > 1 and pairs * 4 >= high:
            meant = _recode(text, encoding, "utf-8")
            if meant is not None and _is_in(meant, _CYRILLIC):
                return Repaired(meant, f"UTF-8 read as {encoding}")
    if _AS_WESTERN.search(sample) and _is_western(sample):
        meant = _recode(text, "windows-1252", "windows-1251")
        if meant is not None and has_russian_letters(meant):
            return Repaired(meant, "windows-1251 read as windows-1252")
    return None


def _is_in(text: str, alphabet: re.Pattern[str]) -> bool:
    """Whether most letters of a text beyond ASCII are of an alphabet."""
    letters = [letter for letter in _LETTER.findall(text) if letter > "\x7f"]
    known = len(alphabet.findall("".join(letters)))
    return known > 0 and known >= _LEAST_CYRILLIC * len(letters)


def _is_western(text: str) -> bool:
    """Whether a text has hardly a western letter without a mark, as no language there has."""
    letters = _LETTER.findall(text)
    latin = sum(1 for letter in letters if letter < "\x80")
    western = sum(1 for letter in letters if "\xc0" <= letter <= "\xff")
    return western >= _LEAST_LETTERS and latin <= _MOST_LATIN * western


def _recode(text: str, was: str, meant: str) -> str | None:
    """A text from the encoding that it was read in to the one that it is in."""
    codes = _list_codes(was)
    try:
        return bytes(codes[letter] for letter in text).decode(meant)
    except (KeyError, UnicodeDecodeError):
        return None


@cache
def _list_codes(encoding: str) -> Mapping[str, int]:
    """The byte of each letter of an encoding; of those that it does not have, as browsers read
    them: as in latin-1."""
    codes = {bytes([code]).decode("latin-1"): code for code in range(0x80, 0xA0)}
    for code in range(256):
        if letter := bytes([code]).decode(encoding, "ignore"):
            codes[letter] = code
    return codes
