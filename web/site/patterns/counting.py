"""Counts as patterns: queries compared over time, a concordance, the receipt of a result."""

from __future__ import annotations

from datetime import date

from indexer.dates import DayRange
from searcher.request import SearchRequest
from searcher.trends import TrendBucket, Trends, TrendSeries
from web.i18n import Language
from web.site.concordance.page import (
    CollocateItem,
    ConcordanceForm,
    ConcordanceLine,
    ConcordancePage,
    SortLink,
)
from web.site.concordance.presenter import SORT_TITLES
from web.site.dates import DateField
from web.site.frame import Link, Site
from web.site.patterns.invented import BRIDGE, HERE, INDEX, Nowhere, make_labels
from web.site.receipt.page import ReceiptPage, ReceiptRow, RepeatLink
from web.site.trends.page import TrendsPage
from web.site.trends.parameters import MOST_LINES, Comparison
from web.site.trends.presenter import TrendsPresenter

_YEARS = range(2004, 2018)
_QUERIES = ("мост", "река", "bridge", "river", "паром")
# A year of which the archive has nothing.
_UNKNOWN = 2011
_CONTEXTS = (
    ("Пролёт нового", "моста", "собран, и в апреле по нему должны пойти первые машины"),
    ("Прежнюю переправу каждую весну размывала река.", "Мост", "строили два года"),
)


def present_trends(site: Site, language: Language) -> TrendsPage:
    """As many lines as there may be, with a gap."""
    buckets = tuple(
        TrendBucket(
            str(year),
            date(year, 1, 1),
            date(year, 12, 31),
            0 if year == _UNKNOWN else 200 + year % 9,
        )
        for year in _YEARS
    )
    series = []
    for place in range(MOST_LINES):
        counts = tuple(
            0 if year == _UNKNOWN else 10 * place + (year * (place + 2)) % 23 for year in _YEARS
        )
        series.append(
            TrendSeries(place=place, kind="all", value=None, total=sum(counts) + 1, counts=counts)
        )
    trends = Trends(
        interval="year",
        date="published",
        days=DayRange(buckets[0].first, buckets[-1].last),
        buckets=buckets,
        series=tuple(series),
    )
    request = SearchRequest().with_filter("tag", "roads")
    comparison = Comparison(
        requests=tuple(request.with_query(q) for q in _QUERIES),
        interval="year",
        measure="count",
        smooth=1,
        split=None,
    )
    wrong = {"to": DateField("вчера", language.gettext("This is not a date."))}
    presenter = TrendsPresenter(
        comparison, trends, make_labels(), INDEX, language, Nowhere(), wrong
    )
    return presenter.page(site)


def present_concordance(site: Site, language: Language) -> ConcordancePage:
    """Some lines, and the words near."""
    wrong = language.gettext("This is not a date.")
    return ConcordancePage(
        site=site,
        form=ConcordanceForm("мост", DateField("2014"), DateField("вчера", wrong), ()),
        narrowed=(Link(language.gettext("Date"), "2014"),),
        sorts=tuple(
            SortLink(language.gettext(title), HERE, sort == "newest")
            for sort, title in SORT_TITLES.items()
        ),
        lines=tuple(
            ConcordanceLine(
                left=left,
                match=match,
                right=right,
                lang="ru",
                url=HERE,
                day=language.format_date(BRIDGE.published),
                title=BRIDGE.title,
                source="",
            )
            for left, match, right in _CONTEXTS
        ),
        occurrences=204,
        total=58,
        read=40,
        collocates=(
            CollocateItem("река", "ru", 31, 84.2, HERE),
            CollocateItem("пролёт", "ru", 12, 40.5, HERE),
        ),
        sampled=40,
        next=HERE,
        results=HERE,
        csv=HERE,
        collocates_csv=HERE,
    )


def present_receipt(site: Site, language: Language) -> ReceiptPage:
    """The receipt of a result, with a doubt."""
    return ReceiptPage(
        site=site,
        citation="Летопись. «мост»: 58. https://news.example/receipt",
        asked=(ReceiptRow(language.gettext("Query"), "мост"),),
        found=(ReceiptRow(language.gettext("Articles found"), language.format_number(58)),),
        made_by=(ReceiptRow(language.gettext("Index"), "patterns", is_code=True),),
        doubts=(language.gettext("This is not a date."),),
        repeat=(RepeatLink("JSON", HERE),),
        back=Link(language.gettext("Back to the results"), HERE),
        json=HERE,
    )
