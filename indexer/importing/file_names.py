"""What the name of a file says of the article in it: its day, its language, its story."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from indexer.article import LANGS
from indexer.importing.field_names import FIELD_NAMES, fold_name
from indexer.importing.fields import is_empty, is_flag

# The names of a date among fields, beside which that of the file's name does not count.
_DATES = frozenset(map(fold_name, ("published", *FIELD_NAMES["published"])))

# `2014-05-03-most.md`, `20140503_most.md`
_DATED = re.compile(
    r"(?P<year>(?:1[6-9]|20)\d\d)(?P<gap>[-_.]?)(?P<month>\d\d)(?P=gap)(?P<day>\d\d)(?=\D|$)"
)
_FOLDERS = re.compile(r"(?:^|/)(?P<year>(?:1[6-9]|20)\d\d)/(?P<month>\d\d)/(?P<day>\d\d)(?:/|$)")

# A page of this name is its folder's: `2014-05-03-most/index.ru.md`.
_INDEX = frozenset(("index", "_index"))

_DRAFTS = frozenset(("_drafts", "drafts"))


def read_file_name(name: str) -> dict[str, Any]:
    """The fields that the name of a file with one article gives: `published` of a day in front of
    it or in the folders above, `lang` of `most.ru.md`, and of that `story` too; `draft` of what
    lies among drafts."""
    path = PurePosixPath(name)
    values: dict[str, Any] = {}
    stem, lang = path.stem, ""
    before, dot, last = stem.rpartition(".")
    if dot and last.lower() in LANGS:
        stem, lang = before, last.lower()
    if stem in _INDEX and len(path.parts) > 1:
        stem = path.parent.name
    if lang:
        values |= {"lang": lang, "story": stem}
    found = _DATED.match(stem) or _FOLDERS.search(str(path.parent))
    if found is not None:
        values["published"] = f"{found['year']}-{found['month']}-{found['day']}"
    if _DRAFTS.intersection(path.parts[:-1]):
        values["draft"] = True
    return values


def add_file_name(values: dict[str, Any], name: str) -> dict[str, Any]:
    """The fields of a file with one article, and what its name says where they are silent."""
    for field, value in read_file_name(name).items():
        if field != "published":
            values.setdefault(field, value)
        elif not any(
            fold_name(other) in _DATES and _says(given) for other, given in values.items()
        ):
            values["date"] = value
    return values


def _says(value: object) -> bool:
    return not (is_empty(value) or is_flag(value))
