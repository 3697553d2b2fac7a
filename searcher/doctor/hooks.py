"""Whether hooks take what they are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from indexer.errors import SettingsError
from indexer.home.alerts import read_alerts
from indexer.home.paths import ArchiveHome
from indexer.operations.alert_calls import HookState
from indexer.operations.alert_matches import reading_ledger
from searcher.doctor.finding import Finding

# A call that waits for less may be on its way.
_PATIENCE = timedelta(hours=1)

# How long it is told that calls were given up.
_TOLD = timedelta(days=7)


def check_hooks(home: ArchiveHome, now: datetime) -> Iterator[Finding]:
    """Calls that wait for long, and calls that were given up lately. Raises ArchiveDamagedError."""
    with reading_ledger(home.operations) as ledger:
        hooks = _keep_written(home, ledger.calls.hooks() if ledger else {})
    late = {alert: hook for alert, hook in hooks.items() if _is_late(hook, now)}
    lost = {
        alert: hook
        for alert, hook in hooks.items()
        if hook.given_up_at is not None and now - hook.given_up_at < _TOLD
    }
    if not late and not lost:
        return
    parts = []
    if late:
        parts.append(f"calls that wait: {sum(hook.waiting for hook in late.values())}")
    if lost:
        parts.append(f"calls that were given up: {sum(hook.given_up for hook in lost.values())}")
    names = ", ".join(sorted({*late, *lost}))
    what = f"hooks that fail ({names}); {', '.join(parts)}"
    yield Finding("alerts", "due", what, "letopis alerts")


def _keep_written(home: ArchiveHome, hooks: Mapping[str, HookState]) -> Mapping[str, HookState]:
    """Without those of alerts that were taken out of the file, which are kept for a while."""
    if not home.alerts_file.exists():
        return hooks
    try:
        written = {alert.id for alert in read_alerts(home.alerts_file)}
    except SettingsError:
        # That is told elsewhere.
        return hooks
    return {alert: hook for alert, hook in hooks.items() if alert in written}


def _is_late(hook: HookState, now: datetime) -> bool:
    return hook.oldest is not None and now - hook.oldest > _PATIENCE
