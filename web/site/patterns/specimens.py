"""Whole pages with invented content: what one kind of page has alone is shown where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from web.i18n import Language, gettext_noop
from web.site.frame import Site
from web.site.patterns.counting import present_concordance, present_receipt, present_trends
from web.site.patterns.days import (
    present_day,
    present_home,
    present_month,
    present_quiet_day,
    present_year,
    present_years,
)
from web.site.patterns.reading import (
    present_about,
    present_article,
    present_dumps,
    present_own_alerts,
    present_sides,
    present_versions,
)
from web.site.patterns.results import present_error, present_found, present_nothing
from web.site.patterns.values import present_choices, present_directory, present_value
from web.site.rendering import Page


@dataclass(frozen=True, slots=True)
class Specimen:
    """A kind of page: what it is called, its template, and what makes it of invented content."""

    title: str
    template: str
    present: Callable[[Site, Language], Page]


SPECIMENS: Mapping[str, Specimen] = {
    "home": Specimen(gettext_noop("Front page"), "home/home.html", present_home),
    "found": Specimen(gettext_noop("Results"), "search/search.html", present_found),
    "nothing": Specimen(gettext_noop("Nothing found"), "search/search.html", present_nothing),
    "choices": Specimen(
        gettext_noop("Values to choose"), "search_values/search_values.html", present_choices
    ),
    "article": Specimen(gettext_noop("Article"), "article/article.html", present_article),
    "sides": Specimen(gettext_noop("Side by side"), "article/article.html", present_sides),
    "versions": Specimen(
        gettext_noop("History of the text"), "versions/versions.html", present_versions
    ),
    "years": Specimen(gettext_noop("Archive by date"), "archive/archive.html", present_years),
    "year": Specimen(gettext_noop("Year"), "archive/year.html", present_year),
    "month": Specimen(gettext_noop("Month"), "archive/month.html", present_month),
    "day": Specimen(gettext_noop("Day"), "archive/day.html", present_day),
    "quiet-day": Specimen(
        gettext_noop("Day without articles"), "archive/day.html", present_quiet_day
    ),
    "directory": Specimen(
        gettext_noop("Countries and regions"), "directory/directory.html", present_directory
    ),
    "value": Specimen(gettext_noop("Tag"), "value/value.html", present_value),
    "trends": Specimen(gettext_noop("Compare over time"), "trends/trends.html", present_trends),
    "concordance": Specimen(
        gettext_noop("Concordance"), "concordance/concordance.html", present_concordance
    ),
    "receipt": Specimen(
        gettext_noop("Receipt of a search result"), "receipt/receipt.html", present_receipt
    ),
    "about": Specimen(gettext_noop("About"), "about/about.html", present_about),
    "alerts": Specimen(gettext_noop("Alerts"), "alerts/alerts.html", present_own_alerts),
    "dumps": Specimen(
        gettext_noop("The whole archive to download"), "dumps/dumps.html", present_dumps
    ),
    "error": Specimen(gettext_noop("Error"), "errors/error.html", present_error),
}
