"""What the templates are given: one frozen dataclass per page, made of small parts.

Everything in here is ready to show: labels and dates are in the reader's language, addresses are
complete, nothing is markup. Templates only arrange and escape it.
"""

from __future__ import annotations

from dataclasses import dataclass

from web.i18n import Language


@dataclass(frozen=True, slots=True)
class Link:
    """An address with the text it stands behind; None is text alone."""

    text: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchBox:
    """The search form. `q` is the query in it, `fields` what it carries along unseen.
    `suggestions` is the address that answers what is typed."""

    q: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    suggestions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed of what is new: its address and media type."""

    url: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a page tells the programs that read it.

    `canonical` is its address, without what only tells how a reader came to it; `alternates` are
    those of the same page by the language of the interface, with that which chooses the language
    as `x-default`, or of a story by the language of its versions, with the original as
    `x-default`. `is_listed` tells whether search engines may list it. `followed` names what its
    `feeds` are of; `opensearch` is the address by which browsers take up the search.
    """

    canonical: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    is_listed: bool = True
    followed: str = ""
    feeds: tuple[FeedLink, ...] = ()
    opensearch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What every page shows around its content.

    `name` is the archive's name, `home`, `archive` (by date), `help`, `docs` (of the API), `about`
    and `rules` are addresses, `languages` the same page in every language of the interface, the
    present one too. `directories` are those of authors, countries and so on; `alerts` is the
    address of the queries that stand, empty where readers are shown none. `updated` is the day
    on which the index was made that answered, where one did; `degraded` tells that it is not the
    newest, which is damaged. `head` is for programs.
    """

    name: str
    language: Language
    home: str
    archive: str
    help: str
    docs: str
    about: str
    rules: str
    languages: tuple[tuple[Language, str], ...]
    directories: tuple[Link, ...]
    box: SearchBox
    alerts: str = ""
    updated: str = ""
    degraded: bool = False
    head: Head = Head()
