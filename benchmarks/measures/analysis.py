"""Measure the speed of analysis and the memory it takes.

- **Warm**: tokens a second of one process over texts all of whose forms it has seen.
- **Unseen**: distinct Russian, or English, forms of the texts a second, each read for the first
  time: folding, exceptions, dictionary, name keys; beside what pymorphy3 alone takes for them.
- **Memory**: what a process grows by from before the dictionaries are opened until so many forms,
  500,000 unless told, were read and are kept. It is measured in an interpreter of its own:

    python -m benchmarks.measures.analysis FORMS
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import pymorphy3

from benchmarks.costs import own_memory, run_module
from benchmarks.measures.spelling import read_texts
from indexer.analysis import Analyzer
from indexer.analysis.tokenizer import DEFAULT_TOKENIZER

CACHED = 500_000
# The best of so many runs: others disturb one run more than the next.
_RUNS = 5
_CYRILLIC = re.compile(r"[а-яё]+", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AnalysisFigures:
    """Tokens, or forms, a second of one core's own time; MB."""

    warm: float
    unseen_russian: float
    plain_russian: float
    unseen_english: float
    dictionaries_mb: float
    full_mb: float
    cached: int


def measure_analysis(folder: Path, cached: int = CACHED) -> AnalysisFigures:
    """Measure over the texts in a folder; FileNotFoundError where it has none."""
    text = "\n".join(read_texts(folder))
    if not text:
        raise FileNotFoundError(f"no texts in {folder}")
    forms = dict.fromkeys(DEFAULT_TOKENIZER.find_forms(text))
    memory, _ = run_module("benchmarks.measures.analysis", str(cached))
    return AnalysisFigures(
        warm=_time_warm(text),
        unseen_russian=_time_unseen(list(filter(_CYRILLIC.fullmatch, forms))),
        plain_russian=_time_plain(list(filter(_CYRILLIC.fullmatch, forms))),
        unseen_english=_time_unseen(list(filter(_LATIN.fullmatch, forms))),
        dictionaries_mb=memory["dictionaries"],
        full_mb=memory["full"],
        cached=cached,
    )


def tabulate_analysis(figures: AnalysisFigures) -> list[str]:
    """The figures, a line each, with what was aimed at."""
    return [
        "| measure | aim | value |",
        "|---|---:|---:|",
        f"| tokens a second, all forms seen | 1,000,000 | {figures.warm:,.0f} |",
        f"| unseen Russian forms a second | 80,000 | {figures.unseen_russian:,.0f} |",
        f"| the same, pymorphy3 alone, all parses | | {figures.plain_russian:,.0f} |",
        f"| unseen English forms a second | | {figures.unseen_english:,.0f} |",
        f"| memory of the dictionaries, MB | | {figures.dictionaries_mb:.0f} |",
        f"| memory with {figures.cached:,} forms kept, MB | 250 | {figures.full_mb:.0f} |",
    ]


def _time_warm(text: str) -> float:
    analyzer = Analyzer()
    tokens = len(analyzer.words(text))
    return tokens / min(_time(lambda: analyzer.words(text)) for _ in range(_RUNS))


def _time_unseen(forms: list[str]) -> float:
    times: list[float] = []
    for _ in range(_RUNS):
        # A new one each time: the forms of the last run are no longer unseen to it.
        analyzer = Analyzer()
        analyzer.words("Слово word")
        times.append(_time(lambda read=analyzer.word: list(map(read, forms))))
    return len(forms) / min(times)


def _time_plain(forms: list[str]) -> float:
    """What pymorphy3 alone takes to parse the forms: what the machine is capable of just now."""
    parse = pymorphy3.MorphAnalyzer(lang="ru").parse
    words = [form.lower() for form in forms]
    return len(words) / min(_time(lambda: list(map(parse, words))) for _ in range(_RUNS))


def _time(run: object) -> float:
    assert callable(run)
    began = process_time()
    run()
    return process_time() - began


def _list_forms(count: int) -> Iterator[str]:
    """So many distinct forms of the Russian dictionary."""
    words = pymorphy3.MorphAnalyzer(lang="ru").dictionary.words
    found: dict[str, None] = {}
    for form, _ in words.iteritems():
        found.setdefault(form)
        if len(found) == count:
            break
    return iter(found)


def main() -> None:
    """Print the memory that the dictionaries take, and that with a full cache."""
    forms = list(_list_forms(int(sys.argv[1])))
    before = own_memory()
    analyzer = Analyzer()
    opened = own_memory() - before
    for form in forms:
        analyzer.word(form)
    # The strings of the forms are counted too where they are kept: they were there before.
    own = sum(form.__sizeof__() for form in forms) / 2**20
    print(json.dumps({"dictionaries": opened, "full": own_memory() - before + own}))


if __name__ == "__main__":
    main()
