"""The process that runs jobs, one after the other, until none waits."""

from __future__ import annotations

import logging
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType

import msgspec

from indexer.errors import ArchiveLockedError, JobCancelledError, LetopisError
from indexer.home.paths import ArchiveHome
from indexer.operations.queue import JobProgress, JobQueue, JobState, QueuedJob
from indexer.operations.turn import taking_turn
from indexer.progress import Progress, ProgressEvent, StepAdvanced, StepStarted
from searcher.archive import open_archive
from searcher.orders import AnnounceOrder, Order, TryHookOrder, carry_out, decode_order
from web.i18n import Language
from web.jobs.outcomes import (
    JobOutcome,
    describe_failure,
    describe_report,
    describe_system_failure,
)
from web.jobs.uploads import forget_upload, sweep_uploads

logger = logging.getLogger("letopis.jobs")

# Seconds between two tellings of how far a job is; it is cancelled as soon.
_TELLING = 0.25
# Seconds until the writing lock is asked for again.
_LOCK_PAUSE = 1.0
# A job whose process was killed is begun again, once: what killed it may be the job itself.
_MOST_INTERRUPTIONS = 1

_ENDING = (signal.SIGINT, signal.SIGTERM)


class JobRunner:
    """Runs the jobs of an archive."""

    def __init__(self, home: ArchiveHome, languages: Mapping[str, Language]) -> None:
        self._home = home
        self._languages = languages
        self._queue = JobQueue.of(home)
        self._ending = threading.Event()
        self._progress = Progress()

    def run(self) -> bool:
        """Run all jobs that wait; False where another process does. On SIGINT or SIGTERM the job
        under way is left whole, and waits for the next process. Only for the main thread."""
        former = {number: signal.signal(number, self._end) for number in _ENDING}
        try:
            while True:
                with taking_turn(self._home) as is_ours:
                    if not is_ours:
                        return False
                    self._run_waiting()
                # One may have come between the last look and the end of the turn.
                if self._ending.is_set() or not self._queue.read_unfinished():
                    self._call_hooks()
                    return True
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending.set()
        self._progress.cancel()

    def _call_hooks(self) -> None:
        """Tell hooks what the jobs brought, for a short while; no job waits for them."""
        if self._ending.is_set():
            return
        # Nothing else here needs a client of HTTP.
        from web.alerts.delivering import Courier

        try:
            Courier(open_archive(self._home.path)).deliver()
        except (LetopisError, sqlite3.Error, OSError) as error:
            logger.warning("hooks cannot be called: %s", error)

    def _run_waiting(self) -> None:
        self._queue.reclaim(_MOST_INTERRUPTIONS)
        sweep_uploads(self._home)
        while not self._ending.is_set() and (job := self._queue.take()):
            self._run_one(job)

    def _run_one(self, job: QueuedJob) -> None:
        telling = _Telling(self._queue, job.number)
        self._progress = Progress(telling.note)
        if self._ending.is_set():
            self._progress.cancel()
        with telling.keep_telling(self._progress.cancel):
            state, outcome = self._carry_out(job, telling)
        if state == "waiting":
            self._queue.put_back(job.number)
            return
        failure = outcome.failure.get("en")
        told = f"{failure.title}: {failure.detail}" if failure else ""
        if state != "done":
            told = told or state
        self._queue.end(job.number, state, msgspec.json.encode(outcome), told)
        if state == "done" and job.kind == "import" and not outcome.needs_files:
            forget_upload(self._home, job.order)

    def _do(self, order: Order) -> JobOutcome:
        archive = open_archive(self._home.path)
        if not isinstance(order, AnnounceOrder | TryHookOrder):
            return describe_report(carry_out(archive, order, self._progress))
        from web.jobs.hooks import call_hooks

        return call_hooks(archive, order)

    def _carry_out(self, job: QueuedJob, telling: _Telling) -> tuple[JobState, JobOutcome]:
        try:
            order = decode_order(job.order)
            while True:
                try:
                    outcome = self._do(order)
                except ArchiveLockedError:
                    telling.hold()
                    self._ending.wait(_LOCK_PAUSE)
                    self._progress.check()
                else:
                    return "done", outcome
        except JobCancelledError:
            # A job that an admin cancels has ended; one whose process ends has not.
            is_ours = self._ending.is_set() and not telling.is_cancelled
            return ("waiting" if is_ours else "cancelled"), JobOutcome()
        except LetopisError as error:
            return "failed", describe_failure(error, self._languages)
        except (OSError, sqlite3.OperationalError, msgspec.ValidationError) as error:
            logger.warning("job %s failed: %s", job.number, error)
            return "failed", describe_system_failure(error, self._languages)


class _Telling:
    """Tells the queue how far a job is, and hears whether it is cancelled."""

    def __init__(self, queue: JobQueue, number: int) -> None:
        self._queue = queue
        self._number = number
        self._lock = threading.Lock()
        self._state = JobProgress()
        self._is_held = False
        self.is_cancelled = False
        self._ended = threading.Event()

    def note(self, event: ProgressEvent) -> None:
        """Something more is done."""
        with self._lock:
            self._is_held = False
            match event:
                case StepStarted(step, total, unit):
                    self._state = JobProgress(step=step, total=total, unit=unit)
                case StepAdvanced(count, records):
                    self._state = replace(
                        self._state,
                        done=self._state.done + count,
                        records=self._state.records + records,
                    )

    def hold(self) -> None:
        """Another process is writing: the job waits for it."""
        with self._lock:
            self._is_held = True

    @contextmanager
    def keep_telling(self, cancel: Callable[[], None]) -> Iterator[None]:
        """Tell now and then, in a thread, as long as the context lasts; `cancel` is called where
        the job is to end."""
        thread = threading.Thread(target=self._keep_telling, args=(cancel,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    def _keep_telling(self, cancel: Callable[[], None]) -> None:
        while not self._ended.wait(_TELLING):
            try:
                self._tell()
            except (LetopisError, sqlite3.OperationalError) as error:
                # A job is worth more than what is told of it.
                logger.warning("how far a job is cannot be told: %s", error)
            if self.is_cancelled:
                cancel()

    def _tell(self) -> None:
        with self._lock:
            state, is_held = self._state, self._is_held
        goes_on = self._queue.tell(self._number, "held" if is_held else "running", state)
        self.is_cancelled = self.is_cancelled or not goes_on
