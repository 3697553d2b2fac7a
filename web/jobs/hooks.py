"""The jobs that call hooks of alerts: they need a client of HTTP, which nothing below has."""

from __future__ import annotations

from indexer.home.alerts import find_alert
from indexer.progress import Progress
from searcher.archive import NewsArchive
from searcher.orders import AnnounceOrder, TryHookOrder
from web.alerts.delivering import Courier
from web.jobs.outcomes import JobOutcome

# Seconds that the calls of all hooks may take together: other jobs wait meanwhile, and what is not
# done is done by the next occasion.
_LONGEST = 60.0


def call_hooks(
    archive: NewsArchive, order: AnnounceOrder | TryHookOrder, progress: Progress
) -> JobOutcome:
    """Make the calls that wait, those too that failed a moment ago; or one for trial. Raises
    AlertNotFoundError, SettingsError, JobCancelledError, and what the index raises."""
    progress.check()
    if isinstance(order, TryHookOrder):
        return _try_hook(archive, order.alert)
    announced = archive.announce()
    report = Courier(archive).deliver("all", _LONGEST, progress.check)
    failures = tuple(f"{alert}: {reason}" for alert, reason in report.failures.items())
    figures = {"matched": announced.matched, "calls_taken": report.taken}
    if report.waiting:
        figures["calls_waiting"] = report.waiting
    return JobOutcome(figures=figures, lines=(*announced.problems, *failures))


def _try_hook(archive: NewsArchive, alert_id: str) -> JobOutcome:
    alert = find_alert(archive.alerts(), alert_id)
    answer = Courier(archive).try_hook(alert, "send").answer
    if answer is None or answer.reason:
        reason = answer.reason if answer else ""
        return JobOutcome(figures={"faults": 1}, lines=(f"{alert.hook_host} {reason}",))
    told = f"{alert.hook_host} answered {answer.status} in {answer.seconds:.1f} s"
    return JobOutcome(figures={"calls_taken": 1}, lines=(told, *answer.text.splitlines()[:10]))
