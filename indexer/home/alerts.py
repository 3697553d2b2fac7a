"""The file of an archive home that says which queries stand, and whom to tell what they match."""

from __future__ import annotations

import binascii
import ipaddress
import re
import tomllib
from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from indexer.article import LANGS
from indexer.errors import AlertNotFoundError, SettingsError

# Every alert is asked at every update.
MOST_ALERTS = 200

# An id stands in addresses.
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST_NAME = 200
_LONGEST_HOOK = 2_000

# How a secret is written (standardwebhooks.com), and how many bytes it has.
SECRET_PREFIX = "whsec_"  # noqa: S105 - what every secret begins with
_LEAST_BYTES, _MOST_BYTES = 24, 64

_TEXTS = frozenset({*LANGS, "query", "hook", "secret", "secret_variable"})
_SWITCHES = frozenset({"corrections", "public"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A query that stands: its id, its names by language, and the query as it was written.

    `hook` is the address that is told what it matches, empty for none; calls are signed with
    `secret`, or with that of the environment variable `secret_variable`, where one of them is
    given. `corrections` tells whether new texts of articles count beside new articles, `public`
    whether readers are shown the alert and its feed.
    """

    id: str
    names: Mapping[str, str]
    query: str
    hook: str = ""
    secret: str = field(default="", repr=False)
    secret_variable: str = ""
    corrections: bool = False
    public: bool = True

    def name(self, lang: str) -> str:
        """The name in a language, in any, or the id."""
        return self.names.get(lang) or next(iter(self.names.values()), self.id)

    @property
    def hook_host(self) -> str:
        """Whom the hook calls: the rest of an address may be a secret."""
        return urlsplit(self.hook).netloc


def read_alerts(path: Path) -> tuple[Alert, ...]:
    """The alerts of an alerts.toml, in their order; none where it is missing. Raises
    SettingsError."""
    if not path.exists():
        return ()
    try:
        text = path.read_text("utf-8-sig")
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(path, str(error)) from error
    return parse_alerts(path, text)


def parse_alerts(path: Path, text: str) -> tuple[Alert, ...]:
    """The alerts of what an alerts.toml says, or is to say. Raises SettingsError, which begins with
    the id of the alert, or tells the line where it is no TOML. Queries are not read here."""
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(path, str(error)) from error
    if len(entries) > MOST_ALERTS:
        raise SettingsError(path, f"{len(entries)} alerts; at most {MOST_ALERTS} can be kept")
    return tuple(read_alert(path, id_, entry) for id_, entry in entries.items())


def read_alert(path: Path, alert_id: str, entry: object) -> Alert:
    """One alert, as TOML has it. Raises SettingsError."""
    return _AlertEntry(path, alert_id).read(entry)


def decode_secret(secret: str) -> bytes | None:
    """The bytes of a secret as it is written; None for what is none."""
    try:
        key = b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return None
    is_right = secret.startswith(SECRET_PREFIX) and _LEAST_BYTES <= len(key) <= _MOST_BYTES
    return key if is_right else None


@dataclass(frozen=True, slots=True)
class _AlertEntry:
    """The place of an alert in its file, which mistakes name."""

    path: Path
    id: str

    def read(self, entry: object) -> Alert:
        if not _ID.fullmatch(self.id):
            raise self._refuse("an ID has small Latin letters, digits and hyphens, at most 60")
        if not isinstance(entry, dict):
            raise self._refuse(f"expected a table, [{self.id}]")
        self._check_kinds(entry)
        query = entry.get("query", "").strip()
        if not query:
            raise self._refuse("has no query")
        alert = Alert(
            id=self.id,
            names={lang: name for lang in LANGS if (name := entry.get(lang, "").strip())},
            query=query,
            hook=entry.get("hook", ""),
            secret=entry.get("secret", ""),
            secret_variable=entry.get("secret_variable", ""),
            corrections=entry.get("corrections", False),
            public=entry.get("public", True),
        )
        if any(len(name) > _LONGEST_NAME for name in alert.names.values()):
            raise self._refuse(f"a name has at most {_LONGEST_NAME} characters")
        self._check_hook(alert)
        return alert

    def _check_kinds(self, entry: Mapping[str, object]) -> None:
        for key, value in entry.items():
            if key in _TEXTS:
                if not isinstance(value, str):
                    raise self._refuse(f"{key}: expected a text in quotes")
            elif key in _SWITCHES:
                if not isinstance(value, bool):
                    raise self._refuse(f"{key}: expected true or false")
            else:
                known = ", ".join(sorted(_TEXTS | _SWITCHES))
                raise self._refuse(f"unknown key {key!r}; known: {known}")

    def _check_hook(self, alert: Alert) -> None:
        if alert.secret and alert.secret_variable:
            raise self._refuse("has both a secret and a secret_variable")
        if (alert.secret or alert.secret_variable) and not alert.hook:
            raise self._refuse("has a secret, and no hook that it could sign calls of")
        if alert.hook:
            self._check_address(alert.hook)
        # What was given is nobody's to read in a log.
        if alert.secret and decode_secret(alert.secret) is None:
            raise self._refuse(
                f"secret: expected {SECRET_PREFIX} and {_LEAST_BYTES} to {_MOST_BYTES} bytes "
                "in Base64"
            )
        if alert.secret_variable and not _VARIABLE.fullmatch(alert.secret_variable):
            raise self._refuse("secret_variable: expected the name of an environment variable")

    def _check_address(self, hook: str) -> None:
        try:
            split = urlsplit(hook)
            host = split.hostname if split.port != 0 else None
        except ValueError:
            split, host = SplitResult("", "", "", "", ""), None
        is_plain = not re.search(r"[\s\x00-\x1f]", hook) and len(hook) <= _LONGEST_HOOK
        if not host or not is_plain or split.scheme not in {"http", "https"}:
            raise self._refuse("hook: expected an address that begins with https://")
        if split.username is not None or split.password is not None:
            raise self._refuse("hook: a name and a password in an address are not sent")
        if split.scheme == "http" and not _is_own(host):
            raise self._refuse("hook: expected https://; only this machine is called by http://")

    def _refuse(self, reason: str) -> SettingsError:
        return SettingsError(self.path, f"{self.id}: {reason}")


def _is_own(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def find_alert(alerts: Iterable[Alert], alert_id: str) -> Alert:
    """An alert by its id. Raises AlertNotFoundError."""
    for alert in alerts:
        if alert.id == alert_id:
            return alert
    raise AlertNotFoundError(alert_id)
