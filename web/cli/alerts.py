"""The commands about alerts: how they do, the calls of their hooks, a call for trial."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from indexer.home.alerts import find_alert
from searcher.archive import open_archive
from web.cli.delivering import print_delivery
from web.cli.output import count_of, json_option, print_json, printable

if TYPE_CHECKING:
    from searcher.alerts.review import AlertReview

# Seconds that `letopis alerts deliver` works at most.
_LONGEST = 600.0


@click.group("alerts", invoke_without_command=True)
@json_option
@click.pass_context
def alerts_command(context: click.Context, *, as_json: bool) -> None:
    """List the queries that stand, and what each matched.

    They stand in alerts.toml of the archive home: what is new and matches one is told by a web
    hook, and in a feed of its own.
    """
    if context.invoked_subcommand is not None:
        return
    archive = open_archive(context.obj)
    reviews = archive.review_alerts()
    if as_json:
        print_json([_render(review) for review in reviews])
    elif not reviews:
        click.echo(f"No alerts in {printable(archive.home.alerts_file)}")
    else:
        for review in reviews:
            _print_review(review)
    sys.exit(1 if any(review.mistake for review in reviews) else 0)


@alerts_command.command("deliver", epilog="Example: letopis alerts deliver")
@json_option
@click.pass_obj
def deliver_command(home: Path, *, as_json: bool) -> None:
    """Make the calls that wait now, those too that failed a moment ago.

    What came since alerts were asked last is matched before.
    """
    from web.alerts.delivering import Courier

    archive = open_archive(home)
    announced = archive.announce()
    for problem in announced.problems:
        click.echo(printable(f"Alerts wait: {problem}"), err=True)
    report = Courier(archive).deliver("all", _LONGEST)
    if as_json:
        print_json({"matched": announced.matched, **asdict(report)})
    else:
        print_delivery(report, home)
        if not report.taken and not report.failures:
            click.echo("No call waits.")
    sys.exit(1 if report.failures or announced.problems else 0)


@alerts_command.command("test", epilog="Example: letopis alerts test floods")
@click.argument("alert_id", metavar="ID")
@click.option("--dry-run", is_flag=True, help="Only print what would be sent.")
@json_option
@click.pass_obj
def test_command(home: Path, alert_id: str, *, dry_run: bool, as_json: bool) -> None:
    """Call the hook of an alert for trial, with articles that it finds today.

    The call says that it is one, `"type": "alert.test"`.
    """
    from web.alerts.delivering import Courier

    archive = open_archive(home)
    alert = find_alert(archive.alerts(), alert_id)
    if not alert.hook and not dry_run:
        raise click.UsageError(f"The alert {alert_id} has no hook.")
    trial = Courier(archive).try_hook(alert, "write" if dry_run else "send")
    if trial.answer is None:
        print_json(trial.message)
        return
    answer = trial.answer
    if as_json:
        print_json(answer)
    else:
        what = answer.reason or f"answered {answer.status}: the call was taken"
        seconds = f"in {answer.seconds:.1f} s"
        click.echo(printable(f"{alert.hook_host} {what}, {seconds}"))
        for line in answer.text.splitlines()[:10]:
            click.echo(printable(f"    {line}"))
    sys.exit(1 if answer.reason else 0)


def _print_review(review: AlertReview) -> None:
    alert = review.alert
    names = " / ".join(alert.names.values())
    click.echo(printable(f"{alert.id}  {names}" if names else alert.id))
    click.echo(printable(f"    {review.read if review.read is not None else alert.query}"))
    for line in _tell(review):
        click.echo(printable(f"    {line}"))


def _tell(review: AlertReview) -> list[str]:
    alert, hook = review.alert, review.hook
    if review.mistake:
        return [f"Mistake: {review.mistake}"]
    found = f"finds {count_of(review.found, 'article')}"
    if review.state is None:
        lines = [f"{found}; new: begins with the next update"]
    elif review.last is None:
        lines = [f"{found}; none came since it began"]
    else:
        matched = count_of(review.state.matched, "match", "matches")
        lines = [f"{found}; {matched} since it began, the last {_when(review.last.noted)}"]
    if not alert.public:
        lines.append("not public: no feed")
    if alert.hook:
        taken = f"took a call {_when(hook.taken)}" if hook.taken else "took no call yet"
        lines.append(f"hook {alert.hook_host}: {taken}")
        if hook.waiting and hook.oldest:
            waiting = count_of(hook.waiting, "call waits", "calls wait")
            lines.append(f"    {waiting}, the oldest since {_when(hook.oldest)}")
        if hook.failures and hook.resumes:
            times = count_of(hook.failures, "time")
            lines.append(f"    failed {times}: {hook.reason}; again {_when(hook.resumes)}")
        if hook.given_up and hook.given_up_at:
            given_up = count_of(hook.given_up, "call")
            lines.append(f"    gave up {given_up}, the last {_when(hook.given_up_at)}")
    return lines


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _render(review: AlertReview) -> dict[str, Any]:
    alert = review.alert
    return {
        "id": alert.id,
        "name": alert.names,
        "query": alert.query,
        "read": review.read,
        "mistake": review.mistake,
        "found": review.found,
        "corrections": alert.corrections,
        "public": alert.public,
        "begun": review.state is not None,
        "matched": review.state.matched if review.state else 0,
        "last": review.last,
        # The rest of an address may be a secret.
        "hook": {"host": alert.hook_host, **asdict(review.hook)} if alert.hook else None,
    }
