"""What a profile says of the pages of a site."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from functools import cached_property

from indexer.importing.pages.tree import Element, SelectorMistakeError, compile_selector

Selector = Callable[[Element], list[Element]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Where things stand on a page: CSS selectors, of which the first counts that finds something.
    Everything that `drop` finds is taken out of the page first."""

    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """How lines of text read: regular expressions that need not match a whole line.

    `date` finds a date in the text of its element; `byline` reads a last paragraph, in its groups
    `authors` and `source`; `origin` one that tells, in its group `date`, when the original
    appeared. Paragraphs that match `notice` are legal notices, those that match `drop` are no text.
    A named group holds what is meant.
    """

    date: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    notice: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRule:
    """Addresses of articles: a host (`*` stands for anything) and a pattern of the path. `lang` is
    the language of the articles there; `url` is their address wherever they are read, in which the
    named groups of the pattern may stand, as in `https://example.org/articles/{number}`."""

    path: str
    host: str = "*"
    lang: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class SiteProfile:
    """The pages of a site.

    They are told by their host, or by the name of the site and an address that one of the rules
    knows: mirrors come and go. `id` is the id of an article, of `{lang}` and the groups of its
    address, so that it is one article on all hosts. `date_formats` are shapes of dates that can be
    read in two ways (`%d/%m/%Y`), as in Python's strptime. `source` is the source of all articles.
    """

    name: str
    hosts: tuple[str, ...] = ()
    site_names: tuple[str, ...] = ()
    addresses: tuple[AddressRule, ...] = ()
    id: str = ""
    source: str = ""
    date_formats: tuple[str, ...] = ()
    select: Selection = field(default_factory=Selection)
    patterns: Patterns = field(default_factory=Patterns)

    @cached_property
    def selectors(self) -> Mapping[str, Sequence[Selector]]:
        """The selectors by the names of what they find. Raises SelectorMistakeError with the
        key."""
        compiled: dict[str, Sequence[Selector]] = {}
        for entry in fields(self.select):
            try:
                compiled[entry.name] = [
                    compile_selector(text) for text in getattr(self.select, entry.name)
                ]
            except SelectorMistakeError as error:
                raise SelectorMistakeError(f"select.{entry.name}: {error}") from error
        return compiled

    @cached_property
    def expressions(self) -> Mapping[str, Sequence[re.Pattern[str]]]:
        """The patterns by the names of what they tell. Raises re.error."""
        return {
            entry.name: [re.compile(text) for text in getattr(self.patterns, entry.name)]
            for entry in fields(self.patterns)
        }

    @cached_property
    def paths(self) -> Sequence[re.Pattern[str]]:
        """The patterns of the rules of addresses. Raises re.error."""
        return [re.compile(rule.path) for rule in self.addresses]

    def has_host(self, host: str) -> bool:
        """Whether a host is one of the site's."""
        return any(fnmatchcase(host, pattern) for pattern in self.hosts)
