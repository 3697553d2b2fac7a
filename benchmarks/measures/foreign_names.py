"""Measure English names of persons over Russian articles.

The archive is the news of a folder. Its Russian persons (`persons`) whose names all stand in the
list `names/persons.tsv` are asked for in the Latin spellings that the list has seen most often: a
random sample of them by full name, and as many by surname alone. For a full name, relevant are the
Russian articles that name the person; for a surname those where it stands with a capital, in any
case form. Recall and precision are those of `full_names`, over the Russian articles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from random import Random

from benchmarks.measures.full_names import (
    SAMPLE,
    SEED,
    Judgement,
    NameSearches,
    PersonArchive,
    sum_up,
)
from benchmarks.measures.names import LEAST_COUNT, PERSONS
from benchmarks.measures.persons import find_russian, fold_text, match_surname

# A shorter surname begins too many other words to be told from them by its letters.
_SHORTEST = 4
_NOBODY: frozenset[str] = frozenset()


def measure_foreign_names(
    folder: Path, archive: PersonArchive, sample: int = SAMPLE
) -> list[NameSearches]:
    """Ask for so many persons by their full names, and for so many surnames."""
    latin = read_latin(folder / PERSONS)
    random = Random(SEED)
    persons = [
        person
        for person in find_russian(archive.texts["ru"].values())
        if {person.given.lower(), person.surname.lower()} <= latin.keys()
    ]
    chosen = random.sample(persons, min(sample, len(persons)))
    full = {
        f"{latin[person.given.lower()]} {latin[person.surname.lower()]}".title(): Judgement(
            *archive.list_naming(person, "ru"), _NOBODY
        )
        for person in chosen
    }
    surnames = sorted({one.surname for one in persons if len(one.surname) >= _SHORTEST})
    alone = {
        latin[surname.lower()].title(): Judgement(_find_surname(archive, surname), _NOBODY, _NOBODY)
        for surname in random.sample(surnames, min(sample, len(surnames)))
    }
    return [
        _ask(archive, "Latin full name", full),
        _ask(archive, "Latin surname", alone),
    ]


def _ask(archive: PersonArchive, form: str, relevant: Mapping[str, Judgement]) -> NameSearches:
    return sum_up(
        form,
        {
            query: Judgement(one.naming, one.perhaps, archive.find(query, "ru"))
            for query, one in relevant.items()
        },
    )


def _find_surname(archive: PersonArchive, surname: str) -> frozenset[str]:
    pattern = re.compile(rf"\b{match_surname(surname)}\b")
    return frozenset(key for key, text in archive.texts["ru"].items() if pattern.search(text))


def read_latin(path: Path) -> dict[str, str]:
    """The Latin spelling seen most often of each folded Cyrillic name."""
    latin: dict[str, tuple[int, str]] = {}
    for line in path.read_text("utf-8").splitlines():
        spelling, cyrillic, count = line.split("\t")
        if int(count) >= LEAST_COUNT:
            name = fold_text(cyrillic)
            latin[name] = max(latin.get(name, (0, "")), (int(count), spelling))
    return {name: spelling for name, (_, spelling) in latin.items()}
