"""What is told of accounts: who signed in, who failed to, what was changed."""

from __future__ import annotations

import logging
from typing import Literal

logger = logging.getLogger("letopis.admin")

AccountAction = Literal[
    "sign-in", "sign-out", "account-add", "account-remove", "password", "totp", "sessions-end"
]


def tell(who: str, via: str, action: AccountAction, details: str, outcome: str) -> None:
    """Note what somebody did, or was refused: `who` is the name of an account, `via` the address,
    or `shell`."""
    logger.info("%s by %s via %s: %s %s", action, who or "nobody", via, outcome, details)
