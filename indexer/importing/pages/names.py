"""Names of authors, as pages have them: beside their jobs, agencies and accounts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexer.importing.bylines import split_names

# What else divides a name from what is none.
_DIVIDER = re.compile(r"\s+[-–—]\s+|\s*·\s*|(?<=[^\W\d_A-ZА-Я]{3})\.\s+")
_JOB = re.compile(
    r"\b(?:writer|editor|reporter|correspondent|staff|bureau|desk|contributor|columnist|producer"
    r"|freelance|special to|media|press|agency|news|for|of|the|at|корреспондент|редактор|редакция"
    r"|обозреватель|журналист|специально|агентство|сайт)\b|\.\w{2,4}$",
    re.IGNORECASE,
)
# Names of accounts, and of nobody.
_NOBODY = {
    "admin", "administrator", "редактор", "редакция", "editor", "webmaster", "author", "автор",
    "anonymous", "guest", "гость", "root",
}  # fmt: skip
_NO_NAME = re.compile(r"\d{3}")
_LONGEST = 100
_LONGEST_BYLINE = 1_000
_MOST = 20


def read_author_names(texts: Iterable[str]) -> tuple[str, ...]:
    """The names in bylines such as `By Anna Orlova, staff writer`: without what introduces them,
    jobs and agencies that follow them, and accounts that are no names."""
    names: list[str] = []
    for text in texts:
        found = split_names(_DIVIDER.sub(", ", text[:_LONGEST_BYLINE]))
        names += [
            name
            for place, name in enumerate(found)
            if len(name) <= _LONGEST
            and name.casefold() not in _NOBODY
            and not _NO_NAME.search(name)
            and not (place and _JOB.search(name))
        ]
    return tuple(dict.fromkeys(names[:_MOST]))
