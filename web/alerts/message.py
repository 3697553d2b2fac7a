"""What a hook is told: the body of a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec

from indexer.home.alerts import Alert
from indexer.home.settings import Settings
from searcher.generation import Generation
from searcher.request import SearchRequest
from searcher.response import Hit, IndexInfo
from web.api.answers import HitAnswer
from web.api.hits import HitRenderer, RenderContext
from web.api.rendering import encode_json
from web.urls import Urls

MessageKind = Literal["alert.matched", "alert.test"]

# Bytes of the articles of one call.
MOST_BYTES = 1_000_000


class MessageAlert(msgspec.Struct, frozen=True, kw_only=True):
    """The alert that matched: its ID, its names by language, its query as it was written, and the
    addresses of all that it finds and of its feed (null where the alert is not public)."""

    id: str
    name: Mapping[str, str]
    query: str
    html: str
    feed: str | None


class MessageData(msgspec.Struct, frozen=True, kw_only=True):
    """What was matched. `articles` are as a search of the API has them, labels in the language of
    each; `further` is how many more were matched that no call names."""

    archive: Mapping[str, str]
    alert: MessageAlert
    index: IndexInfo
    articles: tuple[HitAnswer, ...]
    further: int


class AlertMessage(msgspec.Struct, frozen=True, kw_only=True):
    """The body of a call. `timestamp` is when it was made: a call that is made again tells
    the articles as they are then."""

    type: MessageKind
    timestamp: datetime
    data: MessageData


@dataclass(frozen=True, slots=True)
class MessageWriter:
    """Writes the messages of an archive with some settings, of one generation."""

    settings: Settings
    generation: Generation

    def write(
        self, kind: MessageKind, alert: Alert, hits: Iterable[Hit], further: int, now: datetime
    ) -> AlertMessage:
        """A message of some articles, and of how many further ones."""
        articles, left_out = self._render(hits)
        urls, origin = Urls(root=self.settings.root), self.settings.origin
        search = SearchRequest(q=alert.query, sort="newest")
        data = MessageData(
            archive=self.settings.name,
            alert=MessageAlert(
                id=alert.id,
                name=alert.names,
                query=alert.query,
                html=origin + urls.search(search),
                feed=origin + urls.alert_feed(alert.id, "atom") if alert.public else None,
            ),
            index=self.generation.info,
            articles=articles,
            further=further + left_out,
        )
        return AlertMessage(type=kind, timestamp=now, data=data)

    def _render(self, hits: Iterable[Hit]) -> tuple[tuple[HitAnswer, ...], int]:
        """As many as there is room for, and how many more there are."""
        told: list[HitAnswer] = []
        size = left_out = 0
        for hit in hits:
            context = RenderContext.of(self.settings, hit.article.lang)
            answer = HitRenderer(context, self.generation.labels).render(hit)
            size += len(encode_json(answer))
            if size <= MOST_BYTES:
                told.append(answer)
            else:
                left_out += 1
        return tuple(told), left_out
