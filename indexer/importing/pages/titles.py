"""The headline of a page, without the name of its site."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.importing.pages.tree import Element, Page, line_of, squeeze
from indexer.importing.values import LONGEST

_SEPARATOR = re.compile(r"\s+(?:[|»«·•/\\]|::|[-–—―]+)\s+|\s*\|\s*|\s+:\s+")
_EDGE = re.compile(r"^\s*(?:[|»«·•/\\:]|::|[-–—―]+)\s+|\s+(?:[|»«·•/\\:]|::|[-–—―]+)\s*$")
_LONGEST_NAME = 60
_WORD = re.compile(r"\w+")
# Of one of several headings, and of the only one.
_LEAST_LIKENESS = 0.5
_LEAST_OF_ONE = 0.2


def find_heading(page: Page, titles: Sequence[str], site: Sequence[str]) -> Element | None:
    """The element with the headline: of the first-level headings the one most like the titles that
    the page tells; None where none is like them."""
    names = {_fold(name) for name in site}
    headings = [
        (element, text)
        for element in page.root.iter("h1")
        if (text := line_of(element)) and _fold(text) not in names
    ]
    if not headings:
        # Some pages give their own name the first level, and headlines the second.
        folded = {_fold(clean_title(title, site)) for title in titles} - {""}
        return next((h for h in page.root.iter("h2") if _fold(line_of(h)) in folded), None)
    likeness = [
        max((_likeness(text, title) for title in titles), default=1.0) for _, text in headings
    ]
    best = max(range(len(headings)), key=lambda index: likeness[index])
    least = _LEAST_LIKENESS if len(headings) > 1 else _LEAST_OF_ONE
    return headings[best][0] if likeness[best] >= least else None


def choose_title(heading: str, titles: Sequence[str], site: Sequence[str]) -> str:
    """The title of an article: the headline that readers see, else the first that the page tells of
    itself; without the name of the site."""
    return next((title for raw in (heading, *titles) if (title := clean_title(raw, site))), "")


def clean_title(title: str, site: Sequence[str]) -> str:
    """A title without the names of its site that a separator divides from it."""
    title = squeeze(title)
    if len(title) > LONGEST["title"]:
        return title
    names = {_fold(name) for name in site} - {""}
    for match in _SEPARATOR.finditer(title):
        before, after = title[: match.start()], title[match.end() :]
        for part, rest in ((before, after), (after, before)):
            if part and _fold(rest) in names:
                return clean_title(part, site)
    return "" if _fold(title) in names else title


def find_site_name(title: str, heading: str) -> str:
    """The name of the site in the title of a page: what a separator divides from the headline.
    Both are single lines."""
    if not heading or heading not in title[: LONGEST["title"]]:
        return ""
    before, _, after = title.partition(heading)
    for rest in (after, before):
        name = _EDGE.sub("", rest)
        if name and name != rest.strip() and len(name) <= _LONGEST_NAME:
            return name
    return ""


def _likeness(text: str, title: str) -> float:
    """The share of the words of the shorter of two texts that the other has too."""
    one, other = set(_WORD.findall(text.casefold())), set(_WORD.findall(title.casefold()))
    return len(one & other) / (min(len(one), len(other)) or 1)


def _fold(text: str) -> str:
    """A name as it is compared: `The Site.com` is `the site`."""
    folded = " ".join(_WORD.findall(text.casefold()))
    return re.sub(r"^www | (?:com|net|org|ru|eu|info|co uk)$", "", folded)
