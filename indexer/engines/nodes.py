"""The nodes of a cluster that requests go to: those that answer, in turn.

A request that is not answered may have waited for another node than the one that was asked. So that
one is looked at: if it is silent too it is left out for a while, and looked at again before it is
used. If not, it is asked again: it has learned which node not to wait for, and others have not.
"""

from __future__ import annotations

from contextlib import suppress
from threading import local
from typing import Any

from opensearchpy import ConnectionPool
from opensearchpy.exceptions import ConnectionError as NotConnectedError
from opensearchpy.exceptions import TransportError

# Seconds in which a node that lives says so.
_SIGN_OF_LIFE = 1.0
# Seconds for which a silent one is left out; twice as long each time, up to this number of times.
_LEFT_OUT = 15.0
_DOUBLINGS = 3


class NodePool(ConnectionPool):
    """The connections to the nodes of a cluster."""

    def __init__(self, connections: Any, **settings: Any) -> None:
        super().__init__(
            connections, **settings | {"dead_timeout": _LEFT_OUT, "timeout_cutoff": _DOUBLINGS}
        )
        self._asked = local()

    def get_connection(self) -> Any:
        """The node that this thread has asked and shall ask again, or whose turn it is."""
        return self._asked.__dict__.pop("again", None) or super().get_connection()

    def mark_dead(self, connection: Any, now: float | None = None) -> None:
        """Leave a node out for a while, unless it lives."""
        if lives(connection):
            self._asked.again = connection
        else:
            super().mark_dead(connection, now)

    def resurrect(self, force: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Use a node that was left out long enough, if it lives; any, where one must be used."""
        connection = super().resurrect(force)
        if connection is not None and not force:
            # Nobody else asks it while it is looked at.
            with suppress(ValueError):
                self.connections.remove(connection)
            alive = lives(connection)
            self.connections.append(connection)
            if not alive:
                super().mark_dead(connection)
        return connection


def lives(connection: Any) -> bool:
    """Whether a node answers, whatever it says."""
    try:
        connection.perform_request("HEAD", "/", timeout=_SIGN_OF_LIFE)
    except NotConnectedError:
        return False
    except TransportError:
        return True
    return True
