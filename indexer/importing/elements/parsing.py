"""From an element as it stands in a file to one whose texts and attributes can be asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from html.entities import html5
from typing import TypeAlias

from lxml import etree

from indexer.importing.elements.splitting import Piece, closing_tags

Element: TypeAlias = etree._Element  # noqa: SLF001

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
"""The attribute that says the language of an element."""

# A sign that XML does not have: control characters and halves of pairs.
_NO_SIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(
    r"&(?:#(?P<number>[0-9]{1,7}|x[0-9a-fA-F]{1,6});|(?P<name>[A-Za-z]\w{0,40});)?"
)
_STRAY = re.compile(r"<(?![A-Za-z_:/!?\x80-\U0010ffff])")
_SECTION = re.compile(r"<!\[CDATA\[|<!--")
_SECTION_ENDS = {"<![CDATA[": "]]>", "<!--": "-->"}

# Those that XML has of itself.
_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))

# Where something is, by the parser's count of lines.
_PLACE = re.compile(
    r",? line \d+(?:, column \d+)?|, use XML_PARSE_HUGE option|, try XML_PARSE_HUGE"
)
_BLANKS = re.compile(r"\s+")


class ElementError(Exception):
    """An element cannot be read; `str` of it says why."""


def read_element(piece: Piece, encoding: str) -> Element:
    """The element of a piece, among the elements around it. `encoding` is what the file was in.
    Raises ElementError."""
    return parse_element(piece, mend_element(piece, encoding))


def mend_element(piece: Piece, encoding: str) -> str:
    """The text of an element, without what is no XML and has one meaning all the same: control
    characters, entities of HTML, an ampersand that is nothing but one. `encoding` is what the file
    was in. Raises ElementError."""
    if piece.defect:
        raise ElementError(piece.defect)
    try:
        text = piece.text.decode("utf-8")
    except UnicodeDecodeError as error:
        reason = f"invalid UTF-8 at byte {error.start} of the element: {error.reason}"
        raise ElementError(reason) from error
    if encoding != "utf-8" and "\ufffd" in text:
        raise ElementError(f"bytes that are not in the encoding {encoding}")
    return "".join(_mend(_NO_SIGN.sub("", text)))


def _mend(text: str) -> Iterator[str]:
    place = 0
    while (section := _SECTION.search(text, place)) is not None:
        end = text.find(_SECTION_ENDS[section[0]], section.end())
        if end < 0:
            break
        yield _mend_markup(text[place : section.start()])
        place = end + 3
        if section[0] != "<!--":
            yield text[section.start() : place]
    yield _mend_markup(text[place:])


def _mend_markup(text: str) -> str:
    return _REFERENCE.sub(_mend_reference, _STRAY.sub("&lt;", text)).replace("]]>", "]]&gt;")


def _mend_reference(match: re.Match[str]) -> str:
    if number := match["number"]:
        code = int(number[1:], 16) if number[0] == "x" else int(number)
        is_sign = code <= 0x10FFFF and not _NO_SIGN.match(chr(code))
        return match[0] if is_sign else ""
    name = match["name"]
    if name is None:
        return "&amp;"
    if name in _ENTITIES:
        return match[0]
    sign = html5.get(f"{name};")
    if sign is None:
        raise ElementError(f"an entity that is not known: &{name};")
    return "".join(f"&#{ord(character)};" for character in sign)


def parse_element(piece: Piece, text: str) -> Element:
    """The element of a piece by its mended text, among the elements around it. Raises
    ElementError."""
    element = _parse(wrap_element(piece, text), piece.line)
    for _ in piece.around:
        element = element[0]
    return element


def wrap_element(piece: Piece, text: str) -> bytes:
    """A document of the elements around a piece, with its mended text alone in them."""
    # On one line, so that lines count from the piece on.
    opening = (_BLANKS.sub(" ", tag.decode("utf-8", "replace")) for tag in piece.around)
    closing = closing_tags(piece.around).decode("utf-8", "replace")
    return f"{_mend_markup(_NO_SIGN.sub('', ''.join(opening)))}{text}{closing}".encode()


def _parse(document: bytes, line: int) -> Element:
    parser = _make_parser()
    try:
        return etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        if all(entry.domain_name == "NAMESPACE" for entry in parser.error_log):
            # Prefixes that nobody declared are prefixes all the same.
            return etree.fromstring(document, _make_parser(recover=True))
        reason = _PLACE.sub("", error.msg or "").strip()
        place = line + (error.lineno or 1) - 1
        raise ElementError(f"broken XML at line {place}: {reason}") from error


def _make_parser(*, recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def read_header(header: bytes) -> Element | None:
    """What stands before the records of a file, read as far as it can be; None for nothing."""
    text = _NO_SIGN.sub("", header.decode("utf-8", "replace"))
    with suppress(ElementError):
        text = "".join(_mend(text))
    return etree.fromstring(text.encode(), _make_parser(recover=True)) if text.strip() else None


def local_name(element: Element) -> str:
    """The name of an element without its prefix, one that nobody declared included."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def prefixed_name(element: Element) -> str:
    """The name of an element with the prefix that stands before it: `wp:post_id`."""
    name = str(element.tag).rpartition("}")[2]
    return f"{element.prefix}:{name}" if element.prefix else name


def namespace(element: Element) -> str:
    """The namespace of an element; empty for one without."""
    return str(element.tag).rpartition("}")[0].removeprefix("{")


def children(element: Element, *names: str) -> Iterator[Element]:
    """The elements within an element, those of some local names, in their order."""
    return (child for child in element if not names or local_name(child) in names)


def first_text(element: Element, *names: str) -> str:
    """The text of the first element of the first of these names that has one; else empty."""
    texts = (text_of(child) for name in names for child in children(element, name))
    return next(filter(None, texts), "")


def text_of(element: Element) -> str:
    """All the text in an element, without blanks around it."""
    return "".join(element.itertext()).strip()
