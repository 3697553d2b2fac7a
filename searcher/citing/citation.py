"""What a citation says of an article, whatever its format."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Literal

from indexer.article import Article, Lang
from indexer.labels import Labels, facet_ids, slugify

CitationFormat = Literal["csl-json", "bibtex", "ris", "gost", "apa"]

# The first is the default.
CITATION_FORMATS: tuple[CitationFormat, ...] = ("csl-json", "bibtex", "ris", "gost", "apa")

# A patronymic, or an initial: what stands between a given name and a family name.
_MIDDLE = re.compile(r"\w+(?:ович|евич|ич|овна|евна|ична)|\w\.")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}")
# Letters of a key that an id had to be changed for, and digits that keep such keys apart.
_SLUG_LENGTH = 60
_DIGEST_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Name:
    """The name of an author; `given` is empty where the name is not split, as of an agency."""

    family: str
    given: str = ""

    @property
    def initials(self) -> str:
        """The initials of the given names: `А. И.`, `А.-М.`; empty where there are none."""
        words = re.split(r"[\s.]+", self.given)
        return " ".join("-".join(_initials(word)) for word in words if word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What a citation says: texts of one line each, in the language of the article, and the day of
    publication in the zone of the archive."""

    id: str
    lang: Lang
    title: str
    authors: tuple[Name, ...]
    source: str
    day: date
    url: str

    @property
    def key(self) -> str:
        """The name of the article in a bibliography: see `make_key`."""
        return make_key(self.id)


def make_citation(article: Article, labels: Labels, zone: tzinfo) -> Citation:
    """What a citation says of an article; `source` and `url` are empty where it has none."""
    names = (_clean(labels.label("author", id_, article.lang)) for id_ in _author_ids(article))
    source = labels.label("source", article.source, article.lang) if article.source else ""
    return Citation(
        id=article.id,
        lang=article.lang,
        title=_clean(article.title),
        authors=tuple(
            # What the archive knows as a source is no person: an agency of two words has no given
            # name.
            parse_name(name) if labels.find("source", name) is None else Name(name)
            for name in names
            if name
        ),
        source=_clean(source),
        day=article.published.astimezone(zone).date(),
        url="".join(_clean(article.url or "").split()),
    )


def parse_name(text: str) -> Name:
    """A printed name of two words, or of three with a patronymic or an initial in the middle, as
    given and family name; any other as it is."""
    words = text.split()
    is_split = len(words) == 2 or (len(words) == 3 and _MIDDLE.fullmatch(words[1]))
    if is_split and "," not in text:
        return Name(words[-1], " ".join(words[:-1]))
    return Name(text)


def make_key(article_id: str) -> str:
    """The name of an article in a bibliography and of its file: Latin letters, digits, `-` and `_`;
    always the same for an id, and another for every other id."""
    if _PLAIN_KEY.fullmatch(article_id):
        return article_id
    slug = slugify(article_id).encode("ascii", "ignore").decode()[:_SLUG_LENGTH].strip("-_")
    digest = hashlib.sha256(article_id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{slug or 'article'}-{digest[:_DIGEST_LENGTH]}"


def _author_ids(article: Article) -> tuple[str, ...]:
    return facet_ids(article)["author"]


def _initials(word: str) -> Iterator[str]:
    return (f"{part[0].upper()}." for part in word.split("-") if part)


def _clean(text: str) -> str:
    """A text as one line, without signs that nobody sees."""
    return "".join(filter(str.isprintable, " ".join(text.split()))).strip()
