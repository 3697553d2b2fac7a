"""JSON-LD as a graph: the article is one of several objects, and names others by their `@id`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_KINDS = frozenset(("BlogPosting", "LiveBlogPosting", "Report"))

# What an article names others by, and those say in words.
_LINKS = ("author", "creator", "publisher", "isPartOf", "articleSection", "keywords")


def read_graph(values: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The articles of a graph, with those that they name in place of their `@id`; the object itself
    where there are none."""
    nodes = values["@graph"]
    objects = [one for one in nodes if isinstance(one, Mapping)] if isinstance(nodes, list) else []
    by_id = {str(one["@id"]): one for one in objects if len(one) > 1 and "@id" in one}
    return [_join(one, by_id) for one in objects if _is_article(one)] or [values]


def _is_article(found: Mapping[str, Any]) -> bool:
    kinds = found.get("@type")
    names = [
        kind.rpartition("/")[2]
        for kind in (kinds if isinstance(kinds, list) else [kinds])
        if isinstance(kind, str)
    ]
    return any(name.endswith("Article") or name in _KINDS for name in names)


def _join(article: Mapping[str, Any], by_id: Mapping[str, Any]) -> dict[str, Any]:
    record = dict(article)
    for name in _LINKS:
        value = record.get(name)
        if isinstance(value, list):
            record[name] = [_follow(item, by_id) for item in value]
        elif value is not None:
            record[name] = _follow(value, by_id)
    return record


def _follow(value: object, by_id: Mapping[str, Any]) -> Any:
    if isinstance(value, Mapping) and "@id" in value and set(value) <= {"@id", "@type"}:
        return by_id.get(str(value["@id"]), value)
    return value
