"""Errors as sentences in the reader's language: what is wrong, and how to go on.

The tables hold English messages; `describe` translates and fills them. Every error class and
every code has its sentence here, which a test checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass

from indexer.errors import (
    ArchiveLockedError,
    ArchiveMismatchError,
    ArchiveMissingError,
    ArticleNotFoundError,
    GateError,
    GenerationNotFoundError,
    GoldenError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    IndexWriteError,
    InvalidInputError,
    LetopisError,
    NotFoundError,
    OptionError,
    OverloadedError,
    ParameterError,
    QueryError,
    RecordError,
    SettingsError,
    UnavailableError,
    VerificationError,
    WatchError,
    WorkerLostError,
)
from searcher.query.operators import DATE_NAMES, FIELD_NAMES
from web.i18n import Language, gettext_noop
from web.shortening import shorten


@dataclass(frozen=True, slots=True)
class Message:
    """An error in the reader's language: a headline, a sentence that explains, and the command
    that mends it, where there is one."""

    title: str
    detail: str
    command: str | None = None


QUERY_ERRORS: Mapping[str, str] = {
    "unexpected": gettext_noop("“%(found)s” cannot stand here."),
    "unclosed-quote": gettext_noop("This quotation mark has no closing one."),
    "unclosed-bracket": gettext_noop("This bracket is never closed."),
    "unfinished": gettext_noop("The query breaks off: a word is missing at the end."),
    "empty-phrase": gettext_noop("There are no words between the quotation marks."),
    "fuzzy-not-one-word": gettext_noop("~ follows a single word."),
    "fuzzy-too-short": gettext_noop("At least %(limit)s letters must stand before ~."),
    "unknown-field": gettext_noop("There is no field “%(found)s”. The fields are: %(fields)s."),
    "not-a-value": gettext_noop(
        "After %(found)s comes a name: one word, or several in quotation marks."
    ),
    "bad-date": gettext_noop(
        "“%(found)s” is not a date. Write 2021, 2021-01 or 2021-01-23, "
        "or a range such as 2020-09..2021-01."
    ),
    "reversed-dates": gettext_noop("In “%(found)s” the end comes before the beginning."),
    "prefix-too-short": gettext_noop("At least %(limit)s letters must stand before *."),
    "prefix-not-one-word": gettext_noop("* follows the beginning of a single word."),
    "near-too-far": gettext_noop("After ~ comes a number of words up to %(limit)s."),
    "near-too-long": gettext_noop("A phrase with ~ may have at most %(limit)s words."),
    "no-words": gettext_noop("There is no word in the query."),
    "too-long": gettext_noop("The query is longer than %(limit)s characters."),
    "too-many-terms": gettext_noop("The query has more than %(limit)s words."),
    "too-deep": gettext_noop("Brackets stand inside one another more than %(limit)s deep."),
}

PARAMETER_ERRORS: Mapping[str, str] = {
    "unknown": gettext_noop("There is no parameter “%(parameter)s”."),
    "unknown-value": gettext_noop(
        "“%(value)s” is not a value of “%(parameter)s” that this archive knows."
    ),
    "repeated": gettext_noop("The parameter “%(parameter)s” may be given only once."),
    "bad-value": gettext_noop(
        "“%(value)s” is not a value of “%(parameter)s”. It may be: %(allowed)s."
    ),
    "bad-date": gettext_noop(
        "“%(value)s” in “%(parameter)s” is not a date. Write 2021, 2021-01 or 2021-01-23."
    ),
    "bad-number": gettext_noop(
        "“%(value)s” in “%(parameter)s” is not a whole number within %(allowed)s."
    ),
    "too-deep": gettext_noop(
        "Page %(value)s lies too deep; pages %(allowed)s can be shown. Narrow the search instead."
    ),
    "too-many-buckets": gettext_noop(
        "The range has too many intervals of “%(value)s”; the most is %(allowed)s."
    ),
    "missing": gettext_noop("The parameter “%(parameter)s” is missing or empty."),
    "too-long": gettext_noop(
        "The value of “%(parameter)s” is too long; the most is %(allowed)s characters."
    ),
    "too-long-encoded": gettext_noop(
        "The value of “%(parameter)s” is too long for an address; the most is %(allowed)s bytes "
        "as addresses are written, where a Cyrillic letter takes six."
    ),
    "too-many": gettext_noop("%(value)s filters are too many; the most is %(allowed)s."),
    "before-from": gettext_noop("The last date, %(value)s, comes before the first, %(allowed)s."),
}

# Title and sentence of each class; the codes above explain queries and parameters.
ERRORS: Mapping[type[LetopisError], tuple[str, str]] = {
    QueryError: (gettext_noop("The query cannot be read"), ""),
    ParameterError: (gettext_noop("There is a mistake in the request"), ""),
    RecordError: (gettext_noop("A record cannot become an article"), "%(reason)s"),
    OptionError: (gettext_noop("A wrong option or path"), "%(option)s: %(reason)s"),
    SettingsError: (gettext_noop("A settings file cannot be used"), "%(path)s: %(reason)s"),
    ArticleNotFoundError: (
        gettext_noop("No such article"),
        gettext_noop("The archive has no article “%(id)s”. Perhaps a search will find it."),
    ),
    GenerationNotFoundError: (
        gettext_noop("No such generation"),
        gettext_noop("There is no generation “%(name)s”, or none before the current one."),
    ),
    ArchiveMissingError: (
        gettext_noop("There is no archive yet"),
        gettext_noop("The archive has not been created."),
    ),
    ArchiveMismatchError: (
        gettext_noop("The archive cannot be read"),
        gettext_noop("It was written by another release, or is damaged."),
    ),
    IndexMissingError: (
        gettext_noop("The archive has no index yet"),
        gettext_noop("The articles must be indexed before they can be searched."),
    ),
    IndexMismatchError: (
        gettext_noop("The index is of another release"),
        gettext_noop("It was built with %(part)s %(built_with)s, and %(needed)s is needed."),
    ),
    IndexDamagedError: (
        gettext_noop("The index is damaged"),
        gettext_noop("Some of its files are missing or cannot be read."),
    ),
    VerificationError: (
        gettext_noop("The new index failed its checks"),
        gettext_noop(
            "It differs from the archive, so it is kept aside and cannot be accepted; "
            "the one before goes on serving."
        ),
    ),
    GoldenError: (
        gettext_noop("The new index does not answer golden queries as it must"),
        gettext_noop(
            "It is kept aside, and the one before goes on serving. If its answers are right, "
            "“letopis accept %(generation)s” puts it into service."
        ),
    ),
    WorkerLostError: (
        gettext_noop("A process that analyzed articles died"),
        gettext_noop("Perhaps it ran out of memory. The index before goes on serving."),
    ),
    WatchError: (
        gettext_noop("Changes of the files cannot be seen"),
        gettext_noop("The system says: %(reason)s"),
    ),
    IndexWriteError: (
        gettext_noop("The new index could not be written"),
        gettext_noop("The cause: %(reason)s. The index before goes on serving."),
    ),
    ArchiveLockedError: (
        gettext_noop("The archive is being written"),
        gettext_noop("Process %(pid)s has been writing to it since %(started)s."),
    ),
    OverloadedError: (
        gettext_noop("Too many searches at once"),
        gettext_noop("Please try again in a few seconds."),
    ),
}

# The classes above those, for lists of what may go wrong.
FAMILIES: Mapping[type[LetopisError], str] = {
    InvalidInputError: gettext_noop("What was given cannot be used"),
    NotFoundError: gettext_noop("Nothing has this name"),
    GateError: gettext_noop("The new index was kept aside"),
    UnavailableError: gettext_noop("The archive cannot be searched now"),
}

# What aiohttp refuses, and our own failures, by HTTP status.
STATUSES: Mapping[int, tuple[str, str]] = {
    404: (
        gettext_noop("Page not found"),
        gettext_noop("There is nothing at this address. Perhaps a search will find it."),
    ),
    405: (
        gettext_noop("This cannot be done here"),
        gettext_noop("Pages of the archive can only be read."),
    ),
    500: (
        gettext_noop("Something went wrong"),
        gettext_noop("The failure is ours and has been recorded. Please try again later."),
    ),
}
_REFUSED = (
    gettext_noop("The request cannot be answered"),
    gettext_noop("The address or the form that was sent is not understood."),
)


# What errors say in words of our own.
_OURS = frozenset({"allowed", "reason"})


def describe(error: LetopisError, language: Language) -> Message:
    """An error as its reader sees it."""
    title, detail = ERRORS[type(error)]
    values = _quote(asdict(error)) if is_dataclass(error) else {}
    match error:
        case QueryError(code):
            detail = QUERY_ERRORS[code]
            values["fields"] = ", ".join(_field_names(language))
            values["limit"] = language.format_number(error.limit)
        case ParameterError(code=code):
            detail = PARAMETER_ERRORS[code]
    command = error.command if isinstance(error, UnavailableError) else None
    return Message(language.gettext(title), language.gettext(detail, **values), command)


def describe_kind(kind: type[LetopisError], language: Language) -> str:
    """What errors of a class are, in a few words."""
    return language.gettext(ERRORS[kind][0] if kind in ERRORS else FAMILIES[kind])


def describe_status(status: int, language: Language) -> Message:
    """An HTTP error that is none of ours as its reader sees it."""
    title, detail = STATUSES.get(status, STATUSES[500] if status >= 500 else _REFUSED)
    return Message(language.gettext(title), language.gettext(detail))


def _quote(values: Mapping[str, object]) -> dict[str, object]:
    """What an error says of the request, cut to a sentence's length; what is allowed stays."""
    return {
        name: shorten(value) if isinstance(value, str) and name not in _OURS else value
        for name, value in values.items()
    }


def _field_names(language: Language) -> list[str]:
    """The fields of the query language as they are written in a language, English ones first."""
    place = -1 if language.code == "ru" else 0
    return [names[place] for names in (*FIELD_NAMES.values(), DATE_NAMES)]
