"""What stands around the content of every page of the web admin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from web.i18n import Language


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the navigation; `is_here` where the page is that one, or below it."""

    title: str
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminFrame:
    """What every page shows around its content, and what its forms carry.

    `name` is the archive's name, `site` the address of its front page, `home` that of the web
    admin, `languages` the same page in every language of the interface. `admin` is who is signed
    in, empty where nobody is; there are no `sections` then. `csrf` is to be the first field of
    every form that posts, by the name `csrf`. `account` and `sign_out` are addresses. `message`
    tells what was done before the page was led to, or is empty.
    """

    name: str
    language: Language
    site: str
    home: str
    languages: tuple[tuple[Language, str], ...]
    sections: tuple[Section, ...] = ()
    admin: str = ""
    csrf: str = ""
    account: str
    sign_out: str
    message: str = ""


class AdminPage(Protocol):
    """What is rendered: a frozen dataclass with this frame, and what its template shows."""

    @property
    def frame(self) -> AdminFrame:
        """What stands around it."""
