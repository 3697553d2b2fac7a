"""The pages of jobs."""

from __future__ import annotations

import asyncio
import time
from functools import partial

import msgspec
from aiohttp import web

from indexer.errors import JobNotFoundError
from indexer.operations.queue import JobQueue, QueuedJob
from searcher.orders import (
    AcceptOrder,
    AnnounceOrder,
    IndexOrder,
    PairOrder,
    RollBackOrder,
    SweepOrder,
    UpdateOrder,
    VerifyOrder,
)
from web.admin.asking import ask_for
from web.admin.jobs.presenter import present_job, present_jobs, present_progress
from web.admin.keys import ACCOUNTS, ADMIN, FORM
from web.admin.navigation import JOBS
from web.admin.rendering import lead_to_page, render_admin_page
from web.admin.telling import tell_deed
from web.jobs.starting import start_runner
from web.keys import CLOCK, POOL, SERVICE, SUCCESSION, TEMPLATES
from web.parameters import check_parameters
from web.requests import request_language, urls_of

# Jobs that have ended and are listed.
_LISTED = 100
# Seconds between two looks at a job that is followed, and for which one answer goes on: browsers
# ask again.
_LOOK = 0.5
_LONGEST = 300.0

# What a form may ask for by its name and a few words; all else has a page of its own.
_PLAIN = (
    IndexOrder
    | UpdateOrder
    | VerifyOrder
    | PairOrder
    | SweepOrder
    | RollBackOrder
    | AcceptOrder
    | AnnounceOrder
)


async def show_jobs(request: web.Request) -> web.StreamResponse:
    """All jobs."""
    check_parameters(request.query, ("ui",))
    home, urls = request.app[SERVICE].home, urls_of(request)
    queue = JobQueue.of(home)
    unfinished = await request.app[POOL].run_light(queue.read_unfinished)
    if unfinished:
        # One that was left by a server or a machine that ended goes on.
        await request.app[POOL].run_light(start_runner, home)
    newest = await request.app[POOL].run_light(queue.read, _LISTED)
    return await render_admin_page(
        request,
        "admin/jobs/jobs.html",
        partial(present_jobs, unfinished=unfinished, newest=newest, urls=urls),
    )


async def show_job(request: web.Request) -> web.StreamResponse:
    """One job. Raises JobNotFoundError."""
    check_parameters(request.query, ("ui",))
    job = await _find(request)
    if job.is_unfinished:
        await request.app[POOL].run_light(start_runner, request.app[SERVICE].home)
    return await render_admin_page(
        request, "admin/jobs/job.html", partial(present_job, job=job, urls=urls_of(request))
    )


async def receive_order(request: web.Request) -> web.StreamResponse:
    """Ask for a job by its name. Raises HTTPBadRequest for what is none."""
    fields = {name: value for name, value in request[FORM].items() if value and name != "csrf"}
    try:
        order = msgspec.convert(fields, _PLAIN, strict=False)
    except msgspec.ValidationError as error:
        raise web.HTTPBadRequest from error
    details = " ".join(value for name, value in fields.items() if name != "type")
    return await ask_for(request, order, details=details)


async def cancel_job(request: web.Request) -> web.StreamResponse:
    """Have a job end. Raises JobNotFoundError."""
    job, home = await _find(request), request.app[SERVICE].home
    pool, language = request.app[POOL], request_language(request)
    is_ending = await pool.run_light(JobQueue.of(home).cancel, job.number)
    if is_ending:
        await tell_deed(request, "cancel", f"{job.kind} {job.number}")
    told = "" if is_ending else language.gettext("The job had ended already.")
    return await lead_to_page(request, f"{JOBS}/{job.number}", told)


async def follow_job(request: web.Request) -> web.StreamResponse:
    """The progress of a job as server-sent events: `progress` with markup while it is not done,
    `end` when it is; none any more when the session is over. Raises JobNotFoundError."""
    job, language = await _find(request), request_language(request)
    template = request.app[TEMPLATES].get_template("admin/jobs/_progress.html")
    answer = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
    )
    await answer.prepare(request)
    told, until = "", time.monotonic() + _LONGEST
    while job.is_unfinished and time.monotonic() < until and not _is_leaving(request):
        markup = template.render(progress=present_progress(job, language), language=language)
        # What is the same is not told again, but the reader's side may be gone.
        await answer.write(_encode("progress", markup) if markup != told else b": still\n\n")
        told = markup
        await asyncio.sleep(_LOOK)
        if not await _is_signed_in(request):
            # Who asks again is told so.
            break
        job = await _find(request)
    if not job.is_unfinished:
        await answer.write(_encode("end", job.state))
    await answer.write_eof()
    return answer


async def _find(request: web.Request) -> QueuedJob:
    number = int(request.match_info["number"])
    queue = JobQueue.of(request.app[SERVICE].home)
    job = await request.app[POOL].run_light(queue.get, number)
    if job is None:
        raise JobNotFoundError(number)
    return job


async def _is_signed_in(request: web.Request) -> bool:
    """Whether the session of a request goes on; a page that stays open does not use it."""
    digest, now = request[ADMIN].session, request.app[CLOCK]().timestamp()
    return await request.app[POOL].run_light(request.app[ACCOUNTS].has_session, digest, now)


def _is_leaving(request: web.Request) -> bool:
    """Whether another application answers now, or none: nobody waits for a stream to end."""
    succession = request.app[SUCCESSION]
    return succession.is_over or succession.is_ending


def _encode(name: str, data: str) -> bytes:
    lines = "".join(f"data: {line}\n" for line in data.splitlines())
    return f"event: {name}\n{lines}\n".encode()
