"""What an engine indexes of an article: the fields, their positions, and the columns.

Every searchable text stands three times, at the same positions: as lemmas, as surface forms, and
its names as name keys (`indexer.analysis.names`):

| text   | lemmas   | surface forms  | name keys      | holds                                     |
|--------|----------|----------------|----------------|-------------------------------------------|
| text   | `text`   | `exact`        | `names`        | title, lead, body, captions: what matches |
| title  | `title`  | `title_exact`  | `title_names`  | the title again: lifts scores, `title:`   |
| notice | `notice` | `notice_exact` | `notice_names` | legal notices: found by `notice:` alone   |

In `text`, a gap of positions between the parts keeps phrases from crossing their borders.
Everything else an engine needs (dates, facet values) is in `Columns`; `address` finds an article by
the `address_key` of its address and of each mirror.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from indexer.addresses import address_key
from indexer.analysis import Analyzer, Word
from indexer.article import Article, encode_article
from indexer.dates import count_microseconds
from indexer.labels import NO_REGIONS, Within, facet_ids

# Raised whenever fields, positions, columns or the manifest change: an older generation is then
# refused.
SCHEMA_VERSION = 7

# Wider than any window of a near search: 20 words with 100 others among them.
POSITION_GAP = 120

# The columns of values, and how those of each date begin: its days since year 1, its month as
# 202101, its year.
VALUE_FIELDS = ("author", "country", "tag", "lang", "source", "story")
DATE_PREFIX = {"published": "", "original": "original_", "first_seen": "seen_"}

TextName = Literal["text", "title", "notice"]


@dataclass(frozen=True, slots=True)
class TextField:
    """A searchable text: the engine fields of its lemmas, its surface forms and its name keys."""

    lemmas: str
    exact: str
    names: str


TEXT_FIELDS: Mapping[TextName, TextField] = {
    "text": TextField("text", "exact", "names"),
    "title": TextField("title", "title_exact", "title_names"),
    "notice": TextField("notice", "notice_exact", "notice_names"),
}

# What the terms of a field are, of a word.
_TERMS: Mapping[str, Callable[[Word], tuple[str, ...]]] = {
    name: terms
    for field in TEXT_FIELDS.values()
    for name, terms in (
        (field.lemmas, lambda word: word.lemmas),
        (field.exact, lambda word: (word.surface,)),
        (field.names, lambda word: word.names),
    )
}


def terms_of(field: str, word: Word) -> tuple[str, ...]:
    """The terms that a word has in a text field, all at its one position."""
    return _TERMS[field](word)


# The text that a field is of.
_TEXT_OF: Mapping[str, TextName] = {
    engine_field: name
    for name, field in TEXT_FIELDS.items()
    for engine_field in (field.lemmas, field.exact, field.names)
}

# The term → positions of one field of one document.
Postings = dict[str, list[int]]

# The words of the parts of one text of one document: of its title, its lead, its body …
Parts = tuple[list[Word], ...]

# The tags that rules give an article, of which the words may be known already.
Tagger = Callable[[Article, Mapping[TextName, Parts] | None], tuple[str, ...]]


class Columns(msgspec.Struct, frozen=True, array_like=True):
    """The values of one document that are filtered, counted and sorted by.

    `published` is in microseconds since 1970 (UTC). `day`, `original_day` and `seen_day`, on which
    the archive first stored the article, are proleptic ordinals (`date.toordinal`) of the archive's
    zone; the last two are 0 where they are unknown. `countries` has what regions are within too.
    `length` is the number of words of `text`.
    """

    id: str
    published: int
    day: int
    original_day: int
    seen_day: int
    length: int
    story: str
    lang: str
    source: str
    authors: tuple[str, ...]
    countries: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """An article as an engine gets it: analyzed, ready to be written.

    `article` is the JSON that is handed back for display, `addresses` are the keys of its address
    and its mirrors.
    """

    id: str
    article: bytes
    texts: Mapping[TextName, Parts]
    columns: Columns
    addresses: tuple[str, ...]


def make_document(
    article: Article,
    analyzer: Analyzer,
    zone: ZoneInfo,
    first_seen: datetime | None = None,
    within: Within = NO_REGIONS,
    tagger: Tagger | None = None,
) -> Document:
    """Analyze an article for an engine; `first_seen` is when the archive first stored it, `within`
    tells what regions are within, `tagger` which tags rules give it."""
    texts = analyze_texts(article, analyzer)
    if tagger is not None:
        article = article.tag(tagger(article, texts))
    original = article.original_published
    columns = Columns(
        id=article.id,
        published=count_microseconds(article.published),
        day=_day(article.published, zone),
        original_day=_day(original, zone) if original else 0,
        seen_day=_day(first_seen, zone) if first_seen else 0,
        length=sum(map(len, texts["text"])),
        story=article.story or "",
        lang=article.lang,
        source=article.source or "",
        authors=article.authors,
        countries=facet_ids(article, within)["country"],
        tags=article.tags,
    )
    keys = (address_key(url) for url in (article.url, *article.mirrors) if url)
    addresses = tuple(dict.fromkeys(filter(None, keys)))
    return Document(article.id, encode_article(article), texts, columns, addresses)


def analyze_texts(article: Article, analyzer: Analyzer) -> dict[TextName, Parts]:
    """The words of the searchable texts of an article."""
    parts = tuple(map(analyzer.words, article.texts()))
    notices = tuple(map(analyzer.words, article.notices))
    # The title is the first part of the text.
    return {"text": parts, "title": parts[:1], "notice": notices}


def make_postings(texts: Mapping[TextName, Parts]) -> dict[str, Postings]:
    """The postings of every field of a document."""
    postings: dict[str, Postings] = {}
    for name, parts in texts.items():
        lemmas: Postings = {}
        exact: Postings = {}
        names: Postings = {}
        position = 0
        for words in parts:
            for offset, word in enumerate(words, position):
                exact.setdefault(word.surface, []).append(offset)
                for lemma in word.lemmas:
                    lemmas.setdefault(lemma, []).append(offset)
                for key in word.names:
                    names.setdefault(key, []).append(offset)
            position += len(words) + POSITION_GAP
        field = TEXT_FIELDS[name]
        postings[field.lemmas] = lemmas
        postings[field.exact] = exact
        postings[field.names] = names
    return postings


def find_positions(texts: Mapping[TextName, Parts], field: str, terms: frozenset[str]) -> Postings:
    """The postings of some terms of one field: what `make_postings` has of them, and quicker."""
    postings: Postings = {}
    list_terms = _TERMS[field]
    position = 0
    for words in texts[_TEXT_OF[field]]:
        for offset, word in enumerate(words, position):
            own = list_terms(word)
            if not terms.isdisjoint(own):
                for term in terms.intersection(own):
                    postings.setdefault(term, []).append(offset)
        position += len(words) + POSITION_GAP
    return postings


def _day(instant: datetime, zone: ZoneInfo) -> int:
    return instant.astimezone(zone).toordinal()
