"""Names of authors, as pages have them: among words that introduce them and tell their jobs."""

from __future__ import annotations

import re
from collections.abc import Iterable

_INTRODUCTION = re.compile(
    r"^(?:(?:written |posted |reported |text |story |words )?by\b:?|authors?\b:?|reporters?:"
    r"|(?:автор(?:ы|ка)?(?: (?:текста|статьи|материала))?|текст|корреспондент|журналист)\s*:?)\s+",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"\s*[;|·•]\s*|\s+[-–—/]\s+|\s*\n\s*|,?\s+(?:and|und|и|&)\s+|(?<=[^\W\d_A-ZА-Я]{3})\.\s+"
)
_JOB = re.compile(
    r"\b(?:writer|editor|reporter|correspondent|staff|bureau|desk|contributor|columnist|producer"
    r"|freelance|special to|media|press|agency|news|for|of|the|at|корреспондент|редактор|редакция"
    r"|обозреватель|журналист|специально|агентство|сайт)\b|\.\w{2,4}$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|phd|md|esq)\.?$", re.IGNORECASE)
_ADDRESS = re.compile(r"https?:|@|\bwww\.|^\W*$|\d{3}")
# Of accounts and of nobody.
_NOBODY = {
    "admin", "administrator", "редактор", "редакция", "editor", "webmaster", "author", "автор",
    "anonymous", "guest", "гость", "unknown", "root", "null", "none",
}  # fmt: skip
_LONGEST = 100
_MOST = 20


def read_author_names(texts: Iterable[str]) -> tuple[str, ...]:
    """The names in bylines such as `By Anna Orlova, staff writer`: without what introduces them,
    their jobs, and accounts that are no names."""
    names: list[str] = []
    for text in texts:
        parts = _SEPARATOR.split(_INTRODUCTION.sub("", text.strip()))
        names += _name(",".join(_INTRODUCTION.sub("", part) for part in parts))
    return tuple(dict.fromkeys(names[:_MOST]))


def _name(text: str) -> list[str]:
    names: list[str] = []
    for number, raw in enumerate(text.split(",")):
        name = raw.strip(" .:()[]\"'«»\u00a0")
        if names and _SUFFIX.match(name):
            names[-1] += f", {name}"
            continue
        is_refused = not name or len(name) > _LONGEST or _ADDRESS.search(name)
        if is_refused or name.casefold() in _NOBODY or (number and _JOB.search(name)):
            continue
        names.append(name)
    return names
