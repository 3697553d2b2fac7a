"""From the receipt of a result to its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from web.api.receipts import EVERYTHING, MeasuredSet, Receipt
from web.i18n import Language, gettext_noop
from web.shortening import MOST_OF_LABEL, shorten
from web.site.facets import FACET_TITLES
from web.site.frame import Link, Site
from web.site.receipt.page import ReceiptPage, ReceiptRow, RepeatLink
from web.urls import Urls


@dataclass(frozen=True, slots=True)
class ReceiptPresenter:
    """Makes the page of one receipt."""

    measured: MeasuredSet
    receipt: Receipt
    language: Language
    urls: Urls

    def page(self, site: Site) -> ReceiptPage:
        shown, state = self.measured.shown, ("as_of", str(self.receipt.seq))
        return ReceiptPage(
            site=site,
            citation=self.receipt.citation[self.language.code],
            asked=tuple(self._list_asked()),
            found=tuple(self._list_found()),
            made_by=tuple(self._list_made_by()),
            doubts=tuple(self._list_doubts()),
            repeat=tuple(self._list_ways()),
            back=Link(self._say(gettext_noop("Back to the results")), self.urls.search(shown)),
            json=self.urls.api_receipt(shown, state),
        )

    def _list_asked(self) -> Iterator[ReceiptRow]:
        shown, language = self.measured.shown, self.language
        query = self.receipt.query or self._say(EVERYTHING)
        yield ReceiptRow(self._say(gettext_noop("Query")), query, is_code=bool(self.receipt.query))
        for entry in shown.filters:
            labels = self.measured.found.generation.labels
            label = labels.label(entry.facet, entry.value, language.code)
            sign = "− " if entry.excluded else ""
            title = self._say(FACET_TITLES[entry.facet][1])
            yield ReceiptRow(title, sign + shorten(label, MOST_OF_LABEL))
        if shown.days:
            published = gettext_noop("Date")
            title = published if shown.date == "published" else gettext_noop("Original date")
            days = language.label_days(shown.first, shown.last)
            yield ReceiptRow(self._say(title), f"{days} ({self.receipt.days.zone})")
        if shown.off:
            yield ReceiptRow(
                self._say(gettext_noop("Switched off")), ", ".join(shown.off), is_code=True
            )

    def _list_found(self) -> Iterator[ReceiptRow]:
        receipt, language = self.receipt, self.language
        total = language.format_number(receipt.total)
        yield ReceiptRow(self._say(gettext_noop("Articles found")), total)
        yield ReceiptRow(self._say(gettext_noop("State of the archive")), str(receipt.seq))
        fingerprint = self._say(gettext_noop("Fingerprint of the articles"))
        yield ReceiptRow(fingerprint, receipt.fingerprint, is_code=True)
        yield ReceiptRow(self._say(gettext_noop("Hash of the request")), receipt.hash, is_code=True)

    def _list_made_by(self) -> Iterator[ReceiptRow]:
        receipt, language = self.receipt, self.language
        index = receipt.index
        yield ReceiptRow(self._say(gettext_noop("Program")), f"Letopis {receipt.release}")
        yield ReceiptRow(self._say(gettext_noop("Engine")), index.engine)
        yield ReceiptRow(self._say(gettext_noop("Reading of words")), index.analyzer, is_code=True)
        yield ReceiptRow(self._say(gettext_noop("Index")), index.generation, is_code=True)
        indexed = self._say(gettext_noop("Index made"))
        yield ReceiptRow(indexed, language.format_datetime(receipt.indexed))
        made = self._say(gettext_noop("Receipt made"))
        yield ReceiptRow(made, language.format_datetime(receipt.made))

    def _list_doubts(self) -> Iterator[str]:
        unknown, language = self.receipt.unknown, self.language
        withdrawn, purged, changed = unknown.withdrawn, unknown.purged, unknown.changed
        if withdrawn:
            yield language.ngettext(
                "%(count)s article of that time was taken down since.",
                "%(count)s articles of that time were taken down since.",
                withdrawn,
                count=language.format_number(withdrawn),
            )
        if purged:
            yield language.ngettext(
                "The text of %(count)s article of that time was removed for good.",
                "The texts of %(count)s articles of that time were removed for good.",
                purged,
                count=language.format_number(purged),
            )
        if changed:
            yield language.ngettext(
                "%(count)s article was changed since; what it said before is not public.",
                "%(count)s articles were changed since; what they said before is not public.",
                changed,
                count=language.format_number(changed),
            )

    def _list_ways(self) -> Iterator[RepeatLink]:
        addresses = self.receipt.addresses
        ways = (
            (gettext_noop("What was added, removed and changed since"), addresses.compare),
            (gettext_noop("The articles as they were found, by their ids"), addresses.as_of),
            (gettext_noop("The same search today"), addresses.search),
            (gettext_noop("The texts that the fingerprint is made of"), addresses.export),
            (gettext_noop("This receipt"), addresses.page),
        )
        return (RepeatLink(self._say(title), url) for title, url in ways if url)

    def _say(self, message: str) -> str:
        return self.language.gettext(message)
