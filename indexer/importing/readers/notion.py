"""Pages of a database as the interface of Notion gives them: each property tells its type, and has
its value under the name of the type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexer.importing.fields import is_empty

# Where a value of these types has its words, or its day.
_WORDS = {"title": "plain_text", "rich_text": "plain_text"}
_NAMES = {"select": "name", "status": "name", "people": "name", "multi_select": "name"}


def is_notion(values: Mapping[str, Any]) -> bool:
    """Whether an object is a page with its properties."""
    properties = values.get("properties")
    return (
        values.get("object") == "page"
        and isinstance(properties, Mapping)
        and any(_kind(value) == "title" for value in properties.values())
    )


def read_notion(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a page: its properties by their names, the title by its type. The address in
    Notion is nobody's but the editors'."""
    properties: Mapping[str, Any] = values["properties"]
    record = {name: value for name, value in values.items() if name not in {"properties", "object"}}
    if "url" in record:
        record["notion_url"] = record.pop("url")
    if published := record.pop("public_url", None):
        record["url"] = published
    for name, property_ in properties.items():
        kind = _kind(property_)
        value = _read_value(kind, property_.get(kind)) if kind else property_
        if not is_empty(value):
            record["title" if kind == "title" else name] = value
    return record


def _kind(value: object) -> str:
    """The type of a property, which has its value; empty for what is no property."""
    kind = value.get("type") if isinstance(value, Mapping) else None
    return kind if isinstance(value, Mapping) and isinstance(kind, str) and kind in value else ""


def _read_value(kind: str, value: Any) -> Any:
    if kind in _WORDS and isinstance(value, list):
        return "".join(str(_get(run, _WORDS[kind]) or "") for run in value)
    if kind in _NAMES:
        if isinstance(value, list):
            return [name for item in value if (name := _get(item, _NAMES[kind]))]
        return _get(value, _NAMES[kind])
    if kind == "date":
        return _get(value, "start")
    if kind in {"formula", "rollup"} and (inner := _kind(value)):
        return _read_value(inner, value[inner])
    return value


def _get(value: object, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None
