"""The versions of an article that the archive keeps, as far as they are public.

Public is what is served: the versions up to the one that the index has, of an article that it has.
What was imported and not indexed yet is not public, be it an article or a version. A take-down
holds from the moment it is written, before the index knows of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from indexer.archive.digest import name_text
from indexer.archive.entries import Version
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.errors import ArticleDeletedError, ArticleNotFoundError, VersionNotFoundError
from searcher.deadline import current_deadline
from searcher.differences import Paragraph, compare_texts
from searcher.service import SearchService
from searcher.shortening import SHOWN_LENGTH, cut_texts

# Fields of an article that are no texts, in the order in which their changes are told.
VALUE_FIELDS = (
    "published",
    "original_published",
    "modified",
    "authors",
    "source",
    "countries",
    "tags",
    "url",
    "mirrors",
)


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    """A version of an article. Its `number` counts from 1 and never changes; `first_seen` is the
    instant when it was stored, and `is_current` is the one that is served."""

    number: int
    first_seen: datetime
    article: Article
    is_current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionChanges:
    """What changed from one version of an article to another: its texts, paragraph by paragraph,
    and the names of the other fields, of `VALUE_FIELDS`, whose values changed. `is_cut` tells that
    the texts are longer than what was compared of them."""

    title: tuple[Paragraph, ...]
    lead: tuple[Paragraph, ...]
    body: tuple[Paragraph, ...]
    captions: tuple[Paragraph, ...]
    notices: tuple[Paragraph, ...]
    fields: tuple[str, ...]
    is_cut: bool


def list_versions(service: SearchService, article_id: str) -> tuple[ArticleVersion, ...]:
    """The versions of an article, oldest first; those that were purged are left out, and leave
    their numbers. The one that is served alone, unless the settings make all of them public: names
    that a correction took out are not to come back unasked.

    Raises ArticleNotFoundError, also for an article that is not indexed yet; ArticleDeletedError
    where it was taken down, if only a moment ago; what `SearchService.generation` raises; and what
    `Archive.open` and reading raise.
    """
    # The generation is asked first: where it is switched meanwhile, the newest version is missing
    # and nothing is told too early.
    last_seq = service.generation().manifest.last_seq
    service.get_article(article_id)
    with Archive.open(service.home.database) as store:
        rows = list(_check_time(store.read_versions(article_id)))
    if rows and (reason := rows[-1].deleted) is not None:
        told = reason if service.settings.public_reasons else ""
        raise ArticleDeletedError(article_id, rows[-1].first_seen, told)
    found = list(_number(row for row in rows if row.seq <= last_seq))
    if not found:
        raise ArticleNotFoundError(article_id)
    earlier = found[:-1] if service.settings.public_versions else ()
    return (*earlier, replace(found[-1], is_current=True))


def get_version(service: SearchService, article_id: str, number: int) -> ArticleVersion:
    """A version by its number. Raises VersionNotFoundError, also where it was
    purged or is not public, and what
    `list_versions` raises."""
    for version in list_versions(service, article_id):
        if version.number == number:
            return version
    raise VersionNotFoundError(article_id, number)


def compare_versions(old: Article, new: Article) -> VersionChanges:
    """What changed from one version to another; two very long ones are compared at half the length
    at which articles are shown. Raises TooExpensiveError."""
    before, after = cut_texts(old, SHOWN_LENGTH // 2), cut_texts(new, SHOWN_LENGTH // 2)
    return VersionChanges(
        title=compare_texts(before.title, after.title),
        lead=compare_texts(before.lead, after.lead),
        body=compare_texts(before.body, after.body),
        captions=compare_texts("\n\n".join(before.captions), "\n\n".join(after.captions)),
        notices=compare_texts("\n\n".join(before.notices), "\n\n".join(after.notices)),
        fields=tuple(name for name in VALUE_FIELDS if getattr(old, name) != getattr(new, name)),
        is_cut=(before, after) != (old, new),
    )


def _number(rows: Iterable[Version]) -> Iterator[ArticleVersion]:
    """The rows of texts that are kept, numbered. A text that came back with its article, when a
    take-down was lifted, is the version that it was, and so is one of which nothing but the story
    changed; one that was purged and imported again is another."""
    texts = (row for row in rows if row.deleted is None)
    for number, (_, same) in enumerate(groupby(texts, _name_row), 1):
        told = list(same)
        if (article := told[-1].article) is not None:
            yield ArticleVersion(number, told[0].first_seen, article)


def _name_row(row: Version) -> tuple[bytes, bool]:
    return name_text(row.digest, row.article)


def _check_time(rows: Iterable[Version]) -> Iterator[Version]:
    for row in rows:
        current_deadline().check()
        yield row
