"""Measure indexing, searching and growth, and write the tables of docs/benchmarks.md.

    python -m benchmarks --sizes 10000,100000 --folder /var/tmp/letopis-benchmarks
    python -m benchmarks index --sizes 1000000      one step by itself; all are resumed

What is in the folder already is used again: the archive, the indexes and the measured values.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.corpus import Corpus, open_corpus
from benchmarks.costs import save
from benchmarks.measures.growth import tabulate_growth
from benchmarks.measures.indexing import (
    BUILDS,
    FLOOR,
    LETOPIS,
    measure_builds,
    read_builds,
    read_floor,
    tabulate_builds,
)
from benchmarks.measures.searching import STEP as SEARCHING
from benchmarks.measures.searching import (
    measure_searching,
    read_searching,
    tabulate_kinds,
    tabulate_ratios,
    tabulate_times,
)
from benchmarks.peers import PEERS
from benchmarks.report import describe_machine, write_table

STEPS = ("corpus", "index", "search", "report")


def main() -> None:
    """Run the steps that are asked for, all of them by default."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("steps", nargs="*", metavar="STEP", help=f"of {', '.join(STEPS)}")
    parser.add_argument("--sizes", default="10000,100000", help="numbers of articles")
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "letopis-benchmarks"
    )
    parser.add_argument("--builds", default="", help=f"of {'; '.join(BUILDS)} (all by default)")
    parser.add_argument("--peers", default=",".join(PEERS), help="'' for none")
    parser.add_argument("--again", action="store_true", help="measure anew what was measured")
    parser.add_argument("--print", action="store_true", help="leave docs/benchmarks.md alone")
    arguments = parser.parse_args()
    unknown = set(arguments.steps) - set(STEPS)
    if unknown:
        parser.error(f"no such step: {', '.join(sorted(unknown))}")
    steps = arguments.steps or STEPS
    peers = [name for name in arguments.peers.split(",") if name]
    builds = [name for name in arguments.builds.split(";") if name]
    corpora = [Corpus(arguments.folder / size) for size in arguments.sizes.split(",")]
    for corpus in corpora:
        if "corpus" in steps or "index" in steps:
            open_corpus(corpus.folder.parent, corpus.size)
        if "index" in steps:
            chosen = builds or [FLOOR, *LETOPIS, *peers]
            if arguments.again:
                for name in chosen:
                    corpus.results(f"build {name}").unlink(missing_ok=True)
            measure_builds(corpus, chosen)
        if "search" in steps:
            if arguments.again:
                corpus.results(SEARCHING).unlink(missing_ok=True)
            measure_searching(corpus, peers)
    if "report" in steps:
        tables = tabulate(corpora)
        save(arguments.folder / "results.json", collect_results(corpora))
        for name, lines in tables.items():
            if arguments.print:
                print("", f"{name}:", *lines, sep="\n")
            else:
                write_table(name, lines)


def collect_results(corpora: Sequence[Corpus]) -> dict[str, Any]:
    """Every measured value, by size."""
    return {
        "machine": describe_machine(),
        "sizes": {
            str(corpus.size): {
                "floor": read_floor(corpus),
                "builds": read_builds(corpus),
                "searching": read_searching(corpus),
            }
            for corpus in corpora
        },
    }


def tabulate(corpora: Sequence[Corpus]) -> dict[str, list[str]]:
    """The tables, by the name of their marks."""
    measured = [found for found in map(read_searching, corpora) if found is not None]
    return {
        "indexing": tabulate_builds(corpora),
        "searching": tabulate_times(measured),
        "kinds": tabulate_kinds(measured),
        "ratios": tabulate_ratios(measured),
        "growth": tabulate_growth(corpora),
    }


if __name__ == "__main__":
    main()
