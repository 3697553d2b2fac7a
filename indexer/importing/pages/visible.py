"""What a reader of a page sees near its headline: the date, and who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.importing.furniture import DATE_WITHIN, clean_date, read_byline
from indexer.importing.pages.facts import Facts
from indexer.importing.pages.names import read_author_names
from indexer.importing.pages.tree import Element, Page, line_of

# Elements around the headline that are looked at, and the length of what they say.
_BEFORE = 30
_AFTER = 80
_MOST_CHILDREN = 12
# Characters before a date that tell what it is the date of.
_BEFORE_DATE = 30
_LONGEST = 200
_LONGEST_NAMES = 120

_UNSEEN = {"script", "style", "noscript", "option", "select", "svg"}
_BYLINE_MARK = re.compile(r"\b(?:author|byline|by-line|writer|avtor|reporter)", re.IGNORECASE)
_NO_BYLINE_MARK = re.compile(r"authoris|authoriz|author(?:-|_)?(?:bio|box|image|photo|avatar)")
_BY = re.compile(r"^(?:(?:written|posted|reported) )?by:? (?=[A-Z])|^(?:автор|текст)\w*\s*: ", re.I)
_CHANGED = re.compile(r"\b(?:updated?|modified|edited|last)\b|обновл|измен|исправл", re.IGNORECASE)
_PARTICLES = frozenset(
    "de da di del della van von der den bin ibn al el la le ла де фон ван".split()
)
_ARTICLES = {"The", "A", "An"}
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class _Near:
    """An element near the headline, with what it says."""

    element: Element
    text: str


def read_visible(page: Page, heading: Element | None) -> list[Facts]:
    """What stands near the headline: first the elements made for it (`<time>`, `rel=author`), then
    what only reads like a date or a byline. Without a headline, the beginning of the page is looked
    at."""
    near = list(_near(page, heading))
    return [
        replace(_marked_dates(near), authors=_linked_authors(near)),
        replace(_read_dates(near), authors=_read_authors(near)),
    ]


def _near(page: Page, heading: Element | None) -> Iterator[_Near]:
    """The elements around the headline. What stands below it belongs to it more surely."""
    if heading is None:
        yield from _readable(page.root.xpath(f"(/html/body//*)[position() <= {_BEFORE + _AFTER}]"))
        return
    yield from _readable(heading.xpath(f"following::*[position() <= {_AFTER}]"))
    yield from _readable(heading.xpath(f"preceding::*[position() <= {_BEFORE}]"))


def _readable(elements: Iterable[Element]) -> Iterator[_Near]:
    for element in elements:
        # A long element holds others: those are looked at.
        if len(element) <= _MOST_CHILDREN and element.tag not in _UNSEEN:
            text = line_of(element)
            if len(text) <= _LONGEST:
                yield _Near(element, text)


def _marked_dates(near: Sequence[_Near]) -> Facts:
    published = modified = ""
    for item in near:
        value = (item.element.get("datetime") or "").strip() or item.text
        if item.element.tag != "time" or not value:
            continue
        parent = item.element.getparent()
        context = [item.text, item.element.get("class")]
        if parent is not None:
            context += [parent.get("class"), parent.text]
        if _CHANGED.search(" ".join(filter(None, context))):
            modified = modified or value
        else:
            published = published or value
    return Facts(published=published, modified=modified)


def _read_dates(near: Sequence[_Near]) -> Facts:
    published = modified = ""
    for item in near:
        for match in DATE_WITHIN.finditer(item.text):
            date = clean_date(match[0])
            if _CHANGED.search(item.text[: match.start()][-_BEFORE_DATE:]):
                modified = modified or date
            else:
                published = published or date
    return Facts(published=published, modified=modified)


def _linked_authors(near: Sequence[_Near]) -> tuple[str, ...]:
    texts = [
        item.text
        for item in near
        if "author" in (item.element.get("rel") or "").split() and item.element.tag != "link"
    ]
    return read_author_names(text for text in texts if _is_name(text))


def _read_authors(near: Sequence[_Near]) -> tuple[str, ...]:
    for item in near:
        marks = " ".join(
            item.element.get(name) or "" for name in ("class", "id", "data-testid", "itemprop")
        )
        is_marked = _BYLINE_MARK.search(marks) and not _NO_BYLINE_MARK.search(marks)
        if len(item.text) > _LONGEST_NAMES or not (is_marked or _BY.search(item.text)):
            continue
        byline = read_byline(item.text)
        text = "; ".join(byline.authors) if byline else DATE_WITHIN.split(item.text)[0]
        names = read_author_names([text])
        if names and all(map(_is_name, names)):
            return names
    return ()


def _is_name(text: str) -> bool:
    """Whether a text has the capitals of a name: what is marked as a byline often is none."""
    words = [word for word in text.split() if word not in _PARTICLES]
    return (
        0 < len(words) <= _MOST_WORDS
        and words[0] not in _ARTICLES
        and all(word[0].isupper() for word in words)
    )
