"""Measure the repair of the keyboard layout: what is repaired, and what had better be left alone.

The archive is made of the news texts of a folder, known are its surface forms and lemmas.

- **Repaired** is the share of its words of three letters and more that come back when they are
  typed in the other layout.
- **Spoilt** is the share of the words of other texts, typed rightly, that are changed: words that
  the archive has not, and that would be words of it in the other layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measures.spelling import read_news, read_treebanks
from indexer.analysis import Analyzer
from indexer.analysis.tokenizer import DEFAULT_TOKENIZER
from searcher.words.layout import swap_keys, swap_layout

_CYRILLIC = re.compile(r"[а-яё]{3,}")
_LATIN = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True, slots=True)
class LayoutFigures:
    """Of one alphabet: words typed in the other layout and the share of them that is repaired,
    words typed rightly and the share of them that is spoilt."""

    alphabet: str
    swapped: int
    repaired: float
    typed: int
    spoilt: float


def measure_layout(folder: Path) -> tuple[LayoutFigures, ...]:
    """Measure on the texts in a folder; FileNotFoundError where it has none."""
    analyzer = Analyzer()
    archive = _collect_forms(read_news(folder))
    others = _collect_forms(read_treebanks(folder))
    if not archive or not others:
        raise FileNotFoundError(f"no texts in {folder}/news or {folder}/ud")
    known = {term for form in archive for term in (analyzer.word(form)[0], *analyzer.word(form)[1])}

    def is_known(word: str) -> bool:
        words = analyzer.words(word)
        return bool(words) and all(not known.isdisjoint((w.surface, *w.lemmas)) for w in words)

    languages = analyzer.languages
    figures = []
    for alphabet, letters in (("Cyrillic", _CYRILLIC), ("Latin", _LATIN)):
        swapped, typed = (_choose(forms, letters) for forms in (archive, others))
        repaired = sum(
            swap_layout(swap_keys(word, languages)[0], languages, is_known) == word
            for word in swapped
        )
        spoilt = sum(swap_layout(word, languages, is_known) != word for word in typed)
        figures.append(
            LayoutFigures(
                alphabet,
                len(swapped),
                repaired / len(swapped),
                len(typed),
                spoilt / len(typed),
            )
        )
    return tuple(figures)


def tabulate_layout(figures: Iterable[LayoutFigures]) -> list[str]:
    """The figures, a line for each alphabet."""
    lines = [
        "| words | typed in the other layout | repaired | typed rightly | spoilt |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {row.alphabet} | {row.swapped:,} | {row.repaired:.4f} | {row.typed:,} "
        f"| {row.spoilt:.4f} |"
        for row in figures
    ]
    return lines


def _collect_forms(texts: Iterable[str]) -> set[str]:
    return {form.lower() for text in texts for form in DEFAULT_TOKENIZER.find_forms(text)}


def _choose(forms: Iterable[str], letters: re.Pattern[str]) -> list[str]:
    return sorted(filter(letters.fullmatch, forms))
