"""What a hook is told: the body of a call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from indexer.home.alerts import Alert
from indexer.home.settings import Settings
from searcher.generation import Generation
from searcher.request import SearchRequest
from searcher.response import Hit
from web.api.answers import HitAnswer
from web.api.hits import HitRenderer, RenderContext
from web.api.hook_messages import AlertMessage, MessageAlert, MessageData, MessageKind
from web.api.rendering import encode_json
from web.urls import Urls

# Bytes of the articles of one call.
MOST_BYTES = 1_000_000


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
