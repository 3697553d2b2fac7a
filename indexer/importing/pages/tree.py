"""The markup of a page as a tree, within limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urljoin

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.etree import ParserError, iterwalk, strip_elements
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from indexer.addresses import is_web_address
from indexer.errors import InvalidInputError

MOST_ELEMENTS = 30_000
"""Elements of a page that is read. Pages of news have some thousand; what finds the body of an
article takes a second for so many, and for more of them the square of it."""

Element = HtmlElement

# What is no content, and what browsers show only where they do not run scripts.
_MACHINERY = {
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "embed",
    "svg",
    "canvas",
}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
# Signs that no text has, and references to them: the parser gives them, and takes none. Two
# expressions are ten times as fast as one.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_TEXT_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])(?!\d)"
    r"|[xX]0*(?:[0-8bBcCeEfF]|1[\da-fA-F])(?![\da-fA-F]));?"
)
_ENDED = re.compile(r"[.!?…:;][»”\"')\]]*\s*$")
_DEEPEST = "Excessive depth"


class PageError(InvalidInputError):
    """A page that cannot be read as one."""


class SelectorMistakeError(InvalidInputError):
    """A CSS selector that cannot be understood."""


@dataclass(frozen=True)
class Page:
    """A page. `address` is where it was found, as far as that is known from elsewhere; `source` its
    markup."""

    root: Element
    source: str = field(repr=False)
    address: str = ""

    @cached_property
    def canonical(self) -> str:
        """The address that a page gives as its own; empty where it gives none."""
        for link in self.root.iter("link"):
            if "canonical" in (link.get("rel") or "").lower().split():
                return self.resolve(link.get("href") or "")
        return ""

    def resolve(self, link: str) -> str:
        """A link of the page as a whole address; empty where it is none."""
        base = self.address
        found = self.root.find(".//base[@href]")
        try:
            if found is not None:
                base = urljoin(base, (found.get("href") or "").strip())
            url = urljoin(base, link.strip())
        except ValueError:
            return ""
        return url if is_web_address(url) else ""


def parse_page(source: str, address: str = "") -> Page:
    """The page of a markup. Raises PageError for one without content and one beyond the limits."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    clean = _NO_TEXT_REFERENCE.sub("", _NO_TEXT.sub("", source))
    try:
        root = document_fromstring(clean.encode("utf-8"), parser=parser)
    except ParserError as error:
        raise PageError("the page is empty") from error
    # What lies deeper is lost, so the page would be one with holes.
    if any(_DEEPEST in entry.message for entry in parser.error_log):
        raise PageError("elements are nested more than 250 deep")
    count = int(root.xpath("count(//*)"))
    if count > MOST_ELEMENTS:
        raise PageError(f"{count} elements, more than {MOST_ELEMENTS}")
    # What is said in scripts may be about the article; the rest is for browsers.
    drop_all(root, *(_MACHINERY - {"script"}))
    return Page(root, source, address)


def compile_selector(selector: str) -> CSSSelector:
    """What finds the elements of a CSS selector: called with an element. Raises
    SelectorMistakeError."""
    try:
        return CSSSelector(selector, translator="html")
    except SelectorError as error:
        raise SelectorMistakeError(f"no CSS selector: {selector!r}: {error}") from error


def drop(element: Element) -> None:
    """Take an element out of its tree; the text behind it stays."""
    if element.getparent() is not None:
        element.drop_tree()


def drop_all(root: Element, *tags: str) -> None:
    """Take all elements of some names out of a tree; the text behind them stays."""
    strip_elements(root, *tags, with_tail=False)


def line_of(element: Element) -> str:
    """The text of an element as one line."""
    return squeeze(" ".join(paragraphs_of(element)))


def squeeze(text: str) -> str:
    """A text as one line, without blanks at its ends and runs of them."""
    return " ".join(text.replace("\u200b", "").replace("\ufeff", "").split())


def paragraphs_of(element: Element) -> list[str]:
    """The text of an element as paragraphs: its blocks, and what two line breaks divide. Where one
    line break ends a sentence it ends the paragraph too, as in old pages."""
    paragraphs: list[str] = []
    pending: list[str] = []
    for part in _walk(element):
        if part not in {_BREAK, _BORDER}:
            pending.append(part)
            continue
        last = pending[-1] if pending else ""
        if part == _BREAK and last.strip() and not _ENDED.search(last):
            pending.append(" ")
            continue
        if text := squeeze("".join(pending)):
            paragraphs.append(text)
        pending.clear()
    return paragraphs


# Signs that no page holds: parsers take them out.
_BREAK, _BORDER = "\x01", "\x02"


def _walk(element: Element) -> Iterator[str]:
    """The texts of an element, and between them where its lines and blocks end."""
    walk = iterwalk(element, events=("start", "end"))
    for event, found in walk:
        tag = found.tag
        if event == "start":
            if tag in _MACHINERY or not isinstance(tag, str):
                walk.skip_subtree()
                continue
            if tag in _BLOCKS:
                yield _BORDER
            elif tag == "br":
                yield _BREAK
            if found.text:
                yield found.text
            continue
        if tag in _BLOCKS:
            yield _BORDER
        if found.tail and found is not element:
            yield found.tail
    yield _BORDER
