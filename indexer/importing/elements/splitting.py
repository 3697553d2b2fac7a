"""From an XML file to the elements that are its records, one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BufferedReader

from indexer.importing.readers import RAW_LIMIT, RECORD_LIMIT

_CHUNK = 256 * 1024

# Bytes before the first record that are kept: what a file says of itself as a whole.
_LONGEST_HEADER = 256 * 1024
_LONGEST_TAG = 64 * 1024

# Elements within one another around the records.
_DEEPEST = 50

# What is looked for is shorter, but for names: so much of what is at hand is looked at again.
_OVERLAP = 128

_TAG = re.compile(
    rb"<(?P<close>/?)(?P<name>[A-Za-z_:\x80-\xff][^\s/<>\"'=]*)"
    rb"(?>(?:[^<>\"']++|\"[^\"<]*\"|'[^'<]*')*)>"
)
# What begins with these is no tag, whatever is in it, and what ends it.
_CDATA = b"<![CDATA["
_SECTIONS = {
    _CDATA: re.compile(rb"\]\]>"),
    b"<!--": re.compile(rb"-->"),
    b"<?": re.compile(rb"\?>"),
}
_SECTION = re.compile(rb"<!\[CDATA\[|<!--|<\?|<!DOCTYPE[^<>\[]{0,1000}\[|<!", re.IGNORECASE)
_SUBSET_END = re.compile(rb"\]\s{0,50}>")
_SIGN_END = re.compile(rb">")


@dataclass(frozen=True, slots=True)
class Piece:
    """An element of a file.

    `line` is where it begins, `name` what it is called, with its prefix; `text` the element as it
    stands, `around` the start tags of those that it stands in, the outermost first. `defect` says
    why it is no whole element, of which `text` is then the beginning.
    """

    line: int
    name: str
    text: bytes
    around: tuple[bytes, ...]
    defect: str = ""


def closing_tags(around: tuple[bytes, ...]) -> bytes:
    """The end tags of elements by their start tags, the outermost first."""
    return b"".join(b"</%b>" % _name_of(tag) for tag in reversed(around))


class Splitter:
    """Finds the elements of some local names in a stream of UTF-8. Those of one name never stand
    within one another; what stands between them is passed over.

    `header` is what stands before the first of them, closed as a document of its own, and `root`
    the name of the outermost element, once the first one was found or the stream has ended.
    """

    def __init__(self, stream: BufferedReader, names: frozenset[str]) -> None:
        self._window = _Window(stream)
        self._names = names
        self._around: list[bytes] = []
        self._header: bytearray | None = bytearray()
        self.header = b""
        self.root = ""

    def split(self) -> Iterator[Piece]:
        """The elements. Raises OSError."""
        while self._go_to_sign():
            if self._skip_section():
                continue
            tag = self._window.match_tag()
            if tag is None:
                self._take(1)
                continue
            name = tag["name"].decode("utf-8", "replace")
            if not tag["close"]:
                self.root = self.root or name
                if name.rpartition(":")[2] in self._names:
                    self._end_header()
                    yield self._read_element(name, tag[0])
                    continue
                if not tag[0].endswith(b"/>"):
                    self._around.append(tag[0])
                    if len(self._around) > _DEEPEST:
                        reason = "nested too deeply; the rest is left"
                        yield Piece(self._window.line, name, tag[0], (), reason)
                        return
            else:
                self._close(tag["name"])
            self._take(len(tag[0]))
        self._end_header()
        if self._around:
            defect = f"the file ends before </{self.root}>"
            yield Piece(self._window.line, self.root, b"", (), defect)

    def _go_to_sign(self) -> bool:
        """Go to the next `<`; whether there is one."""
        window = self._window
        while (found := window.content.find(b"<", window.place)) < 0:
            self._take(window.size)
            if not window.read():
                return False
        self._take(found - window.place)
        return True

    def _skip_section(self) -> bool:
        """Go behind what is no tag, if such begins here."""
        window = self._window
        if window.size < _LONGEST_TAG:
            window.read()
        opener = _SECTION.match(window.content, window.place)
        if opener is None:
            return False
        closer = _SECTIONS.get(opener[0])
        if closer is None:
            closer = _SUBSET_END if opener[0].endswith(b"[") else _SIGN_END
        # A declaration of a document type goes no further than here.
        take = self._take if opener[0] == _CDATA else window.take
        take(len(opener[0]))
        while (found := closer.search(window.content, window.place)) is None:
            take(max(0, window.size - _OVERLAP))
            if not window.read():
                take(window.size)
                return True
        take(found.end() - window.place)
        return True

    def _read_element(self, name: str, tag: bytes) -> Piece:
        window = self._window
        line, ahead, beginning, defect = window.line, len(tag), b"", ""
        signs, closer = _signs_within(name), None
        is_done = tag.endswith(b"/>")
        while not is_done:
            found = (closer or signs).search(window.content, window.place + ahead)
            if found is None:
                ahead = max(ahead, window.size - _OVERLAP - len(name))
                if window.size > RECORD_LIMIT or beginning:
                    # It is told of, and passed over.
                    beginning = beginning or window.start(RAW_LIMIT)
                    window.take(ahead)
                    ahead = 0
                if not window.read():
                    defect = f"the file ends within <{name}>"
                    ahead, is_done = window.size, True
            elif closer is not None or found[0] in _SECTIONS:
                closer = None if closer is not None else _SECTIONS[found[0]]
                ahead = found.end() - window.place
            elif found[0].startswith(b"</"):
                ahead, is_done = found.end() - window.place, True
            else:
                defect = f"<{name}> is not closed"
                ahead, is_done = found.start() - window.place, True
        text = beginning or window.start(ahead)
        if beginning or len(text) > RECORD_LIMIT:
            text, defect = text[:RAW_LIMIT], f"<{name}> is over {RECORD_LIMIT} bytes"
        window.take(ahead)
        around = tuple(self._around)
        if defect.startswith("the file ends"):
            # It is told of once.
            self._around.clear()
        return Piece(line, name, text, around, defect)

    def _close(self, name: bytes) -> None:
        names = [_name_of(tag) for tag in self._around]
        if name in names:
            del self._around[len(names) - 1 - names[::-1].index(name) :]

    def _take(self, size: int) -> None:
        if self._header is not None and len(self._header) < _LONGEST_HEADER:
            self._header += self._window.start(size)
        self._window.take(size)

    def _end_header(self) -> None:
        if self._header is not None:
            self.header = bytes(self._header) + closing_tags(tuple(self._around))
            self._header = None


class _Window:
    """What is at hand of a stream: `content` from `place` on, which is on a line of the file."""

    def __init__(self, stream: BufferedReader) -> None:
        self._stream = stream
        self.content = b""
        self.place = 0
        self.line = 1
        self._is_at_end = False

    @property
    def size(self) -> int:
        """Bytes at hand."""
        return len(self.content) - self.place

    def read(self) -> bool:
        """Get more at hand; whether there was more. Raises OSError."""
        chunk = b"" if self._is_at_end else self._stream.read(_CHUNK)
        self._is_at_end = not chunk
        if chunk:
            self.content = self.content[self.place :] + chunk
            self.place = 0
        return bool(chunk)

    def start(self, size: int) -> bytes:
        """The next bytes."""
        return self.content[self.place : self.place + size]

    def take(self, size: int) -> None:
        """Go on by so many bytes."""
        self.line += self.content.count(b"\n", self.place, self.place + size)
        self.place += size

    def match_tag(self) -> re.Match[bytes] | None:
        """The tag that begins here. Raises OSError."""
        while (tag := _TAG.match(self.content, self.place)) is None:
            # Its end may not be at hand yet.
            if self.size > _LONGEST_TAG or not self.read():
                return None
        return tag


def _name_of(tag: bytes) -> bytes:
    found = _TAG.match(tag)
    return found["name"] if found else b""


@lru_cache(maxsize=64)
def _signs_within(name: str) -> re.Pattern[bytes]:
    """What counts within an element: its end, another one of its name, and what hides both."""
    escaped = re.escape(name.encode())
    return re.compile(rb"<!\[CDATA\[|<!--|<\?|</%b\s{0,50}>|<%b(?=[\s/>])" % (escaped, escaped))
