"""From the lines of a concordance and the words near them to their page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from indexer.importing.readers import script_lang
from searcher.corpus.collocates import Collocates
from searcher.corpus.concordance import CONCORDANCE_SORTS, Concordance, ConcordanceSort, Line
from searcher.query.parser import MAX_LENGTH
from searcher.request import SearchRequest
from web.i18n import Language, gettext_noop
from web.shortening import MOST_OF_LABEL, MOST_OF_TITLE, shorten
from web.site.concordance.page import (
    CollocateItem,
    ConcordanceForm,
    ConcordanceLine,
    ConcordancePage,
    SortLink,
)
from web.site.dates import WrongDates, show_dates
from web.site.frame import Link, Site
from web.site.search.chips import present_chips
from web.urls import Urls

SORT_TITLES: Mapping[ConcordanceSort, str] = {
    "newest": gettext_noop("newest first"),
    "oldest": gettext_noop("oldest first"),
    "left": gettext_noop("by the words on the left"),
    "right": gettext_noop("by the words on the right"),
}


def present_form(
    request: SearchRequest,
    sort: ConcordanceSort,
    wrong_dates: WrongDates,
    language: Language,
    urls: Urls,
) -> ConcordanceForm:
    """The form that asks for the concordance of `request`."""
    first, last = show_dates(request, wrong_dates, language)
    order = [("sort", sort)] if sort != CONCORDANCE_SORTS[0] else []
    hidden = (*urls.fields(request.with_days("", "")), *order)
    return ConcordanceForm(request.q, first, last, hidden)


@dataclass(frozen=True, slots=True)
class ConcordancePresenter:
    """Makes the page of one concordance; its links are of `request`."""

    page: Concordance
    collocates: Collocates
    request: SearchRequest
    sort: ConcordanceSort
    language: Language
    urls: Urls

    def present(self, site: Site, form: ConcordanceForm, cursor: str | None) -> ConcordancePage:
        """The page of the lines; `cursor` is that of the page behind it."""
        request, urls, page = self.request, self.urls, self.page
        generation = page.found.generation
        undated = request.with_days("", "")
        narrowed = present_chips(undated, generation.labels, self.language, urls)
        order = (("sort", self.sort),)
        return ConcordancePage(
            site=site,
            form=form,
            narrowed=tuple(Link(chip.title, one.text) for chip in narrowed for one in chip.values),
            sorts=tuple(
                SortLink(
                    self.language.gettext(title),
                    urls.concordance(request, (("sort", sort),)),
                    sort == self.sort,
                )
                for sort, title in SORT_TITLES.items()
            ),
            lines=tuple(map(self._line, page.lines)),
            occurrences=page.occurrences,
            total=page.articles.total,
            read=page.articles.read,
            collocates=tuple(self._list_collocates()),
            sampled=self.collocates.articles.read,
            next=urls.concordance(request, (*order, ("cursor", cursor))) if cursor else None,
            results=urls.search(request),
            csv=urls.api_reading("/api/v1/kwic", request, (*order, ("format", "csv"))),
            collocates_csv=urls.api_reading("/api/v1/collocates", request, (("format", "csv"),)),
        )

    def _line(self, line: Line) -> ConcordanceLine:
        article = line.article
        source = self.page.found.generation.labels.label(
            "source", article.source or "", self.language.code
        )
        return ConcordanceLine(
            left=line.left,
            match=line.match,
            right=line.right,
            lang=article.lang,
            url=self.urls.article(article.id, self.request) + _point_at(line),
            day=self.language.format_date(article.published),
            title=shorten(article.title, MOST_OF_TITLE),
            source=shorten(source, MOST_OF_LABEL) if article.source else "",
        )

    def _list_collocates(self) -> Iterator[CollocateItem]:
        for one in self.collocates.collocates:
            both = f"({self.request.q}) {one.term}"
            request = self.request.with_query(both) if len(both) <= MAX_LENGTH else self.request
            yield CollocateItem(
                term=one.term,
                lang=script_lang(one.term),
                count=one.count,
                likelihood=round(one.log_likelihood, 1),
                url=self.urls.search(request),
            )


def _point_at(line: Line) -> str:
    """The fragment that scrolls a browser to an occurrence by its text; others begin at the top.
    Words beside it tell it from others, as far as they stand in the same paragraph."""
    before = line.left.rpartition("\n")[2].strip().split()[-2:]
    behind = line.right.partition("\n")[0].strip().split()[:2]
    parts = [
        f"{_quote(' '.join(before))}-" if before else "",
        _quote(line.match),
        f"-{_quote(' '.join(behind))}" if behind else "",
    ]
    return "#:~:text=" + ",".join(filter(None, parts))


def _quote(text: str) -> str:
    # A hyphen tells what is beside the text from the text.
    return quote(text, safe="").replace("-", "%2D")
