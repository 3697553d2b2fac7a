"""The counters of the server and the state of its archive, as Prometheus reads them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib.metadata import version

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from indexer.errors import UnavailableError
from indexer.status import ArchiveFigures, read_figures
from searcher.generation import Generation
from searcher.service import SearchService
from web.metering.meters import BOUNDS, Meters
from web.metering.signs import SignsOfLife

CONTENT_TYPE = CONTENT_TYPE_LATEST


def write_metrics(service: SearchService, meters: Meters, signs: SignsOfLife) -> bytes:
    """All metrics, in the text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(_ServerCollector(service, meters, signs))
    return generate_latest(registry)


class _ServerCollector(Collector):
    def __init__(self, service: SearchService, meters: Meters, signs: SignsOfLife) -> None:
        self._service = service
        self._meters = meters
        self._signs = signs

    def describe(self) -> list[Metric]:
        """None: what is registered once, and for one answer, clashes with nothing."""
        return []

    def collect(self) -> Iterator[Metric]:
        yield _gauge("letopis_info", "The release.", {"release": version("letopis")})
        yield from self._collect_requests()
        yield from self._collect_server()
        generation = self._find_generation()
        ready = "Whether searches can be answered."
        yield GaugeMetricFamily("letopis_ready", ready, value=generation is not None)
        degraded = "Whether an earlier index answers than the newest."
        yield GaugeMetricFamily(
            "letopis_degraded", degraded, value=self._service.problem is not None
        )
        if generation is not None:
            yield from _describe_generation(generation)
        yield from self._collect_archive(generation)

    def _collect_requests(self) -> Iterator[Metric]:
        requests = CounterMetricFamily(
            "letopis_requests", "Requests answered.", labels=("route", "status")
        )
        seconds = HistogramMetricFamily(
            "letopis_request_seconds", "Seconds until an answer was made.", labels=("route",)
        )
        processor = CounterMetricFamily(
            "letopis_processor_seconds", "Seconds of the processor in the pool.", labels=("route",)
        )
        for route in self._meters.routes:
            counts = self._meters.read_route(route)
            if not counts.statuses:
                continue
            for status, count in counts.statuses.items():
                requests.add_metric((route, status), count)
            bounds = (*map(str, BOUNDS), "+Inf")
            buckets = list(zip(bounds, counts.within, strict=True))
            seconds.add_metric((route,), buckets, counts.seconds)
            processor.add_metric((route,), counts.processor)
        yield from (requests, seconds, processor)

    def _collect_server(self) -> Iterator[Metric]:
        counts = self._meters.read_server()
        yield CounterMetricFamily(
            "letopis_searches", "Searches for words that were made.", value=counts.searches
        )
        yield CounterMetricFamily(
            "letopis_searches_empty", "Those of them that found nothing.", value=counts.empty
        )
        under_way = "Requests under way."
        yield GaugeMetricFamily("letopis_requests_under_way", under_way, value=counts.under_way)
        calls = GaugeMetricFamily(
            "letopis_pool_calls", "Calls in the pool of threads.", labels=("lane", "state")
        )
        for state, lanes in (("running", counts.running), ("waiting", counts.waiting)):
            for lane, count in lanes.items():
                calls.add_metric((lane, state), count)
        yield calls
        workers = GaugeMetricFamily("letopis_workers", "Worker processes.", labels=("state",))
        workers.add_metric(("wanted",), self._signs.workers)
        workers.add_metric(("alive",), len(self._signs.list_alive()))
        yield workers

    def _collect_archive(self, generation: Generation | None) -> Iterator[Metric]:
        try:
            figures = read_figures(self._service.home)
        except (UnavailableError, sqlite3.Error, OSError):
            figures = None
        readable = "Whether archive.db can be read."
        yield GaugeMetricFamily("letopis_archive_readable", readable, value=figures is not None)
        if figures is not None:
            yield from _describe_archive(figures)
            if generation is not None:
                lag = "How many seq the index is behind the archive."
                behind = max(0, figures.last_seq - generation.manifest.last_seq)
                yield GaugeMetricFamily("letopis_seq_lag", lag, value=behind)

    def _find_generation(self) -> Generation | None:
        try:
            return self._service.generation()
        except UnavailableError:
            return None


def _describe_generation(generation: Generation) -> Iterator[Metric]:
    manifest = generation.manifest
    yield GaugeMetricFamily(
        "letopis_generation_finished_timestamp_seconds",
        "When the index that answers was finished.",
        value=manifest.finished.timestamp(),
    )
    yield GaugeMetricFamily(
        "letopis_generation_articles",
        "Articles in the index that answers.",
        generation.info.articles,
    )
    yield GaugeMetricFamily(
        "letopis_generation_seq", "The last seq in the index that answers.", manifest.last_seq
    )


def _describe_archive(figures: ArchiveFigures) -> Iterator[Metric]:
    for name, about, value in (
        ("letopis_archive_seq", "The last seq of the archive.", figures.last_seq),
        ("letopis_rejects", "Records that imports could not read.", figures.rejects),
        ("letopis_archive_bytes", "What archive.db takes on the disk.", figures.archive_bytes),
        ("letopis_index_bytes", "What all generations take on the disk.", figures.index_bytes),
        ("letopis_disk_free_bytes", "What is free on that disk.", figures.free_bytes),
        ("letopis_disk_bytes", "The size of the disk of the archive.", figures.disk_bytes),
    ):
        yield GaugeMetricFamily(name, about, value)


def _gauge(name: str, about: str, labels: dict[str, str]) -> Metric:
    family = GaugeMetricFamily(name, about, labels=tuple(labels))
    family.add_metric(tuple(labels.values()), 1)
    return family
