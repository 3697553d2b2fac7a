"""Measure which countries are inferred of news, against what people said they are about.

    python -m benchmarks.measures.countries PATH

PATH is a folder of data: those files of `news/*.jsonl` and `news/*.jsonl.gz` are read whose records
have `places` or `countries`, as ids, names or slugs (`west-germany`); a record of such a file that
has neither is about none. With them goes the sample archive, its own countries hidden. Every other
story of a file was looked at while the gazetteer grew, the rest never was: they are told apart.

Precision and recall are micro averages over pairs of a story and a country. "First" is the share of
stories with a country whose best inferred one is right. The table goes into docs/benchmarks.md;
`--errors 20` prints the commonest wrong and missed countries and so many stories with either.
"""

from __future__ import annotations

import argparse
import gzip
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

import msgspec

from benchmarks.measures.news import tell_language
from benchmarks.report import ROOT, write_table
from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.store import Archive
from indexer.article import Lang
from indexer.enriching.countries import Gazetteer
from indexer.home.settings import read_settings
from indexer.importing.job import ImportJob
from indexer.progress import Progress

_LABELS = ("places", "countries")
# The slugs of the Reuters collection that are no names with hyphens.
_SLUGS = {
    "yemen-arab-republic": "YE",
    "yemen-demo-republic": "YD",
    "congo": "CG",
}
_MOST = 12


@dataclass(frozen=True, slots=True)
class LabelledStory:
    """A story, and the ids of the countries that it is about."""

    title: str
    text: str
    lang: Lang
    countries: frozenset[str]


@dataclass(frozen=True, slots=True)
class InferredStory:
    """A story, what was inferred of it, and the words it was inferred from."""

    story: LabelledStory
    countries: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class CountryFigures:
    """How well the countries of some stories are inferred. `per_second` is of one core's own time,
    with all word forms seen."""

    name: str
    inferred: Sequence[InferredStory]
    per_second: float

    @property
    def wrong(self) -> Counter[str]:
        """Countries by how many stories have them that are not about them."""
        return Counter(
            id_ for one in self.inferred for id_ in one.countries if id_ not in one.story.countries
        )

    @property
    def missed(self) -> Counter[str]:
        """Countries by how many stories are about them and have them not."""
        return Counter(
            id_ for one in self.inferred for id_ in one.story.countries - {*one.countries}
        )

    @property
    def precision(self) -> float:
        found = sum(len(one.countries) for one in self.inferred)
        return 1 - self.wrong.total() / found if found else 1.0

    @property
    def recall(self) -> float:
        relevant = sum(len(one.story.countries) for one in self.inferred)
        return 1 - self.missed.total() / relevant if relevant else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def first(self) -> float:
        firsts = [one for one in self.inferred if one.countries and one.story.countries]
        right = sum(one.countries[0] in one.story.countries for one in firsts)
        return right / len(firsts) if firsts else 1.0


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="a folder of data")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="print errors instead")
    arguments = parser.parse_args()
    try:
        figures = measure_countries(arguments.path)
    except FileNotFoundError as error:
        parser.error(str(error))
    if arguments.errors:
        for row in figures:
            print("\n".join(list_errors(row, arguments.errors)))
    else:
        write_table("countries", tabulate_countries(figures))


def measure_countries(folder: Path) -> list[CountryFigures]:
    """Measure on the sample archive and the labelled files of a folder. Raises FileNotFoundError
    where it has none."""
    gazetteer = Gazetteer(Analyzer())
    sets = dict(_read_sample())
    for path in sorted(folder.glob("news/*.jsonl*")):
        stories = _read_labelled(path, gazetteer)
        if stories:
            name = path.name.partition(".")[0]
            sets[f"{name}, looked at"] = stories[::2]
            sets[f"{name}, unseen"] = stories[1::2]
    if not any(name.endswith("unseen") for name in sets):
        raise FileNotFoundError(f"no stories with {' or '.join(_LABELS)} in {folder}/news")
    return [_measure(name, stories, gazetteer) for name, stories in sets.items()]


