"""From the markup in a field to its words: HTML, entities and shortcodes are no letters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any, cast

from lxml import etree

# An element of one letter needs a sign of its attributes: `a<b and c>d` is none.
_ELEMENT = re.compile(
    r"<!--|</?(?:abbr|acronym|address|article|aside|audio|big|blockquote|body|br|button|center"
    r"|cite|code|dd|del|div|dl|dt|em|embed|figcaption|figure|font|footer|form|h[1-6]|head|header|hr"
    r"|html|iframe|img|input|ins|label|li|link|main|mark|meta|nav|nobr|noscript|object|ol|option"
    r"|param|picture|pre|script|section|select|small|source|span|strike|strong|style|sub"
    r"|sup|svg|table|tbody|td|template|tfoot|th|thead|time|title|tr|tt|ul|var|video|wbr)"
    r"(?:\s[^<>]*)?/?>|</?[abipqsu](?:\s(?=[^<>=]*[=>])[^<>=]*(?:(?<=\s)|=[^<>]*))?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,31});|&(?:nbsp|quot|[lr]aquo)(?![\w=])"
)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
# Where no element says where paragraphs end, blank lines do.
_PARAGRAPH = re.compile(r"<(?:p|br)\b", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")

# Markup of forums, if it is closed somewhere.
_FORUM_CLOSED = re.compile(r"\[/(b|i|u|s|url|img|quote|size|color|center|font)\]", re.IGNORECASE)
_FORUM_PICTURE = re.compile(r"\[img\b[^\[\]]{0,500}\][^\[\]]{0,2000}\[/img\]", re.IGNORECASE)

_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)

# What is between these is not for readers.
_UNSEEN = frozenset(
    "audio button canvas embed form head iframe input math noscript object script select style svg "
    "template textarea title video".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote br center dd div dl dt figcaption figure footer h1 h2 h3 h4 "
    "h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul".split()
)
_CELLS = frozenset(("td", "th"))

# Shortcodes: of Hugo, of Liquid and Jinja, attributes of kramdown, and of WordPress.
_TEMPLATE = re.compile(r"\{\{[<%].{0,2000}?[%>]\}\}|\{%.{0,2000}?%\}|\{\{.{0,500}?\}\}", re.DOTALL)
_ATTRIBUTES = re.compile(r"\{:[^{}\n]{0,500}\}|(?<=\S)[ \t]*\{#[\w-]{1,100}[^{}\n]{0,200}\}")
_CAPTIONED = re.compile(
    r"\[(?:wp_)?caption\b[^\[\]]{0,2000}\](.{0,5000}?)\[/(?:wp_)?caption\]", re.DOTALL
)
_SHORTCODE = re.compile(
    r"\[/?(?:(?:wp_)?caption|gallery|embed|audio|video|playlist|youtube|vimeo|soundcloud|googlemaps"
    r"|contact-form(?:-\d+)?|column|row|button|spoiler|quote|sidebar|adrotate|ad"
    r"|(?:vc|et_pb|fusion|av|su|tabs?)_\w+)(?=[\s\]=/])[^\[\]]{0,2000}\]"
)
_CAPTION = re.compile(r"""\bcaption\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True)
class MarkedText:
    """The words of a text with markup: its paragraphs, joined by blank lines, and the captions of
    pictures that stood in it."""

    text: str
    captions: tuple[str, ...] = ()


def read_markup(text: str) -> MarkedText:
    """The words of a text that may have HTML, entities and shortcodes in it; a text without them
    stays as it is. Linear in the text, whatever is in it."""
    captions: list[str] = []
    if "<![CDATA[" in text:
        text = _CDATA.sub("", text)
    if "{" in text or "[" in text:
        text = _take_forum_markup(_take_shortcodes(text, captions))
    if _ELEMENT.search(text):
        text = _take_elements(text, captions)
    elif _ENTITY.search(text):
        text = unescape(text)
        if _ELEMENT.search(text):
            # HTML that was escaped as a whole.
            text = _take_elements(text, captions)
        elif _ENTITY.search(text):
            text = unescape(text)
    return MarkedText(text, tuple(captions))


def take_shortcodes(text: str) -> MarkedText:
    """A text without the shortcodes and attributes of site generators; other markup stays."""
    captions: list[str] = []
    return MarkedText(_take_shortcodes(text, captions), tuple(captions))


def strip_markup(text: str) -> str:
    """The words of a text without paragraphs: a headline, a name."""
    return " ".join(read_markup(text).text.split()) if _has_signs(text) else text


def _has_signs(text: str) -> bool:
    return any(sign in text for sign in "<&{[")


def _take_shortcodes(text: str, captions: list[str]) -> str:
    def take_template(match: re.Match[str]) -> str:
        captions.extend(
            filter(None, (caption[1] or caption[2] for caption in _CAPTION.finditer(match[0])))
        )
        return ""

    def take_captioned(match: re.Match[str]) -> str:
        if caption := strip_markup(match[1]).strip():
            captions.append(caption)
        return "\n\n"

    text = _ATTRIBUTES.sub("", _TEMPLATE.sub(take_template, text))
    return _SHORTCODE.sub("", _CAPTIONED.sub(take_captioned, text))


def _take_forum_markup(text: str) -> str:
    kinds = {kind.casefold() for kind in _FORUM_CLOSED.findall(text)}
    if not kinds:
        return text
    signs = re.compile(rf"\[/?(?:{'|'.join(sorted(kinds))})(?:=[^\[\]]{{0,500}})?\]", re.IGNORECASE)
    return signs.sub("", _FORUM_PICTURE.sub(" ", text))


def _take_elements(html: str, captions: list[str]) -> str:
    if not _PARAGRAPH.search(html):
        html = _BLANK_LINE.sub("<br>", html)
    words = _Words()
    parser = etree.HTMLParser(target=cast("Any", words), huge_tree=True, no_network=True)
    # Zero bytes end a text for the parser, and halves of pairs are refused later.
    etree.fromstring(
        html.replace("\0", "").encode("utf-8", "surrogatepass").decode("utf-8", "replace"), parser
    )
    captions.extend(words.captions)
    if words.text or words.captions:
        return words.text
    # A tag that is never closed hides all that follows it.
    return unescape(_ELEMENT.sub(" ", _HIDDEN.sub("", html))).strip()


class _Words:
    """What the parser calls while it reads: gathers the words of HTML by paragraphs."""

    def __init__(self) -> None:
        self.captions: list[str] = []
        self._paragraphs: list[str] = []
        self._parts: list[str] = []
        self._unseen = 0
        self._row = 0

    @property
    def text(self) -> str:
        return "\n\n".join(self._paragraphs)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _CELLS:
            if any(part.strip() for part in self._parts):
                self._parts.append(" | ")
        elif tag in _BLOCKS:
            self._end_paragraph(self._paragraphs)
        elif tag == "img":
            # A word must not grow together with the next across a picture.
            self._parts.append(" ")

    def end(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif tag == "figcaption":
            self._end_paragraph(self.captions)
        elif tag in _BLOCKS:
            self._end_paragraph(self._paragraphs)

    def data(self, text: str) -> None:
        if not self._unseen:
            self._parts.append(text)

    def comment(self, text: str) -> None:
        """Comments are not for readers."""

    def close(self) -> None:
        self._end_paragraph(self._paragraphs)

    def _end_paragraph(self, into: list[str]) -> None:
        paragraph = " ".join("".join(self._parts).split(None)) if self._parts else ""
        self._parts.clear()
        if paragraph.strip(" |"):
            into.append(paragraph)
