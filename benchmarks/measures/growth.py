"""Cost against size: build, facets and whole answers, from what was measured of each size.

The slope is that of a line through the logarithms: 1 means that ten times the articles cost ten
times as much.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import log

from benchmarks.corpus import Corpus
from benchmarks.measures.indexing import read_builds
from benchmarks.measures.searching import read_searching
from benchmarks.measures.subjects import FACETS_ALONE, PLAIN


def tabulate_growth(corpora: Sequence[Corpus], engine: str = "tantivy") -> list[str]:
    """Each cost at each size, how many times the size before it, and the slope."""
    sizes = [corpus.size for corpus in corpora]
    lines = [
        f"| cost | {' | '.join(f'{size:,}' for size in sizes)} | times | slope |",
        f"|---|{'---:|' * (len(sizes) + 2)}",
    ]
    for name, costs in _costs(corpora, engine).items():
        known = [(size, costs[size]) for size in sizes if size in costs]
        steps = [f"{later / earlier:.1f}" for (_, earlier), (_, later) in pairwise(known)]
        cells = [f"{costs[size]:.2f}" if size in costs else "" for size in sizes]
        slope = f"{_slope(known):.2f}" if len(known) > 1 else ""
        lines.append(f"| {name} | {' | '.join(cells)} | {', '.join(steps)} | {slope} |")
    return lines


def _costs(corpora: Sequence[Corpus], engine: str) -> Mapping[str, dict[int, float]]:
    """Every cost by size."""
    costs: dict[str, dict[int, float]] = {}
    for corpus in corpora:
        for name, build in read_builds(corpus).items():
            if name.startswith(engine):
                costs.setdefault(f"build, {name}, s", {})[corpus.size] = build.seconds
        searching = read_searching(corpus)
        if searching and engine in searching.times:
            for name, subject in (
                ("six facets, median ms", engine + FACETS_ALONE),
                ("answer without snippets, median ms", engine + PLAIN),
                ("answer, median ms", engine),
            ):
                costs.setdefault(name, {})[corpus.size] = searching.median(subject)
    return costs


def _slope(known: Sequence[tuple[int, float]]) -> float:
    sizes, costs = zip(*((log(size), log(cost)) for size, cost in known), strict=True)
    return statistics.linear_regression(sizes, costs).slope
