"""What a page says of itself, in one place of it or altogether."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from indexer.dates import DateMeaning

_DATES: Mapping[str, DateMeaning] = {"published": "published", "modified": "modified"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one kind of statement says of an article: empty where it says nothing. Dates are texts
    as they stand. `site` are names of the site, as titles carry them."""

    title: str = ""
    published: str = ""
    modified: str = ""
    original_published: str = ""
    lead: str = ""
    body: str = ""
    source: str = ""
    url: str = ""
    lang: str = ""
    id: str = ""
    story: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    mirrors: tuple[str, ...] = ()
    translations: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    is_article: bool = False


def merge(statements: Iterable[Facts], is_date: Callable[[str, DateMeaning], bool]) -> Facts:
    """Of each field the first that says something; of dates the first that is one."""
    merged: dict[str, Any] = {}
    unread: dict[str, str] = {}
    for facts in statements:
        for field in fields(facts):
            value = getattr(facts, field.name)
            if not value or field.name in merged:
                continue
            meaning = _DATES.get(field.name)
            if meaning is not None and not is_date(value, meaning):
                unread.setdefault(field.name, value)
                continue
            merged[field.name] = value
    return replace(Facts(), **(unread | merged))
