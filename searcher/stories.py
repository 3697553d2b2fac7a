"""Which articles of a list are one story: its versions in several languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from indexer.article import Article

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
