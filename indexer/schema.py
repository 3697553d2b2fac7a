"""What an engine indexes of an article: the fields, their positions, and the columns.

Every searchable text stands twice, as lemmas and as surface forms, at the same positions:

| text   | lemmas   | surface forms  | holds                                                 |
|--------|----------|----------------|-------------------------------------------------------|
| text   | `text`   | `exact`        | title, lead, body and captions; decides what matches  |
| title  | `title`  | `title_exact`  | the title again: lifts the score, serves `title:`     |
| notice | `notice` | `notice_exact` | legal notices: found by `notice:` alone               |

In `text`, a gap of positions between the parts keeps phrases from crossing their borders.
Everything else an engine needs (dates, facet values) is in `Columns`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from indexer.analysis import Analyzer
from indexer.article import Article, encode_article

# Raised whenever fields, positions or columns change: an older generation is then refused.
SCHEMA_VERSION = 1

POSITION_GAP = 100

TextName = Literal["text", "title", "notice"]


@dataclass(frozen=True, slots=True)
class TextField:
    """A searchable text: the engine fields of its lemmas and of its surface forms."""

    lemmas: str
    exact: str


TEXT_FIELDS: Mapping[TextName, TextField] = {
    "text": TextField("text", "exact"),
    "title": TextField("title", "title_exact"),
    "notice": TextField("notice", "notice_exact"),
}

# The term → positions of one field of one document.
Postings = dict[str, list[int]]


class Columns(msgspec.Struct, frozen=True, array_like=True):
    """The values of one document that are filtered, counted and sorted by.

    `published` is in microseconds since 1970 (UTC). `day` and `original_day` are proleptic
    ordinals (`date.toordinal`) of the archive's zone; `original_day` is 0 where it is unknown.
    `length` is the number of words of `text`.
    """

    id: str
    published: int
    day: int
    original_day: int
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

    `article` is the JSON that is handed back for display.
    """

    id: str
    article: bytes
    postings: Mapping[str, Postings]
    columns: Columns


def make_document(article: Article, analyzer: Analyzer, zone: ZoneInfo) -> Document:
    """Analyze an article for an engine."""
    postings: dict[str, Postings] = {}
    length = _index_texts(article.texts(), TEXT_FIELDS["text"], analyzer, postings)
    _index_texts((article.title,), TEXT_FIELDS["title"], analyzer, postings)
    _index_texts(article.notices, TEXT_FIELDS["notice"], analyzer, postings)
    original = article.original_published
    columns = Columns(
        id=article.id,
        published=int(article.published.timestamp() * 1_000_000),
        day=_day(article.published, zone),
        original_day=_day(original, zone) if original else 0,
        length=length,
        story=article.story or "",
        lang=article.lang,
        source=article.source or "",
        authors=article.authors,
        countries=article.countries,
        tags=article.tags,
    )
    return Document(article.id, encode_article(article), postings, columns)


def _index_texts(
    texts: Sequence[str], field: TextField, analyzer: Analyzer, postings: dict[str, Postings]
) -> int:
    lemmas: Postings = {}
    exact: Postings = {}
    position = length = 0
    for text in texts:
        words = analyzer.words(text)
        for offset, word in enumerate(words, position):
            exact.setdefault(word.surface, []).append(offset)
            for lemma in word.lemmas:
                lemmas.setdefault(lemma, []).append(offset)
        length += len(words)
        position += len(words) + POSITION_GAP
    postings[field.lemmas] = lemmas
    postings[field.exact] = exact
    return length


def _day(instant: datetime, zone: ZoneInfo) -> int:
    return instant.astimezone(zone).toordinal()
