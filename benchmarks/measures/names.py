"""Measure names through a search: whether a query for one spelling finds the other.

    python -m benchmarks.measures.names PATH [--misses N]

PATH is a folder of data; its `names/` holds `persons.tsv` (lines of a Latin spelling, a Cyrillic
one, how often the pair was seen) and `caucasus_places.jsonl` (objects with `name` in Latin and a
list `cyrillic`), its `news/` holds articles. Each name is a query and stands in an article of one
sentence (`sentences`). What is counted:

- **Recall** is the share of Latin names, or places, that meet one of their Cyrillic spellings: a
  search for the Latin name finds the article with the Cyrillic one, or the other way about. *By
  mention* each pair counts as often as it was seen. Pairs of persons count when they were seen
  three times, places when they have a Cyrillic spelling.
- **False mates** of a person's name are the other names of the list that a search for it finds and
  that are not its spellings: neither its pairs nor names that share a pair with it. The figure is
  their average over all names. Those by names are found by name keys alone, not by lemmas. *Short*
  are those by names where a key has fewer than four sounds and the plain transliterations differ.
- **Inflected** is the share of the inflected forms of those names that the name finds. Forms are
  those of names that the dictionary knows as such, in the genitive, dative, instrumental and
  prepositional, where they differ from the name.
- **Common words** of a Latin person's name are those of the commonest small words of the Russian
  news that a search for it finds where they stand in small letters, on average.
- **Case** counts the names that ask for something else when they are typed with a capital.

With `--misses`, the pairs missed that were seen most often and a sample of false mates are printed.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from timeit import repeat

import pymorphy3

from benchmarks.measures.archives import build_archive
from benchmarks.measures.news import read_articles
from benchmarks.measures.sentences import NameQueries, Sentences
from indexer.analysis import Analyzer
from indexer.analysis.names import name_key
from indexer.analysis.tokenizer import DEFAULT_TOKENIZER
from indexer.analysis.transliteration import transliterate
from indexer.article import Article
from searcher.request import Expansion

PERSONS = Path("names", "persons.tsv")
PLACES = Path("names", "caucasus_places.jsonl")
LEAST_COUNT = 3
# A key with fewer sounds is that of too many names.
SHORT_KEY = 4
# What the dictionary calls them: given names, surnames, patronymics, places.
NAMES = {"Name", "Surn", "Patr", "Geox"}
CASES = ("gent", "datv", "ablt", "loct")
WITHOUT_NAMES: tuple[Expansion, ...] = ("names",)
SEED = 1
COMMON_WORDS = 5_000
_SMALL = re.compile(r"\b[а-яё]+\b")

# Latin names, each with its Cyrillic spellings and how often they were seen.
Names = Sequence[tuple[str, Mapping[str, int]]]
# A query and a name that it finds or misses.
NamePair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Recall:
    """The share of names, and of mentions, that meet their other spelling, and the pairs that do
    not with their mentions."""

    by_name: float
    by_mention: float
    missed: Counter[NamePair]


@dataclass(frozen=True, slots=True)
class Mates:
    """False mates of a name on average: all, and those by name keys alone; and the pairs."""

    queries: int
    found: list[NamePair] = field(default_factory=list)
    by_names: list[NamePair] = field(default_factory=list)
    short: list[NamePair] = field(default_factory=list)

    def average(self, pairs: Sequence[NamePair]) -> float:
        return len(pairs) / self.queries


@dataclass(frozen=True, slots=True)
class NameFigures:
    """What was measured; the docstring of the module defines it. Times are microseconds a word."""

    places: int
    # Latin names find Cyrillic ones, and the other way about.
    place_recall: tuple[Recall, Recall]
    persons: int
    person_recall: tuple[Recall, Recall]
    # Cyrillic names among Cyrillic ones, Latin among Cyrillic, Cyrillic among Latin.
    mates: tuple[Mates, Mates, Mates]
    inflected_forms: int
    inflected_recall: float
    common_words: Mates
    case_matters: int
    cyrillic_time: float
    latin_time: float


def measure_names(folder: Path) -> NameFigures:
    """Measure on the data in a folder; `FileNotFoundError` names what is not there."""
    places = read_places(folder / PLACES)
    persons = read_persons(folder / PERSONS)
    with tempfile.TemporaryDirectory() as home:
        blank = Article(id="a", lang="ru", title="", published=datetime(2020, 1, 1, tzinfo=UTC))
        archive = build_archive(Path(home), [blank], "whoosh")
        analyzer = archive.analyzer
        queries = NameQueries(archive.service.generation().reader)
        latin, cyrillic = _make_sentences(persons, analyzer)
        forms = list(inflect(cyrillic_names(persons)))
        return NameFigures(
            places=len(places),
            place_recall=measure_recall(places, queries, *_make_sentences(places, analyzer)),
            persons=len(persons),
            person_recall=measure_recall(persons, queries, latin, cyrillic),
            mates=count_mates(persons, queries, latin, cyrillic),
            inflected_forms=len(forms),
            inflected_recall=_measure_inflected(forms, queries, analyzer),
            common_words=_find_common_words(folder, persons, queries, analyzer),
            case_matters=sum(
                map(queries.depends_on_case, (*dict(persons), *cyrillic_names(persons)))
            ),
            cyrillic_time=measure_time(cyrillic_names(persons)),
            latin_time=measure_time(latin for latin, _ in persons),
        )


def read_persons(path: Path) -> Names:
    """The persons' names that were seen often enough."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    written: dict[str, str] = {}
    for line in path.read_text("utf-8").splitlines():
        latin, cyrillic, count = line.split("\t")
        if int(count) >= LEAST_COUNT:
            # One name, however its marks and apostrophes are written.
            spellings[written.setdefault(fold_name(latin), latin)][cyrillic] += int(count)
    return list(spellings.items())


