"""Several processes that serve one port, and the parent that keeps them going.

The parent binds the socket, loads what all of them need, and forks: workers share the settings that
the first of them began with, however late they begin, and the memory of dictionaries. Each takes
connections from the one socket by itself (`web.accepting`), so the parent stands in nobody's way.

Workers end when the lifeline breaks, a pipe that the parent alone holds open: by closing it, or by
being gone, however that came about.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.context import ForkProcess
from typing import Literal

from indexer.errors import WorkerStartError
from web.accepting import ConnectionCounts

logger = logging.getLogger("letopis.workers")

_FORK = get_context("fork")
_ENDING = (signal.SIGINT, signal.SIGTERM)
_CAUGHT = (*_ENDING, signal.SIGHUP)
_PID_SIZE = 4
_MOST_SIGNALS = 64

# What came of a reload: something did, nothing did, or the server is to end.
Reloading = Literal["done", "nothing", "end"]

# Starts in a row that may come to nothing while no worker serves.
_MOST_FAILURES = 3
# Seconds before another worker is started: none for one that served so long; else twice as many
# each time.
_STEADY = 10.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 30.0
# Seconds in which workers finish what they have to do; then they are killed.
_GRACE = 10.0


@dataclass(frozen=True, slots=True)
class Tether:
    """What ties a worker to its parent and the others: `lifeline` can be read from when the worker
    is to end, `readiness` is written to when it takes connections, and `counts` tells how many it
    has under its `number`."""

    lifeline: int
    readiness: int
    counts: ConnectionCounts
    number: int

    def tell_ready(self) -> None:
        """Tell the parent that this worker takes connections."""
        # It ends by the lifeline where there is nobody left to be told.
        with suppress(BrokenPipeError):
            os.write(self.readiness, os.getpid().to_bytes(_PID_SIZE))


@dataclass(slots=True)
class _Worker:
    number: int
    process: ForkProcess
    # Whether it began before something was reloaded, and is to be told when it can be.
    is_behind: bool = False
    ready_since: float | None = None

    @property
    def served(self) -> float:
        """For how many seconds it took connections."""
        return 0.0 if self.ready_since is None else time.monotonic() - self.ready_since


class Supervisor:
    """Keeps some workers going. Nothing else may run in its process: it forks."""

    def __init__(
        self,
        work: Callable[[Tether], None],
        count: int,
        announce: Callable[[], None],
        reload: Callable[[], Reloading],
    ) -> None:
        """`work` is what a worker does until its lifeline breaks; `announce` is called when all of
        them are ready for the first time. On SIGHUP `reload` is called, for the workers to come;
        where it reloaded something, those that there are get a SIGHUP each."""
        self._reload = reload
        self._work = work
        self._count = count
        self._announce = announce
        self._is_announced = False
        self._counts = ConnectionCounts(count)
        self._workers: dict[int, _Worker] = {}
        # Starts in a row that came to nothing, how long to wait for the next one, and until when.
        self._failures = 0
        self._pause = 0.0
        self._due = 0.0
        self._lifeline, self._parent_end = os.pipe()
        self._ready_pids, self._readiness = os.pipe()

    def run(self) -> None:
        """Keep them going until SIGINT or SIGTERM comes, and wait for their end. Raises
        WorkerStartError where they die as soon as they are started."""
        with _catch(_CAUGHT) as caught:
            try:
                while not self._wait_for(caught):
                    self._start_missing()
            finally:
                self._end()

    def _wait_for(self, caught: socket.socket) -> bool:
        """Wait until something is to be done; whether a signal tells to end."""
        is_short = len(self._workers) < self._count
        patience = max(0.0, self._due - time.monotonic()) if is_short else None
        deaths = [worker.process.sentinel for worker in self._workers.values()]
        found = connection.wait([caught, self._ready_pids, *deaths], patience)
        if caught in found and self._is_ended_by(caught.recv(_MOST_SIGNALS)):
            return True
        if self._ready_pids in found:
            self._note_ready(int.from_bytes(os.read(self._ready_pids, _PID_SIZE)))
        for worker in [one for one in self._workers.values() if one.process.sentinel in found]:
            self._note_death(worker)
        return False

    def _is_ended_by(self, signals: bytes) -> bool:
        if any(number in signals for number in _ENDING):
            return True
        reloading = self._reload() if signal.SIGHUP in signals else "nothing"
        if reloading == "done":
            for worker in self._workers.values():
                worker.is_behind = True
                self._catch_up(worker)
        return reloading == "end"

    def _catch_up(self, worker: _Worker) -> None:
        """Have a worker reload, as soon as it can be told to."""
        if worker.is_behind and worker.ready_since is not None and worker.process.pid:
            worker.is_behind = False
            with suppress(ProcessLookupError):
                os.kill(worker.process.pid, signal.SIGHUP)

    def _note_ready(self, pid: int) -> None:
        if pid in self._workers:
            self._workers[pid].ready_since = time.monotonic()
            self._failures = 0
            self._catch_up(self._workers[pid])
        if not self._is_announced and len(self._ready()) == self._count:
            self._is_announced = True
            self._announce()

    def _note_death(self, worker: _Worker) -> None:
        process = worker.process
        process.join()
        del self._workers[process.pid or 0]
        self._counts.close(worker.number)
        self._slow_down(worker.served)
        reason = _name_end(process.exitcode or 0)
        logger.error(
            "worker %s died (%s); another follows in %g s", process.pid, reason, self._pause
        )
        if worker.ready_since is None:
            self._note_failure(reason)

    def _note_failure(self, reason: str) -> None:
        self._failures += 1
        if self._failures >= _MOST_FAILURES and not self._ready():
            raise WorkerStartError(self._failures, reason)

    def _slow_down(self, served: float) -> None:
        if served >= _STEADY:
            self._pause = 0.0
        else:
            self._pause = min(_LONGEST_PAUSE, max(_FIRST_PAUSE, 2 * self._pause))
        self._due = time.monotonic() + self._pause

    def _start_missing(self) -> None:
        while len(self._workers) < self._count and time.monotonic() >= self._due:
            taken = {worker.number for worker in self._workers.values()}
            number = min(set(range(self._count)) - taken)
            process = _FORK.Process(target=self._begin, args=(number,))
            try:
                process.start()
            except OSError as error:
                self._slow_down(0.0)
                logger.error("no worker can be started: %s", error)  # noqa: TRY400 - no fault of ours
                self._note_failure(str(error))
            else:
                self._workers[process.pid or 0] = _Worker(number, process)

    def _ready(self) -> list[_Worker]:
        return [worker for worker in self._workers.values() if worker.ready_since is not None]

    def _begin(self, number: int) -> None:
        """What a worker does, first of all to become one."""
        signal.set_wakeup_fd(-1)
        # The terminal sends Ctrl-C to all: the parent passes it on.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # A worker that is ready listens to it.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.close(self._parent_end)
        os.close(self._ready_pids)
        self._work(Tether(self._lifeline, self._readiness, self._counts, number))

    def _end(self) -> None:
        os.close(self._parent_end)
        deadline = time.monotonic() + _GRACE
        for worker in self._workers.values():
            if worker.ready_since is None:
                # It is loading, and has nothing to finish.
                worker.process.terminate()
        for worker in self._workers.values():
            worker.process.join(max(0.0, deadline - time.monotonic()))
            if worker.process.is_alive():
                logger.error("worker %s does not end and is killed", worker.process.pid)
                worker.process.kill()
                worker.process.join()
        for end in (self._lifeline, self._ready_pids, self._readiness):
            os.close(end)


def _name_end(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


@contextmanager
def _catch(numbers: tuple[signal.Signals, ...]) -> Iterator[socket.socket]:
    """A socket that can be read from as soon as one of these signals came."""
    heard, written = socket.socketpair()
    with heard, written:
        written.settimeout(0)
        handlers = {number: signal.signal(number, lambda *_: None) for number in numbers}
        outer = signal.set_wakeup_fd(written.fileno())
        try:
            yield heard
        finally:
            signal.set_wakeup_fd(outer)
            for number, handler in handlers.items():
                signal.signal(number, handler)
