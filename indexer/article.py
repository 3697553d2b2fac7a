"""The article: what the archive holds.

An `Article` is a value: once made it never changes. A later text under the same id is a new
version of it in the archive store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

import msgspec

Lang = Literal["ru", "en"]

LANGS: tuple[Lang, ...] = ("ru", "en")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an article came from: the file as given, the line in it where the record begins (from
    1), and the name of the reader."""

    file: str
    record: int
    reader: str


@dataclass(frozen=True, slots=True)
class CountryEvidence:
    """Why a country or region was inferred: its id, its score, and the words that named it, each
    as `field: word`."""

    country: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article in one language.

    Times are aware. `body` is plain text whose paragraphs are separated by a blank line.
    `authors`, `source`, `countries` and `tags` hold facet ids (their names are in `labels`).
    `story` joins the language versions of one article. `notices` are legal notices: kept and
    shown, found only by the `notice:` operator. `extra` keeps the fields of the record that
    Letopis does not know. `rule_tags` are those of the tags that a rule of the archive gave it:
    an index has them, the archive store does not.
    """

    id: str
    lang: Lang
    title: str
    published: datetime
    lead: str = ""
    body: str = ""
    captions: tuple[str, ...] = ()
    original_published: datetime | None = None
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    source: str | None = None
    countries: tuple[str, ...] = ()
    inferred_countries: tuple[CountryEvidence, ...] = ()
    tags: tuple[str, ...] = ()
    url: str | None = None
    mirrors: tuple[str, ...] = ()
    story: str | None = None
    notices: tuple[str, ...] = ()
    provenance: Provenance | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    rule_tags: tuple[str, ...] = ()

    def texts(self) -> tuple[str, ...]:
        """The searched texts in the order in which they are indexed."""
        return (self.title, self.lead, self.body, *self.captions)

    def tag(self, rule_tags: Iterable[str]) -> Article:
        """The article with the tags that rules give it, beside its own."""
        given = tuple(dict.fromkeys(tag for tag in rule_tags if tag not in self.tags))
        return replace(self, tags=(*self.tags, *given), rule_tags=given) if given else self

    def untag(self) -> Article:
        """The article without the tags that rules gave it: as it is stored."""
        if not self.rule_tags:
            return self
        own = tuple(tag for tag in self.tags if tag not in self.rule_tags)
        return replace(self, tags=own, rule_tags=())


class ArticleValues(msgspec.Struct, frozen=True):
    """What an article is filtered and counted by; the fields are those of `Article`."""

    lang: Lang
    published: datetime
    authors: tuple[str, ...]
    source: str | None
    countries: tuple[str, ...]
    tags: tuple[str, ...]


class StoryVersion(msgspec.Struct, frozen=True):
    """What names an article as a version of its story; the fields are those of `Article`."""

    id: str
    lang: Lang
    title: str
    published: datetime
    story: str


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Article)
_VALUES_DECODER = msgspec.json.Decoder(ArticleValues)
_VERSION_DECODER = msgspec.json.Decoder(StoryVersion)


# How an article that no rule tagged ends. The field is left out then: digests and indexes of the
# time before there were rules stay what they are.
_NO_RULE_TAGS = b',"rule_tags":[]}'


def encode_article(article: Article) -> bytes:
    """The article as UTF-8 JSON, the same bytes for equal articles."""
    encoded = _ENCODER.encode(article)
    return encoded if article.rule_tags else encoded.removesuffix(_NO_RULE_TAGS) + b"}"


def decode_article(encoded: bytes) -> Article:
    """The article that `encode_article` wrote."""
    return _DECODER.decode(encoded)


def decode_values(encoded: bytes) -> ArticleValues:
    """The values of an article that `encode_article` wrote: its texts are passed over, which takes
    a quarter of the time."""
    return _VALUES_DECODER.decode(encoded)


def decode_version(encoded: bytes) -> StoryVersion:
    """What names an article of a story that `encode_article` wrote, as quickly as its values."""
    return _VERSION_DECODER.decode(encoded)
