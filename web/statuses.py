"""HTTP errors that are none of ours as sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from web.i18n import Language, gettext_noop
from web.messages import Message

# What aiohttp refuses, and our own failures, by HTTP status.
STATUSES: Mapping[int, tuple[str, str]] = {
    403: (
        gettext_noop("The form is not accepted"),
        gettext_noop(
            "It was open for too long, or it is not on a page of this site. Open the page again, "
            "and send it from there."
        ),
    ),
    404: (
        gettext_noop("Page not found"),
        gettext_noop("There is nothing at this address. Try searching for it."),
    ),
    405: (
        gettext_noop("This is not possible here"),
        gettext_noop("The pages of the archive are read-only."),
    ),
    500: (
        gettext_noop("Something went wrong"),
        gettext_noop("The fault is ours and has been logged. Please try again later."),
    ),
    503: (
        gettext_noop("The archive’s files cannot be read"),
        gettext_noop(
            "The system does not allow it; why has been logged. The index goes on serving."
        ),
    ),
}
_REFUSED = (
    gettext_noop("The request cannot be answered"),
    gettext_noop("The address or the submitted form could not be understood."),
)


def describe_status(status: int, language: Language) -> Message:
    """An HTTP error that is none of ours as its reader sees it."""
    title, detail = STATUSES.get(status, STATUSES[500] if status >= 500 else _REFUSED)
    return Message(language.gettext(title), language.gettext(detail))
