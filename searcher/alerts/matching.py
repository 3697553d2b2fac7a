"""What came to the archive, matched by the alerts of its home.

An alert is asked of what came behind the `seq` up to which it was asked before, whoever switched
another generation in, and when: what a killed job left is made up for by the next. The engine is
asked for the articles that its query selects among those that came, so an alert matches what a
search finds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from indexer.analysis import Analyzer
from indexer.archive.history import ArchiveHistory, Came
from indexer.archive.store import Archive
from indexer.building.announcing import Announcement
from indexer.errors import InvalidInputError, LetopisError, SettingsError, UnavailableError
from indexer.generations.folders import current_generation
from indexer.generations.manifest import read_manifest
from indexer.home.alerts import Alert, read_alerts
from indexer.home.paths import ArchiveHome
from indexer.operations.alert_calls import NewCall
from indexer.operations.alert_matches import (
    AlertLedger,
    AlertState,
    reading_ledger,
    writing_ledger,
)
from searcher.engines import Selection
from searcher.generation import Generation, open_examined
from searcher.request import SearchRequest
from searcher.result_set import ResultSet, select_articles

# Articles that one call of a hook tells of, and calls that one update makes of an alert: what comes
# beyond is only counted.
MOST_IN_A_CALL = 100
MOST_CALLS = 10

# With more, it is cheaper to read all that an alert selects than to look for each.
_MANY = 2_000

# What may go wrong without an update being at fault.
_MET = (LetopisError, sqlite3.Error, OSError)


def _read_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Matched:
    """What an alert matched, in the order of `seq`."""

    alert: Alert
    state: AlertState
    matches: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class AlertAnnouncer:
    """Asks the alerts of an archive home of what came (`indexer.building.announcing`)."""

    home: ArchiveHome
    analyzer: Analyzer
    zone: str
    clock: Callable[[], datetime] = _read_clock

    def begin(self) -> None:
        """Let new alerts begin behind what is served now. What is wrong, `announce` tells."""
        with suppress(*_MET):
            alerts = read_alerts(self.home.alerts_file)
            if self._is_told(alerts):
                with writing_ledger(self.home.operations) as ledger:
                    ids = [alert.id for alert in alerts]
                    ledger.settle(ids, self._served(), self.clock())

    def announce(self) -> Announcement:
        """Match what came since, and note it with the calls of hooks that are to be made."""
        try:
            return self._announce()
        except _MET as error:
            return Announcement(problems=(str(error),))

    def _announce(self) -> Announcement:
        alerts = read_alerts(self.home.alerts_file)
        if not self._is_told(alerts):
            return Announcement()
        name = current_generation(self.home)
        last = read_manifest(self.home, name).last_seq
        with (
            Archive.open(self.home.database) as archive,
            writing_ledger(self.home.operations) as ledger,
        ):
            ledger.settle([alert.id for alert in alerts], last, self.clock())
            behind = list(_list_behind(alerts, ledger.states(), last))
            if not behind:
                return Announcement()
            came = {
                seen: list(archive.history.came(seen, last))
                for seen in {state.seen for _, state in behind}
            }
            matching = _Matching(archive.history, ledger, last)
            problems: list[str] = []
            found: list[_Matched] = []
            generation: Generation | None = None
            for alert, state in behind:
                # Mostly nothing but what was taken down: no index has to be opened.
                if not came[state.seen]:
                    found.append(_Matched(alert, state, []))
                    continue
                generation = generation or open_examined(self.home, name, self.analyzer, self.zone)
                try:
                    articles = select_alert(generation, alert)
                except InvalidInputError as error:
                    problems.append(str(tell_mistake(self.home, alert, error)))
                    continue
                found.append(matching.match(alert, state, articles, came[state.seen]))
            matched = self._note(ledger, found, last)
        return Announcement(matched, tuple(problems))

    def _note(self, ledger: AlertLedger, found: Sequence[_Matched], last: int) -> int:
        """Note what was found, all at once; how many matches are new."""
        noted = 0
        with ledger.transaction():
            for one in found:
                calls = list(make_calls(one.matches)) if one.alert.hook else []
                now = self.clock()
                if ledger.note(one.alert.id, one.state, last, one.matches, calls, now):
                    noted += len(one.matches)
        return noted

    def _is_told(self, alerts: Sequence[Alert]) -> bool:
        """Whether there is anything to be done for alerts, for earlier ones too. A file that is
        missing says nothing of them: it may be about to be written."""
        if alerts or not self.home.alerts_file.exists():
            return bool(alerts)
        with reading_ledger(self.home.operations) as ledger:
            return ledger is not None and bool(ledger.states())

    def _served(self) -> int | None:
        try:
            return read_manifest(self.home, current_generation(self.home)).last_seq
        except UnavailableError:
            return None


@dataclass(frozen=True, slots=True)
class _Matching:
    """Matches what came up to a `seq`."""

    history: ArchiveHistory
    ledger: AlertLedger
    last: int

    def match(
        self, alert: Alert, state: AlertState, articles: ResultSet, came: Sequence[Came]
    ) -> _Matched:
        """What an alert matches of what came since it was asked last."""
        asked = [one for one in came if one.kind != "changed" or alert.corrections]
        selected = _find_among(articles, {one.id: one.seq for one in asked})
        counts = partial(self._counts, alert, state)
        matches = [(one.id, one.seq) for one in asked if one.id in selected and counts(one)]
        return _Matched(alert, state, matches)

    def _counts(self, alert: Alert, state: AlertState, one: Came) -> bool:
        """Whether what came is news: not a text that is as it was, nor an article that came back
        and was there before the alert, or was matched by it."""
        match one.kind:
            case "new":
                return True
            case "changed":
                return self.history.has_new_text(one.id, state.seen, one.seq)
            case _:
                arrival = self.history.arrival(one.id)
                is_later = arrival is not None and arrival.seq > state.began
                return is_later and not self.ledger.has_matched(alert.id, one.id)


def select_alert(generation: Generation, alert: Alert) -> ResultSet:
    """What an alert's query finds, as a search by readers does. Raises QueryError and
    ParameterError."""
    return select_articles(generation, SearchRequest(q=alert.query, sort="newest"))


def tell_mistake(home: ArchiveHome, alert: Alert, error: InvalidInputError) -> SettingsError:
    """What is wrong with the query of an alert, as a mistake in its file."""
    return SettingsError(home.alerts_file, f"{alert.id}: the query cannot be read: {error}")


def make_calls(matches: Sequence[tuple[str, int]]) -> Iterator[NewCall]:
    """The calls that tell of matches, in their order: of very many, the last ones."""
    told = matches[-MOST_IN_A_CALL * MOST_CALLS :]
    further = len(matches) - len(told)
    for first in range(0, len(told), MOST_IN_A_CALL):
        ids = tuple(id_ for id_, _ in told[first : first + MOST_IN_A_CALL])
        is_last = first + MOST_IN_A_CALL >= len(told)
        yield NewCall(ids, further if is_last else 0)


def _list_behind(
    alerts: Sequence[Alert], states: Mapping[str, AlertState], last: int
) -> Iterator[tuple[Alert, AlertState]]:
    """The alerts that were not asked up to a `seq`, with how far they are."""
    for alert in alerts:
        # Whoever read the file a moment ago may have read another one.
        state = states.get(alert.id)
        if state is not None and state.seen < last:
            yield alert, state


def _find_among(articles: ResultSet, ids: Mapping[str, int]) -> frozenset[str]:
    searcher = articles.generation.searcher
    selection: Selection = articles.selection
    if len(ids) <= _MANY:
        return searcher.find_among(selection, ids.keys()) if ids else frozenset()
    return frozenset(id_ for id_ in searcher.scan(selection) if id_ in ids)
