"""Measure surnames that no dictionary has: whether the surname finds its declined forms.

Surnames are the Cyrillic names of `names/persons.tsv` that the Russian dictionary does not know, a
random sample by their endings. Each is declined by a table in up to eleven forms (singular and
plural, the woman's where it is another), and each form stands capitalized in an article of one
sentence (`sentences`). Counted is the share of the forms that a search for the surname finds, and
the share of the forms that find the surname when they are typed.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pymorphy3

from benchmarks.measures.archives import build_archive
from benchmarks.measures.names import PERSONS, cyrillic_names, read_persons
from benchmarks.measures.sentences import NameQueries, Sentences
from indexer.article import Article

SEED = 1
SAMPLE = 150

# Kind, what its surnames end in, the letters that go, and the endings that take their place.
_KINDS: Sequence[tuple[str, str, int, str]] = (
    ("-ов, -ев, -ин", r"(?:ов|ев|ин|ын)$", 0, "- а у ым е ой ы ых ыми"),
    ("-ский, -цкий", r"[сц]кий$", 2, "ий ого ому им ом ая ой ую ие их ими"),
    ("a consonant", r"[бвгдзклмнпрстфх]$", 0, "- а у ом е ы ов ам ами ах"),
    ("a hushing sound", r"[жчшщ]$", 0, "- а у ем е и ей ам ами ах"),
    ("-ь", r"[лнртзс]ь$", 1, "ь я ю ем е и ей ям ями ях"),
    ("-й", r"[аеоуэю]й$", 1, "й я ю ем е и ев ям ями ях"),
    ("-а", r"[бвдзлмнпрстф]а$", 1, "а ы е у ой ам ами ах"),
    ("-о, -и, -у, -э", r"[оиуэ]$", 0, "-"),
)
_NEITHER = re.compile(r"(?:[сц]кий|ов|ев|ин|ын|их|ых)$")


@dataclass(frozen=True, slots=True)
class SurnameForms:
    """Surnames of one kind: how many, their forms, and the shares that are found by the surname and
    that find it."""

    kind: str
    surnames: int
    forms: int
    found: float
    finding: float
    missed: tuple[str, ...]


def measure_surnames(folder: Path, sample: int = SAMPLE) -> list[SurnameForms]:
    """Measure so many surnames of each kind."""
    is_known = pymorphy3.MorphAnalyzer(lang="ru").word_is_known
    unknown = [
        name
        for name in cyrillic_names(read_persons(folder / PERSONS))
        if name.isalpha() and len(name) > 3 and not is_known(name)
    ]
    with tempfile.TemporaryDirectory() as home:
        blank = Article(id="a", lang="ru", title="", published=datetime(2020, 1, 1, tzinfo=UTC))
        archive = build_archive(Path(home), [blank], "whoosh")
        queries = NameQueries(archive.service.generation().reader)
        figures = []
        for kind, ending, cut, endings in _KINDS:
            names = [name for name in unknown if _is_of(kind, ending, name)]
            chosen = sorted(Random(SEED).sample(names, min(sample, len(names))))
            pairs = [(name, form) for name in chosen for form in decline(name, cut, endings)]
            if not pairs:
                continue
            sentences = Sentences({word for pair in pairs for word in pair}, archive.analyzer)
            found = {name: sentences.find(queries.read(name)) for name in chosen}
            missed = [(name, form) for name, form in pairs if form not in found[name]]
            finding = sum(name in sentences.find(queries.read(form)) for name, form in pairs)
            figures.append(
                SurnameForms(
                    kind,
                    len(chosen),
                    len(pairs),
                    1 - len(missed) / len(pairs),
                    finding / len(pairs),
                    tuple(f"{name} ≠ {form}" for name, form in missed),
                )
            )
        return figures


def _is_of(kind: str, ending: str, name: str) -> bool:
    return bool(re.search(ending, name)) and (kind != "a consonant" or not _NEITHER.search(name))


def decline(name: str, cut: int, endings: str) -> Iterator[str]:
    """The forms of a surname, itself among them."""
    stem = name[:-cut] if cut else name
    for ending in endings.split():
        yield stem + ending.replace("-", "")


def tabulate_surnames(figures: Iterable[SurnameForms]) -> list[str]:
    """A line for each kind, and one for all."""
    rows = list(figures)
    forms = sum(row.forms for row in rows)
    whole = SurnameForms(
        "all",
        sum(row.surnames for row in rows),
        forms,
        sum(row.found * row.forms for row in rows) / max(forms, 1),
        sum(row.finding * row.forms for row in rows) / max(forms, 1),
        (),
    )
    return [
        "| unknown surnames in | surnames | forms | found by the surname (aim 0.97) | find it |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {row.kind} | {row.surnames:,} | {row.forms:,} | {row.found:.3f} "
            f"| {row.finding:.3f} |"
            for row in (*rows, whole)
        ),
    ]
