"""A file of elements, as readers of XML open it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.importing.decoding import decode_raw
from indexer.importing.elements.encoding import open_xml
from indexer.importing.elements.splitting import Piece, Splitter
from indexer.importing.readers import Rejection
from indexer.importing.sources import Source

# What may stand before the outermost element. None of it is looked at twice.
_PROLOG = (
    rb"(?>(?:\s++|<\?(?>.*?\?>)|<!--(?>.*?-->)|<!DOCTYPE(?>[^\[>]*)(?:>|\[(?>.*?\]\s*>)))*)"
    rb"<(?:[\w.-]+:)?"
)


def begin_with(*roots: str) -> re.Pattern[bytes]:
    """What tells a format by the outermost element: patterns of what stands behind its `<` and its
    prefix."""
    return re.compile(_PROLOG + rb"(?:%b)" % "|".join(roots).encode(), re.DOTALL)


class ElementFile:
    """The elements of some local names in a source, in their order.

    `encoding` is what the source is in. `header` and `root` are those of `Splitter`. Raises
    OSError.
    """

    def __init__(self, source: Source, *names: str) -> None:
        self._head = source.head
        stream, self.encoding = open_xml(source)
        self._splitter = Splitter(stream, frozenset(names))

    @property
    def header(self) -> bytes:
        """What stands before the first element, as a document."""
        return self._splitter.header

    def pieces(self) -> Iterator[Piece]:
        """The elements. Raises OSError."""
        return self._splitter.split()

    def reject_whole(self, reason: str) -> Rejection:
        """The rejection of a file that holds none of the elements. `reason` is what an XML file
        without them is."""
        if not self._head.strip():
            reason = "the file is empty"
        elif not self._splitter.root:
            reason = "the file is no XML"
        else:
            reason = f"{reason}: the outermost element is <{self._splitter.root}>"
        return Rejection(1, "", reason, decode_raw(self._head))


def reject(piece: Piece, reason: object, field: str = "") -> Rejection:
    """The rejection of one element."""
    return Rejection(piece.line, field, str(reason), decode_raw(piece.text))
