"""What the page about the archive is made of."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from web.site.frame import Site


@dataclass(frozen=True, slots=True)
class AboutText:
    """What the publisher tells: its heading (empty where it has none), the rest as markup, in which
    all that came from the file is escaped, the language of it, and whether a part of it, at
    `#rules`, is about rules."""

    title: str
    text: Markup
    lang: str
    has_rules: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveNumbers:
    """The archive in numbers: its articles, in all and in each language, by its name, and the first
    and the last day on which one was published."""

    articles: int
    by_language: tuple[tuple[str, int], ...]
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage:
    """The page about the archive. `about` is what its publisher tells, None where that is nothing;
    `numbers` is None where there is no index, or nothing in it. `seconds` of the processor the API
    works for one address in a minute, and `burst` at once, 0 for any number. `dumps` is the address
    of the bulk dump, empty where there is none."""

    site: Site
    about: AboutText | None
    numbers: ArchiveNumbers | None
    seconds: float
    burst: float
    dumps: str = ""
