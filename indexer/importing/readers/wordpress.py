"""Posts as the REST interface of WordPress gives them: of authors and tags there are numbers, and
with `_embed` their names in `_embedded`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from indexer.importing.fields import is_empty

_TAXONOMIES = ("category", "post_tag")


def read_wordpress(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a post, with the names of what it has numbers of. Other taxonomies than
    categories and tags are fields of their names."""
    record = dict(values)
    embedded = record.pop("_embedded")
    named: dict[str, list[Any]] = {}
    for term in _list_objects(embedded.get("wp:term")):
        kind = str(term.get("taxonomy", "post_tag"))
        named.setdefault(kind, []).append(term.get("name"))
    tags = [name for kind in _TAXONOMIES for name in named.pop(kind, [])]
    if tags:
        _take_numbers(record, "categories", "tags")
        record["tags"] = tags
    if authors := [
        name for one in _list_objects(embedded.get("author")) if (name := one.get("name"))
    ]:
        _take_numbers(record, "author")
        record["authors"] = authors
    captions = [
        caption
        for media in _list_objects(embedded.get("wp:featuredmedia"))
        if not is_empty(caption := media.get("caption"))
    ]
    if captions:
        record["captions"] = captions
    return {**{name: terms for name, terms in named.items() if name not in record}, **record}


def _take_numbers(record: dict[str, Any], *names: str) -> None:
    """Take out the fields whose numbers have names now."""
    for name in names:
        record.pop(name, None)


def _list_objects(value: object) -> Iterator[Mapping[str, Any]]:
    """The objects in a list, or in lists within it."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, Mapping):
            yield item
        else:
            yield from _list_objects(item)
