"""The answers of the API about articles, values and words: what is encoded, and what the OpenAPI
document says of it.

Spans are `[start, end]` in characters (code points) of their text. Answers of endpoints that have a
module of their own are declared there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from indexer.article import CountryEvidence, Lang
from searcher.answers.values import ArchiveValue
from searcher.filtering import NamedFilter
from searcher.query.recognizing import ValueReading
from searcher.query.scoring import ScorePart
from searcher.query.signs import PlainSign
from searcher.request import DateField, Expansion, Interval, Sort
from searcher.response import FacetValue, FoundValue, IndexInfo, MatchedForm, Offer, Span
from searcher.suggesting import SuggestionKind

Spans = tuple[Span, ...]
HitT = TypeVar("HitT")


class ArticleLabels(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The names of an article's values in the language of the answer, in the order of their ids."""

    authors: tuple[str, ...]
    source: str | None
    countries: tuple[str, ...]
    tags: tuple[str, ...]


class SnippetAnswer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A piece of an article's text and the spans of it that matched."""

    text: str
    spans: Spans


class HitAnswer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An article that was found. `day` is that of `published` in the archive's zone; `self` and
    `html` are the addresses of the article in the API and on the site. `score` is 0 unless sorted
    by relevance; `forms` are the word forms that matched, `found_by` what it was found by instead
    of words; `parts`, which add up to the score, are there if asked for; `copies`, where such are
    left out, are the IDs of its near copies that match too, the earliest first."""

    id: str
    lang: Lang
    title: str
    title_spans: Spans
    published: datetime
    day: date
    authors: tuple[str, ...]
    source: str | None
    countries: tuple[str, ...]
    tags: tuple[str, ...]
    labels: ArticleLabels
    story: str | None
    url: str | None
    self_: str = msgspec.field(name="self")
    html: str
    score: float
    snippets: tuple[SnippetAnswer, ...]
    forms: tuple[MatchedForm, ...]
    found_by: tuple[FoundValue, ...]
    parts: tuple[ScorePart, ...] | UnsetType = UNSET
    copies: tuple[str, ...] | UnsetType = UNSET


class PartialHitAnswer(HitAnswer, frozen=True, kw_only=True, gc=False):
    """An article that has most of the words of a query that finds nothing: `missing` are the parts
    of the query that it has not. Its `score` is the number of words it has."""

    missing: tuple[str, ...]


class ArticleFields(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Those fields of an article that were asked for."""

    id: str
    lang: Lang | UnsetType = UNSET
    title: str | UnsetType = UNSET
    published: datetime | UnsetType = UNSET
    lead: str | UnsetType = UNSET
    body: str | UnsetType = UNSET
    captions: tuple[str, ...] | UnsetType = UNSET
    original_published: datetime | UnsetType | None = UNSET
    modified: datetime | UnsetType | None = UNSET
    authors: tuple[str, ...] | UnsetType = UNSET
    source: str | UnsetType | None = UNSET
    countries: tuple[str, ...] | UnsetType = UNSET
    inferred_countries: tuple[CountryEvidence, ...] | UnsetType = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET
    rule_tags: tuple[str, ...] | UnsetType = UNSET
    url: str | UnsetType | None = UNSET
    mirrors: tuple[str, ...] | UnsetType = UNSET
    story: str | UnsetType | None = UNSET
    notices: tuple[str, ...] | UnsetType = UNSET


class PublicArticle(msgspec.Struct, frozen=True, kw_only=True):
    """An article as everybody may read it. Paragraphs of `body` are separated by a blank line;
    `authors`, `source`, `countries` and `tags` hold ids; `story` joins the language versions;
    `inferred_countries` tells which countries were inferred, and from which words, `rule_tags`
    which of the tags a query of the archive gave; `extra` has the fields of the record that the
    archive publishes beside these."""

    id: str
    lang: Lang
    title: str
    published: datetime
    lead: str
    body: str
    captions: tuple[str, ...]
    original_published: datetime | None
    modified: datetime | None
    authors: tuple[str, ...]
    source: str | None
    countries: tuple[str, ...]
    inferred_countries: tuple[CountryEvidence, ...]
    tags: tuple[str, ...]
    rule_tags: tuple[str, ...]
    url: str | None
    mirrors: tuple[str, ...]
    story: str | None
    notices: tuple[str, ...]
    extra: Mapping[str, Any]


