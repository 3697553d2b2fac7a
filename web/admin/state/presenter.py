"""From what an archive is to the page that tells its state at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from indexer.errors import UnavailableError
from indexer.generations.manifest import Manifest
from indexer.operations.queue import QueuedJob
from indexer.status import ArchiveFigures
from web.admin.frame import AdminFrame
from web.admin.jobs.presenter import present_row
from web.admin.navigation import GENERATIONS, IMPORT, JOBS, REJECTS
from web.admin.state.page import Sign, StatePage
from web.i18n import Language
from web.messages import describe
from web.urls import Urls

# A share of the disk that is little to build an index on.
_LITTLE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The figures of an archive, when something was stored last, the index that is served or why
    none is, how many generations there are, and jobs."""

    figures: ArchiveFigures
    changed: datetime | None
    index: Manifest | None
    problem: UnavailableError | None
    generations: int
    unfinished: Sequence[QueuedJob]
    newest: Sequence[QueuedJob]


def present_state(frame: AdminFrame, state: State, now: datetime, urls: Urls) -> StatePage:
    """The page of a state."""
    language = frame.language
    advice, advised = _advise(state, language)
    return StatePage(
        frame=frame,
        signs=tuple(_list_signs(state, now, language, urls)),
        advice=advice,
        advised=advised,
        jobs=urls.admin(JOBS),
        unfinished=tuple(present_row(job, language, urls) for job in state.unfinished),
        ended=tuple(
            present_row(job, language, urls) for job in state.newest if not job.is_unfinished
        ),
    )


def _advise(state: State, language: Language) -> tuple[str, str]:
    """The job that is due, and what it is called; that is none while one is under way."""
    if not state.figures.last_seq or state.unfinished:
        return "", ""
    if state.index is None:
        return "index", language.gettext("Build a new index")
    if state.index.last_seq < state.figures.last_seq:
        return "update", language.gettext("Update the index")
    return "", ""


def _list_signs(state: State, now: datetime, language: Language, urls: Urls) -> Iterator[Sign]:
    figures, index, number = state.figures, state.index, language.format_number
    indexes = urls.admin(GENERATIONS)
    if index is not None:
        yield Sign(
            title=language.gettext("Articles that readers find"),
            value=number(index.articles),
            url=urls.home(),
        )
    yield Sign(
        title=language.gettext("Last change of the archive"),
        value=language.format_datetime(state.changed) if state.changed else "–",
        note=language.format_age(now - state.changed) if state.changed else "",
        url=urls.admin(IMPORT),
    )
    if index is None:
        message = describe(state.problem, language) if state.problem else None
        yield Sign(
            title=language.gettext("Index"),
            value=message.title if message else "–",
            note=message.detail if message else "",
            tone="bad",
            url=indexes,
        )
    else:
        lag = figures.last_seq - index.last_seq
        yield Sign(
            title=language.gettext("Index"),
            value=language.format_age(now - index.finished),
            note=language.ngettext(
                "%(engine)s, %(count)s index kept",
                "%(engine)s, %(count)s indexes kept",
                state.generations,
                engine=index.engine,
                count=number(state.generations),
            ),
            url=indexes,
        )
        yield Sign(
            title=language.gettext("Changes not in the index yet"),
            value=number(lag),
            tone="odd" if lag else "good",
            url=indexes,
        )
    yield Sign(
        title=language.gettext("Records that could not be read"),
        value=number(figures.rejects),
        tone="odd" if figures.rejects else "good",
        url=urls.admin(REJECTS),
    )
    yield _tell_disk(figures, language)


def _tell_disk(figures: ArchiveFigures, language: Language) -> Sign:
    # A build needs the room of another index.
    is_short = figures.free_bytes < max(figures.index_bytes, _LITTLE * figures.disk_bytes)
    return Sign(
        title=language.gettext("Free on the disk"),
        value=language.format_bytes(figures.free_bytes),
        note=language.gettext(
            "archive %(archive)s, indexes %(index)s",
            archive=language.format_bytes(figures.archive_bytes),
            index=language.format_bytes(figures.index_bytes),
        ),
        tone="bad" if is_short else "",
    )
