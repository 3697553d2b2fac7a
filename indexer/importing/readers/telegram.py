"""What Telegram exports of a channel or a chat (`result.json`): messages, which have no headlines.

Messages about the channel itself (who joined, what was pinned) are among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_KINDS = frozenset(("message", "service"))
# What a message says, and what says the same again.
_READ = frozenset((
    "id", "type", "date", "date_unixtime", "edited", "edited_unixtime", "from", "author", "text",
    "text_entities",
))  # fmt: skip
_TELLING = frozenset(("date_unixtime", "from_id", "actor_id", "text_entities"))


def is_telegram(values: Mapping[str, Any]) -> bool:
    """Whether an object is a message of such an export."""
    return values.get("type") in _KINDS and "date" in values and not _TELLING.isdisjoint(values)


def is_service(values: Mapping[str, Any]) -> bool:
    """Whether a message says what was done to the channel, and nothing by itself."""
    return bool(values["type"] == "service")


def read_telegram(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a message: `date` is on the clock of whoever exported it, the other one is
    exact. What else it has, such as where it was forwarded from, is kept together."""
    others = {name: value for name, value in values.items() if name not in _READ}
    return {
        "id": values.get("id"),
        "date": values.get("date_unixtime") or values["date"],
        "updated": values.get("edited_unixtime"),
        "text": values.get("text"),
        "source": values.get("from"),
        "author": values.get("author"),
        "telegram": others,
    }
