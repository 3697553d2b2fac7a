"""Measure indexing, searching, pages and growth, and write the tables of docs/benchmarks.md.

    python -m benchmarks --sizes 10000,100000 --folder /var/tmp/letopis-benchmarks
    python -m benchmarks index --sizes 1000000      one step by itself; all are resumed
    python -m benchmarks --smoke                    every measure over little, nothing written

What is in the folder already is used again: the archive, the indexes and the measured values.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.corpus import Corpus, open_corpus
from benchmarks.costs import save
from benchmarks.measures.indexing import BUILDS, FLOOR, LETOPIS, measure_builds
from benchmarks.measures.pages import STEP as PAGES
from benchmarks.measures.pages import measure_pages
from benchmarks.measures.sample import tabulate_sample
from benchmarks.measures.searching import STEP as SEARCHING
from benchmarks.measures.searching import measure_searching
from benchmarks.peers import PEERS
from benchmarks.queries import make_queries
from benchmarks.report import write_table
from benchmarks.results import collect_results, tabulate_results
from benchmarks.smoke import run_smoke

STEPS = ("sample", "corpus", "index", "search", "pages", "report")


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
    parser.add_argument("--smoke", action="store_true", help="only see that every measure runs")
    arguments = parser.parse_args()
    unknown = set(arguments.steps) - set(STEPS)
    if unknown:
        parser.error(f"no such step: {', '.join(sorted(unknown))}")
    if arguments.smoke:
        run_smoke()
    else:
        _measure(arguments)


def _measure(arguments: argparse.Namespace) -> None:
    steps = arguments.steps or STEPS
    peers = [name for name in arguments.peers.split(",") if name]
    builds = [name for name in arguments.builds.split(";") if name]
    corpora = [Corpus(arguments.folder / size) for size in arguments.sizes.split(",")]
    mix = make_queries()
    tables: dict[str, list[str]] = {}
    if "sample" in steps:
        tables["sample"] = tabulate_sample()
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
            measure_searching(corpus, peers, mix)
        if "pages" in steps:
            if arguments.again:
                corpus.results(PAGES).unlink(missing_ok=True)
            measure_pages(corpus, mix)
    if "report" in steps:
        tables |= tabulate_results(corpora)
        save(arguments.folder / "results.json", collect_results(corpora))
    for name, lines in tables.items():
        if arguments.print:
            print("", f"{name}:", *lines, sep="\n")
        else:
            write_table(name, lines)


if __name__ == "__main__":
    main()
