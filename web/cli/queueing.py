"""The commands over jobs that were asked for in the admin of the site."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import msgspec

from indexer.errors import JobNotFoundError
from indexer.operations.queue import JobQueue, QueuedJob
from searcher.archive import open_archive
from web.cli.output import STEPS, count_of, format_amount, json_option, print_json, printable
from web.i18n import load_languages
from web.jobs.outcomes import JobOutcome
from web.jobs.runner import JobRunner

_LISTED = 20


@click.group("jobs", invoke_without_command=True)
@json_option
@click.pass_context
def jobs_command(context: click.Context, *, as_json: bool) -> None:
    """List the jobs that pages asked for; run them, or cancel one."""
    if context.invoked_subcommand is not None:
        return
    queue = JobQueue.of(open_archive(context.obj).home)
    jobs = queue.read(_LISTED)
    if as_json:
        print_json([_describe(job) for job in jobs])
        return
    for job in jobs:
        click.echo(printable(f"{job.number:>5}  {job.asked:%Y-%m-%d %H:%M}  {_tell(job)}"))
    click.echo(f"{count_of(len(queue.read_unfinished()), 'job')} not done yet.")


@jobs_command.command("run")
@click.option("--nice", type=click.IntRange(0, 19), default=0, help="Let others go first.")
@click.pass_obj
def run_command(home: Path, nice: int) -> None:
    """Run the jobs that wait; the server does so by itself."""
    archive = open_archive(home)
    with suppress(OSError):
        # Where the system lets nobody do so, it goes on as it is.
        os.nice(nice)
    runner = JobRunner(archive.home, load_languages(ZoneInfo(archive.settings.zone)))
    if not runner.run():
        click.echo("Another process runs them.")


@jobs_command.command("cancel")
@click.argument("number", type=click.IntRange(min=1))
@click.pass_obj
def cancel_command(home: Path, number: int) -> None:
    """Have a job end, and leave everything whole."""
    queue = JobQueue.of(open_archive(home).home)
    if not queue.cancel(number):
        job = queue.get(number)
        if job is None:
            raise JobNotFoundError(number)
        click.echo(f"Job {number} has ended already: {job.state}.")
        return
    click.echo(f"Job {number} ends.")


def _tell(job: QueuedJob) -> str:
    told = f"{job.kind}, {job.who}: {job.state}"
    progress = job.progress
    if job.is_unfinished and progress.step:
        done = format_amount(progress.done, progress.unit)
        told += f" ({STEPS.get(progress.step, progress.step)}, {done})"
    if job.outcome:
        outcome = msgspec.json.decode(job.outcome, type=JobOutcome)
        told += "".join(f", {name} {number:,}" for name, number in outcome.figures.items())
        if failure := outcome.failure.get("en"):
            told += f", {failure.title}"
    return told


def _describe(job: QueuedJob) -> dict[str, object]:
    return {
        "number": job.number,
        "order": msgspec.json.decode(job.order),
        "who": job.who,
        "state": job.state,
        "asked": job.asked,
        "began": job.began,
        "ended": job.ended,
        "progress": msgspec.to_builtins(job.progress),
        "interruptions": job.interruptions,
        "outcome": msgspec.json.decode(job.outcome) if job.outcome else None,
    }
