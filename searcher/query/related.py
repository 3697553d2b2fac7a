"""Articles like a given one: which of its words tell what it is about.

The choice is made here, once, from the article's words and from counts of articles, which are the
same on every engine. So every engine is asked for the same articles and has the same candidates;
only the order of those is the engine's own.

What stands below as a number was found by trying on two real archives, of 477 Russian and 1,500
English articles, and on small parts of the sample archive, where nothing may be shown that only
shares everyday words.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from indexer.analysis import Word
from indexer.schema import Parts, TextName

# How many lemmas tell what an article is about; of those about twenty stand in others too.
MOST_LEMMAS = 30

# The points of the first five lemmas, of the next five, and of the rest.
_POINTS = (3, 2, 1)
_RANKS = 5

# The points an article must share to be like another: three lemmas at the least, and only if two
# of them are among the first five. With fewer, one everyday word is enough to mislead.
LEAST_POINTS = 8

# A word of the title counts as if it stood so many times more in the text.
_TITLE_TIMES = 3

# Different lemmas looked at, the most frequent ones: so a book costs no more than a long article.
_MOST_CONSIDERED = 200
_SHORTEST = 3

# A lemma in more than one article of so many says little and costs much. In a small archive as
# many as `_FEW` articles are few.
_COMMON_PART = 20
_FEW = 3

# With fewer lemmas than this the least common of the common ones are taken too.
_ENOUGH = 10

# How many articles hold a lemma; any number above the limit where they are more than that.
CountArticles = Callable[[str, int], int]


@dataclass(frozen=True, slots=True)
class TellingLemma:
    """A lemma to look for in the field `text`, and the points of an article that has it."""

    lemma: str
    points: int


@dataclass(frozen=True, slots=True)
class TellingLemmas:
    """What the articles like one are asked by: any of the lemmas, `least` points together.

    There are none where no article can have so many.
    """

    lemmas: tuple[TellingLemma, ...]
    least: int


def choose_lemmas(
    texts: Mapping[TextName, Parts],
    stop_words: Collection[str],
    count_articles: CountArticles,
    articles: int,
) -> TellingLemmas:
    """The lemmas that tell what an article with these texts is about, among so many articles."""
    times, forms = _count_lemmas(texts, stop_words)
    considered = [lemma for lemma, _ in times.most_common(_MOST_CONSIDERED)]
    holders = _leave_out_common(considered, count_articles, articles)
    weights = {lemma: times[lemma] * math.log(1 + articles / n) for lemma, n in holders.items()}
    best: list[str] = []
    taken: set[tuple[str, ...]] = set()
    for lemma in sorted(weights, key=lambda lemma: (-weights[lemma], lemma)):
        # An ambiguous form stands under each of its lemmas and counts as one word: for the best.
        if not forms[lemma] <= taken:
            taken |= forms[lemma]
            best.append(lemma)
    ranked = [
        TellingLemma(lemma, _POINTS[min(rank // _RANKS, len(_POINTS) - 1)])
        for rank, lemma in enumerate(best[:MOST_LEMMAS])
    ]
    # What stands in no other article takes part: it is what makes a word shared by two articles
    # of a small archive tell little. Where there are few words, all of them must be shared.
    least = min(LEAST_POINTS, sum(telling.points for telling in ranked))
    shared = tuple(telling for telling in ranked if holders[telling.lemma] > 1)
    if sum(telling.points for telling in shared) < least:
        return TellingLemmas((), least)
    return TellingLemmas(shared, least)


def _count_lemmas(
    texts: Mapping[TextName, Parts], stop_words: Collection[str]
) -> tuple[Counter[str], Mapping[str, set[tuple[str, ...]]]]:
    """How often each lemma stands in the texts, and with which others it stands at one place."""
    times: Counter[str] = Counter()
    forms: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    names: tuple[tuple[TextName, int], ...] = (("title", _TITLE_TIMES), ("text", 1))
    for name, factor in names:
        for words in texts[name]:
            for word in words:
                for lemma in _telling(word, stop_words):
                    times[lemma] += factor
                    forms[lemma].add(word.lemmas)
    return times, forms


def _telling(word: Word, stop_words: Collection[str]) -> Iterator[str]:
    """The lemmas of a word that may tell anything: no stop words, numbers, or very short ones."""
    if word.surface not in stop_words:
        for lemma in word.lemmas:
            if (
                len(lemma) >= _SHORTEST
                and lemma not in stop_words
                and not any(map(str.isdigit, lemma))
            ):
                yield lemma


def _leave_out_common(
    lemmas: list[str], count_articles: CountArticles, articles: int
) -> dict[str, int]:
    """The lemmas in few articles, with how many; some common ones too where those are not enough.

    A common lemma is counted to the end only then: up to the limit an engine can tell faster.
    """
    few = max(_FEW, articles // _COMMON_PART)
    counts = {lemma: count_articles(lemma, few) for lemma in lemmas}
    holders = {lemma: n for lemma, n in counts.items() if 0 < n <= few}
    if len(holders) < _ENOUGH:
        common = [(count_articles(lemma, articles), lemma) for lemma in counts.keys() - holders]
        holders |= {lemma: n for n, lemma in sorted(common)[: _ENOUGH - len(holders)] if n}
    return holders
