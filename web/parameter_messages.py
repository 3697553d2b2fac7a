"""What may be wrong with a parameter of a request, as sentences in English; see `web.messages`."""

from __future__ import annotations

from collections.abc import Mapping

from web.i18n import gettext_noop

PARAMETER_ERRORS: Mapping[str, str] = {
    "unknown": gettext_noop("There is no parameter “%(parameter)s”."),
    "unknown-value": gettext_noop("This archive has no value “%(value)s” for “%(parameter)s”."),
    "repeated": gettext_noop("The parameter “%(parameter)s” can be given only once."),
    "bad-value": gettext_noop(
        "“%(parameter)s” cannot be “%(value)s”. Allowed values: %(allowed)s."
    ),
    "bad-date": gettext_noop(
        "“%(value)s” in “%(parameter)s” is not a date. Write 2021, 2021-01 or 2021-01-23."
    ),
    "bad-day": gettext_noop("“%(value)s” in “%(parameter)s” is not a day. Write it as 2021-01-23."),
    "bad-query": gettext_noop("“%(value)s” in “%(parameter)s” cannot be read as a query."),
    "bad-cursor": gettext_noop(
        "The cursor “%(value)s” was not given out by this archive, or is not whole. "
        "Take “next” of the page before as it is."
    ),
    "foreign-cursor": gettext_noop(
        "The cursor is one of another search, or of another order. "
        "Take “next” of the page before as it is."
    ),
    "not-in-format": gettext_noop("“%(parameter)s” means nothing in the format “%(allowed)s”."),
    "not-with-cursor": gettext_noop(
        "“%(parameter)s” cannot be asked for together with a cursor: the first page tells it."
    ),
    "bad-number": gettext_noop(
        "“%(parameter)s” must be a whole number in the range %(allowed)s, not “%(value)s”."
    ),
    "too-deep": gettext_noop(
        "Page %(value)s is beyond the limit: only pages %(allowed)s can be shown. "
        "Narrow the search instead."
    ),
    "too-many-buckets": gettext_noop(
        "The dates are too far apart for the interval “%(value)s”: "
        "at most %(allowed)s intervals can be shown."
    ),
    "bad-encoding": gettext_noop(
        "The value of “%(parameter)s” is not UTF-8. "
        "Percent-encode the UTF-8 bytes of its characters."
    ),
    "missing": gettext_noop("The parameter “%(parameter)s” is missing or empty."),
    "too-long": gettext_noop(
        "The value of “%(parameter)s” is too long: at most %(allowed)s characters are allowed."
    ),
    "too-long-encoded": gettext_noop(
        "The value of “%(parameter)s” is too long for an address: at most %(allowed)s bytes are "
        "allowed as addresses are written, where a Cyrillic letter takes six."
    ),
    "too-many": gettext_noop("There are %(value)s filters: at most %(allowed)s are allowed."),
    "too-many-queries": gettext_noop(
        "%(value)s queries are to be compared: at most %(allowed)s can be."
    ),
    "before-from": gettext_noop("The end date, %(value)s, is before the start date, %(allowed)s."),
}
