"""From a job to its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from indexer.operations.queue import QueuedJob
from web.admin.frame import AdminFrame
from web.admin.jobs.names import FIGURES, KINDS, STATES, STEPS
from web.admin.jobs.page import Failure, JobPage, JobRow, JobsPage, ShownProgress
from web.admin.navigation import GENERATIONS, IMPORT, JOBS, REJECTS
from web.i18n import Language, gettext_noop
from web.jobs.outcomes import JobOutcome
from web.urls import Urls

# Seconds after which a page without scripts is loaded again.
_RELOAD = 3

# What is told of an outcome in a list.
_TOLD_FIGURES = (
    "new",
    "changed",
    "rejected",
    "articles",
    "done",
    "refused",
    "joined",
    "matched",
    "faults",
)

_TONES = {"done": "good", "failed": "bad", "interrupted": "bad"}

# What was asked for, by the fields of orders.
_FIELDS = {
    "paths": gettext_noop("Files"),
    "maps": gettext_noop("Fields read from"),
    "sets": gettext_noop("Fields set to"),
    "site": gettext_noop("Site"),
    "date_order": gettext_noop("Order of dates"),
    "format": gettext_noop("Format"),
    "encoding": gettext_noop("Encoding"),
    "engine": gettext_noop("Engine"),
    "generation": gettext_noop("Index"),
    "keep": gettext_noop("Keep"),
    "ids": gettext_noop("Articles"),
    "reason": gettext_noop("Reason"),
    "alert": gettext_noop("Alert"),
}


def present_jobs(
    frame: AdminFrame, unfinished: Sequence[QueuedJob], newest: Sequence[QueuedJob], urls: Urls
) -> JobsPage:
    """The page of all jobs."""
    return JobsPage(
        frame=frame,
        unfinished=tuple(present_row(job, frame.language, urls) for job in unfinished),
        ended=tuple(
            present_row(job, frame.language, urls) for job in newest if not job.is_unfinished
        ),
    )


def present_row(job: QueuedJob, language: Language, urls: Urls) -> JobRow:
    """A job in a list."""
    outcome = read_outcome(job)
    tone = _TONES.get(job.state, "")
    if tone == "good" and (outcome.needs_look or outcome.figures.get("faults")):
        tone = "odd"
    return JobRow(
        number=job.number,
        title=_title(job, language),
        url=urls.admin(f"{JOBS}/{job.number}"),
        who=job.who,
        asked=language.format_datetime(job.asked),
        state=language.gettext(STATES[job.state]),
        tone=tone,
        told=_sum_up(outcome, language),
    )


def present_job(frame: AdminFrame, job: QueuedJob, urls: Urls) -> JobPage:
    """The page of a job."""
    language, outcome = frame.language, read_outcome(job)
    address = f"{JOBS}/{job.number}"
    failure = outcome.failure.get(language.code)
    return JobPage(
        frame=frame,
        job=present_row(job, language, urls),
        asked=tuple(_list_asked(job, language)),
        times=tuple(_list_times(job, language)),
        progress=present_progress(job, language) if job.is_unfinished else None,
        events=urls.admin(f"{address}/events") if job.is_unfinished else "",
        cancel=urls.admin(f"{address}/cancel") if job.is_unfinished else "",
        figures=tuple(
            (language.gettext(title), language.format_number(outcome.figures[name]))
            for name, title in FIGURES.items()
            if name in outcome.figures
        ),
        lines=outcome.lines,
        generation=outcome.generation,
        failure=Failure(failure.title, failure.detail, failure.command) if failure else None,
        next_steps=tuple(_list_next(job, outcome, language, urls)),
        reload_after=_RELOAD if job.is_unfinished else 0,
    )


def present_progress(job: QueuedJob, language: Language) -> ShownProgress:
    """How far a job is."""
    progress, number = job.progress, language.format_number
    is_over = job.is_cancelled and job.state != "cancelled"
    state = language.gettext("is being ended") if is_over else language.gettext(STATES[job.state])
    percent = None
    if progress.total:
        percent = min(100, 100 * progress.done // progress.total)
    if progress.unit == "bytes":
        amount = language.ngettext(
            "%(count)s record",
            "%(count)s records",
            progress.records,
            count=number(progress.records),
        )
    elif progress.total:
        amount = language.gettext(
            "%(done)s of %(total)s", done=number(progress.done), total=number(progress.total)
        )
    else:
        amount = number(progress.done) if progress.done else ""
    step = language.gettext(STEPS[progress.step]) if progress.step in STEPS else ""
    return ShownProgress(state=state, step=step, amount=amount if step else "", percent=percent)


def read_outcome(job: QueuedJob) -> JobOutcome:
    """What came of a job; nothing where another release wrote it otherwise."""
    try:
        return msgspec.json.decode(job.outcome or b"{}", type=JobOutcome)
    except msgspec.MsgspecError:
        return JobOutcome()


def _title(job: QueuedJob, language: Language) -> str:
    if job.kind == "import" and _read_order(job).get("ending") == "undo":
        return language.gettext("Rehearsal of an import")
    return language.gettext(KINDS[job.kind]) if job.kind in KINDS else job.kind


def _read_order(job: QueuedJob) -> dict[str, object]:
    try:
        return msgspec.json.decode(job.order, type=dict[str, object])
    except msgspec.MsgspecError:
        return {}


def _list_asked(job: QueuedJob, language: Language) -> Iterator[tuple[str, str]]:
    for name, value in _read_order(job).items():
        if name in _FIELDS:
            told = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            yield language.gettext(_FIELDS[name]), told


def _list_times(job: QueuedJob, language: Language) -> Iterator[tuple[str, str]]:
    asked, who = language.format_datetime(job.asked), job.who
    yield (
        language.gettext("Asked for"),
        language.gettext("%(when)s by %(who)s", when=asked, who=who),
    )
    if job.began:
        yield language.gettext("Began"), language.format_datetime(job.began)
    if job.ended:
        yield language.gettext("Ended"), language.format_datetime(job.ended)
    if job.began and job.ended:
        seconds = max(0, round((job.ended - job.began).total_seconds()))
        yield (
            language.gettext("Took"),
            language.ngettext(
                "%(count)s second",
                "%(count)s seconds",
                seconds,
                count=language.format_number(seconds),
            ),
        )
    if job.interruptions:
        yield language.gettext("Interrupted"), language.format_number(job.interruptions)


def _sum_up(outcome: JobOutcome, language: Language) -> str:
    if failure := outcome.failure.get(language.code):
        return failure.title
    return " · ".join(
        f"{language.gettext(FIGURES[name])}: {language.format_number(outcome.figures[name])}"
        for name in _TOLD_FIGURES
        if name in outcome.figures
    )


def _list_next(
    job: QueuedJob, outcome: JobOutcome, language: Language, urls: Urls
) -> Iterator[tuple[str, str]]:
    if job.kind == "import" and _read_order(job).get("ending") == "undo":
        yield language.gettext("Import for real"), urls.admin(IMPORT, ("again", str(job.number)))
    if job.kind == "import" and outcome.figures.get("rejected"):
        yield language.gettext("Look at what was rejected"), urls.admin(REJECTS)
    if job.kind in {"index", "accept", "rollback"} or outcome.generation:
        yield language.gettext("All indexes"), urls.admin(GENERATIONS)
