"""Talking to an OpenSearch cluster: one call for every request, and its errors as ours.

Connections are kept and shared, and a request that one node does not answer is asked of another.
What is partly answered is no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

import msgspec
from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NotConnectedError
from opensearchpy.exceptions import OpenSearchException, TransportError
from opensearchpy.serializer import Serializer

from indexer.engines.nodes import NodePool
from indexer.errors import ClusterError
from indexer.home.cluster import ClusterSettings

# How often a request is tried, and the seconds of the first try where somebody waits.
_TRIES = 4
_FIRST_TRY = 1.0
# So answers a node that others may stand in for; 0 is none at all.
_MAY_PASS = frozenset({0, 502, 503, 504})
# What OpenSearch calls it when it would have to count more than it does at a time.
_TOO_MANY = "too_many_buckets_exception"
# Shards are not asked beforehand whether they may hold anything: of our orders all do, and a node
# that is silent then is asked again and again, as its debts are not counted.
_ASKED_ONCE = {"pre_filter_shard_size": "1024"}
# Connections to one node.
_CONNECTIONS = 16
# The status of what is not there.
GONE = 404


def counts_too_many(error: ClusterError) -> bool:
    """Whether the cluster refuses to count so many values at a time, whichever node is asked."""
    return error.reason.startswith(_TOO_MANY)


def lengthen(first: float, total: float) -> tuple[float, ...]:
    """The seconds of each try of a request that may be asked again: twice as many each time, so
    that neither a silent node costs much, nor a long answer is asked for often."""
    waits: list[float] = []
    while total > 0:
        waits.append(min(first * 2 ** len(waits), total))
        total -= waits[-1]
    return tuple(waits)


# The tries of what the cluster does for a whole index.
LONG = lengthen(60.0, 600.0)


class _Json(Serializer):
    mimetype = "application/json"

    def dumps(self, data: Any) -> Any:
        return data if isinstance(data, str | bytes) else msgspec.json.encode(data)

    def loads(self, data: str) -> Any:
        return msgspec.json.decode(data)


class Cluster:
    """A cluster; safe to share between threads."""

    def __init__(self, settings: ClusterSettings) -> None:
        """Raises ClusterError where no host is named; nothing is asked yet."""
        if not settings.hosts:
            raise ClusterError("no hosts are named under [opensearch] in letopis.toml")
        self.settings = settings
        # The tries of one for whom somebody waits, and of one for whom nobody does.
        self.quick = lengthen(_FIRST_TRY, settings.timeout)
        self.patient = (settings.timeout,) * _TRIES
        auth = (settings.user, settings.password) if settings.user else None
        self._transport = OpenSearch(
            [host.rstrip("/") for host in settings.hosts],
            serializer=_Json(),
            serializers={_Json.mimetype: _Json()},
            connection_pool_class=NodePool,
            # Each try has its own time, and so is asked for by itself.
            max_retries=0,
            retry_on_timeout=True,
            retry_on_status=(),
            pool_maxsize=_CONNECTIONS,
            timeout=settings.timeout,
            http_auth=auth,
            http_compress=False,
            **_secure(settings),
        ).transport

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        params: Mapping[str, str] | None = None,
        *,
        missing: Collection[int] = (),
        waits: Sequence[float] = (),
    ) -> Any:
        """What the cluster answers to a request; `missing` are statuses that are an answer too, and
        `waits` the seconds for it at each try, if it is not a short one. Raises ClusterError."""
        waits = waits or self.patient
        # Each node is asked once at least: those that are away cost no time.
        last, more = waits[-1], len(self.settings.hosts) + 1 - len(waits)
        for wait in (*waits[:-1], *[last] * more):
            try:
                return self._try(method, path, body, params, missing, wait)
            except ClusterError as error:
                if error.status not in _MAY_PASS or counts_too_many(error):
                    raise
        return self._try(method, path, body, params, missing, last)

    def _try(
        self,
        method: str,
        path: str,
        body: Any,
        params: Mapping[str, str] | None,
        missing: Collection[int],
        wait: float,
    ) -> Any:
        try:
            return self._transport.perform_request(
                method, path, params=dict(params or {}), body=body, timeout=wait, ignore=missing
            )
        except NotConnectedError as error:
            raise ClusterError(f"no node answers: {error.error}") from error
        except TransportError as error:
            raise ClusterError(describe(error), _status(error)) from error
        except OpenSearchException as error:
            raise ClusterError(f"{type(error).__name__}: {error}") from error

    def search(
        self, index: str, body: Mapping[str, Any], waits: Sequence[float] = (), **params: str
    ) -> Any:
        """The whole answer to a search. Raises ClusterError, for a part of one too."""
        found = self.ask(
            "POST",
            f"/{index}/_search",
            body,
            {"allow_partial_search_results": "false", **_ASKED_ONCE, **params},
            waits=waits,
        )
        _check_whole(found)
        return found

    def count(self, index: str) -> int:
        """How many documents an index holds. Raises ClusterError."""
        return self.count_each(index, [{"match_all": {}}])[0]

    def count_each(
        self, index: str, queries: Sequence[Mapping[str, Any]], waits: Sequence[float] = ()
    ) -> list[int]:
        """How many documents of an index match each of some queries. Raises ClusterError."""
        head = msgspec.json.encode({"index": index, "allow_partial_search_results": False})
        asked = [
            head + b"\n" + msgspec.json.encode({"query": q, "size": 0, "track_total_hits": True})
            for q in queries
        ]
        body = b"\n".join(asked) + b"\n"
        found = self.ask("POST", "/_msearch", body, _ASKED_ONCE, waits=waits)
        for answer in found["responses"]:
            if "error" in answer:
                raise ClusterError(str(answer["error"].get("reason", "")), answer["status"])
            _check_whole(answer)
        return [int(answer["hits"]["total"]["value"]) for answer in found["responses"]]

    @property
    def release(self) -> str:
        """What indexes of this cluster are read by: its name and the number of its major version.
        Raises ClusterError."""
        version = self.ask("GET", "/")["version"]
        name = version.get("distribution", "elasticsearch")
        return f"{name} {version['number'].partition('.')[0]}"


def _check_whole(found: Mapping[str, Any]) -> None:
    """Refuse a part of an answer: ClusterError."""
    shards = found["_shards"]
    if found["timed_out"] or shards["failed"]:
        raise ClusterError(f"{shards['failed']} of {shards['total']} shards did not answer")


def _secure(settings: ClusterSettings) -> dict[str, Any]:
    if not any(host.startswith("https:") for host in settings.hosts):
        return {}
    secured: dict[str, Any] = {"verify_certs": settings.verify, "ssl_show_warn": False}
    return secured | ({"ca_certs": settings.ca} if settings.ca else {})


def describe(error: TransportError) -> str:
    """What OpenSearch says of a request that it refused."""
    info: Any = error.info
    with suppress(AttributeError, KeyError, TypeError):
        told = info["error"]
        for cause in (*told["root_cause"], told.get("caused_by", {}), told):
            if reason := cause.get("reason"):
                return f"{cause['type']}: {reason}"
    return f"{error.status_code}: {error.error}"


def _status(error: TransportError) -> int:
    return error.status_code if isinstance(error.status_code, int) else 0


# A process has one set of connections to a cluster.
connect: Callable[[ClusterSettings], Cluster] = lru_cache(maxsize=4)(Cluster)
