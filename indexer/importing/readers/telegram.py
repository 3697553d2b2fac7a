"""What Telegram exports of a channel or a chat (`result.json`): messages, which have no headlines.

Messages about the channel itself (who joined, what was pinned) are among them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_KINDS = frozenset(("message", "service"))
_TELLING = frozenset(("date_unixtime", "from_id", "actor_id", "text_entities"))


def is_telegram(values: Mapping[str, Any]) -> bool:
    """Whether an object is a message of such an export."""
    return values.get("type") in _KINDS and "date" in values and not _TELLING.isdisjoint(values)


def is_service(values: Mapping[str, Any]) -> bool:
    """Whether a message says what was done to the channel, and nothing by itself."""
    return bool(values["type"] == "service")


def read_telegram(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a message: `date` is on the clock of whoever exported it, the other one is
    exact."""
    record = {name: value for name, value in values.items() if name not in {"from", "type"}}
    if exact := record.pop("date_unixtime", None):
        record["date"] = exact
    return {"source": values.get("from"), **record}
