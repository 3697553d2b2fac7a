"""From an object of JSON to the records in it, by the names that the builder of articles knows.

Most objects are a record as they stand. What programs keep in another shape is told here: a graph
of JSON-LD, records under their keys, and the objects of WordPress, Notion, Telegram and agencies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from indexer.article import LANGS
from indexer.importing.field_names import (
    are_post_names,
    are_record_names,
    has_id,
    is_field_name,
    is_wrapper,
)
from indexer.importing.readers import RawRecord, Rejection
from indexer.importing.readers.graph import read_graph
from indexer.importing.readers.ninjs import make_record
from indexer.importing.readers.notion import is_notion, read_notion
from indexer.importing.readers.telegram import is_service, is_telegram, read_telegram
from indexer.importing.readers.wordpress import read_wordpress


def read_object(
    number: int, values: Mapping[str, Any], raw: str, remarks: tuple[tuple[str, str], ...] = ()
) -> Iterator[RawRecord | Rejection]:
    """The records of an object: mostly one."""
    for record in _split(values):
        yield _read_one(number, record, raw, remarks)


def are_keys(keys: Iterable[str]) -> bool:
    """Whether the names of an object, each of an object that is a record, are keys of records: a
    number, or several that are no names of fields."""
    keys = list(keys)
    is_number = len(keys) == 1 and keys[0].isdecimal()
    return is_number or (
        len(keys) > 1 and not any(is_field_name(key) or is_wrapper(key) for key in keys)
    )


def name_record(key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A record with what its key says: its id, or its language."""
    if key in LANGS:
        return {"lang": key, **values}
    return dict(values) if has_id(values) else {"id": key, **values}


def is_record(values: object) -> bool:
    """Whether a value is an object with the names of a record."""
    return isinstance(values, Mapping) and (are_record_names(values) or are_post_names(values))


def _split(values: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    if "@graph" in values:
        return read_graph(values)
    # Most records begin with something else than an object.
    if all(map(is_record, values.values())) and are_keys(values):
        return [name_record(key, record) for key, record in values.items()]
    return [values]


def _read_one(
    number: int, values: Mapping[str, Any], raw: str, remarks: tuple[tuple[str, str], ...]
) -> RawRecord | Rejection:
    if is_telegram(values):
        if is_service(values):
            action = values.get("action", "service")
            return Rejection(number, "type", f"no article, but a service message ({action})", raw)
        values = read_telegram(values)
    elif is_notion(values):
        values = read_notion(values)
    elif isinstance(values.get("_embedded"), Mapping):
        values = read_wordpress(values)
    return make_record(number, values, raw, remarks)
