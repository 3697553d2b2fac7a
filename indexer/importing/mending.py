"""Fields of records as they were meant, where a program spoiled them on their way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from indexer.importing.markdown_text import is_markdown, read_markdown
from indexer.importing.mojibake import repair_value
from indexer.importing.shapes import read_text_shape

_TEXTS = ("title", "lead", "body")

# What was escaped twice: its signs stand in the text as two characters and more.
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|[nrt\"\'/])")
_SEVERAL = 2
_PATH = re.compile(r"\b[a-zA-Z]:\\|\\\\")
# A line does not begin within a word: `\nabla`, `\table`.
_WITHIN_WORD = re.compile(r"\\[nrt](?=[a-z])")
_LINES = re.compile(r"\\[nrt]")
_SIGNS = {"n": "\n", "r": "\n", "t": "\t"}

# How a service that gives the beginnings of texts tells how much is missing.
_CUT = re.compile(r"\s*(?:…|\.\.\.)?\s*\[\+(\d{1,9}) chars?\]\s*\Z")
_CUT_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Mending:
    """What was mended: `remarks` tell it by field, `captions` stood in the texts."""

    remarks: tuple[tuple[str, str], ...]
    captions: tuple[str, ...] = ()


def mend_encodings(given: dict[str, Any]) -> Mending:
    """Mend fields that were read in a wrong encoding."""
    remarks: list[tuple[str, str]] = []
    for name, value in given.items():
        if (found := repair_value(value)) is not None:
            given[name] = found.value
            remarks.append((name, f"{found.was}; repaired"))
    return Mending(tuple(remarks))


def mend_texts(given: dict[str, Any]) -> Mending:
    """Mend the texts of a record that a program kept among other values: signs that were escaped
    twice, Markdown, and the mark of what is missing."""
    remarks: list[tuple[str, str]] = []
    captions: tuple[str, ...] = ()
    for name in _TEXTS:
        text = read_text_shape(given.get(name))
        if not isinstance(text, str):
            continue
        if cut := _CUT.search(text, max(len(text) - _CUT_LENGTH, 0)):
            text = text[: cut.start()]
            remarks.append((name, f"cut short by who gave it: {cut[1]} characters are missing"))
        text = read_escapes(text)
        marked = read_markdown(text) if is_markdown(text) else None
        if marked is not None:
            text = marked.body(str(given.get("title", "")) if name == "body" else "")
            captions += tuple(marked.captions)
        given[name] = text
    return Mending(tuple(remarks), captions)


def read_escapes(text: str) -> str:
    """A text with its signs in place of what they are escaped by, where it has several of these and
    no line ends; paths and formulas stay."""
    if "\\" not in text or "\n" in text or len(_ESCAPE.findall(text)) < _SEVERAL:
        return text
    lines = len(_LINES.findall(text))
    if _PATH.search(text) or 2 * len(_WITHIN_WORD.findall(text)) > lines:
        return text
    meant = _ESCAPE.sub(lambda match: _read_escape(match[0][1:]), text)
    # Letters beyond the first plane are escaped as two.
    return meant.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _read_escape(sign: str) -> str:
    return chr(int(sign[1:], 16)) if len(sign) > 1 else _SIGNS.get(sign, sign)
