"""Which article a record is: one that the archive has, a copy of it from elsewhere, or another one.

An article has one id, however often and from wherever it is imported. Records say too little for
one key to tell: ids repeat across languages and sources, addresses across sites, headlines from day
to day, and files are renamed. So an article is looked for by several keys, and what a key finds is
compared before it is believed (decision 13).
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import UTC
from itertools import count
from pathlib import PurePath
from typing import Literal, Protocol

from indexer.addresses import Address, read_address
from indexer.archive.digest import digest_article
from indexer.archive.likeness import are_versions, have_one_body, have_one_title, measure_likeness
from indexer.article import LANGS, Article
from indexer.labels import fold_label

# Words of a text that is told by itself: shorter ones ("Details follow.") stand under many
# headlines.
_TELLING = 20
# Days between two language versions of one article at most.
_STORY_DAYS = 1
# Readers of files that hold one article each: such a file is a place of its own.
_ONE_A_FILE = frozenset({"html", "markdown", "page", "rst"})

# How a record was recognized as an article of the archive; "new" is one that was not.
Recognition = Literal["new", "id", "address", "mirror", "headline", "text", "place"]


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article of the archive: its newest text, None where that was purged. `deleted` is the
    reason of its take-down."""

    id: str
    article: Article | None
    deleted: str | None = None


class KnownArticles(Protocol):
    """The articles of an archive, as records are compared with them."""

    def find(self, keys: Iterable[bytes]) -> Iterable[KnownArticle]:
        """Those that have any of the keys, deleted ones too, each once."""

    def has(self, article_id: str) -> bool:
        """Whether an id is taken, by a deleted article too."""


@dataclass(frozen=True, slots=True)
class Identification:
    """What a record is: the article to be stored under the id it has or gets, and how it was
    recognized; `known` is what the archive has under that id. `sibling` is an article of the
    archive that becomes its other language version."""

    article: Article
    how: Recognition
    known: KnownArticle | None = None
    sibling: Article | None = None


def list_keys(article: Article) -> list[bytes]:
    """The keys by which an article is found, whatever its id."""
    body = fold_label(article.body)
    keys: list[tuple[str, ...]]
    keys = [("path", article.lang, place.path) for place in _addresses(article) if place.path]
    if _is_one_a_file(article):
        keys.append(("file", _file(article)))
    if article.provenance:
        keys.append(("place", body, *_place(article)))
    for moment in (_day(article), article.published.astimezone(UTC).isoformat()):
        keys.append(("headline", article.lang, moment, fold_label(article.title)))
        if article.provenance:
            keys.append(("place", moment, *_place(article)))
    return [*(_hash_key(*key) for key in keys), *_list_text_keys(article)]


def _list_text_keys(article: Article) -> list[bytes]:
    """Those by which a text is found under any headline."""
    body = fold_label(article.body)
    moments = (_day(article), article.published.astimezone(UTC).isoformat())
    if not _is_telling(body):
        return []
    return [_hash_key("text", article.lang, moment, body) for moment in moments]


def list_path_keys(url: str) -> list[bytes]:
    """The keys of articles at an address, in any language, and at the same path of other sites."""
    path = read_address(url).path
    return [_hash_key("path", lang, path) for lang in LANGS] if path else []


def list_weak_keys(article: Article) -> list[bytes]:
    """Those of the `list_keys` of an article that many articles may share: they tell nothing where
    there is no text left to compare."""
    if article.provenance is None:
        return []
    body = fold_label(article.body)
    sights = [_day(article), article.published.astimezone(UTC).isoformat()]
    if not _is_telling(body):
        sights.append(body)
    return [_hash_key("place", sight, *_place(article)) for sight in sights]


def file_key(file: str) -> bytes:
    """The key of a file that holds a single article."""
    return _hash_key("file", file)


def id_key(article_id: str) -> bytes:
    """The key of an id that a record gave."""
    return _hash_key("id", article_id)


def payload_key(digest: str) -> bytes:
    """The key of the bytes that an article was read from, by the digest that a crawl gave."""
    return _hash_key("payload", digest)


