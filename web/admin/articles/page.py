"""What the page of take-downs is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.admin.frame import AdminFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundArticle:
    """An article that may be taken down: its headline, day, language and address."""

    id: str
    title: str
    lang: str
    day: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenArticle:
    """An article that was taken down: when and why, and its headline; empty where its texts were
    purged. `may_return` tells whether lifting it brings the article back by itself."""

    id: str
    title: str
    when: str
    reason: str
    may_return: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesPage:
    """Articles by an id, an address or words (`asked`), to be taken down, and those that are down:
    the newest, and how many in all. `problem` tells why nothing is found; `ui` is the language of
    the interface where it was chosen, which the search carries on."""

    frame: AdminFrame
    asked: str
    found: tuple[FoundArticle, ...]
    problem: str
    taken: tuple[TakenArticle, ...]
    count: str
    more: str
    action: str
    ui: str
    take_down: str
    restore: str
    reasons: tuple[str, ...]
