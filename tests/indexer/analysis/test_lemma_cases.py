"""What words of an article are found by: the table in lemma_cases.txt, which tells its format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from indexer.analysis import Analyzer

TABLE = Path(__file__).with_name("lemma_cases.txt")

_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


@dataclass(frozen=True, slots=True)
class LemmaCase:
    """A line of the table: a text and the lemmas of each of its words. `fails` tells that today's
    analyzer is known to give something else."""

    number: int
    written: str
    lemmas: tuple[frozenset[str], ...]
    fails: bool

    @property
    def text(self) -> str:
        return _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), self.written)


def read_cases() -> Iterator[LemmaCase]:
    for number, line in enumerate(TABLE.read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        content = line.partition(" # ")[0].strip()
        written, arrow, right = content.removeprefix("! ").partition(" -> ")
        lemmas = tuple(frozenset(word.split(", ")) for word in right.split(" | "))
        assert arrow, f"line {number}: no arrow"
        yield LemmaCase(number, written, lemmas, content.startswith("! "))


CASES = list(read_cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number}-{case.written}")
def test_words_are_found_by_their_lemmas(case: LemmaCase, analyzer: Analyzer) -> None:
    found = tuple(frozenset(word.lemmas) for word in analyzer.words(case.text))
    if case.fails:
        assert found != case.lemmas, f"mended: line {case.number} has to lose its mark"
    else:
        assert found == case.lemmas


def test_the_table_is_large_and_says_nothing_twice(capsys: pytest.CaptureFixture[str]) -> None:
    texts = Counter(case.text for case in CASES)
    assert len(texts) >= 400
    assert [text for text, count in texts.items() if count > 1] == []
    with capsys.disabled():
        print(f"\n{sum(case.fails for case in CASES)} known failures in {len(CASES)} lemma cases")
