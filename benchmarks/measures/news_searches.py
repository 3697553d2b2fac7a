"""Measure what searches over the news of a folder find: full names, Latin names, places, and ranks.

    python -m benchmarks.measures.news_searches PATH [--misses N]

The news become an archive of each engine. Which articles match is equal on all engines, so names
are asked of one, ranks of every. What is counted is defined in `full_names`, `foreign_names`,
`places` and `retrieval`. With `--misses`, so many queries of each kind that miss articles or find
wrong ones.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measures.archives import build_archive
from benchmarks.measures.foreign_names import measure_foreign_names
from benchmarks.measures.full_names import (
    NameSearches,
    hold_articles,
    measure_full_names,
    tabulate_searches,
)
from benchmarks.measures.news import read_articles
from benchmarks.measures.places import measure_places
from benchmarks.measures.retrieval import (
    RankFigures,
    make_queries,
    rank_queries,
    tabulate_ranks,
)
from indexer.home.settings import EngineChoice

ENGINES: tuple[EngineChoice, ...] = ("whoosh", "tantivy")


@dataclass(frozen=True, slots=True)
class NewsFigures:
    """What was measured; see the modules of the measures."""

    full_names: list[NameSearches]
    foreign_names: list[NameSearches]
    places: list[NameSearches]
    ranks: list[RankFigures]


def measure_news(folder: Path) -> NewsFigures:
    """Build the archives and ask them. Raises FileNotFoundError where there are no news."""
    articles = read_articles(folder)
    with tempfile.TemporaryDirectory() as homes:
        archives = {
            engine: hold_articles(
                articles, build_archive(Path(homes, engine), articles, engine).service
            )
            for engine in ENGINES
        }
        one = archives[ENGINES[0]]
        queries = make_queries(articles, folder, one)
        return NewsFigures(
            full_names=measure_full_names(folder, one),
            foreign_names=measure_foreign_names(folder, one),
            places=measure_places(one),
            ranks=[
                figures
                for engine, archive in archives.items()
                for figures in rank_queries(engine, queries, archive)
            ],
        )


def tabulate_news(figures: NewsFigures) -> Iterator[tuple[str, list[str]]]:
    """The tables, each with the name of its marks."""
    yield "full-names", tabulate_searches(figures.full_names, "0.9", "0.95")
    yield "foreign-names", tabulate_searches(figures.foreign_names, "0.7", "0.9")
    yield "places", tabulate_searches(figures.places, "0.8", "0.9")
    yield "retrieval", tabulate_ranks(figures.ranks)


def main() -> None:
    """Measure and print every figure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="a folder with news/ and names/")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="print so many of each")
    arguments = parser.parse_args()
    figures = measure_news(arguments.path)
    for _, lines in tabulate_news(figures):
        print(*lines, "", sep="\n")
    if arguments.misses:
        for row in (*figures.full_names, *figures.foreign_names, *figures.places):
            print(f"{row.form}:", *row.poor[: arguments.misses], "", sep="\n  ")
        for ranks in figures.ranks:
            print(f"{ranks.kind}, {ranks.engine}:", *ranks.poor[: arguments.misses], sep="\n  ")


if __name__ == "__main__":
    main()