class ArticleSpans(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Where the words of a query stand in the texts of an article; `captions` and `notices` have
    a list for each of theirs."""

    title: Spans
    lead: Spans
    body: Spans
    captions: tuple[Spans, ...]
    notices: tuple[Spans, ...]


class ArticleAnswer(PublicArticle, frozen=True, kw_only=True):
    """An article, with the names of its values. `day` is that of `published` in the archive's zone;
    `self` and `html` are its addresses in the API and on the site; `copies` are the IDs of its near
    copies, the earliest first; `spans` are there where a query was given."""

    day: date
    copies: tuple[str, ...]
    labels: ArticleLabels
    self_: str = msgspec.field(name="self")
    html: str
    spans: ArticleSpans | UnsetType = UNSET


class LocatedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The articles at an address."""

    articles: tuple[ArticleAnswer, ...]
    index: IndexInfo


class RelatedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The articles most like one, best first: in its language, and in the other."""

    hits: tuple[HitAnswer, ...]
    other_language: tuple[HitAnswer, ...]
    index: IndexInfo


class VersionAnswer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A version of an article, without its texts: `digest` is the SHA-256 of its JSON."""

    number: int
    first_seen: datetime
    digest: str
    title: str
    current: bool


class VersionsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The versions of an article, oldest first."""

    versions: tuple[VersionAnswer, ...]


class FacetTotal(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How many `values` a facet has, and the counts of all `other` ones than are listed, added
    up."""

    values: int
    other: int


class BucketAnswer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An interval of the timeline, both days included: the articles that match, and all that the
    archive has. An `archive` of 0 means that nothing is known of these days."""

    from_: date = msgspec.field(name="from")
    to: date
    count: int
    archive: int


class TimelineAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Every interval in order, empty ones too."""

    interval: Interval
    buckets: tuple[BucketAnswer, ...]


class WordAnswer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How a word was read: the form that is looked up, its lemmas, the rules that applied, the
    dictionary that knew it, its name keys, and the other names of its rings."""

    typed: str
    surface: str
    lemmas: tuple[str, ...]
    rules: tuple[str, ...]
    dictionary: str
    names: tuple[str, ...]
    ring: tuple[str, ...]


class RepairAnswer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The query that was answered (`to`) instead of the one that finds nothing (`from`)."""

    kind: str
    from_: str = msgspec.field(name="from")
    to: str


class PastedAnswer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The article that the query names: by an `address`, by a `mention` of one, or by its `id`."""

    by: str
    id: str
    lang: Lang
    title: str
    url: str | None


class DaysAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The days that a request asks for, both included, in the archive's zone, and by which date;
    null where it is open."""

    by: DateField = msgspec.field(name="date")
    from_: date | None = msgspec.field(name="from")
    to: date | None


class QueryAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How a query was read. `canonical` is its text as it was read, `hash` names the set of
    articles that the request asks for, whatever the page, `days` are those of the request."""

    canonical: str
    hash: str
    sort: Sort
    days: DaysAnswer
    words: tuple[WordAnswer, ...]
    off: tuple[Expansion, ...]
    plain: tuple[PlainSign, ...]
    values: tuple[ValueReading, ...]
    named: tuple[NamedFilter, ...]
    offers: tuple[Offer, ...]
    absent: tuple[str, ...]
    repaired: RepairAnswer | None
    article: PastedAnswer | None


class FoundPage(msgspec.Struct, Generic[HitT], frozen=True, kw_only=True):
    """A page of what a search finds, with the counts of its values and its timeline; `next` is the
    address of the next page, `near_copies` how many articles are left out as near copies, where
    that was asked for."""

    total: int
    near_copies: int | UnsetType = UNSET
    hits: tuple[HitT, ...]
    partial: tuple[PartialHitAnswer, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    facet_totals: Mapping[str, FacetTotal]
    timeline: TimelineAnswer
    query: QueryAnswer
    index: IndexInfo
    next: str | None
    fingerprint: str | UnsetType = UNSET


class SearchAnswer(FoundPage[HitAnswer], frozen=True, kw_only=True):
    """A page of what a search finds, with the counts of its values and its timeline, which only the
    first page has; `next` is the address of the page behind it."""


class FieldsAnswer(FoundPage[ArticleFields], frozen=True, kw_only=True):
    """A `SearchAnswer` to a search for some fields of the articles."""


class NamedAnswer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Words of a text that name values of a facet, by their ids."""

    facet: str
    text: str
    values: tuple[str, ...]


class ExplanationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How a text is read: its words, what they name, and the signs that a search for it would not
    take for operators."""

    text: str
    words: tuple[WordAnswer, ...]
    named: tuple[NamedAnswer, ...]
    plain: tuple[PlainSign, ...]


class SuggestionAnswer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Something to search for, and the page it leads to; `id` is that of a value or an article."""

    kind: SuggestionKind
    text: str
    id: str | None
    count: int
    url: str


class SuggestionsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What to search for, given the beginning of a query."""

    suggestions: tuple[SuggestionAnswer, ...]


class ValuesAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the values of a facet; `next` is the address of the next one."""

    total: int
    values: tuple[ArchiveValue, ...]
    index: IndexInfo
    next: str | None
