"""What the page of a concordance is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.dates import DateField
from web.site.frame import Link, Site


@dataclass(frozen=True, slots=True)
class ConcordanceLine:
    """An occurrence: what stands left of it, itself, what stands right of it, in the language of
    the text; the address of its place; and the article, by its day, headline and source."""

    left: str
    match: str
    right: str
    lang: str
    url: str
    day: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class CollocateItem:
    """A word that stands near the occurrences more often than elsewhere: how often, how surely
    (log-likelihood), and the address of the articles with both."""

    term: str
    lang: str
    count: int
    likelihood: float
    url: str


@dataclass(frozen=True, slots=True)
class SortLink:
    """An order of the lines, and whether it is the present one."""

    text: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class ConcordanceForm:
    """What asks for a concordance: a word, and from which day to which; `hidden` is what it carries
    along."""

    q: str
    first: DateField
    last: DateField
    hidden: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AskingPage:
    """The page where no word is asked for yet."""

    site: Site
    form: ConcordanceForm


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcordancePage:
    """A page of the lines of a result, and the words near its occurrences.

    `occurrences` is how many there are in the articles read, where that is known; `read` of `total`
    articles were read for the lines, `sampled` for the words near. `next` is the address of the
    page behind this one.
    """

    site: Site
    form: ConcordanceForm
    narrowed: tuple[Link, ...]
    sorts: tuple[SortLink, ...]
    lines: tuple[ConcordanceLine, ...]
    occurrences: int | None
    total: int
    read: int
    collocates: tuple[CollocateItem, ...]
    sampled: int
    next: str | None
    results: str
    csv: str
    collocates_csv: str
