"""From an account and its sessions to the page about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from indexer.operations.accounts import Account, Session
from web.admin.account.page import AccountPage, Form, Offer, ShownSession
from web.admin.frame import AdminFrame
from web.admin.navigation import (
    ACCOUNT_CODES,
    ACCOUNT_CODES_CANCEL,
    ACCOUNT_CODES_CONFIRM,
    ACCOUNT_CODES_OFF,
    ACCOUNT_PASSWORD,
    ACCOUNT_SESSIONS,
)
from web.admin.one_time_codes import draw_qr, group_secret, write_uri
from web.admin.passwords import LEAST_CHARACTERS, MOST_CHARACTERS, Weakness
from web.i18n import Language, gettext_noop
from web.urls import Urls

# What browsers and systems are known by, those first that also call themselves as later ones do.
_BROWSERS = (
    ("YaBrowser", "Yandex"),
    ("OPR/", "Opera"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
# Characters of what any other program calls itself.
_MOST_AGENT = 60

_WEAK: Mapping[Weakness, str] = {
    "short": gettext_noop("The new password is too short: it needs at least %(least)s characters."),
    "long": gettext_noop("The new password is too long: at most %(most)s characters are taken."),
    "name": gettext_noop("The new password is the name of the account."),
    "common": gettext_noop("The new password is one of the first that strangers try."),
    "monotonous": gettext_noop("The new password repeats too few characters."),
}


def present_account(
    frame: AdminFrame,
    account: Account,
    sessions: Sequence[Session],
    own: str,
    urls: Urls,
    problems: Mapping[Form, str],
) -> AccountPage:
    """The page of an account, for the session with the digest `own`."""
    language = frame.language
    offered = next((one.offer for one in sessions if one.digest == own), None)
    return AccountPage(
        frame=frame,
        changed=_tell(account.changed, language),
        has_codes=account.totp is not None,
        offer=_present_offer(offered, account.name, frame.name) if offered else None,
        sessions=tuple(
            ShownSession(
                key=session.digest,
                since=_tell(session.created, language),
                used=_tell(session.seen, language),
                address=session.address,
                browser=name_browser(session.agent),
                is_own=session.digest == own,
            )
            for session in sessions
        ),
        actions={
            "password": urls.admin(ACCOUNT_PASSWORD),
            "codes": urls.admin(ACCOUNT_CODES),
            "confirm": urls.admin(ACCOUNT_CODES_CONFIRM),
            "cancel": urls.admin(ACCOUNT_CODES_CANCEL),
            "off": urls.admin(ACCOUNT_CODES_OFF),
            "sessions": urls.admin(ACCOUNT_SESSIONS),
        },
        problems=problems,
        least=LEAST_CHARACTERS,
    )


def describe_weakness(weakness: Weakness, language: Language) -> str:
    """Why a new password is not taken."""
    return language.gettext(_WEAK[weakness], least=LEAST_CHARACTERS, most=MOST_CHARACTERS)


def name_browser(agent: str) -> str:
    """The browser and the system that call themselves so: `Firefox, Linux`."""
    known = [
        next((name for sign, name in table if sign in agent), "") for table in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, known)) or agent[:_MOST_AGENT]


def _present_offer(secret: str, name: str, archive: str) -> Offer:
    uri = write_uri(secret, name, archive)
    return Offer(draw_qr(uri), uri, group_secret(secret))


def _tell(moment: float, language: Language) -> str:
    return language.format_datetime(datetime.fromtimestamp(moment, UTC))
