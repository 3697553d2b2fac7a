"""The text of an article that stands as XML within another one: XHTML, and NITF of the agencies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from indexer.importing.elements.parsing import Element, local_name, text_of

# What NITF calls differently than HTML.
_NITF_TAGS = {
    "body.content": "div", "body.end": "div", "block": "div", "hl1": "h1", "hl2": "h2",
    "tagline": "p", "bibliography": "p", "note": "div", "fn": "p",
}  # fmt: skip

# What repeats the fields of the article, or is not its text.
_NITF_HIDDEN = ("media", "body.head", "docdata")
_XHTML_HIDDEN = ("header",)
_HEADINGS = frozenset(("h1", "hl1"))
_REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class Content:
    """A text: its body as HTML, and what else it says of its article."""

    body: str = ""
    title: str = ""
    lead: str = ""
    bylines: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()


def read_content(root: Element, title: str) -> Content:
    """The text of an element of XHTML or NITF. A heading that repeats the title is left out."""
    if local_name(root) == "nitf" or next(_find(root, "body.content"), None) is not None:
        return _read_nitf(root, title)
    body = next(_find(root, "body"), root)
    return Content(_to_html((body,), title, _XHTML_HIDDEN))


def _read_nitf(root: Element, title: str) -> Content:
    title = title or next((text_of(one) for one in _find(root, "hl1")), "")
    # They are asked for first: the tree is changed by what makes HTML of it.
    lead = "\n\n".join(text_of(one) for one in _find(root, "abstract"))
    bylines = tuple(text_of(one) for one in _find(root, "byline"))
    captions = tuple(text_of(one) for one in _find(root, "media-caption"))
    return Content(
        _to_html(tuple(_find(root, "body.content", "body.end")), title, _NITF_HIDDEN),
        title,
        lead,
        bylines,
        captions,
    )


def _find(root: Element, *names: str) -> Iterator[Element]:
    return (element for element in root.iter("*") if local_name(element) in names)


def _to_html(parts: tuple[Element, ...], title: str, hidden: tuple[str, ...]) -> str:
    """Elements as HTML without namespaces. They are changed."""
    for part in parts:
        for element in part.iter("*"):
            name = local_name(element)
            is_repeated = name in _HEADINGS and _fold(text_of(element)) == _fold(title)
            element.tag = _REPEATED if is_repeated else _NITF_TAGS.get(name, name)
        etree.strip_elements(part, _REPEATED, *hidden, with_tail=False)
    return "".join(
        etree.tostring(part, encoding="unicode", method="html", with_tail=False) for part in parts
    )


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
