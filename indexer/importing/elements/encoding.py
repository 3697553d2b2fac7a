"""The encoding of an XML file: what it is, not what is declared."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from io import BufferedReader

from indexer.importing.decoding import (
    HIGH_RUN,
    LARGER_SETS,
    guess_encoding,
    is_mostly_sound,
    open_utf8,
)
from indexer.importing.sources import Source

# What the encoding of a stream is told by.
_SAMPLE = 256 * 1024

_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']\s*([\w.:-]{1,40})\s*[\"']")
_HIGH = re.compile(rb"[\x80-\xff]")

# Marks of the byte order, and `<` without one. UTF-32 comes first, which begins as UTF-16 does.
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)

# Codecs of text; of the others some unpack, some run long, and some stand for whatever a machine
# has.
_TEXT_CODEC = re.compile(
    r"utf-?(?:7|8(?:-sig)?)|ascii|cp\d+|iso8859-\d+|koi8-\w|mac-\w+|big5\w*|gb\w+|euc_\w+|hz|johab"
    r"|shift_\w+|iso2022_\w+|ptcp154|kz1048|tis-620"
)
# Sets without Cyrillic letters that programs declare without looking, and those of Russian.
_WESTERN = frozenset(("cp1252", "cp1254", "cp1250", "iso8859-2", "iso8859-15", "cp437", "cp850"))
_CYRILLIC = frozenset(("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic"))


def open_xml(source: Source) -> tuple[BufferedReader, str]:
    """The stream of a source as UTF-8, and the encoding that it was in. What does not fit another
    encoding becomes `\\ufffd`; what does not fit UTF-8 stays. Raises OSError."""
    encoding = source.encoding or _find_encoding(source.peek(_SAMPLE))
    return open_utf8(replace(source, encoding=encoding)), encoding


def _find_encoding(sample: bytes) -> str:
    for begin, encoding in _WIDE:
        if sample.startswith(begin):
            return encoding
    declared = _find_declared(sample)
    if not _HIGH.search(sample):
        return declared or "utf-8"
    if _is_utf8(sample):
        # Whatever is declared: no other text looks like it.
        return "utf-8"
    runs = b" ".join(HIGH_RUN.findall(sample))
    if declared is None:
        return guess_encoding(runs) or guess_encoding(sample) or "utf-8"
    likely = guess_encoding(runs) if declared in _WESTERN | _CYRILLIC else None
    if likely is not None:
        return likely
    return declared if _fits(sample, declared) else guess_encoding(sample) or "utf-8"


def _find_declared(sample: bytes) -> str | None:
    """The encoding that is declared, by its name in Python; None for UTF-8, of which this says
    nothing that the bytes do not, and for one that is unknown."""
    found = _DECLARED.match(sample.removeprefix(codecs.BOM_UTF8))
    name = found[1].decode("ascii").lower().removeprefix("x-") if found else ""
    try:
        name = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    known = _TEXT_CODEC.fullmatch(name) is not None and not name.startswith("utf-8")
    return LARGER_SETS.get(name, name) if known else None


def _is_utf8(sample: bytes) -> bool:
    # A sample may end within a sign.
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(sample)
    return is_mostly_sound(text)


def _fits(sample: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeError:
        return False
    return True
