"""The calls of hooks that wait, made.

Whoever switches another index in calls this afterwards; nothing waits for it but that process
itself, and not for long: what is not done in time waits for the next occasion.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal
from uuid import uuid4

import aiohttp

from indexer.errors import InvalidInputError
from indexer.home.alerts import Alert
from indexer.operations.alert_calls import AlertCalls, WaitingCall
from indexer.operations.alert_matches import reading_ledger, writing_ledger
from searcher.alerts.articles import AlertReader
from searcher.archive import NewsArchive
from web.alerts.calling import HookAnswer, call_hook, open_session
from web.alerts.message import MessageWriter
from web.alerts.signing import find_key, make_headers
from web.api.hook_messages import AlertMessage
from web.api.rendering import encode_json

# Seconds that who updates an index waits for hooks.
BRIEFLY = 15.0

# Hooks that are called at a time.
_AT_ONCE = 8

# Seconds until it is asked again whether calls are to go on.
_ASKING = 0.5

# Articles that a call for trial tells of.
_TRIED = 3

# "due": hooks that failed are left alone for their while; "all": none is.
Eagerness = Literal["due", "all"]

# An alert, and its calls.
_WaitingHook = tuple[Alert, Sequence[WaitingCall]]


@dataclass(slots=True)
class DeliveryReport:
    """How many calls were taken, why hooks failed, by the ids of their alerts, and how many calls
    wait still."""

    taken: int = 0
    failures: dict[str, str] = field(default_factory=dict)
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class HookTrial:
    """A call for trial: what was sent, and what became of it; None where it was only written."""

    message: AlertMessage
    answer: HookAnswer | None


def _read_clock() -> datetime:
    return datetime.now(UTC)


def _go_on() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Courier:
    """Makes the calls of the hooks of an archive; not for a thread that runs an event loop."""

    archive: NewsArchive
    clock: Callable[[], datetime] = _read_clock

    def deliver(
        self,
        eagerness: Eagerness = "due",
        seconds: float = BRIEFLY,
        check: Callable[[], None] = _go_on,
    ) -> DeliveryReport:
        """Make the calls that wait, for so many seconds; `check` is called twice a second and ends
        them by what it raises. Raises SettingsError for an alerts.toml with a mistake, and
        ArchiveDamagedError and sqlite3.Error where what is kept of alerts cannot be read or
        written; never for what hooks do."""
        path, now = self.archive.home.operations, self.clock()
        report = DeliveryReport()
        with reading_ledger(path) as ledger:
            if ledger is None or not (names := ledger.calls.alerts()):
                return report
            alerts = {alert.id: alert for alert in self.archive.alerts()}
            waiting = [
                (alerts[name], ledger.calls.waiting(name))
                for name in names
                if name in alerts and (eagerness == "all" or ledger.calls.is_due(name, now))
            ]
        if waiting:
            asyncio.run(self._deliver_all(waiting, report, seconds, check))
        with reading_ledger(path) as ledger:
            if ledger is not None:
                hooks = ledger.calls.hooks()
                report.waiting = sum(hooks[name].waiting for name in alerts if name in hooks)
        return report

    def try_hook(self, alert: Alert, sending: Literal["send", "write"]) -> HookTrial:
        """Call the hook of an alert for trial, with some of the articles that it finds; or write
        only what would be sent. Raises QueryError, ParameterError, UnavailableError."""
        reader = self.archive.open_alert_reader()
        hits = reader.read(alert, reader.find_newest(alert, _TRIED))
        writer = MessageWriter(self.archive.settings, reader.generation)
        message = writer.write("alert.test", alert, hits, 0, self.clock())
        answer = asyncio.run(self._call_once(alert, message)) if sending == "send" else None
        return HookTrial(message, answer)

    async def _call_once(self, alert: Alert, message: AlertMessage) -> HookAnswer:
        async with open_session() as session:
            return await send(session, alert, f"msg_{uuid4().hex}", message)

    async def _deliver_all(
        self,
        waiting: Sequence[_WaitingHook],
        report: DeliveryReport,
        seconds: float,
        check: Callable[[], None],
    ) -> None:
        reader = await asyncio.to_thread(self.archive.open_alert_reader)
        async with open_session() as session:
            round_ = _Round(self, reader, session, asyncio.Semaphore(_AT_ONCE), report)
            # What is under way when time is up is made again, under the same name.
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    serving = asyncio.gather(*(round_.serve(*hook) for hook in waiting))
                    await _wait_for(serving, check)


async def _wait_for(serving: asyncio.Future[list[None]], check: Callable[[], None]) -> None:
    """Wait for what is done, asking now and then whether it is to go on."""
    try:
        while not serving.done():
            check()
            await asyncio.wait([serving], timeout=_ASKING)
        serving.result()
    finally:
        if serving.cancel():
            # The session is closed behind it.
            with suppress(asyncio.CancelledError):
                await serving


async def send(
    session: aiohttp.ClientSession, alert: Alert, name: str, message: AlertMessage
) -> HookAnswer:
    """Send a message to the hook of an alert."""
    key = find_key(alert)
    if key is None and alert.secret_variable:
        reason = f"there is no secret in the environment variable {alert.secret_variable}"
        return HookAnswer(None, "", 0.0, reason)
    body = encode_json(message)
    return await call_hook(
        session, alert.hook, body, make_headers(name, body, message.timestamp, key)
    )


@dataclass(frozen=True, slots=True)
class _Round:
    """Calls hooks, each by itself: one that hangs holds up no other."""

    courier: Courier
    reader: AlertReader
    session: aiohttp.ClientSession
    places: asyncio.Semaphore
    report: DeliveryReport

    async def serve(self, alert: Alert, calls: Sequence[WaitingCall]) -> None:
        """Make the calls of an alert until one fails: those that have failed before come last, so
        that one which a hook refuses keeps no other from it."""
        async with self.places:
            for call in sorted(calls, key=lambda one: one.attempts):
                if not await self._make(alert, call):
                    return

    async def _make(self, alert: Alert, call: WaitingCall) -> bool:
        """Whether the hook may be called again."""
        is_behind = await asyncio.to_thread(self.reader.is_behind, alert, call.articles)
        if alert.hook and is_behind:
            # Nobody is at fault: the call waits for the index to have its articles again.
            return True
        try:
            message = await asyncio.to_thread(self._write, alert, call) if alert.hook else None
        except InvalidInputError as error:
            answer = HookAnswer(None, "", 0.0, f"the query cannot be read: {error}")
        else:
            if message is None:
                self._note(lambda calls, _: calls.drop(call))
                return True
            answer = await send(self.session, alert, call.name, message)
        if answer.reason:
            self.report.failures[alert.id] = answer.reason
            self._note(lambda calls, now: calls.fail(call, answer.reason, now))
            return False
        self._note(lambda calls, now: calls.take(call, now))
        self.report.taken += 1
        return True

    def _write(self, alert: Alert, call: WaitingCall) -> AlertMessage | None:
        """The message of a call; None where nothing is left of what it was to tell."""
        hits = list(self.reader.read(alert, call.articles))
        if not hits and not call.further:
            return None
        writer = MessageWriter(self.courier.archive.settings, self.reader.generation)
        now = self.courier.clock()
        return writer.write("alert.matched", alert, hits, call.further, now)

    def _note(self, note: Callable[[AlertCalls, datetime], None]) -> None:
        with writing_ledger(self.courier.archive.home.operations) as ledger:
            note(ledger.calls, self.courier.clock())
