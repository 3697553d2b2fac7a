"""What alerts would match, and how they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.errors import InvalidInputError
from indexer.home.alerts import Alert
from indexer.home.paths import ArchiveHome
from indexer.operations.alert_calls import HookState
from indexer.operations.alert_matches import AlertMatch, AlertState, reading_ledger
from searcher.alerts.matching import select_alert, tell_mistake
from searcher.generation import Generation


@dataclass(frozen=True, slots=True)
class AlertReview:
    """An alert as it is written, and how it does: `read` is its query as it is understood, None
    where it cannot be, which `mistake` then tells; `found` how many articles of the index it finds.
    `state` is None where it has not begun; `last` is its newest match, `hook` how its hook does."""

    alert: Alert
    read: str | None
    mistake: str
    found: int
    state: AlertState | None
    last: AlertMatch | None
    hook: HookState


def review_alerts(
    generation: Generation, home: ArchiveHome, alerts: Sequence[Alert]
) -> list[AlertReview]:
    """Each alert, asked of a generation. Raises ArchiveDamagedError where what is kept of alerts
    cannot be read."""

    def review() -> Iterator[AlertReview]:
        with reading_ledger(home.operations) as ledger:
            states = ledger.states() if ledger else {}
            hooks = ledger.calls.hooks() if ledger else {}
            for alert in alerts:
                newest = ledger.matches(alert.id, 1) if ledger else []
                state, hook = states.get(alert.id), hooks.get(alert.id, HookState())
                last = newest[0] if newest else None
                try:
                    found = select_alert(generation, alert)
                except InvalidInputError as error:
                    mistake = tell_mistake(home, alert, error).reason
                    yield AlertReview(alert, None, mistake, 0, state, last, hook)
                else:
                    total = found.count()
                    yield AlertReview(alert, found.canonical, "", total, state, last, hook)

    return list(review())
