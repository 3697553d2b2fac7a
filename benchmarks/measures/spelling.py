"""Measure spelling correction and the word list on real misspellings.

    python -m benchmarks.measures.spelling PATH

PATH holds `typos/ru_misspellings.csv` (CORRECT;MISTAKE;WEIGHT), and the texts whose words are the
lexicon: `news/*.jsonl`, `news/*.jsonl.gz`, `ud/*.conllu`. A misspelling counts where the lexicon
has the correct word and not the mistake. The weights of `searcher.words.mistakes` were fitted to
one half of the misspellings; the other half is told apart.
"""

from __future__ import annotations

import csv
import gzip
import mmap
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import msgspec
import pymorphy3
from rapidfuzz.distance import OSA

from benchmarks.report import describe_machine
from indexer.analysis import Analyzer
from searcher.words.lexicon import Lexicon
from searcher.words.spelling import correct

MISSPELLINGS = "typos/ru_misspellings.csv"
# The large lexicon: the small one, filled up with inflected forms that stand in one document.
FORMS = 1_000_000
WANTED = 3
LENGTHS = {
    "2 to 4": range(2, 5),
    "5": range(5, 6),
    "6 and 7": range(6, 8),
    "8 and more": range(8, 100),
}
_TIMED = 500
_NEIGHBORS = re.compile(r"\b[^\W\d_]+ [^\W\d_]+\b")


@dataclass(frozen=True, slots=True)
class Found:
    """How many of some misspellings have the right word first, and among the first three."""

    misspellings: int
    first: float
    three: float