class Identifier:
    """Recognizes the records of an import."""

    def __init__(self, known: KnownArticles) -> None:
        self._known = known

    def identify_given(self, article: Article) -> Identification:
        """What a record is that gave the id of its article: an id belongs to one language and one
        source."""
        bearers = list(self._known.find([id_key(article.id)]))
        for known in bearers:
            if known.article is None or _is_version(article, known):
                return Identification(merge_article(article, known), "id", known)
        if (gone := self._find_deleted(article)) is not None:
            return Identification(merge_article(article, gone), "id", gone)
        if not bearers:
            return Identification(article, "new")
        siblings = (_join_story(known, article) for known in bearers)
        sibling = next((other for other in siblings if other), None)
        if sibling and not article.story:
            article = replace(article, story=sibling.story)
        id_ = self._free_id(article.id, article.lang, article.source or "")
        return Identification(replace(article, id=id_), "new", sibling=sibling)

    def identify_exported(self, article: Article) -> Identification:
        """What a record is that an export wrote: an id that is free here is its own, as it was
        there."""
        if not self._known.has(article.id):
            gone = self._find_deleted(article)
            return Identification(article, "id" if gone else "new", gone)
        for known in self._known.find([id_key(article.id)]):
            if known.id != article.id or known.deleted is not None:
                continue
            # The source may have been corrected from one version to the next.
            if _is_version(article, known) or self._compare(article, known, frozenset()):
                return Identification(article, "id", known)
        return self.identify_given(article)

    def identify(self, article: Article, claimed: Container[str]) -> Identification:
        """What a record is that gave no id: that of `article` was made of its address or headline.

        `claimed` are the articles that other records of the same file are: a record is one of them
        only if it says the very same.
        """
        found = self._known.find(list_keys(article))
        told = [(known, self._compare(article, known, claimed)) for known in found]
        by_address = [known for known, how in told if how == "address"]
        if len(by_address) > 1:
            # An address that several articles share tells none of them by itself.
            told = [(k, h) for k, h in told if h != "address" or _may_be(article, k)]
        best = max(
            ((known, how) for known, how in told if how),
            key=lambda pair: (pair[1] == "address", _rank(article, pair[0])),
            default=None,
        )
        if best is not None:
            return Identification(merge_article(article, best[0]), best[1], best[0])
        if (gone := self._find_repeated(article)) is not None:
            return Identification(merge_article(article, gone), "text", gone)
        host = next((place.host for place in _addresses(article)), "")
        text = "\0".join((host, article.published.isoformat(), *article.texts()))
        id_ = self._free_id(article.id, hashlib.sha256(text.encode()).hexdigest()[:8])
        return Identification(replace(article, id=id_), "new")

    def find_page(self, url: str, digest: str) -> KnownArticle | None:
        """The article of a page that a crawl knew by the digest of its bytes, or else by its
        address."""
        if digest:
            for known in self._known.find([payload_key(digest)]):
                return known
        place = read_address(url)
        for known in self._known.find(list_path_keys(url)):
            if known.article is not None and place in _addresses(known.article):
                return known
        return None

    def _find_deleted(self, article: Article) -> KnownArticle | None:
        """The deleted article that a record is under an id of its own: a take-down holds for copies
        too."""
        for known in self._known.find(list_keys(article)):
            if known.deleted is not None and self._compare(article, known, frozenset()):
                return known
        return self._find_repeated(article)

    def _find_repeated(self, article: Article) -> KnownArticle | None:
        """The deleted article that had the very text of a record and its day, if not at last."""
        found = self._known.find(_list_text_keys(article))
        return next((known for known in found if known.deleted is not None), None)

    def _compare(
        self, article: Article, known: KnownArticle, claimed: Container[str]
    ) -> Recognition | None:
        """How a record is told to be an article that has one of its keys; None if it is another."""
        other = known.article
        if other is None:
            # Its text was purged, so nothing is left to compare: held back rather than published.
            return "headline"
        if other.lang != article.lang:
            return None
        places, others = _addresses(article)[:1], _addresses(other)
        if known.id in claimed and not _say_the_same(article, other):
            is_one_page = places and places[0].path and places[0] in others
            if not is_one_page or not are_versions(article, other):
                return None
        if _are_of_one_file(article, other) and are_versions(article, other):
            return "place"
        if places and places[0] in others:
            is_page = bool(places[0].path)
            return "address" if is_page or are_versions(article, other) else None
        if any(place.path and place in others for place in _addresses(article)[1:]):
            # It moved, and tells where it was: a feed that calls an entry by an address keeps it.
            return "address"
        is_on_site = places and any(place.host == places[0].host for place in others)
        if is_on_site and known.deleted is None:
            # Another page of one site is another article, whatever it says. What was taken down may
            # not come back at a new address, though.
            return None
        if places and places[0].path and any(place.path == places[0].path for place in others):
            is_copy = have_one_title(article, other) or are_versions(article, other)
            return "mirror" if is_copy else None
        return self._compare_texts(article, other)

    def _compare_texts(self, article: Article, other: Article) -> Recognition | None:
        """The same for a record whose address tells nothing."""
        same_day = _are_of_one_day(article, other)
        same_place = bool(article.provenance) and _place(article) == _place(other)
        if same_day and have_one_title(article, other):
            return "headline" if same_place or are_versions(article, other) else None
        same_body = have_one_body(article, other)
        if same_day and same_body and _is_telling(fold_label(article.body)):
            return "text"
        # Files of one name in other folders are mostly those of other days.
        is_redated = same_body and _file(article) == _file(other)
        if same_place and (same_day or is_redated) and are_versions(article, other):
            return "place"
        return None

    def _free_id(self, *parts: str) -> str:
        """The first id that no article has: of one part, of more, of a number beside them."""
        parts = tuple(part for part in parts if part)
        longer = ("-".join(parts[:length]) for length in range(1, len(parts) + 1))
        numbered = ("-".join((*parts, str(number))) for number in count(2))
        ids = (id_ for names in (longer, numbered) for id_ in names)
        return next(id_ for id_ in ids if not self._known.has(id_))


