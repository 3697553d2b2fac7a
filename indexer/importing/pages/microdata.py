"""What a page says of itself in microdata (`itemprop`), by the words of schema.org."""

from __future__ import annotations

from indexer.importing.pages.facts import Facts
from indexer.importing.pages.names import read_author_names
from indexer.importing.pages.tree import Element, Page, line_of

_OTHERS = ("Comment", "UserComments", "Person", "Review", "Product", "Event", "VideoObject")
_ARTICLE = ("Article", "BlogPosting", "Report")


def read_microdata(page: Page) -> Facts:
    """The properties that elements of the page are marked with."""
    properties: dict[str, list[Element]] = {}
    for element in page.root.xpath("//*[@itemprop]"):
        if not _is_of_another(element):
            for name in element.get("itemprop").split():
                properties.setdefault(name, []).append(element)
    names = [_value(element) for element in properties.get("author", ())]
    names += [_value(element) for element in properties.get("creator", ())]
    return Facts(
        title=_first(properties, "headline"),
        published=_first(properties, "datePublished") or _first(properties, "dateCreated"),
        modified=_first(properties, "dateModified"),
        source=_first(properties, "publisher"),
        authors=read_author_names(names),
        tags=tuple(
            dict.fromkeys(
                word
                for element in properties.get("keywords", ())
                for part in _value(element).split(",")
                if (word := part.strip())
            )
        ),
        is_article=any(
            (element.get("itemtype") or "").rstrip("/").endswith(_ARTICLE)
            for element in page.root.xpath("//*[@itemscope]")
        ),
    )


def _is_of_another(element: Element) -> bool:
    """Whether a property belongs to a comment, or to what the article only speaks of."""
    item = next(
        (around for around in element.iterancestors() if around.get("itemscope") is not None), None
    )
    kind = "" if item is None else item.get("itemtype") or ""
    return kind.rstrip("/").endswith(_OTHERS)


def _first(properties: dict[str, list[Element]], name: str) -> str:
    return next((value for element in properties.get(name, ()) if (value := _value(element))), "")


def _value(element: Element) -> str:
    """The value of a property: that of an item is its name."""
    if element.get("itemscope") is not None:
        for inner in element.iter():
            if inner is not element and (inner.get("itemprop") or "") == "name":
                return _value(inner)
    for attribute in ("content", "datetime"):
        if value := (element.get(attribute) or "").strip():
            return value
    return line_of(element)
