"""Articles like a given one: by which signs they are known.

A sign is a word, a name or a value of a facet that two articles may share, with the points that it
tells. They are chosen here, from the article and from counts of articles, which are the same on
every engine, and so is what they are worth: every engine gives the same articles in the same order.

What stands below as a number was found by trying on two real archives, of 477 Russian and 1,500
English articles, and on the sample archive and small parts of it, where nothing may be shown that
only shares everyday words.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from indexer.analysis import Word
from indexer.article import Article
from indexer.schema import TEXT_FIELDS, Parts, TextName
from searcher.query.matching import MatchAny, MatchTerms, MatchValue
from searcher.query.scoring import TITLE_WEIGHT, title_field

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
# many as `FEW` articles are few.
_COMMON_PART = 20
_FEW = 3

# Where a small archive has nothing else, words of so many articles are asked by, if they are one of
# eight or fewer; and a word more must be shared.
_WIDE_FEW = 20
_WIDE_PART = 8
WIDE_LEAST_POINTS = 9

# A value tells the more, the fewer have it: a point each time it halves the archive, up to so many.
_MOST_VALUE_POINTS: Mapping[str, int] = {"tag": 4, "country": 1}
# Values looked at, of each facet.
_MOST_VALUES = 10

# With fewer lemmas than this the least common of the common ones are taken too.
_ENOUGH = 10

# What signs are worth is told in tenths.
_SCALE = 10

_TEXT = TEXT_FIELDS["text"]

# How many articles have a term of a field, or a value of a facet; any number above the limit where
# they are more than that.
CountHolders = Callable[[str, str, int], int]


@dataclass(frozen=True, slots=True)
class Sign:
    """What articles may share: the points of one that has it, by which articles are alike or not,
    and what that is worth in the order of those that are."""

    match: MatchTerms | MatchValue
    points: int
    worth: int


@dataclass(frozen=True, slots=True)
class LengthTier:
    """Articles of so many words, up to `longest`: how many points more they must share, and which
    part of the worth of their signs counts."""

    shortest: int
    longest: int | None
    more_points: int
    part: float


# A long text holds many words by chance. Powers of two: what is multiplied by them stays exact.
LENGTH_TIERS = (
    LengthTier(0, 600, 0, 1.0),
    LengthTier(601, None, 6, 0.25),
)


def find_tier(length: int) -> LengthTier:
    """The tier of an article of so many words."""
    return next(tier for tier in reversed(LENGTH_TIERS) if length >= tier.shortest)


@dataclass(frozen=True, slots=True)
class Likeness:
    """What an engine is asked for: articles with signs of at least so many points together, more
    where they are long (`LENGTH_TIERS`).

    The more their signs are worth, the earlier they come. They are in one of `langs`; the article
    `but_id` and those of the story `but_story` are left out.
    """

    signs: tuple[Sign, ...]
    least: int
    langs: tuple[str, ...]
    but_id: str
    but_story: str | None = None

    @property
    def match(self) -> MatchAny:
        """Articles with any of the signs that have points."""
        return MatchAny(tuple(sign.match for sign in self.signs if sign.points))


@dataclass(frozen=True, slots=True)
class TellingWords:
    """The words by which the articles like one are asked for, and the points an article must share
    where nothing else is asked by: fewer for an article of few words."""

    signs: tuple[Sign, ...]
    least: int


def limit_few(articles: int) -> int:
    """How many articles hold a word at the most that is no common one among so many."""
    return max(_FEW, articles // _COMMON_PART)


def limit_few_widely(articles: int) -> int:
    """The same where nothing was found: more in a small archive."""
    return max(limit_few(articles), min(_WIDE_FEW, articles // _WIDE_PART))


def choose_lemmas(
    texts: Mapping[TextName, Parts],
    stop_words: Collection[str],
    count_holders: CountHolders,
    articles: int,
    few: int,
) -> TellingWords:
    """The lemmas that tell what an article with these texts is about, among so many articles; a
    lemma in at most `few` of them is no common one."""
    times, forms = _count_lemmas(texts, stop_words)
    considered = [lemma for lemma, _ in times.most_common(_MOST_CONSIDERED)]
    count = partial(count_holders, _TEXT.lemmas)
    holders = _leave_out_common(considered, count, articles, few)
    weights = {lemma: times[lemma] * math.log(1 + articles / n) for lemma, n in holders.items()}
    best: list[str] = []
    taken: set[tuple[str, ...]] = set()
    for lemma in sorted(weights, key=lambda lemma: (-weights[lemma], lemma)):
        # An ambiguous form stands under each of its lemmas and counts as one word: for the best.
        if not forms[lemma] <= taken:
            taken |= forms[lemma]
            best.append(lemma)
    best = best[:MOST_LEMMAS]
    # What stands in no other article has its rank too: it is what makes a word shared by two
    # articles of a small archive tell little. Where there are few words, all must be shared.
    least = min(LEAST_POINTS, sum(map(_points_of, range(len(best)))))
    return TellingWords(_make_signs(_TEXT.lemmas, best, times, holders, articles), least)


def choose_names(
    texts: Mapping[TextName, Parts],
    stop_words: Collection[str],
    count_holders: CountHolders,
    articles: int,
) -> tuple[Sign, ...]:
    """The names that tell what an article is about: by their keys, which are one for both alphabets
    and need no translation."""
    times: Counter[str] = Counter()
    for word, factor in _iterate_words(texts):
        if word.surface not in stop_words:
            for key in word.names:
                # Names of few sounds, and numbers, are those of too many.
                if key.isalpha():
                    times[key] += factor
    few = limit_few(articles)
    considered = [key for key, _ in times.most_common(_MOST_CONSIDERED)]
    counts = {key: count_holders(_TEXT.names, key, few) for key in considered}
    holders = {key: n for key, n in counts.items() if 1 < n <= few}
    weights = {key: times[key] * math.log(1 + articles / n) for key, n in holders.items()}
    best = sorted(weights, key=lambda key: (-weights[key], key))[:MOST_LEMMAS]
    return _make_signs(_TEXT.names, best, times, holders, articles)


def choose_values(article: Article, count_holders: CountHolders, articles: int) -> tuple[Sign, ...]:
    """The tags and countries of an article: the rarer, the more they tell."""
    signs: list[Sign] = []
    for facet, values in (("tag", article.tags), ("country", article.countries)):
        for value in values[:_MOST_VALUES]:
            holders = count_holders(facet, value, articles)
            halvings = (articles // holders).bit_length() - 1 if holders > 1 else 0
            if halvings > 0:
                points = min(halvings, _MOST_VALUE_POINTS[facet])
                worth = _worth(1, holders, articles)
                signs.append(Sign(MatchValue(facet, (value,)), points, worth))
    return tuple(signs)


def _points_of(rank: int) -> int:
    return _POINTS[min(rank // _RANKS, len(_POINTS) - 1)]


def _worth(times: int, holders: int, articles: int) -> int:
    """What a sign that stands so often in the article asked about is worth in others, of which so
    many have it. A whole number: sums of those are the same on every engine."""
    return round(_SCALE * (1 + math.log(times)) * math.log(1 + articles / holders))


def _make_signs(
    field: str,
    ranked: Sequence[str],
    times: Mapping[str, int],
    holders: Mapping[str, int],
    articles: int,
) -> tuple[Sign, ...]:
    """The terms of a field that others have too as signs, the most telling first; in the title each
    is worth something once more."""
    signs: list[Sign] = []
    title = title_field(field)
    for rank, term in enumerate(ranked):
        if holders[term] > 1:
            worth = _worth(times[term], holders[term], articles)
            signs.append(Sign(MatchTerms(field, (term,)), _points_of(rank), worth))
            if title:
                signs.append(Sign(MatchTerms(title, (term,)), 0, round(worth * TITLE_WEIGHT)))
    return tuple(signs)


def _count_lemmas(
    texts: Mapping[TextName, Parts], stop_words: Collection[str]
) -> tuple[Counter[str], Mapping[str, set[tuple[str, ...]]]]:
    """How often each lemma stands in the texts, and with which others it stands at one place."""
    times: Counter[str] = Counter()
    forms: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for word, factor in _iterate_words(texts):
        if word.surface not in stop_words:
            for lemma in word.lemmas:
                times[lemma] += factor
                forms[lemma].add(word.lemmas)
    telling = {lemma: n for lemma, n in times.items() if _is_telling(lemma, stop_words)}
    return Counter(telling), forms


def _iterate_words(texts: Mapping[TextName, Parts]) -> Iterator[tuple[Word, int]]:
    """The words of the texts, with how much each counts."""
    names: tuple[tuple[TextName, int], ...] = (("title", _TITLE_TIMES), ("text", 1))
    for name, factor in names:
        for words in texts[name]:
            for word in words:
                yield word, factor


def _is_telling(lemma: str, stop_words: Collection[str]) -> bool:
    """Whether a lemma may tell anything: stop words, numbers and very short ones do not."""
    return len(lemma) >= _SHORTEST and lemma not in stop_words and not any(map(str.isdigit, lemma))


def _leave_out_common(
    lemmas: list[str], count: Callable[[str, int], int], articles: int, few: int
) -> dict[str, int]:
    """The lemmas in few articles, with how many; some common ones too where those are not enough.

    A common lemma is counted to the end only then: up to the limit an engine can tell faster.
    """
    counts = {lemma: count(lemma, few) for lemma in lemmas}
    holders = {lemma: n for lemma, n in counts.items() if 0 < n <= few}
    if len(holders) < _ENOUGH:
        common = [(count(lemma, articles), lemma) for lemma in counts.keys() - holders]
        holders |= {lemma: n for n, lemma in sorted(common)[: _ENOUGH - len(holders)] if n}
    return holders
