"""What a server serves, and how that is read anew on SIGHUP."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable

from aiohttp import web

from indexer.errors import LetopisError
from searcher.generations import check_current
from searcher.service import SearchService
from web.app import make_app
from web.keys import SERVICE
from web.metering.signs import SignsOfLife

logger = logging.getLogger("letopis.settings")

# Reads the settings of an archive, and opens it anew as far as they demand it.
OpenService = Callable[[], SearchService]


class ServedArchive:
    """The application over an archive: the one of the moment, or made anew by the settings as they
    are in their files now."""

    def __init__(
        self, open_service: OpenService, workers: int, reload: Callable[[], bool] | None = None
    ) -> None:
        """`reload` has this and all other processes of the server read settings anew. Raises what
        `open_service` raises."""
        self._open_service = open_service
        self._reload = reload
        self.signs = SignsOfLife(workers)
        self.app = make_app(open_service(), signs=self.signs, reload=reload)

    @property
    def service(self) -> SearchService:
        """What answers now."""
        return self.app[SERVICE]

    def read_again(self) -> web.Application | None:
        """Another application, by what the files of the archive home say now, which is `app` from
        now on; None where they cannot be used: that is logged, and all stays as it is."""
        before = self.service
        try:
            service = self._open_service()
            if _reads_alike(service, before):
                service = before.with_settings(service.settings)
            else:
                check_current(service.home, service.analyzer, service.settings.zone)
                service.load()
        except (LetopisError, OSError) as error:
            logger.warning("settings stay as they were: %s", error)
            return None
        self.app = make_app(service, signs=self.signs, predecessor=self.app, reload=self._reload)
        return self.app


def tell_taken_up() -> None:
    """Log that this process goes by the settings that were read anew."""
    logger.warning("settings were read anew (process %d)", os.getpid())


def ask_to_reload(terminal: Terminal, process: int) -> bool:
    """Have a server whose first process is known read its settings anew; whether it was told to:
    where the terminal is gone that it was started in, it would end."""
    if terminal.is_gone:
        return False
    os.kill(process, signal.SIGHUP)
    return True


def _reads_alike(one: SearchService, other: SearchService) -> bool:
    """Whether two services read texts and days alike, and the same index."""
    ways = ((each.analyzer, each.settings.zone, each.home) for each in (one, other))
    return next(ways) == next(ways)


class Terminal:
    """The terminal that a server was started in, if it was: with it the server ends."""

    def __init__(self) -> None:
        self._was_there = _is_there()

    @property
    def is_gone(self) -> bool:
        """Whether it was there and was closed; SIGHUP then means that."""
        return self._was_there and not _is_there()


def _is_there() -> bool:
    try:
        return os.isatty(0)
    except OSError:
        return False
