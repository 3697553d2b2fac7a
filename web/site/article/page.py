"""What the page of an article is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from searcher.citing.apa import ApaReference
from searcher.response import Snippet
from web.site.frame import Link, Site


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article's text. `anchor` is the element id of its first mark, where the page
    links to it; `lang` is its own language, where that may be another than the article's."""

    text: Snippet
    anchor: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, for machines and for readers."""

    machine: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownText:
    """A version of an article as it is read: its texts and the line under its headline.
    `original` is when the original appeared, where the article is a translation; `is_cut` tells
    that the texts go on in the JSON."""

    lang: str
    title: Passage
    published: Moment
    original: Moment | None
    authors: tuple[Link, ...]
    source: Link | None
    lead: Passage | None
    paragraphs: tuple[Passage, ...]
    captions: tuple[Passage, ...]
    notices: tuple[Passage, ...]
    is_cut: bool
    json: str


@dataclass(frozen=True, slots=True)
class GivenLink:
    """A country or a tag of an article, and whether it was inferred from the text, or given by a
    rule."""

    text: str
    url: str | None
    inferred: bool


@dataclass(frozen=True, slots=True)
class VersionTab:
    """A way to read the story: the code and the name of a language, the headline of the version in
    it, and the address. `is_first` is that of the version which narrow screens show of two."""

    lang: str
    language: str
    title: str
    url: str
    is_current: bool = False
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The article before or behind the shown one in a result."""

    url: str
    lang: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The way back to the page of results that the article was found on, and the neighbours there.
    `rank` of `total` is 0 where its place is not known."""

    results: str
    rank: int = 0
    total: int = 0
    previous: Neighbour | None = None
    next: Neighbour | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedItem:
    """An article like the one shown. `moment` is its time for machines, `date` for readers."""

    url: str
    lang: str
    title: str
    moment: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyItem:
    """A near copy of the article: `origin` is its source, if it has one, and its date."""

    url: str
    lang: str
    title: str
    origin: str


@dataclass(frozen=True, slots=True)
class RelatedRow:
    """Articles like the one shown, all in one language; `language` ("In English") is None where
    that is the shown one's."""

    language: str | None
    articles: tuple[RelatedItem, ...]


@dataclass(frozen=True, slots=True)
class OuterLink:
    """An address outside the site; `url` is None where it is not one a browser should follow."""

    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class CitationFile:
    """A citation for a reference manager: its format, its address, and the name of the file."""

    format: str
    url: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citing:
    """How to cite and to pass on the article: the references in the language `lang`, the files, the
    whole address of the article without any search, a letter with it, and the day on which it is
    read."""

    lang: str
    gost: str
    apa: ApaReference
    files: tuple[CitationFile, ...]
    permalink: str
    letter: str
    accessed: str


@dataclass(frozen=True, slots=True)
class Meta:
    """A meta element: whether it has a `name` or a `property`, which one, and what it says."""

    attribute: str
    key: str
    content: str


@dataclass(frozen=True, slots=True)
class Head:
    """What the page tells machines of its article: meta elements, and an object of schema.org."""

    metas: tuple[Meta, ...]
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """The page of an article.

    `shown` is the article and `beside` another version of it next to it; `is_aligned` tells that
    their paragraphs stand for each other. `tabs` are all versions alone, and `sides` those that can
    stand beside the shown one; none where there is but one.
    `marks` counts the marks of the texts, the first of which is at `anchor`; `related` are the
    articles most like it, its own language first, `copies` its near copies, with so many more that
    are not shown; `history` leads to earlier texts, where they are public.
    """

    site: Site
    id: str
    head: Head
    shown: ShownText
    beside: ShownText | None
    is_aligned: bool
    tabs: tuple[VersionTab, ...]
    sides: tuple[VersionTab, ...]
    trail: Trail | None
    marks: int
    anchor: str
    countries: tuple[GivenLink, ...]
    tags: tuple[GivenLink, ...]
    modified: str | None
    zone: str
    related: tuple[RelatedRow, ...]
    copies: tuple[CopyItem, ...]
    more_copies: int
    addresses: tuple[OuterLink, ...]
    citing: Citing
    history: str | None
