"""Measure how well the archive reads its languages: lemmas, names, spelling, layout, speed.

    python -m benchmarks.measures.language PATH

PATH is a folder of data: `ud/` with development files of treebanks, `names/`, `typos/` and `news/`.
What is measured of each is defined where it is measured, in the modules beside this one: `lemmas`,
`names`, `surnames`, `news_searches`, `spelling`, `layout`, `analysis`. The tables go into
docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measures.analysis import CACHED, measure_analysis, tabulate_analysis
from benchmarks.measures.layout import measure_layout, tabulate_layout
from benchmarks.measures.lemmas import measure_lemmas, tabulate_errors, tabulate_figures
from benchmarks.measures.names import measure_names, tabulate_names
from benchmarks.measures.news_searches import measure_news, tabulate_news
from benchmarks.measures.spelling import FORMS, measure_spelling, tabulate_spelling
from benchmarks.measures.surnames import measure_surnames, tabulate_surnames
from benchmarks.report import write_table

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
    for name, lines in measure_language(folder):
        write_table(name, lines)


def measure_language(
    folder: Path, forms: int = FORMS, cached: int = CACHED
) -> Iterator[tuple[str, list[str]]]:
    """The tables, each with the name of its marks, as they are measured: over a word list of so
    many forms, with so many forms kept by the analyzer."""
    # Speed first, while the machine has done nothing else.
    yield "analysis", tabulate_analysis(measure_analysis(folder, cached))
    for quality in measure_lemmas(folder / "ud"):
        lines = [*tabulate_figures(quality), "", *tabulate_errors(quality)]
        yield f"lemmas-{quality.language}", lines
    yield "names", tabulate_names(measure_names(folder))
    yield "surnames", tabulate_surnames(measure_surnames(folder))
    yield from tabulate_news(measure_news(folder))
    yield "spelling", tabulate_spelling(measure_spelling(folder, forms))
    yield "layout", tabulate_layout(measure_layout(folder))


if __name__ == "__main__":
    main()
