"""What was measured of corpora of several sizes: as values, and as the tables of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.corpus import Corpus
from benchmarks.measures.growth import tabulate_growth
from benchmarks.measures.indexing import read_builds, read_floor, tabulate_builds
from benchmarks.measures.pages import read_pages, tabulate_pages
from benchmarks.measures.searching import (
    read_searching,
    tabulate_kinds,
    tabulate_ratios,
    tabulate_times,
)
from benchmarks.report import describe_machine


def collect_results(corpora: Sequence[Corpus]) -> dict[str, Any]:
    """Every measured value, by size."""
    return {
        "machine": describe_machine(),
        "sizes": {
            str(corpus.size): {
                "floor": read_floor(corpus),
                "builds": read_builds(corpus),
                "searching": read_searching(corpus),
                "pages": read_pages(corpus),
            }
            for corpus in corpora
        },
    }


def tabulate_results(corpora: Sequence[Corpus]) -> dict[str, list[str]]:
    """The tables, by the name of their marks."""
    searching = [found for found in map(read_searching, corpora) if found is not None]
    pages = [found for found in map(read_pages, corpora) if found is not None]
    return {
        "indexing": tabulate_builds(corpora),
        "searching": tabulate_times(searching),
        "kinds": tabulate_kinds(searching),
        "ratios": tabulate_ratios(searching),
        "pages": tabulate_pages(pages),
        "growth": tabulate_growth(corpora),
    }
