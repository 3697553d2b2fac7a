"""From an attempt to sign in to the page that asks again."""

from __future__ import annotations

from web.admin.frame import AdminFrame
from web.admin.login.page import LoginPage
from web.i18n import Language

# Characters of a name that are shown again.
_MOST_NAME = 100


def present_login(frame: AdminFrame, action: str, name: str = "", problem: str = "") -> LoginPage:
    """The page, with what is wrong with what was typed before."""
    return LoginPage(frame=frame, action=action, name=name[:_MOST_NAME], problem=problem)


def describe_failure(language: Language) -> str:
    """That something was wrong, whatever it was."""
    return language.gettext(
        "The name, the password or the one-time code is wrong. If the account asks for a code, "
        "each code works only once."
    )
