"""Where the records of a JSON document stand: in a list, or each under its key in an object."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from indexer.importing.field_names import are_post_names, are_record_names, tell_name
from indexer.importing.readers.json_object import are_keys

# Objects and lists around the records (`db[0].data.posts`), and within one that is looked at.
_DEEPEST = 50

# What belongs to an article and has a title too.
_PARTS = frozenset((
    "associations", "renditions", "media", "images", "image", "photos", "enclosures", "attachments",
    "related", "author", "authors", "publisher", "site", "comments", "copy_history",
))  # fmt: skip

# A graph of JSON-LD is one record, though it is a list.
_GRAPH = "@graph"

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"(?P<key>\s*:)?|[\[\]{}]', re.DOTALL)
_BLANKS = re.compile(r"[\s\ufeff]*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the records begin, behind the bracket of what they are in; `end` is the bracket that
    closes it, empty for a document that is a record itself."""

    start: int
    end: Literal["]", "}", ""]


@dataclass(slots=True)
class _Level:
    """An object or a list around a place: where it begins, under which key, and the names in an
    object so far, those that are known by what they tell; how many objects within it are
    records."""

    start: int
    key: str
    is_list: bool
    is_part: bool
    names: list[str] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    is_record: bool = False
    records: int = 0


def find_records(sample: str) -> Place:
    """Where the records of a document are, by its beginning: in the innermost list around the first
    object whose fields are those of an article, else in the first object that has such objects
    under keys; else in the list around the first object with those of a post."""
    levels: list[_Level] = []
    key = ""
    posts = 0
    # Whether a record was found that is in no list.
    is_alone = False
    for token in _TOKEN.finditer(sample):
        sign = token[0][0]
        if sign in "[{":
            around = levels[-1] if levels else None
            is_part = key in _PARTS or bool(around and (around.is_part or around.is_record))
            levels.append(_Level(token.end(), key, sign == "[", is_part))
            key = ""
            if len(levels) > _DEEPEST:
                break
        elif sign in "]}":
            if levels:
                levels.pop()
        elif token["key"] and levels and not levels[-1].is_list:
            here = levels[-1]
            key = token[0][1 : token[0].rindex('"')]
            here.names.append(key)
            told = key if key == "_source" else tell_name(key)
            if here.is_part or here.is_record or not told or told in here.known:
                continue
            here.known[told] = key
            if are_record_names(here.known.values()):
                here.is_record = True
                start = _find_list(levels)
                if start is not None and not is_alone:
                    return Place(start, "]")
                if start is not None or len(levels) == 1 or not _may_be_key(here.key):
                    return Place(0, "")
                is_alone = True
                if (start := _count_record(levels)) is not None:
                    return Place(start, "}")
            elif not posts and are_post_names(here.known.values()):
                posts = _find_list(levels) or 0
    if is_alone:
        return Place(0, "")
    if posts:
        return Place(posts, "]")
    # Nothing tells: a list at the outset is one of records.
    blanks = _BLANKS.match(sample)
    start = blanks.end() if blanks else 0
    return Place(start + 1, "]") if sample[start : start + 1] == "[" else Place(0, "")


def _find_list(levels: list[_Level]) -> int | None:
    """Where the innermost list around a place begins that is one of records."""
    return next(
        (level.start for level in reversed(levels) if level.is_list and level.key != _GRAPH), None
    )


def _may_be_key(key: str) -> bool:
    return are_keys((key, ""))


def _count_record(levels: list[_Level]) -> int | None:
    """Count one more record in the object around it; where that begins, if it has nothing else than
    records under keys."""
    parent = levels[-2]
    if parent.is_list:
        return None
    parent.records += 1
    is_all = parent.records == len(parent.names)
    return parent.start if is_all and are_keys(parent.names) else None
