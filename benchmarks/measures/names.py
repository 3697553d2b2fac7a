"""Measure the name keys on lists of names with their spellings in both alphabets.

    python -m benchmarks.measures.names PATH

PATH is a folder of data; its `names/` holds `persons.tsv` (lines of a Latin spelling, a Cyrillic
one, how often the pair was seen) and `caucasus_places.jsonl` (objects with `name` in Latin and a
list `cyrillic`). What is counted:

- **Recall** is the share of Latin names, or places, whose key is the key of one of their Cyrillic
  spellings. The key of a name of several words is that of each word in order. Pairs of persons
  count when they were seen three times, places when they have a Cyrillic spelling.
- **False mates** of a Cyrillic person's name are the other distinct Cyrillic names of the list with
  the same key that are not connected with it through a shared Latin spelling; the figure is their
  average over all Cyrillic names. **Mates** are all other names with the same key.
- **Inflected** is the share of the inflected forms of those names of which a lemma has the name's
  key: an index holds lemmas. Forms are those of names that the dictionary knows as such, in the
  genitive, dative, instrumental and prepositional, where they differ from the name.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from timeit import repeat

import pymorphy3

from indexer.analysis.names import name_key
from indexer.analysis.tokenizer import DEFAULT_TOKENIZER
from indexer.languages.russian import RUSSIAN

PERSONS = Path("names", "persons.tsv")
PLACES = Path("names", "caucasus_places.jsonl")
LEAST_COUNT = 3
# What the dictionary calls them: given names, surnames, patronymics, places.
NAMES = {"Name", "Surn", "Patr", "Geox"}
CASES = ("gent", "datv", "ablt", "loct")

# Latin names, each with its Cyrillic spellings; all folded.
Names = Sequence[tuple[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class NameFigures:
    """What was measured; the docstring of the module defines it. Times are microseconds a word."""

    places: int
    place_recall: float
    persons: int
    person_recall: float
    false_mates: float
    mates: float
    inflected_forms: int
    inflected_recall: float
    cyrillic_time: float
    latin_time: float


def measure_names(folder: Path) -> NameFigures:
    """Measure on the data in a folder; `FileNotFoundError` names what is not there."""
    places = read_places(folder / PLACES)
    persons = read_persons(folder / PERSONS)
    forms, found = count_inflected(cyrillic_names(persons))
    false_mates, mates = count_mates(persons)
    return NameFigures(
        places=len(places),
        place_recall=measure_recall(places),
        persons=len(persons),
        person_recall=measure_recall(persons),
        false_mates=false_mates,
        mates=mates,
        inflected_forms=forms,
        inflected_recall=found / forms,
        cyrillic_time=measure_time(cyrillic_names(persons)),
        latin_time=measure_time(latin for latin, _ in persons),
    )


def read_persons(path: Path) -> Names:
    """The persons' names that were seen often enough."""
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    for line in path.read_text("utf-8").splitlines():
        latin, cyrillic, count = line.split("\t")
        if int(count) >= LEAST_COUNT:
            spellings[fold_name(latin)].add(fold_name(cyrillic))
    return [(latin, frozenset(cyrillic)) for latin, cyrillic in spellings.items()]


def read_places(path: Path) -> Names:
    """The places that have a Cyrillic spelling."""
    places = map(json.loads, path.read_text("utf-8").splitlines())
    return [
        (fold_name(place["name"]), frozenset(map(fold_name, place["cyrillic"])))
        for place in places
        if place["cyrillic"]
    ]


def fold_name(name: str) -> str:
    """The folded words of a name, joined by spaces."""
    return " ".join(fold(form) for form in DEFAULT_TOKENIZER.find_forms(name))


def fold(word: str) -> str:
    """A word as the index has it."""
    return DEFAULT_TOKENIZER.fold_word(word)[0]


def key_of(name: str) -> str:
    """The keys of the words of a folded name, joined by spaces."""
    return " ".join(filter(None, map(name_key, name.split())))


def cyrillic_names(names: Names) -> frozenset[str]:
    """The distinct Cyrillic names."""
    return frozenset().union(*(cyrillic for _, cyrillic in names))


def measure_recall(names: Names) -> float:
    """The share of Latin names whose key is that of one of their Cyrillic spellings."""
    found = sum(key_of(latin) in map(key_of, cyrillic) for latin, cyrillic in names)
    return found / len(names)


def count_mates(names: Names) -> tuple[float, float]:
    """False mates, and all mates, of a Cyrillic name on average."""
    connected: defaultdict[str, set[str]] = defaultdict(set)
    for _, cyrillic in names:
        for name in cyrillic:
            connected[name] |= cyrillic
    same_key: defaultdict[str, set[str]] = defaultdict(set)
    for name in connected:
        same_key[key_of(name)].add(name)
    false_mates = mates = 0
    for name, related in connected.items():
        others = same_key[key_of(name)] - {name}
        mates += len(others)
        false_mates += len(others - related)
    return false_mates / len(connected), mates / len(connected)


def count_inflected(names: Iterable[str]) -> tuple[int, int]:
    """Inflected forms of the names, and how many of them have a lemma with the name's key."""
    dictionary = RUSSIAN.open_dictionary(RUSSIAN)
    forms = found = 0
    for name, form in inflect(names):
        forms += 1
        found += key_of(name) in map(name_key, dictionary.read(form).lemmas)
    return forms, found


def inflect(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Names with each of their inflected forms, as the dictionary declines them."""
    morph = pymorphy3.MorphAnalyzer(lang="ru")
    for name in sorted(names):
        parses = [
            parse
            for parse in morph.parse(name)
            if parse.is_known and {"sing", "nomn"} in parse.tag and parse.tag.grammemes & NAMES
        ]
        if parses:
            inflected = [parses[0].inflect({case}) for case in CASES]
            forms = {fold(parse.word) for parse in inflected if parse}
            yield from ((name, form) for form in sorted(forms - {name}))


def measure_time(names: Iterable[str]) -> float:
    """Microseconds that the key of a word takes, in the best of several runs."""
    words = [word for name in names for word in name.split()]
    return min(repeat(lambda: list(map(name_key, words)), number=1)) / len(words) * 1e6


def tabulate_names(figures: NameFigures) -> list[str]:
    """The figures, a line each, with what was aimed at."""
    return [
        "| measure | of | aim | value |",
        "|---|---:|---:|---:|",
        f"| recall of places | {figures.places:,} | 0.85 | {figures.place_recall:.3f} |",
        f"| recall of persons | {figures.persons:,} | 0.70 | {figures.person_recall:.3f} |",
        f"| false mates of a name | | 0.3 at most | {figures.false_mates:.3f} |",
        f"| all mates of a name | | | {figures.mates:.3f} |",
        f"| inflected forms | {figures.inflected_forms:,} | | {figures.inflected_recall:.3f} |",
        f"| a key of a Cyrillic word, µs | | | {figures.cyrillic_time:.1f} |",
        f"| a key of a Latin word, µs | | | {figures.latin_time:.1f} |",
    ]


def main() -> None:
    """Measure and print every figure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="a folder with names/ in it")
    folder = parser.parse_args().path
    for path in (folder / PERSONS, folder / PLACES):
        if not path.is_file():
            parser.error(f"no such file: {path}")
    for name, value in asdict(measure_names(folder)).items():
        print(f"{name:18}{value:>10,}" if isinstance(value, int) else f"{name:18}{value:10.3f}")


if __name__ == "__main__":
    main()
