"""What the document says of the calls that the archive makes: those of alerts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from web.i18n import gettext_noop

_SUMMARY = gettext_noop(
    "What an alert matched, told to its hook; signed as Standard Webhooks has it."
)
_HEADERS: Mapping[str, str] = {
    "webhook-id": gettext_noop("The name of the call, which stays when it is made again."),
    "webhook-timestamp": gettext_noop("When it was sent, in seconds since 1970."),
    "webhook-signature": gettext_noop("Its signature, where the alert has a secret."),
}


def describe_webhooks(
    message: Mapping[str, Any], translate: Callable[[str], str]
) -> dict[str, dict[str, Any]]:
    """The webhooks of the document, with the schema of what they are told."""
    call = {
        "operationId": "alert",
        "tags": ["alerts"],
        "summary": translate(_SUMMARY),
        "parameters": [
            {
                "name": name,
                "in": "header",
                "description": translate(about),
                "required": name != "webhook-signature",
                "schema": {"type": "string"},
            }
            for name, about in _HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": message}}},
        "responses": {"2XX": {"description": translate(gettext_noop("The call was taken."))}},
    }
    return {"alert": {"post": call}}
