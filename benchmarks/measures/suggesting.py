"""Measure how soon suggestions come, over an archive with a word list of 1,000,000 forms.

    python -m benchmarks.measures.suggesting HOME

HOME is the home of an indexed archive: headlines and facet values are its own, and inflected forms
fill its word list up. Asked for are the
beginnings of random forms, of one to eight letters, three of ten behind another word.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

from benchmarks.measures.spelling import FORMS, fill_up
from benchmarks.report import write_table
from indexer.home.paths import ArchiveHome, open_home
from indexer.home.settings import load_analyzer, read_settings
from indexer.schema import TEXT_FIELDS
from searcher.service import SearchService
from searcher.suggesting import Suggester
from searcher.words.lexicon import Lexicon

ASKED = 2000
LENGTHS = (1, 2, 3, 4, 5, 6, 8)
BEFORE = ("мост ", "река дом ", "президент ", "new bridge ")


def tabulate_suggesting(home: ArchiveHome, forms: int = FORMS, asked: int = ASKED) -> list[str]:
    """Ask for suggestions so often, over a word list of so many forms: the times as a table."""
    settings = read_settings(home)
    service = SearchService(home, settings, load_analyzer(home, settings))
    generation = service.generation()
    documents = Counter(dict(generation.searcher.terms(TEXT_FIELDS["text"].exact, "")))
    words = fill_up(documents, forms)
    reader = replace(generation.reader, lexicon=Lexicon.build(words.items()))
    suggester = Suggester(generation.searcher, reader)
    random = Random(1)
    listed = list(words)
    # The first question has the names of all values put in order.
    began = time.perf_counter()
    suggester.suggest("мо", "ru", 10)
    first = (time.perf_counter() - began) * 1000
    times: list[float] = []
    for _ in range(asked):
        typed = random.choice(listed)[: random.choice(LENGTHS)]
        if random.random() < 0.3:
            typed = random.choice(BEFORE) + typed
        began = time.perf_counter()
        suggester.suggest(typed, "ru", 10)
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return [
        f"| {len(words):,} forms, {generation.searcher.count:,} articles | aim | ms |",
        "|---|---:|---:|",
        f"| median | | {times[asked // 2]:.2f} |",
        f"| p95 | 5 | {times[asked * 95 // 100]:.2f} |",
        f"| slowest of {asked:,} | | {times[-1]:.1f} |",
        f"| the first of a new index | | {first:.0f} |",
    ]


def main() -> None:
    """Measure and write the table."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write_table("suggesting", tabulate_suggesting(open_home(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
