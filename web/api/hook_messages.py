"""What hooks are told, in the types of the API's answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from searcher.response import IndexInfo
from web.api.answers import HitAnswer

MessageKind = Literal["alert.matched", "alert.test"]


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