@dataclass(frozen=True, slots=True)
class Correcting:
    """What is found in a lexicon: of all misspellings, of the half that the weights were fitted to,
    of the other half, of those one edit away, of those that have no form nearer than the right one,
    and by the letters of the mistake."""

    forms: int
    whole: Found
    fitted: Found
    held_out: Found
    one_edit: Found
    nearest: Found
    by_length: dict[str, Found]


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds."""

    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class SpellingFigures:
    """What was measured. `glued` are pairs of words of news without the space between them, in the
    small lexicon. Times and sizes are those of the large one, mapped from a file."""

    small: Correcting
    large: Correcting
    glued: Found
    times: dict[str, Times]
    file_megabytes: float
    build_seconds: float


def measure_spelling(folder: Path, forms: int = FORMS) -> SpellingFigures:
    """All figures, in about a minute. Raises FileNotFoundError where the folder has no
    misspellings or no texts."""
    misspellings = _read_misspellings(folder / MISSPELLINGS)
    documents = _count_documents(folder)
    if not documents:
        raise FileNotFoundError(f"no texts in {folder}/news and {folder}/ud")
    small = Lexicon.build(documents.items())
    filled_up = fill_up(documents, forms)
    began = time.perf_counter()
    built = Lexicon.build(filled_up.items())
    build_seconds = time.perf_counter() - began
    with tempfile.TemporaryFile() as file:
        file.write(built.to_bytes())
        file.flush()
        size = file.tell()
        del built
        large = Lexicon.from_buffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        times = _time_lexicon(large, misspellings)
        return SpellingFigures(
            small=_measure_correcting(small, misspellings),
            large=_measure_correcting(large, misspellings),
            glued=_measure_glued(small, folder),
            times=times,
            file_megabytes=size / 1e6,
            build_seconds=build_seconds,
        )


def tabulate_spelling(figures: SpellingFigures) -> list[str]:
    """The figures as two tables."""
    lines = ["| misspellings | lexicon | number | right word first | among three |"]
    lines.append("|---|---:|---:|---:|---:|")
    for correcting in (figures.small, figures.large):
        rows = {
            "all": correcting.whole,
            "the half fitted to": correcting.fitted,
            "the other half": correcting.held_out,
            "one edit away": correcting.one_edit,
            "no form is nearer than the right one": correcting.nearest,
            **{f"{letters} letters": found for letters, found in correcting.by_length.items()},
        }
        lines += [
            f"| {name} | {correcting.forms:,} | {found.misspellings:,} | {found.first:.3f} "
            f"| {found.three:.3f} |"
            for name, found in rows.items()
        ]
    glued = figures.glued
    lines.append(
        f"| two words without their space | {figures.small.forms:,} | {glued.misspellings:,} "
        f"| {glued.first:.3f} | {glued.three:.3f} |"
    )
    lines += ["", f"| {figures.large.forms:,} forms | median ms | p95 ms |", "|---|---:|---:|"]
    lines += [
        f"| {name} | {times.median:.2f} | {times.p95:.2f} |"
        for name, times in figures.times.items()
    ]
    size, seconds = figures.file_megabytes, figures.build_seconds
    lines += ["", f"The file has {size:.1f} MB and was built in {seconds:.1f} s."]
    return lines


def _measure_correcting(lexicon: Lexicon, misspellings: Sequence[tuple[str, str]]) -> Correcting:
    fitted = set(misspellings[::2])
    ranks = {
        (right, mistake): _rank(right, mistake, lexicon)
        for right, mistake in misspellings
        if lexicon.count(right) and not lexicon.count(mistake)
    }
    return Correcting(
        forms=len(lexicon),
        whole=_sum_up(ranks.values()),
        fitted=_sum_up(rank for pair, rank in ranks.items() if pair in fitted),
        held_out=_sum_up(rank for pair, rank in ranks.items() if pair not in fitted),
        one_edit=_sum_up(
            rank for pair, rank in ranks.items() if OSA.distance(*pair, score_cutoff=1) == 1
        ),
        nearest=_sum_up(rank for pair, rank in ranks.items() if _is_nearest(*pair, lexicon)),
        by_length={
            name: _sum_up(rank for (_, mistake), rank in ranks.items() if len(mistake) in lengths)
            for name, lengths in LENGTHS.items()
        },
    )


def _measure_glued(lexicon: Lexicon, folder: Path) -> Found:
    """Of neighbors in the news, one pair of each text."""
    random = Random(1)
    pairs: list[str] = []
    for text in read_news(folder):
        pair = random.choice(_NEIGHBORS.findall(_fold(text)) or [""])
        if pair and not lexicon.count(pair.replace(" ", "")):
            pairs.append(pair)
    return _sum_up(_rank(pair, pair.replace(" ", ""), lexicon) for pair in pairs)


def _rank(right: str, mistake: str, lexicon: Lexicon) -> int:
    """The place of the right word among the corrections; WANTED where it is none of them."""
    forms = [correction.form for correction in correct(mistake, lexicon, WANTED)]
    return forms.index(right) if right in forms else WANTED


def _is_nearest(right: str, mistake: str, lexicon: Lexicon) -> bool:
    return not lexicon.near(mistake, OSA.distance(right, mistake) - 1)


def _sum_up(ranks: Iterable[int]) -> Found:
    counts = Counter(ranks)
    number = counts.total()
    three = number - counts[WANTED]
    return Found(number, counts[0] / max(number, 1), three / max(number, 1))


def _time_lexicon(lexicon: Lexicon, misspellings: Sequence[tuple[str, str]]) -> dict[str, Times]:
    mistakes = [mistake for _, mistake in misspellings if not lexicon.count(mistake)][:_TIMED]
    asked: dict[str, Callable[[str], object]] = {
        "near, 1 edit": lambda word: lexicon.near(word, 1),
        "near, 2 edits": lambda word: lexicon.near(word, 2),
        "correct": lambda word: correct(word, lexicon),
    }
    times = {name: _time(ask, mistakes) for name, ask in asked.items()}
    for letters in range(1, 9):
        prefixes = [right[:letters] for right, _ in misspellings if len(right) >= letters][:_TIMED]
        times[f"complete, 10 of {letters} letters"] = _time(
            lambda prefix: lexicon.complete(prefix, 10), prefixes
        )
    return times


def _time(ask: Callable[[str], object], words: Sequence[str]) -> Times:
    taken: list[float] = []
    for word in words:
        began = time.perf_counter()
        ask(word)
        taken.append((time.perf_counter() - began) * 1000)
    return Times(statistics.median(taken), statistics.quantiles(taken, n=20)[-1])


def _read_misspellings(path: Path) -> list[tuple[str, str]]:
    """Correct words and mistakes, folded, in an order that is random and always the same."""
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))[1:]
    misspellings = list(dict.fromkeys((_fold(row[0]), _fold(row[1])) for row in rows))
    Random(1).shuffle(misspellings)
    return misspellings


def _count_documents(folder: Path) -> Counter[str]:
    """The surface forms of all texts with the number of texts of each."""
    analyzer = Analyzer()
    documents: Counter[str] = Counter()
    for text in read_texts(folder):
        documents.update({word.surface for word in analyzer.words(text)})
    return documents


def read_texts(folder: Path) -> Iterator[str]:
    """All texts of a folder of data."""
    yield from read_news(folder)
    yield from read_treebanks(folder)


def read_treebanks(folder: Path) -> Iterator[str]:
    """The sentences of its treebanks."""
    for path in sorted(folder.glob("ud/*.conllu")):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("# text = "):
                yield line.removeprefix("# text = ")


def _fold(text: str) -> str:
    """A text as the surface forms of its words are folded."""
    return text.lower().replace("ё", "е")


def read_news(folder: Path) -> Iterator[str]:
    """Its news articles, title first."""
    for path in sorted(folder.glob("news/*.jsonl*")):
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as records:
            for encoded in records:
                record = msgspec.json.decode(encoded)
                yield f"{record.get('title', '')}\n{record.get('body') or record.get('text', '')}"


def fill_up(documents: Counter[str], forms: int = FORMS) -> Counter[str]:
    """With as many other inflected forms as are wanting to `forms`, of one document each."""
    wanting = forms - len(documents)
    if wanting <= 0:
        return documents
    dictionary = pymorphy3.MorphAnalyzer(lang="ru").dictionary
    others = {_fold(form) for form, _ in dictionary.words.iteritems() if form.isalpha()}
    ordered = sorted(others - documents.keys())
    return documents + Counter(Random(1).sample(ordered, min(wanting, len(ordered))))


def main() -> None:
    """Print the tables."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        figures = measure_spelling(Path(sys.argv[1]))
    except FileNotFoundError as error:
        sys.exit(f"cannot measure spelling: {error}")
    print(describe_machine(), "", *tabulate_spelling(figures), sep="\n")


if __name__ == "__main__":
    main()
