"""What the page of an admin's own account is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from web.admin.frame import AdminFrame

# The forms of the page.
Form = Literal["password", "codes", "confirm", "off"]


@dataclass(frozen=True, slots=True)
class Offer:
    """One-time codes that are not yet confirmed: their secret as a drawing, as an address that an
    app on the same machine takes, and as it is typed by hand."""

    drawing: Markup
    uri: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSession:
    """A session of the account: since when, used last when, from where, by which browser; `key` is
    what it is ended by, `is_own` tells that it is the one in which the page is shown."""

    key: str
    since: str
    used: str
    address: str
    browser: str
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """The account of who is signed in: since when its password is what it is, whether it asks for
    codes, codes that were offered, its sessions. `actions` are the addresses of the forms;
    `problems` say what was wrong with what was sent by one of them. `least` is how many characters
    a password has to have."""

    frame: AdminFrame
    changed: str
    has_codes: bool
    offer: Offer | None
    sessions: tuple[ShownSession, ...]
    actions: Mapping[str, str]
    problems: Mapping[Form, str]
    least: int
