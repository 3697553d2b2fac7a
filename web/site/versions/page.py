"""What the page of the versions of an article is made of."""

from __future__ import annotations

from dataclasses import dataclass

from searcher.differences import Paragraph
from web.site.frame import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionItem:
    """A version of the list: its number, when it was first seen, its headline, whether it is the
    one that is served, and the address of what changed from the one before, the first has none."""

    number: int
    moment: str
    first_seen: str
    title: str
    is_current: bool
    changes: str | None


@dataclass(frozen=True, slots=True)
class TextChanges:
    """What changed in a text of the article, under its name."""

    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A detail of the article that changed, as it was and as it is."""

    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed from the version `old` to `new`: in the texts, those that did not change left
    out, but the main one; and in other details. `has_changes` tells whether any text changed;
    `is_cut` that the texts go on, in the files that `wholes` lead to."""

    old: int
    new: int
    texts: tuple[TextChanges, ...]
    values: tuple[ValueChange, ...]
    has_changes: bool
    is_cut: bool
    wholes: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionsPage:
    """The page of the versions of an article, newest first. `title` is its headline today in the
    language `lang`, `url` its page, `own` the address of this page, which a form adds two numbers
    to with the fields `fields`; `comparison` is None where there is but one version."""

    site: Site
    lang: str
    title: str
    url: str
    own: str
    fields: tuple[tuple[str, str], ...]
    versions: tuple[VersionItem, ...]
    comparison: Comparison | None
