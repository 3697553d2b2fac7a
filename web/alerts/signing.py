"""Signatures of calls, as Standard Webhooks has them (standardwebhooks.com): receivers check them
with the library of their language."""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import b64encode
from datetime import datetime

from indexer.home.alerts import Alert, decode_secret


def find_key(alert: Alert) -> bytes | None:
    """What the calls of an alert are signed with; None where it has no secret, or one that is
    none."""
    secret = os.environ.get(alert.secret_variable, "") if alert.secret_variable else alert.secret
    return decode_secret(secret)


def make_headers(name: str, body: bytes, sent: datetime, key: bytes | None) -> dict[str, str]:
    """The headers of a call: its name, when it was sent, and, with a key, the signature of both and
    the body."""
    headers = {"webhook-id": name, "webhook-timestamp": str(int(sent.timestamp()))}
    if key is not None:
        signed = f"{name}.{headers['webhook-timestamp']}.".encode() + body
        digest = hmac.new(key, signed, hashlib.sha256).digest()
        headers["webhook-signature"] = f"v1,{b64encode(digest).decode()}"
    return headers
