"""What the page of an admin's own account is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.admin.frame import AdminFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """The account of who is signed in."""

    frame: AdminFrame
