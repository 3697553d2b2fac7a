"""What the templates are given: one frozen dataclass per page, made of small parts.

Everything in here is ready to show: labels and dates are in the reader's language, addresses are
complete, nothing is markup. Templates only arrange and escape it.
"""

from __future__ import annotations

from dataclasses import dataclass

from searcher.request import Interval
from searcher.response import Snippet
from web.i18n import Language
from web.messages import Message


@dataclass(frozen=True, slots=True)
class Link:
    """An address with the text it stands behind."""

    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchBox:
    """The search form. `q` is the query in it, `fields` what it carries along unseen; `first` and
    `last` are the dates of the date form, which is part of the same form. `suggestions` is the
    address that answers what is typed."""

    q: str = ""
    first: str = ""
    last: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    suggestions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What every page shows around its content.

    `name` is the archive's name, `home` and `help` addresses, `languages` the same page in every
    language of the interface, the present one too. `generation` and `articles` tell which index
    answered and how many articles it holds, where one did; `degraded` that it is not the newest,
    which is damaged.
    """

    name: str
    language: Language
    home: str
    help: str
    languages: tuple[tuple[Language, str], ...]
    box: SearchBox
    generation: str = ""
    articles: int = 0
    degraded: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A bucket of the timeline.

    `label` is its full name, `tick` the short one of the axis and `tick_size` the screens that
    show it: "narrow", "wide", "both" or "". `count` and `archive` are the
    matching articles and all of them; `height` and `archive_height` are percents of the tallest.
    `url` narrows the search to the bucket; None where that changes nothing. `known` is False
    where the archive holds nothing of these days.
    """

    label: str
    tick: str
    tick_size: str
    count: int
    archive: int
    height: float
    archive_height: float
    url: str | None
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineChart:
    """The timeline: its bars, the interval of each, and the way back up, widest first.

    `shows_archive` tells whether the archive's own volume says anything beside the matches.
    """

    interval: Interval
    bars: tuple[Bar, ...]
    ways_up: tuple[Link, ...]
    shows_archive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetItem:
    """A value of a facet. `url` adds it as a filter, or removes it where it is `selected` or
    `excluded`; `exclude_url` asks for the articles without it, None where that is the case."""

    label: str
    count: int
    selected: bool
    excluded: bool
    url: str
    exclude_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetGroup:
    """A facet: its `items` shown at once, filtered ones first, and the `rest` behind a fold.

    `total` counts all values: of very many only the commonest are there.
    """

    name: str
    title: str
    items: tuple[FacetItem, ...]
    rest: tuple[FacetItem, ...]
    total: int

    @property
    def is_cut(self) -> bool:
        """Whether there are more values than these."""
        return self.total > len(self.items) + len(self.rest)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on: the facet's title, the value's label, whether the value is excluded,
    and the address without the filter."""

    title: str
    label: str
    excluded: bool
    url: str


@dataclass(frozen=True, slots=True)
class SortLink:
    """An order of the hits, and whether it is the present one."""

    text: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class PagerStep:
    """A page number of the pager; None stands for pages left out. `url` is None where the step
    is the present page."""

    number: int | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Pager:
    """The pages of a result: the way back and on, None at either end, and a window of pages."""

    previous: str | None
    next: str | None
    steps: tuple[PagerStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HitItem:
    """A hit of the result page. `lang` is the article's language, `moment` its time for machines,
    `date` for readers; authors, source, countries and tags are links that add the filter.
    `found_as` are the words that matched in another spelling, or as another name."""

    url: str
    lang: str
    language: Link
    title: Snippet
    moment: str
    date: str
    authors: tuple[Link, ...]
    source: Link | None
    countries: tuple[Link, ...]
    tags: tuple[Link, ...]
    snippets: tuple[Snippet, ...]
    found_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordNote:
    """How one word of the query was read: what it is searched as, the rules that fired, the other
    names it finds, and whether it was left out as too common."""

    text: str
    lemmas: tuple[str, ...]
    rules: tuple[str, ...]
    ring: tuple[str, ...]
    left_out: bool


@dataclass(frozen=True, slots=True)
class ValueNote:
    """What the text after `author:` and its like was taken for; no labels if for nothing."""

    title: str
    text: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfferLink:
    """Another query that finds something: a title that tells what it is, its text, its address
    and how many articles it finds."""

    title: str
    query: str
    url: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """The page of results.

    `q` is the query, `total` all that was found, `page` of `pages` the part shown, `past_end`
    whether it lies behind the last one. `first_page` is the address of the first page, `widened`
    that of the query without filters and dates (None where there are none), `json` that of the
    same result in the API. `depth` is the last hit pages reach, where there are more; `absent` what
    no article has, where nothing was found.
    """

    site: Site
    q: str
    total: int
    page: int
    pages: int
    past_end: bool
    depth: int | None
    hits: tuple[HitItem, ...]
    facets: tuple[FacetGroup, ...]
    chips: tuple[Chip, ...]
    sorts: tuple[SortLink, ...]
    timeline: TimelineChart
    pager: Pager
    words: tuple[WordNote, ...]
    values: tuple[ValueNote, ...]
    switches: tuple[Link, ...]
    offers: tuple[OfferLink, ...]
    absent: tuple[str, ...]
    first_page: str
    widened: str | None
    json: str


@dataclass(frozen=True, slots=True)
class Example:
    """A query to try, its address, and what it shows."""

    query: str
    url: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The front page: the archive's size, its first and last year (equal if it has one, None if
    it has no articles), its timeline and commonest facet values, and queries to try."""

    site: Site
    total: int
    years: tuple[int, int] | None
    timeline: TimelineChart
    facets: tuple[FacetGroup, ...]
    examples: tuple[Example, ...]


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
    url: str
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
    """An article like the one shown. `lang` is its language, `language` the name of that where it
    is another than the shown one's; `moment` is its time for machines, `date` for readers."""

    url: str
    lang: str
    language: str | None
    title: str
    moment: str
    date: str


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
    leads back to the page of results the article was found on, where there was one; `related` are
    the articles most like it; `canonical` is the address without any search.
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
    versions: tuple[Version, ...]
    related: tuple[RelatedItem, ...]
    addresses: tuple[OuterLink, ...]
    marks: int
    anchor: str
    results: str | None
    canonical: str
    json: str


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """An operator of the query language: syntax, meaning, an example and the address of its
    search."""

    syntax: str
    meaning: str
    example: str
    url: str


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem an answer of the API may name: its code, HTTP status and meaning."""

    code: str
    status: int
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """The help page: every operator; of the API an example search, suggestions and an explained
    text, and every problem it may answer with."""

    site: Site
    operators: tuple[OperatorRow, ...]
    api_search: str
    api_suggest: str
    api_explain: str
    problems: tuple[ProblemRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """What went wrong: the HTTP status and the message; for a query that cannot be read, the
    query with its wrong place marked, and a link that searches its plain words; for a wrong
    parameter the same search without it."""

    site: Site
    status: int
    message: Message
    query: Snippet | None = None
    plain: Link | None = None
    without: Link | None = None