def tabulate_countries(figures: Iterable[CountryFigures]) -> list[str]:
    """The figures, a line for each set of stories."""
    lines = [
        "| stories | number | precision (aim 0.9) | recall (aim 0.75) | F1 | first | per second |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {row.name} | {len(row.inferred):,} | {row.precision:.3f} | {row.recall:.3f} "
        f"| {row.f1:.3f} | {row.first:.3f} | {row.per_second:,.0f} |"
        for row in figures
    ]
    return lines


def list_errors(figures: CountryFigures, most: int) -> Iterator[str]:
    """The commonest wrong and missed countries, and some stories with either."""
    yield f"\n{figures.name}: {tabulate_countries([figures])[-1]}"
    for name, counts in (("wrong", figures.wrong), ("missed", figures.missed)):
        listed = ", ".join(f"{id_} {count}" for id_, count in counts.most_common(_MOST))
        yield f"{name} {counts.total()}: {listed}"
    erring = [one for one in figures.inferred if {*one.countries} != one.story.countries]
    for one in erring[:most]:
        found = "; ".join(
            f"{id_} ({', '.join(words)})"
            for id_, words in zip(one.countries, one.words, strict=True)
        )
        yield f"- {' '.join(sorted(one.story.countries)) or '-'} | {found} | {one.story.title}"


def _measure(name: str, stories: Sequence[LabelledStory], gazetteer: Gazetteer) -> CountryFigures:
    inferred: list[InferredStory] = []
    for story in stories:
        found = gazetteer.infer(story.title, story.text)
        inferred.append(
            InferredStory(
                story,
                tuple(evidence.country for evidence in found),
                tuple(evidence.words for evidence in found),
            )
        )
    began = process_time()
    for story in stories:
        gazetteer.infer(story.title, story.text)
    return CountryFigures(name, inferred, len(stories) / (process_time() - began))


def _read_sample() -> Iterator[tuple[str, list[LabelledStory]]]:
    """The articles of the sample archive that name their countries, by language."""
    with tempfile.TemporaryDirectory() as folder:
        home = create_home(Path(folder) / "archive")
        ImportJob(
            home=home,
            settings=read_settings(home),
            analyzer=Analyzer(),
            paths=[ROOT / "sample_corpus"],
        ).run(Progress())
        with Archive.open(home.database) as archive:
            articles = [article for _, article in archive.articles()]
    stories = [
        LabelledStory(
            article.title,
            "\n\n".join(filter(None, article.texts()[1:])),
            article.lang,
            frozenset(article.countries),
        )
        for article in articles
        if article.countries and not article.inferred_countries
    ]
    for lang, language in (("ru", "Russian"), ("en", "English")):
        yield f"sample archive, {language}", [one for one in stories if one.lang == lang]


def _read_labelled(path: Path, gazetteer: Gazetteer) -> list[LabelledStory]:
    """The stories of a file; none where no record says what it is about."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        records: list[dict[str, Any]] = [msgspec.json.decode(line) for line in lines]
    if not any(label in record for record in records for label in _LABELS):
        return []
    return [_read_story(record, gazetteer) for record in records]


def _read_story(record: dict[str, Any], gazetteer: Gazetteer) -> LabelledStory:
    text = record.get("body") or record.get("text", "")
    labels = [name for label in _LABELS for name in record.get(label, ())]
    return LabelledStory(
        record.get("title", ""),
        text,
        tell_language(text),
        frozenset(_read_label(name, gazetteer) for name in labels),
    )


def _read_label(name: str, gazetteer: Gazetteer) -> str:
    """The id of a label, or the label where no country has that name: it counts as missed."""
    return (
        _SLUGS.get(name)
        or gazetteer.resolve(name)
        or gazetteer.resolve(name.replace("-", " "))
        or name
    )


if __name__ == "__main__":
    main()