def read_places(path: Path) -> Names:
    """The places that have a Cyrillic spelling."""
    places = map(json.loads, path.read_text("utf-8").splitlines())
    return [
        (place["name"], dict.fromkeys(place["cyrillic"], 1))
        for place in places
        if place["cyrillic"]
    ]


def cyrillic_names(names: Names) -> list[str]:
    """The distinct Cyrillic names."""
    return sorted({cyrillic for _, spellings in names for cyrillic in spellings})


def _make_sentences(names: Names, analyzer: Analyzer) -> tuple[Sentences, Sentences]:
    """The articles with the Latin names, and with the Cyrillic ones."""
    latin = (name for name, _ in names)
    return Sentences(latin, analyzer), Sentences(cyrillic_names(names), analyzer)


def measure_recall(
    names: Names, queries: NameQueries, latin: Sentences, cyrillic: Sentences
) -> tuple[Recall, Recall]:
    """Whether Latin names find their Cyrillic spellings, and whether these find them."""
    finds = {name: cyrillic.find(queries.read(name.lower())) for name, _ in names}
    found_by = {name: latin.find(queries.read(name.lower())) for name in cyrillic_names(names)}
    return (
        _count_found(names, lambda name, spelling: spelling in finds[name]),
        _count_found(names, lambda name, spelling: name in found_by[spelling]),
    )


def _count_found(names: Names, meets: Callable[[str, str], bool]) -> Recall:
    met = mentions = all_mentions = 0
    missed: Counter[NamePair] = Counter()
    for name, spellings in names:
        found = [spelling for spelling in spellings if meets(name, spelling)]
        met += bool(found)
        mentions += sum(spellings[spelling] for spelling in found)
        all_mentions += sum(spellings.values())
        if not found:
            missed[name, ", ".join(spellings)] += sum(spellings.values())
    return Recall(met / len(names), mentions / all_mentions, missed)


def count_mates(
    names: Names, queries: NameQueries, latin: Sentences, cyrillic: Sentences
) -> tuple[Mates, Mates, Mates]:
    """The false mates of Cyrillic names among themselves, of Latin names among Cyrillic ones, and
    of Cyrillic names among Latin ones."""
    cyrillic_of = {name: set(spellings) for name, spellings in names}
    latin_of: defaultdict[str, set[str]] = defaultdict(set)
    for name, spellings in names:
        for spelling in spellings:
            latin_of[spelling].add(name)
    related = {
        name: own.union(*(cyrillic_of[other] for one in own for other in latin_of[one]))
        for name, own in cyrillic_of.items()
    }
    sharing = {
        name: own.union(*(latin_of[other] for one in own for other in cyrillic_of[one]))
        for name, own in latin_of.items()
    }
    kin = {name: {name}.union(*(cyrillic_of[one] for one in own)) for name, own in latin_of.items()}
    return (
        _find_mates(kin, queries, cyrillic),
        _find_mates(related, queries, cyrillic),
        _find_mates(sharing, queries, latin),
    )


def _find_mates(kin: Mapping[str, set[str]], queries: NameQueries, among: Sentences) -> Mates:
    """The false mates of names, of each of which the spellings are given."""
    mates = Mates(len(kin))
    for name, own in kin.items():
        others = sorted(among.find(queries.read(name.lower())) - own)
        plain = among.find(queries.read(name.lower(), WITHOUT_NAMES)) if others else set()
        mates.found.extend((name, other) for other in others)
        by_names = [(name, other) for other in others if other not in plain]
        mates.by_names.extend(by_names)
        mates.short.extend(pair for pair in by_names if _is_short(*pair))
    return mates


def _find_common_words(
    folder: Path, persons: Names, queries: NameQueries, analyzer: Analyzer
) -> Mates:
    """The common small words that Latin names find."""
    texts = (a.body for a in read_articles(folder) if a.lang == "ru")
    counts = Counter(word for text in texts for word in _SMALL.findall(text))
    words = [word for word, _ in counts.most_common(COMMON_WORDS)]
    sentences = Sentences(words, analyzer, str.lower)
    mates = Mates(len(persons))
    for name, _ in persons:
        found = sorted(sentences.find(queries.read(name.lower())))
        mates.found.extend((name, word) for word in found)
    return mates


