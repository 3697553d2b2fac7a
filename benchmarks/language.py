"""Measure how well the archive reads its languages: lemmas, names, spelling, layout, speed.

    python -m benchmarks.language PATH

PATH is a folder of data: `ud/` with development files of treebanks, `names/`, `typos/` and `news/`.
What is measured of each is defined where it is measured: `benchmarks.lemmas`, `benchmarks.names`,
`benchmarks.spelling`, `benchmarks.layout`, `benchmarks.analysis`. The tables go into
docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.analysis import measure_analysis, tabulate_analysis
from benchmarks.layout import measure_layout, tabulate_layout
from benchmarks.lemmas import measure_lemmas, tabulate_errors, tabulate_figures
from benchmarks.names import measure_names, tabulate_names
from benchmarks.report import write_table
from benchmarks.spelling import measure_spelling, tabulate_spelling

PARTS = ("ud", "names", "typos", "news")


def main() -> None:
    """Measure everything and write the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="a folder of data")
    folder = parser.parse_args().path
    missing = [part for part in PARTS if not (folder / part).is_dir()]
    if missing:
        parser.error(f"{folder} has no {', '.join(missing)}")
    # Speed first, while the machine has done nothing else.
    write_table("analysis", tabulate_analysis(measure_analysis(folder)))
    lemmas = measure_lemmas(folder / "ud")
    for quality in lemmas:
        write_table(
            f"lemmas-{quality.language}",
            [*tabulate_figures(quality), "", *tabulate_errors(quality)],
        )
    write_table("names", tabulate_names(measure_names(folder)))
    write_table("spelling", tabulate_spelling(measure_spelling(folder)))
    write_table("layout", tabulate_layout(measure_layout(folder)))


if __name__ == "__main__":
    main()
