"""Measure how well versions of one story are found in an archive that tells them, with that hidden.

    python -m benchmarks.measures.pairs [PATH…]

Without a path it is the sample archive, and the table of docs/benchmarks.md is written. The stories
of the articles are hidden, and whatever else makes it easy step by step: the times that
translations tell of their originals, and the years between the stories, which are all put into ten
days. Then, in turn, half of the stories and all of them lose one of their two versions, by the toss
of a coin: a wrong one must not take its place. **Precision** is the share of the pairs found that
are right, **recall** the share of all pairs that are found.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks.report import ROOT, write_table
from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.home.settings import Settings, read_settings
from indexer.importing.job import ImportJob
from indexer.pairing.job import PairJob
from indexer.progress import Progress

SAMPLE = ROOT / "sample_corpus"

# Days of the crowded archive, and draws of the versions that are gone.
DAYS = 10
DRAWS = 5

_FIRST = datetime(2020, 9, 1, tzinfo=UTC)

Change = Callable[[Sequence[Article], Random], list[Article]]


@dataclass(frozen=True, slots=True)
class PairsFound:
    """What was found in an archive, or several: `there` are the pairs that are to be found."""

    name: str
    there: int
    found: int
    right: int

    @property
    def precision(self) -> float | None:
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.right / self.there if self.there else None


def measure_pairs(
    articles: Sequence[Article], analyzer: Analyzer, draws: int = DRAWS
) -> Iterator[PairsFound]:
    """Find the pairs of an archive whose articles tell their stories, in ever harder archives."""
    cases: tuple[tuple[str, Change, int], ...] = (
        ("stories hidden", lambda given, _: list(given), 1),
        ("times of originals hidden", hide_originals, 1),
        (f"and all within {DAYS} days", crowd, draws),
        ("and half of the stories without one version", drop_half, draws),
        ("and all of them without one version", drop_all, draws),
    )
    for name, change, times in cases:
        results = [_count(name, change(articles, Random(seed)), analyzer) for seed in range(times)]
        yield PairsFound(
            name,
            sum(result.there for result in results),
            sum(result.found for result in results),
            sum(result.right for result in results),
        )


def tabulate_pairs(results: Sequence[PairsFound]) -> list[str]:
    """A line for each archive."""
    return [
        "| archive | pairs there | found | right | precision (aim 0.98) | recall |",
        "|---|---:|---:|---:|---:|---:|",
        *(
            f"| {row.name} | {row.there:,} | {row.found:,} | {row.right:,} "
            f"| {_show(row.precision)} | {_show(row.recall)} |"
            for row in results
        ),
    ]


def read_articles(paths: Sequence[Path], analyzer: Analyzer) -> list[Article]:
    """The articles of files and folders, as an import has them that looks for no pairs."""
    with tempfile.TemporaryDirectory() as folder:
        home = create_home(Path(folder) / "archive")
        labels = next((path / "labels.toml" for path in paths if path.is_dir()), None)
        if labels and labels.exists():
            home.labels_file.write_bytes(labels.read_bytes())
        settings = replace(read_settings(home), pairs=False)
        ImportJob(home=home, settings=settings, analyzer=analyzer, paths=paths).run(Progress())
        with Archive.open(home.database) as archive:
            return [article for _, article in archive.articles()]


def hide_originals(articles: Sequence[Article], _: Random) -> list[Article]:
    """Articles that do not tell when their originals were published."""
    return [replace(article, original_published=None) for article in articles]


def crowd(articles: Sequence[Article], random: Random) -> list[Article]:
    """The same within some days, each story at any time of them, its versions as far from one
    another as they were."""
    firsts: dict[str, datetime] = {}
    for article in articles:
        story = article.story or article.id
        firsts[story] = min(firsts.get(story, article.published), article.published)
    moments = {
        story: _FIRST + timedelta(minutes=random.randrange(DAYS * 24 * 60)) for story in firsts
    }
    return [
        replace(article, published=moments[story] + (article.published - firsts[story]))
        for article in hide_originals(articles, random)
        for story in [article.story or article.id]
    ]


def drop_half(articles: Sequence[Article], random: Random) -> list[Article]:
    """The same, and of every other story one of its versions alone."""
    return _drop(crowd(articles, random), random, 0.5)


def drop_all(articles: Sequence[Article], random: Random) -> list[Article]:
    """The same, and of every story one of its versions alone."""
    return _drop(crowd(articles, random), random, 1.0)


def _drop(articles: Sequence[Article], random: Random, share: float) -> list[Article]:
    stories = dict.fromkeys(article.story for article in articles if article.story)
    gone = {(story, random.choice("re")) for story in stories if random.random() < share}
    return [article for article in articles if (article.story, article.lang[0]) not in gone]


def _count(name: str, articles: Sequence[Article], analyzer: Analyzer) -> PairsFound:
    """Find the pairs of articles, in an archive of their own."""
    story_of = {article.id: article.story for article in articles}
    langs = defaultdict[str | None, set[str]](set)
    for article in articles:
        langs[article.story].add(article.lang)
    there = sum(story is not None and len(known) == 2 for story, known in langs.items())
    with tempfile.TemporaryDirectory() as folder:
        home = create_home(Path(folder) / "archive")
        with Archive.open(home.database) as archive, archive.transaction():
            for article in articles:
                archive.put(replace(article, story=None))
        found = PairJob(home=home, settings=Settings(), analyzer=analyzer).find(Progress()).sure
    right = sum(
        story_of[pair.ru] is not None and story_of[pair.ru] == story_of[pair.en] for pair in found
    )
    return PairsFound(name, there, len(found), right)


def _show(share: float | None) -> str:
    return "" if share is None else f"{share:.3f}"


def main() -> None:
    """Measure an archive, and write the table of the sample archive."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files and folders")
    paths = parser.parse_args().paths
    analyzer = Analyzer()
    articles = read_articles(paths or [SAMPLE], analyzer)
    lines = tabulate_pairs(list(measure_pairs(articles, analyzer)))
    if paths:
        print("\n".join(lines))
    else:
        write_table("pairs", lines)


if __name__ == "__main__":
    main()