def _is_short(name: str, other: str) -> bool:
    """Whether names have too few sounds to be one, and are written differently."""
    shortest = min(len(name_key(fold(name))), len(name_key(fold(other))))
    return shortest < SHORT_KEY and _latin_readings(name).isdisjoint(_latin_readings(other))


def _latin_readings(name: str) -> set[str]:
    folded = fold(name)
    return {folded} if folded < "\u0400" else set(transliterate(folded))


def _measure_inflected(
    forms: Sequence[NamePair], queries: NameQueries, analyzer: Analyzer
) -> float:
    sentences = Sentences({form for _, form in forms}, analyzer)
    return sum(form in sentences.find(queries.read(name)) for name, form in forms) / len(forms)


def inflect(names: Iterable[str]) -> Iterator[NamePair]:
    """Names with each of their inflected forms, as the dictionary declines them."""
    morph = pymorphy3.MorphAnalyzer(lang="ru")
    for name in sorted(set(map(fold, names))):
        parses = [
            parse
            for parse in morph.parse(name)
            if parse.is_known and {"sing", "nomn"} in parse.tag and parse.tag.grammemes & NAMES
        ]
        if parses:
            inflected = [parses[0].inflect({case}) for case in CASES]
            forms = {fold(parse.word) for parse in inflected if parse}
            yield from ((name, form) for form in sorted(forms - {name}))


def fold_name(name: str) -> str:
    """The folded words of a name, joined by spaces."""
    return " ".join(map(fold, DEFAULT_TOKENIZER.find_forms(name)))


def fold(word: str) -> str:
    """A word as the index has it."""
    return DEFAULT_TOKENIZER.fold_word(word)[0]


def measure_time(names: Iterable[str]) -> float:
    """Microseconds that the key of a word takes, in the best of several runs."""
    words = [fold(form) for name in names for form in DEFAULT_TOKENIZER.find_forms(name)]
    return min(repeat(lambda: list(map(name_key, words)), number=1)) / len(words) * 1e6


def tabulate_names(figures: NameFigures) -> list[str]:
    """The figures, a line each, with what was aimed at."""
    rows = []
    for kind, number, aim, recalls in (
        ("places", figures.places, "0.85", figures.place_recall),
        ("persons", figures.persons, "0.70", figures.person_recall),
    ):
        for recall, way in zip(
            recalls, ("Latin finds Cyrillic", "Cyrillic finds Latin"), strict=True
        ):
            rows.append((f"recall of {kind}, {way}", f"{number:,}", aim, f"{recall.by_name:.3f}"))
            if kind == "persons":
                rows.append(("the same, by mention", "", "", f"{recall.by_mention:.3f}"))
    for mates, way in zip(
        figures.mates,
        ("Cyrillic", "Cyrillic ones of a Latin", "Latin ones of a Cyrillic"),
        strict=True,
    ):
        what = f"false mates, {way} name"
        rows.append(
            (what, f"{mates.queries:,}", "0.3 at most", f"{mates.average(mates.found):.3f}")
        )
        rows.append(("of them by name keys alone", "", "", f"{mates.average(mates.by_names):.3f}"))
        rows.append(("of them short", "", "none", f"{len(mates.short):,}"))
    common = figures.common_words
    inflected = f"{figures.inflected_recall:.3f}"
    rows += [
        ("inflected forms", f"{figures.inflected_forms:,}", "0.994", inflected),
        (
            "common words, Latin name",
            f"{common.queries:,}",
            "",
            f"{common.average(common.found):.3f}",
        ),
        ("names that a capital changes", "", "none", f"{figures.case_matters:,}"),
        ("a key of a Cyrillic word, µs", "", "", f"{figures.cyrillic_time:.1f}"),
        ("a key of a Latin word, µs", "", "", f"{figures.latin_time:.1f}"),
    ]
    return [
        "| measure | of | aim | value |",
        "|---|---:|---:|---:|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def list_misses(figures: NameFigures, number: int) -> Iterator[str]:
    """The missed pairs seen most often and some false mates, so many of each kind."""
    for kind, recalls in (("places", figures.place_recall), ("persons", figures.person_recall)):
        for recall in recalls:
            yield f"\nmissed {kind}, {len(recall.missed):,}:"
            for (name, spellings), count in recall.missed.most_common(number):
                yield f"  {count:>6,}  {name} ≠ {spellings}"
    kinds = [("common words", figures.common_words.found)]
    for mates in figures.mates:
        kinds += [("false mates by names", mates.by_names), ("short ones", mates.short)]
    for what, pairs in kinds:
        yield f"\n{what}, {len(pairs):,}:"
        for name, other in Random(SEED).sample(pairs, min(number, len(pairs))):
            yield f"  {name} = {other}"


def main() -> None:
    """Measure and print every figure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="a folder with names/ in it")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="print so many of each")
    arguments = parser.parse_args()
    folder = arguments.path
    for path in (folder / PERSONS, folder / PLACES):
        if not path.is_file():
            parser.error(f"no such file: {path}")
    figures = measure_names(folder)
    print(*tabulate_names(figures), sep="\n")
    if arguments.misses:
        print(*list_misses(figures, arguments.misses), sep="\n")


if __name__ == "__main__":
    main()
