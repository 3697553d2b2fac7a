"""From the alerts of an archive to their page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from indexer.home.alerts import Alert
from searcher.request import SearchRequest
from web.api.feeds import FEED_TYPES
from web.i18n import Language, gettext_noop
from web.shortening import shorten
from web.site.alerts.page import AlertEntry, AlertsPage
from web.site.frame import Link, Site
from web.urls import FeedFormat, Urls

# Characters of an address: one with a longer query becomes text.
_LONGEST = 1_000

_FEEDS: Mapping[FeedFormat, str] = {
    "atom": gettext_noop("Feed (Atom)"),
    "json": gettext_noop("Feed (JSON)"),
}


def present_alerts(
    alerts: Sequence[Alert],
    last: Mapping[str, datetime],
    site: Site,
    language: Language,
    urls: Urls,
) -> AlertsPage:
    """The page of some alerts; `last` is when each matched an article last, by its id."""

    def present(alert: Alert) -> AlertEntry:
        code = language.code
        lang = code if code in alert.names else next(iter(alert.names), "")
        address = urls.search(SearchRequest(q=alert.query, sort="newest"))
        return AlertEntry(
            id=alert.id,
            name=alert.name(code),
            lang=lang if lang != code else "",
            search=Link(shorten(alert.query), address if len(address) <= _LONGEST else None),
            last=language.format_date(last[alert.id]) if alert.id in last else "",
            feeds=tuple(
                Link(language.gettext(_FEEDS[format_]), urls.alert_feed(alert.id, format_))
                for format_ in FEED_TYPES
            ),
        )

    return AlertsPage(site=site, alerts=tuple(map(present, alerts)))
