"""The language versions of a story as search engines are told of them: one page a language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from indexer.article import LANGS, Article
from searcher.response import ArticleView
from web.site.frame import Head
from web.urls import Urls


def tell_versions(head: Head, view: ArticleView, origin: str, urls: Urls) -> Head:
    """What the page of an article tells of its versions in other languages, in the place of those
    in the languages of the interface: an engine takes one page a language. Nothing changes where
    the article has no other version, or another one in its language stands for the story."""
    article = view.shown.article
    versions = tuple(_choose_versions((article, *view.versions)))
    if len(versions) < 2 or article not in versions:
        return head
    original = min(versions, key=_in_order)
    alternates = [(version.lang, version) for version in versions] + [("x-default", original)]
    return replace(
        head,
        canonical=origin + urls.article(article.id),
        alternates=tuple((tag, origin + urls.article(version.id)) for tag, version in alternates),
    )


def _choose_versions(versions: tuple[Article, ...]) -> Iterator[Article]:
    """Of each language that versions of a story are in, the same one on the pages of all."""
    for lang in LANGS:
        own = [version for version in versions if version.lang == lang]
        if own:
            yield min(own, key=_in_order)


def _in_order(version: Article) -> tuple[bool, float, str]:
    """Originals before translations, what was published first before what came later."""
    is_translation = version.original_published is not None
    return is_translation, version.published.timestamp(), version.id
