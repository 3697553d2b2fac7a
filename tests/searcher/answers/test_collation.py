"""The alphabetical order of labels, and the letters they are listed under."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from searcher.answers.collation import collate, initial

ORDERS = {
    "ru": ["10 дней", "«Акцент»", "Ёж", "ежевика", "Елена", "Йод", "Яна", "Ünal", "Vakha"],
    "en": ["10 days", "Əliyev", "Émile", "Ünal", "Vakha", "«Акцент»", "Ёж", "ежевика", "Яна"],
}


@pytest.mark.parametrize("lang", ORDERS)
def test_the_alphabet_of_the_language_comes_first(lang: str) -> None:
    shuffled = random.Random(1).sample(ORDERS[lang], len(ORDERS[lang]))
    labels = sorted(shuffled, key=lambda label: collate(label, lang))
    assert labels == ORDERS[lang]


@pytest.mark.parametrize(
    ("label", "letter"),
    [
        ("анна", "А"),
        ("Ёж", "Е"),
        ("Йод", "Й"),
        ("«Акцент»", "А"),
        ("  (the) Wire", "T"),
        ("Émile", "E"),
        ("ıshık", "I"),
        ("Ґанок", "Ґ"),
        ("2014", "#"),
        ("თბილისი", "#"),
        ("—", "#"),
        ("", "#"),
    ],
)
def test_the_letter_a_label_is_listed_under(label: str, letter: str) -> None:
    assert initial(label) == letter


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_labels_of_a_letter_stand_together(lang: str) -> None:
    """However they are written, a list has each letter once."""
    labels = ["Ёж", "ежик", "«Ель»", "е", "é", "Ez", "e", "9", "¡", "თ", "Ω", "ґ", "Яя", "zz", "Äb"]
    random.Random(1).shuffle(labels)
    letters = [initial(label) for label in sorted(labels, key=lambda one: collate(one, lang))]
    changes = sum(one != other for one, other in pairwise(letters))
    assert changes == len(set(letters)) - 1
    assert letters[0] == "#"
