"""The page of a receipt."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from web.api.receipts import measure_receipt, parse_receipt
from web.keys import LANGUAGES
from web.requests import find_origin, request_language, urls_of
from web.site.receipt.page import ReceiptPage
from web.site.receipt.presenter import ReceiptPresenter
from web.site.rendering import make_site, render_page


async def show_receipt(request: web.Request) -> web.Response:
    """The receipt of a result, to be printed."""
    wanted, _ = parse_receipt(request.query)
    # On paper a path alone leads nowhere.
    measured, receipt = await measure_receipt(request, find_origin(request))
    language, urls = request_language(request), urls_of(request)

    def present() -> ReceiptPage:
        site = make_site(request, wanted, receipt.index)
        state = ("as_of", str(receipt.seq))
        languages = tuple(
            (other, urls_of(request).in_language(code).receipt(measured.shown, state))
            for code, other in request.app[LANGUAGES].items()
        )
        presenter = ReceiptPresenter(measured, receipt, language, urls)
        return presenter.page(replace(site, languages=languages))

    return await render_page(request, "receipt/receipt.html", present)
