"""The generation that answers: which one is current, opened and kept open.

A server follows: it notices within a second that another generation was switched in, and lets
requests that are under way finish on the one they began with.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.engines.checksums import NOTHING_TRUSTED, Stamp, Stamps, stamp_files
from indexer.errors import (
    ArchiveMissingError,
    ClusterError,
    GenerationNotFoundError,
    IndexDamagedError,
    IndexMissingError,
    UnavailableError,
)
from indexer.generations.folders import (
    current_generation,
    list_generations,
)
from indexer.generations.leases import LEASE_SECONDS, take_lease
from indexer.generations.manifest import check_compatible, read_manifest
from indexer.home.paths import ArchiveHome
from searcher.deadline import current_deadline
from searcher.generation import Generation, open_generation

logger = logging.getLogger("letopis.searcher")

# How long the name of the current generation is believed, and how long a request waits for another
# one to be opened, in seconds.
_BELIEVED = 0.5
_PATIENCE = 0.5

# How long a generation that was refused is not tried again while its files stay as they are: to try
# is to read all of it.
_REFUSED = 10.0

# Earlier generations that are held open, and how often a lease is renewed, in seconds.
_MOST_EARLIER = 2
_LEASED_AGAIN = 60.0


def _do_nothing(_: Generation) -> None:
    pass


class GenerationFollower:
    """Keeps the current generation of an archive home open. Safe to share between threads.

    `problem` tells why the current generation is not served but an earlier one; None is well.
    """

    def __init__(self, home: ArchiveHome, analyzer: Analyzer, zone: str) -> None:
        self._home = home
        self._analyzer = analyzer
        self._zone = zone
        self._opening = threading.Lock()
        self._generation: Generation | None = None
        self._checked = 0.0
        self.problem: UnavailableError | None = None
        self._refused: tuple[str, Stamps] = ("", {})
        self._refused_at = 0.0
        self._opening_earlier = threading.Lock()
        # Those that are walked through still, and when each was leased last.
        self._earlier: OrderedDict[str, Generation] = OrderedDict()
        self._leased: dict[str, float] = {}
        # What is done with a generation before it answers; set it before the first request.
        self.prepare: Callable[[Generation], None] = _do_nothing

    @property
    def believed(self) -> Generation | None:
        """The current generation, where that was looked at a moment ago; None where `generation`
        would look again."""
        return self._generation if time.monotonic() - self._checked < _BELIEVED else None

    def generation(self) -> Generation:
        """The current generation, opened if it is a new one.

        While a large one is being checked, the one before it answers. Raises ArchiveMissingError,
        IndexMissingError, IndexMismatchError, IndexDamagedError.
        """
        believed = self.believed
        if believed is not None:
            return believed
        if self._generation and self._opening.acquire(blocking=False):
            # Whoever asks first waits a little for what is mostly quick; nobody else waits.
            follower = threading.Thread(target=self._follow_aside, daemon=True)
            follower.start()
            follower.join(_PATIENCE)
        served = self._generation
        if served is not None:
            return served
        with current_deadline().pause(), self._opening:
            return self._generation or self._follow()

    def follow(self) -> None:
        """Look now whether another generation was switched in, and open it: to be called again and
        again, where a server that nobody asks is to follow too. Raises what `generation` raises."""
        served = self._generation
        if served is not None and self._current_name() != served.manifest.generation:
            self.look_again()
        self.generation()

    def earlier(self, name: str) -> Generation:
        """The generation of a name, which may no longer be the current one. Raises
        GenerationNotFoundError where it is gone, or cannot be answered from any more, and what
        `generation` raises."""
        served = self.generation()
        if served.manifest.generation == name:
            return served
        with current_deadline().pause(), self._opening_earlier:
            held = self._earlier.get(name)
            if held is None:
                held = self._open_named(name, served)
            self._hold(held)
        return held

    def lease(self, name: str) -> None:
        """Keep a generation for an hour, so that `earlier` finds it."""
        now = time.monotonic()
        if now - self._leased.get(name, -_LEASED_AGAIN) >= _LEASED_AGAIN:
            self._leased[name] = now
            take_lease(self._home, name)

    def _open_named(self, name: str, served: Generation) -> Generation:
        if name not in list_generations(self._home):
            raise GenerationNotFoundError(name)
        try:
            return open_generation(self._home, name, self._analyzer, self._zone, served.trusted)
        except UnavailableError as error:
            raise GenerationNotFoundError(name) from error

    def _hold(self, generation: Generation) -> None:
        """Keep a generation open that is walked through, and let go of those that no longer are."""
        now = time.monotonic()
        self._earlier[generation.manifest.generation] = generation
        self._earlier.move_to_end(generation.manifest.generation)
        self._leased = {
            name: when for name, when in self._leased.items() if now - when < LEASE_SECONDS
        }
        for name in [name for name in self._earlier if name not in self._leased]:
            del self._earlier[name]
        while len(self._earlier) > _MOST_EARLIER:
            self._earlier.popitem(last=False)

    def look_again(self) -> None:
        """Look at the next call which generation is current, however lately that was done."""
        self._checked = 0.0

    def _follow_aside(self) -> None:
        """Follow, in a thread that was given the lock."""
        try:
            # Where nothing is left to serve, the next request comes upon the same and is told.
            with suppress(UnavailableError):
                self._follow()
        finally:
            self._opening.release()

    def _follow(self) -> Generation:
        """Look whether another generation is current, or the one served was changed under us."""
        self._checked = time.monotonic()
        try:
            self._open_current()
            self.problem = None
        except UnavailableError as error:
            # A generation that answers well is better than none, if it serves nothing that was
            # taken down since.
            if self._generation is not None and self._holds_deleted(self._generation):
                self._generation = None
            if self._generation is None and not self._open_earlier(error):
                raise
            if str(error) != str(self.problem):
                logger.error("%s; still serving the generation before it", error)  # noqa: TRY400
            self.problem = error
        if self._generation is None:
            raise IndexMissingError(self._home.path)
        return self._generation

    def _open_current(self) -> None:
        trusted = self._trust()
        name = self._current_name()
        found = (name, self._stamp(name))
        served = self._generation
        if served is not None:
            try:
                served.searcher.check()
            except IndexDamagedError:
                # What answered until now is gone: one that is sound takes its place.
                self._generation = served = None
            except ClusterError:
                # Its cluster is away, and comes back with it.
                return
        if served is not None:
            if found == (served.manifest.generation, served.stamps):
                return
            is_fresh = time.monotonic() - self._refused_at < _REFUSED
            if self.problem is not None and is_fresh and found == self._refused:
                raise self.problem.with_traceback(None)
        self._refused, self._refused_at = found, time.monotonic()
        self._generation = self._open(name, trusted)
        with self._opening_earlier:
            if served is not None and served is not self._generation:
                self._hold(served)

    def _trust(self) -> Mapping[Stamp, str]:
        """The checksums of the files that are served, by their stamps.

        A generation whose files were changed under it is let go: what is open is no longer what was
        checked. Where files are gone, what is open stays whole.
        """
        served = self._generation
        if served is None:
            return NOTHING_TRUSTED
        now = self._stamp(served.manifest.generation)
        if any(now.get(file, stamp) != stamp for file, stamp in served.stamps.items()):
            self._generation = None
            return NOTHING_TRUSTED
        return served.trusted

    def _stamp(self, name: str) -> Stamps:
        return stamp_files(self._home.index / name)

    def _open(self, name: str, trusted: Mapping[Stamp, str]) -> Generation:
        generation = open_generation(self._home, name, self._analyzer, self._zone, trusted)
        self.prepare(generation)
        return generation

    def _open_earlier(self, error: UnavailableError) -> bool:
        """Whether there is a sound generation beside the damaged one; the newest is opened."""
        if not isinstance(error, IndexDamagedError):
            return False
        for name in reversed(list_generations(self._home)):
            try:
                generation = self._open(name, NOTHING_TRUSTED)
            except UnavailableError:
                continue
            if not self._holds_deleted(generation):
                self._generation = generation
                return True
        return False

    def _holds_deleted(self, generation: Generation) -> bool:
        """Whether an earlier generation holds an article that was taken down since. An archive that
        cannot be asked tells nothing: then it must be taken for granted."""
        try:
            with Archive.open(self._home.database) as archive:
                gone = [deletion.id for deletion in archive.deletions()]
        except (UnavailableError, sqlite3.Error) as error:
            logger.warning("what was taken down cannot be told: %s", error)
            return True
        since = (id_ for id_ in gone if id_ not in generation.tombstones)
        return any(generation.searcher.get(id_) is not None for id_ in since)

    def _current_name(self) -> str:
        try:
            return current_generation(self._home)
        except IndexMissingError:
            if not self._home.database.exists():
                raise ArchiveMissingError(self._home.path) from None
            raise


def check_current(home: ArchiveHome, analyzer: Analyzer, zone: str) -> None:
    """Refuse to answer from the current generation where that would be wrong, without opening it.
    Raises IndexMissingError, IndexMismatchError, IndexDamagedError, ClusterError."""
    check_compatible(read_manifest(home, current_generation(home)), analyzer, zone, home.cluster)
