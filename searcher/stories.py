"""Which articles are one story, its versions in several languages: those of a list, and others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from indexer.article import Article, StoryVersion, decode_version
from searcher.engines import IndexSearcher

_Item = TypeVar("_Item")


def group_by_story(
    items: Iterable[_Item], article_of: Callable[[_Item], Article]
) -> tuple[tuple[_Item, ...], ...]:
    """What stands for articles, by their stories: each story at the place of its first article,
    with its articles in the order of the list; an article without a story is one of its own."""
    groups: dict[tuple[str, str], list[_Item]] = {}
    for item in items:
        article = article_of(item)
        # An id is no key of a story, though they may be spelled alike.
        key = ("story", article.story) if article.story else ("article", article.id)
        groups.setdefault(key, []).append(item)
    return tuple(map(tuple, groups.values()))


def read_elsewhere(
    searcher: IndexSearcher, articles: Sequence[Article]
) -> Mapping[str | None, tuple[StoryVersion, ...]]:
    """The versions that the list itself does not hold, by story, those of each in the order of
    their ids: one look-up for the whole list."""
    stories = {article.story for article in articles if article.story}
    if not stories:
        return {}
    listed = [article.id for article in articles]
    versions = defaultdict[str | None, list[StoryVersion]](list)
    for version in map(decode_version, searcher.siblings(stories, listed)):
        versions[version.story].append(version)
    return {story: tuple(others) for story, others in versions.items()}
