"""Errors as sentences in the reader's language: what is wrong, and how to go on.

The tables hold English messages; `describe` translates and fills them. Every error class and
every code has its sentence here, which a test checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass

from indexer.errors import (
    AlertNotFoundError,
    ArchiveDamagedError,
    ArchiveLockedError,
    ArchiveMismatchError,
    ArchiveMissingError,
    ArticleDeletedError,
    ArticleNotFoundError,
    BackupDamagedError,
    BackupMissingError,
    ClusterError,
    CursorExpiredError,
    DumpMissingError,
    DumpOutdatedError,
    ExtraMissingError,
    GateError,
    GenerationNotFoundError,
    GoldenError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    IndexWriteError,
    InvalidInputError,
    JobCancelledError,
    JobNotFoundError,
    LetopisError,
    MirrorError,
    NotAcceptableError,
    NotFoundError,
    OptionError,
    OtherHistoryError,
    OverloadedError,
    PairError,
    ParameterError,
    QueryError,
    RateLimitedError,
    RecordError,
    ServerError,
    SettingsError,
    TooExpensiveError,
    UnavailableError,
    ValueNotFoundError,
    VerificationError,
    VersionDamagedError,
    VersionNotFoundError,
    WatchError,
    WorkerLostError,
    WorkerStartError,
)
from searcher.query.operators import DATE_NAMES, FIELD_NAMES
from web.i18n import Language, gettext_noop
from web.parameter_messages import PARAMETER_ERRORS
from web.shortening import shorten


@dataclass(frozen=True, slots=True)
class Message:
    """An error in the reader's language: a headline, a sentence that explains, and the command
    that mends it, where there is one."""

    title: str
    detail: str
    command: str | None = None


QUERY_ERRORS: Mapping[str, str] = {
    "unknown-field": gettext_noop("There is no field “%(found)s”. The fields are: %(fields)s."),
    "not-a-value": gettext_noop(
        "%(found)s must be followed by a name: one word, or several in quotation marks."
    ),
    "bad-date": gettext_noop(
        "“%(found)s” is not a date. Write 2021, 2021-01, 23.01.2021 or 23 January 2021, "
        "or a range such as 2020-09..2021-01."
    ),
    "reversed-dates": gettext_noop("The range “%(found)s” ends before it begins."),
    "near-too-far": gettext_noop("The number after ~ can be at most %(limit)s."),
    "near-too-long": gettext_noop("A phrase with ~ can have at most %(limit)s words."),
    "no-words": gettext_noop("The query contains no words."),
    "too-long": gettext_noop("The query is longer than %(limit)s characters."),
    "too-many-terms": gettext_noop("The query has more than %(limit)s words."),
    "too-deep": gettext_noop("Brackets are nested more than %(limit)s levels deep."),
}

# What to simplify, by what makes a search too expensive.
DEAR_PARTS: Mapping[str, str] = {
    "near": gettext_noop(
        "Words near one another, “…”~N, take more than %(seconds)s seconds to find here: "
        "ask for fewer of them, or for rarer ones."
    ),
    "phrase": gettext_noop(
        "The phrases take more than %(seconds)s seconds to find: "
        "ask for fewer of them, or for rarer words."
    ),
    "prefix": gettext_noop(
        "The beginnings of words take more than %(seconds)s seconds to find: "
        "write more letters before *, or fewer such words."
    ),
    "words": gettext_noop(
        "The search takes more than %(seconds)s seconds: ask for fewer words, or for rarer ones."
    ),
    "page": gettext_noop(
        "The page takes more than %(seconds)s seconds to make: ask for fewer results a page."
    ),
    "history": gettext_noop(
        "What was found then takes more than %(seconds)s seconds to find out: "
        "ask about a later state of the archive, or a smaller result."
    ),
}

# What there is not, by facet.
UNKNOWN_VALUES: Mapping[str, str] = {
    "author": gettext_noop("No such author"),
    "country": gettext_noop("No such country or region"),
    "tag": gettext_noop("No such tag"),
    "source": gettext_noop("No such source"),
}

# Title and sentence of each class; the codes above explain queries and parameters.
ERRORS: Mapping[type[LetopisError], tuple[str, str]] = {
    QueryError: (gettext_noop("The query could not be understood"), ""),
    ParameterError: (gettext_noop("There is a mistake in the request"), ""),
    NotAcceptableError: (
        gettext_noop("This cannot be made in the format that is asked for"),
        gettext_noop("The header Accept takes none of the types there are here: %(offered)s."),
    ),
    RecordError: (gettext_noop("The record is not a valid article"), "%(reason)s"),
    OptionError: (gettext_noop("Invalid option or path"), "%(option)s: %(reason)s"),
    PairError: (gettext_noop("These articles cannot be joined or parted"), "%(id)s: %(reason)s"),
    OtherHistoryError: (
        gettext_noop("What you have is not what this archive told"),
        gettext_noop(
            "It was put back to an earlier state since, or another archive stands in its place. "
            "Compare what you have with it, and begin again with since=0."
        ),
    ),
    MirrorError: (gettext_noop("The mirror cannot go on by itself"), "%(address)s: %(reason)s"),
    SettingsError: (gettext_noop("A settings file contains a mistake"), "%(path)s: %(reason)s"),
    ArticleDeletedError: (
        gettext_noop("This article was taken down"),
        gettext_noop("It was removed from the archive on %(date)s."),
    ),
    ArticleNotFoundError: (
        gettext_noop("No such article"),
        gettext_noop("There is no article “%(id)s” in the archive. Try searching for it."),
    ),
    VersionNotFoundError: (
        gettext_noop("No such version"),
        gettext_noop("The article “%(id)s” has no version %(number)s."),
    ),
    ValueNotFoundError: (
        gettext_noop("No such author, country, tag or source"),
        gettext_noop("No article in the archive has “%(id)s”."),
    ),
    CursorExpiredError: (
        gettext_noop("This walk through the results is over"),
        gettext_noop(
            "The index that its pages came from is kept for an hour after the last page, and is "
            "gone. Begin again at the first page."
        ),
    ),
    AlertNotFoundError: (
        gettext_noop("No such alert"),
        gettext_noop("There is no alert “%(id)s”."),
    ),
    DumpMissingError: (
        gettext_noop("There is no such file to download"),
        gettext_noop("The archive offers no bulk dump, or it has no such file."),
    ),
    DumpOutdatedError: (
        gettext_noop("This file is being made anew"),
        gettext_noop(
            "Something that was in it is no longer public. It comes back with the next dump, "
            "mostly in the night."
        ),
    ),
    GenerationNotFoundError: (
        gettext_noop("No such generation"),
        gettext_noop("There is no generation “%(name)s”, or none older than the current one."),
    ),
    JobNotFoundError: (
        gettext_noop("No such job"),
        gettext_noop("There is no job %(number)s, or it ended long ago."),
    ),
    BackupMissingError: (
        gettext_noop("There is no backup"),
        gettext_noop("What is named holds no backup of an archive."),
    ),
    BackupDamagedError: (
        gettext_noop("The backup is damaged"),
        gettext_noop("It is not what was written. Nothing has been restored."),
    ),
    ArchiveMissingError: (
        gettext_noop("There is no archive yet"),
        gettext_noop("The archive has not been created."),
    ),
    ArchiveMismatchError: (
        gettext_noop("The archive cannot be read"),
        gettext_noop("It was written by a different release, or it is damaged."),
    ),
    ArchiveDamagedError: (
        gettext_noop("The archive is damaged"),
        gettext_noop(
            "Its file cannot be read. Put a copy in its place, or import the articles into a new "
            "archive; the index goes on serving."
        ),
    ),
    VersionDamagedError: (
        gettext_noop("Stored articles are damaged"),
        gettext_noop(
            "Their texts are no longer those that were stored. The same files imported again heal "
            "them; the index goes on serving."
        ),
    ),
    IndexMissingError: (
        gettext_noop("The archive has no index yet"),
        gettext_noop("The articles must be indexed before they can be searched."),
    ),
    IndexMismatchError: (
        gettext_noop("The index does not fit this release or its settings"),
        gettext_noop("It was built with %(part)s %(built_with)s, but %(needed)s is needed."),
    ),
    IndexDamagedError: (
        gettext_noop("The index is damaged"),
        gettext_noop("Some of its files are missing or unreadable."),
    ),
    ClusterError: (
        gettext_noop("The search cluster is not available"),
        gettext_noop("It does not answer, or not completely. Try again in a moment."),
    ),
    ExtraMissingError: (
        gettext_noop("A library is missing"),
        gettext_noop("What is asked for needs it."),
    ),
    VerificationError: (
        gettext_noop("The new index failed its checks"),
        gettext_noop(
            "It differs from the archive, so it has been set aside and cannot be accepted. The "
            "previous index stays in service."
        ),
    ),
    GoldenError: (
        gettext_noop("The new index fails some golden queries"),
        gettext_noop(
            "It has been set aside, and the previous index stays in service. If its answers are "
            "right, it can be accepted."
        ),
    ),
    WorkerLostError: (
        gettext_noop("A process that was analysing articles died"),
        gettext_noop("It may have run out of memory. The previous index stays in service."),
    ),
    WorkerStartError: (
        gettext_noop("The worker processes of the server die as soon as they start"),
        gettext_noop("Tried in a row: %(starts)s. What ended the last one: %(reason)s."),
    ),
    JobCancelledError: (
        gettext_noop("The job was cancelled"),
        gettext_noop("Nothing was left half done. You can start it again at any time."),
    ),
    WatchError: (
        gettext_noop("The files cannot be watched for changes"),
        gettext_noop("The system says: %(reason)s"),
    ),
    IndexWriteError: (
        gettext_noop("The new index could not be written"),
        gettext_noop("Reason: %(reason)s. The previous index stays in service."),
    ),
    ArchiveLockedError: (
        gettext_noop("Another process is writing to the archive"),
        gettext_noop("Process %(pid)s has been writing to it since %(started)s."),
    ),
    OverloadedError: (
        gettext_noop("Too many searches at once"),
        gettext_noop("Please try again in a few seconds."),
    ),
    TooExpensiveError: (gettext_noop("The search is too expensive"), ""),
    RateLimitedError: (
        gettext_noop("Too much was asked for from one address"),
        gettext_noop(
            "What one address may ask of the API in a minute is used up. "
            "Please go on in %(retry_after)s seconds."
        ),
    ),
    ServerError: (
        gettext_noop("The server gave no answer that can be used"),
        gettext_noop("What came of %(address)s: %(reason)s"),
    ),
}

# The classes above those, for lists of what may go wrong.
FAMILIES: Mapping[type[LetopisError], str] = {
    InvalidInputError: gettext_noop("The input is not valid"),
    NotFoundError: gettext_noop("There is nothing with this name"),
    GateError: gettext_noop("The new index was set aside"),
    UnavailableError: gettext_noop("The archive cannot be searched at the moment"),
}

# What the index is while an earlier one answers.
DEGRADED = gettext_noop("The current index cannot be read, and an earlier one answers")

_TAKEN_DOWN_WITH_REASON = gettext_noop(
    "It was removed from the archive on %(date)s. The reason: %(reason)s."
)
_MEANT = gettext_noop("Did you mean “%(nearest)s”?")

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
        case NotAcceptableError(offered=offered):
            values["offered"] = ", ".join(offered)
        case ArticleDeletedError():
            values["date"] = language.format_date(error.when)
            if error.reason:
                detail = _TAKEN_DOWN_WITH_REASON
        case ValueNotFoundError(facet):
            title = UNKNOWN_VALUES[facet]
        case TooExpensiveError(part, seconds):
            detail = DEAR_PARTS[part]
            values["seconds"] = language.format_number(seconds)
    command = error.command if isinstance(error, UnavailableError | GoldenError) else None
    text = language.gettext(detail, **values)
    if isinstance(error, ParameterError) and error.nearest:
        text = f"{text} {language.gettext(_MEANT, **values)}"
    return Message(language.gettext(title), text, command)


def describe_kind(kind: type[LetopisError], language: Language) -> str:
    """What errors of a class are, in a few words."""
    return language.gettext(ERRORS[kind][0] if kind in ERRORS else FAMILIES[kind])


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
