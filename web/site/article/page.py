"""What the page of an article is made of."""

from __future__ import annotations

from dataclasses import dataclass

from searcher.response import Snippet
from web.site.frame import Link, Site


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article's text. `anchor` is the element id of its first mark, where the page
    links to it."""

    text: Snippet
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class CountryLink:
    """A country of an article, and whether it was inferred from the text."""

    text: str
    url: str | None
    inferred: bool


@dataclass(frozen=True, slots=True)
class Version:
    """The same story in another language: the language's code, "In English", title and address."""

    lang: str
    language: str
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedItem:
    """An article like the one shown. `moment` is its time for machines, `date` for readers."""

    url: str
    lang: str
    title: str
    moment: str
    date: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """The page of an article.

    `moment` is its time for machines; `published`, `original_published` and `modified` are for
    readers. `marks` counts the marks of the text, the first of which is at `anchor`; `results`
    leads back to the page of results the article was found on, where there was one; `is_cut` tells
    that the texts go on in the JSON; `related` are the articles most like it, its own language
    first.
    """

    site: Site
    id: str
    lang: str
    title: Snippet
    moment: str
    published: str
    original_published: str | None
    modified: str | None
    authors: tuple[Link, ...]
    source: Link | None
    countries: tuple[CountryLink, ...]
    tags: tuple[Link, ...]
    lead: Passage | None
    paragraphs: tuple[Passage, ...]
    captions: tuple[Passage, ...]
    notices: tuple[Passage, ...]
    is_cut: bool
    versions: tuple[Version, ...]
    related: tuple[RelatedRow, ...]
    addresses: tuple[OuterLink, ...]
    marks: int
    anchor: str
    results: str | None
    json: str
