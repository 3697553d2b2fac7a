"""Articles by their addresses."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import dataclass

from indexer.addresses import address_key
from indexer.archive.identity import list_path_keys
from indexer.archive.store import Archive
from indexer.article import Article, decode_article
from indexer.errors import ArticleNotFoundError, UnavailableError
from indexer.labels import Labels
from searcher.deadline import current_deadline
from searcher.response import IndexInfo
from searcher.service import SearchService


@dataclass(frozen=True, slots=True)
class LocatedArticles:
    """The articles at an address, in the order of their ids, each with the ids of its near copies.
    `labels` names the facet values of their generation."""

    articles: tuple[tuple[Article, tuple[str, ...]], ...]
    labels: Labels
    index: IndexInfo


def locate_articles(service: SearchService, url: str) -> LocatedArticles:
    """The articles that have an http or https address, or a mirror there, in whatever spelling.

    Raises ArticleNotFoundError where there is none, ArticleDeletedError where the one that was
    there was taken down (of a purged article nobody knows where it was), and what
    `SearchService.generation` raises.
    """
    # Held on to: the files of a generation close when nobody holds it any more.
    generation = service.generation()
    # A whole site has no key.
    key = address_key(url)
    articles = []
    for stored in generation.searcher.at_address(key) if key else ():
        current_deadline().check()
        article = decode_article(stored)
        articles.append((article, generation.copies.others(article.id)))
    if articles:
        return LocatedArticles(tuple(articles), generation.labels, generation.info)
    for article_id in _find_deleted(service, url, key) if key else ():
        # What the index has never heard of it does not tell either.
        with suppress(ArticleNotFoundError):
            service.get_article(article_id)
    raise ArticleNotFoundError(url)


def _find_deleted(service: SearchService, url: str, key: str) -> list[str]:
    """The deleted articles that were at an address. Only the archive knows; one that cannot be read
    tells nothing, as the index answers without it."""
    with (
        suppress(UnavailableError, sqlite3.Error),
        Archive.open(service.home.database) as store,
    ):
        found = store.find(list_path_keys(url))
        gone = ((one.id, one.article) for one in found if one.deleted is not None and one.article)
        return [id_ for id_, article in gone if key in _list_keys(article)]
    return []


def _list_keys(article: Article) -> list[str | None]:
    return [address_key(place) for place in (article.url, *article.mirrors) if place]
