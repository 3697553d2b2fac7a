"""What the page of alerts is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.frame import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEntry:
    """An alert: its id, its name with the language of that, its query, with the address of all that
    it finds where that is no longer than a link may be, the day of its newest match, empty where
    none is kept, and its feeds."""

    id: str
    name: str
    lang: str
    search: Link
    last: str
    feeds: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsPage:
    """The page of the alerts that readers are shown."""

    site: Site
    alerts: tuple[AlertEntry, ...]
