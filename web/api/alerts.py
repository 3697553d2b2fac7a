"""The alerts that readers are shown: those of alerts.toml, as it is now, that are public."""

from __future__ import annotations

import logging

from aiohttp import web

from indexer.errors import AlertNotFoundError, SettingsError
from indexer.home.alerts import Alert, read_alerts
from indexer.home.paths import ArchiveHome

logger = logging.getLogger("letopis.web")


def list_public_alerts(home: ArchiveHome) -> tuple[Alert, ...]:
    """The alerts that are public, in their order. Raises HTTPServiceUnavailable where the file has
    a mistake: what is wrong in it is for admins to read."""
    try:
        return tuple(alert for alert in read_alerts(home.alerts_file) if alert.public)
    except SettingsError as error:
        logger.error("%s", error)  # noqa: TRY400
        raise web.HTTPServiceUnavailable from error


def find_public_alert(home: ArchiveHome, alert_id: str) -> Alert:
    """An alert that is public. Raises AlertNotFoundError, and what `list_public_alerts` raises."""
    for alert in list_public_alerts(home):
        if alert.id == alert_id:
            return alert
    raise AlertNotFoundError(alert_id)


def has_public_alerts(home: ArchiveHome) -> bool:
    """Whether there is any. A file with a mistake has none."""
    try:
        return any(alert.public for alert in read_alerts(home.alerts_file))
    except SettingsError:
        return False
