"""Whether two texts are one: equal but for blanks, or so like that one corrects the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from indexer.article import Article
from indexer.labels import fold_label

_WORD = re.compile(r"\w+")

# The share of words that two versions of one text have in common at least. Two notes of one rubric
# share their function words; a correction, even of a note of five words, leaves most as they were.
LIKE = 0.5


def have_one_title(one: Article, other: Article) -> bool:
    """Whether the headlines are equal but for case, `ё` and blanks."""
    return fold_label(one.title) == fold_label(other.title)


def have_one_body(one: Article, other: Article) -> bool:
    """Whether the texts under the headlines are equal but for case, `ё` and blanks."""
    return _fold_rest(one) == _fold_rest(other)


def are_versions(one: Article, other: Article) -> bool:
    """Whether one may be a version of the other: half of the words are the same. Under one headline
    the text below it decides, unless one has none. Linear in the texts."""
    texts, others = _fold_rest(one), _fold_rest(other)
    if have_one_title(one, other):
        return not any(texts) or not any(others) or _measure(texts, others) >= LIKE
    return _measure((fold_label(one.title), *texts), (fold_label(other.title), *others)) >= LIKE


def measure_likeness(one: Article, other: Article) -> float:
    """The share of words in common, headlines included, from 0 to 1 (Dice's coefficient)."""
    return _measure(
        (fold_label(one.title), *_fold_rest(one)), (fold_label(other.title), *_fold_rest(other))
    )


def _fold_rest(article: Article) -> tuple[str, ...]:
    return tuple(map(fold_label, (*article.texts()[1:], *article.notices)))


def _measure(texts: Sequence[str], others: Sequence[str]) -> float:
    first, second = (Counter(_WORD.findall(" ".join(part))) for part in (texts, others))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0