def merge_article(article: Article, known: KnownArticle) -> Article:
    """A record as the next version of an article: under its id, with the addresses and the story
    that the archive knows of it and the record is silent about."""
    other = known.article
    if other is None:
        return replace(article, id=known.id)
    url = article.url or other.url
    if article.url and other.url and _is_elsewhere(article.url, other):
        # A copy from another host; the article's own address stays.
        url = other.url
    urls = (*other.mirrors, other.url, article.url, *article.mirrors)
    mirrors: dict[Address, str] = {}
    for mirror in filter(None, urls):
        mirrors.setdefault(read_address(mirror), mirror)
    if url:
        mirrors.pop(read_address(url), None)
        if other.url and read_address(other.url) == read_address(url):
            # Another spelling of one address.
            url = other.url
    is_copy = url == other.url and (
        _say_the_same(article, other) if url != article.url else differ_by_address(article, other)
    )
    return replace(
        other if is_copy else article,
        id=known.id,
        url=url,
        mirrors=tuple(mirrors.values()),
        story=article.story or other.story,
    )


def differ_by_address(one: Article, other: Article) -> bool:
    """Whether two texts are one but for where they were read, and for the story that they are
    joined to."""
    return digest_article(_without_address(one)) == digest_article(_without_address(other))


def _without_address(article: Article) -> Article:
    return replace(article, id="", url=None, mirrors=(), story=None)


def _say_the_same(one: Article, other: Article) -> bool:
    return have_one_title(one, other) and have_one_body(one, other)


def _is_elsewhere(url: str, other: Article) -> bool:
    """Whether an address is on none of the hosts of an article's own address."""
    return bool(other.url) and read_address(url).host != read_address(other.url or "").host


def _join_story(known: KnownArticle, article: Article) -> Article | None:
    """The article of the other language that has the same id of the same source and about the same
    day, with the story that both share."""
    other = known.article
    if other is None or known.deleted is not None or other.lang == article.lang:
        return None
    apart = abs(article.published - other.published).days
    if not _share_source(other, article) or apart > _STORY_DAYS:
        return None
    return replace(other, story=other.story or article.story or known.id)


def _is_version(article: Article, known: KnownArticle) -> bool:
    """Whether a text of the same id is a version of it: in its language and of its source."""
    other = known.article
    return other is not None and other.lang == article.lang and _share_source(other, article)


def _share_source(one: Article, other: Article) -> bool:
    """Whether two articles are of one source; one that names none may be of any."""
    return one.source is None or other.source is None or one.source == other.source


def _may_be(article: Article, known: KnownArticle) -> bool:
    return known.article is None or are_versions(article, known.article)


def _rank(article: Article, known: KnownArticle) -> float:
    return 1.0 if known.article is None else measure_likeness(article, known.article)


def _addresses(article: Article) -> list[Address]:
    return [read_address(url) for url in (article.url, *article.mirrors) if url]


def _place(article: Article) -> tuple[str, str]:
    """The file an article was read from, without its folders, and the record."""
    origin = article.provenance
    return (PurePath(origin.file).name, str(origin.record)) if origin else ("", "")


def _file(article: Article) -> str:
    return article.provenance.file if article.provenance else ""


def _is_one_a_file(article: Article) -> bool:
    return article.provenance is not None and article.provenance.reader in _ONE_A_FILE


def _is_telling(text: str) -> bool:
    return text.count(" ") >= _TELLING


def _day(article: Article) -> str:
    """The day as the record told it: a copy may tell the day without the time."""
    return article.published.date().isoformat()


def _are_of_one_day(one: Article, other: Article) -> bool:
    return _day(one) == _day(other) or one.published == other.published


def _are_of_one_file(one: Article, other: Article) -> bool:
    """Whether both were read from one file that holds a single article."""
    return _is_one_a_file(one) and _is_one_a_file(other) and _file(one) == _file(other)


def _hash_key(*parts: str) -> bytes:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=12).digest()
