"""What the page is made of on which an admin signs in."""

from __future__ import annotations

from dataclasses import dataclass

from web.admin.frame import AdminFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPage:
    """The form, at the address `action`: `name` is what was typed there, `problem` says why that
    was not enough, or is empty."""

    frame: AdminFrame
    action: str
    name: str = ""
    problem: str = ""
