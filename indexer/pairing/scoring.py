"""How likely two articles are versions of one story.

Three explanations of what two articles share are compared: that one is a version of the other, that
both are about one affair, as the days of a trial are, and that they have nothing to do with each
other. Each says how likely a sign of one article is to stand in the other too. What news has as
names, numbers and concepts was counted in translated news; the days of one affair share most
names, fewer concepts and hardly a number. What comes out are odds (natural logarithms), and of all
odds of an article against one another and against none, its confidence.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from indexer.pairing.evidence import Evidence, Kind

SURE = 0.98
"""The confidence from which on two articles are joined without being asked about."""

LIKELY = 0.5
"""That from which on a pair is worth being looked at."""

WINDOW = 7
"""Days between versions at most, or between the original and the time that a translation tells of
it."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How signs of a kind are shared: the share of them that a version keeps, if both languages
    spell them alike, and that another article on the affair has; the share that is not spelled
    alike; and how many articles have one that is nothing special."""

    kept: float
    shared: float
    unlike: float
    common: float


RATES: Mapping[Kind, Rates] = {
    "name": Rates(kept=0.95, shared=0.4, unlike=0.3, common=0.01),
    "number": Rates(kept=0.94, shared=0.15, unlike=0.02, common=0.08),
    "concept": Rates(kept=0.84, shared=0.22, unlike=0.25, common=0.07),
}

# Counts of few articles say little: they are taken together with so many of the usual kind.
_USUAL = 20
_MOST_COMMON = 0.9

# Signs come together, a given name with its surname, a place with what happened there: each counts
# as so much of one that comes by itself.
_INDEPENDENT = 0.75

# For each article that has a version in the other language, as many have none; and each has, at a
# guess, two others on its affair.
_PRIOR = 0.5
_ON_AFFAIR = 2.0

# Most versions are published within a day or two, articles on an affair over a week.
_DAYS_OF_VERSION = 1.0
_DAYS_OF_AFFAIR = 4.0
_LATE = 0.1

# Of articles that tell when their original was published, how many tell the very minute; and how
# often another article on the affair has that one, or the day.
_EXACT = 0.85
_SAME_DAY = 0.1
_CHANCE_MINUTE = 0.004
_CHANCE_DAY = 0.35

# How often a version is of another source, where the archive has both in both languages.
_OTHER_SOURCE = 0.03
_OTHER_SOURCE_ON_AFFAIR = 0.4

_DAY = 86_400.0
# What is as good as certain, either way.
_MOST_ODDS = 50.0


class Telling(NamedTuple):
    """When an article was published, and when its original was, where it says so; and its source,
    None where the archive has it in one language alone."""

    published: datetime
    original: datetime | None
    source: str | None


class Weights(NamedTuple):
    """How much more likely something is for versions of one story than for articles on one affair,
    and than for any two (natural logarithms)."""

    affair: float
    any: float


class Background(NamedTuple):
    """The articles of a language at about the time: how many there are, and have a key."""

    articles: int
    count: Callable[[str], int]


def score(
    one: tuple[Telling, Evidence, Background], other: tuple[Telling, Evidence, Background]
) -> float:
    """The odds that two articles are versions of one story, each with the background of its
    language, if neither had another candidate."""
    there = weigh_signs(one[1], other[1], other[2])
    back = weigh_signs(other[1], one[1], one[2])
    time = weigh_times(one[0], other[0])
    affair = _INDEPENDENT * (there.affair + back.affair) / 2 + time.affair
    any_two = _INDEPENDENT * (there.any + back.any) / 2 + time.any
    if one[0].source and other[0].source and one[0].source != other[0].source:
        affair += math.log(_OTHER_SOURCE / _OTHER_SOURCE_ON_AFFAIR)
    articles = max(1.0, (one[2].articles + other[2].articles) / 2)
    return -_add_logs(math.log(_ON_AFFAIR / _PRIOR) - affair, math.log(articles / _PRIOR) - any_two)


def weigh_signs(one: Evidence, other: Evidence, background: Background) -> Weights:
    """What it tells that some signs of one article stand in another, and some do not."""
    # A short version cannot have all that a long one has.
    room = min(1.0, len(other.signs) / max(1, len(one.signs)))
    affair = any_two = 0.0
    for kind, keys in one.signs:
        rates = RATES[kind]
        holders = max(map(background.count, keys))
        if other.keys.isdisjoint(keys):
            kept = rates.kept * room
            if not holders:
                # Perhaps it is only spelt otherwise.
                kept *= 1 - rates.unlike
                shared = rates.shared * (1 - rates.unlike) * room
                affair += math.log((1 - kept) / (1 - shared))
                any_two += math.log(1 - kept)
                continue
            common = _share(holders, background.articles, rates)
            shared = (rates.shared + (1 - rates.shared) * common) * room
            affair += math.log((1 - kept) / (1 - shared))
            any_two += math.log((1 - kept) / (1 - common))
        else:
            common = _share(holders - 1, background.articles, rates)
            affair += math.log(rates.kept / (rates.shared + (1 - rates.shared) * common))
            any_two += math.log(rates.kept / min(common, rates.kept))
    return Weights(affair, any_two)


def weigh_times(one: Telling, other: Telling) -> Weights:
    """What the times of two articles tell."""
    if one.original is not None and other.original is None:
        return _weigh_original(one.original, other.published)
    if other.original is not None and one.original is None:
        return _weigh_original(other.original, one.published)
    apart = abs((one.published - other.published).total_seconds()) / _DAY
    late = _LATE / (2 * WINDOW)
    density = (1 - _LATE) * _spread(apart, _DAYS_OF_VERSION) + late
    return Weights(
        math.log(density / (_spread(apart, _DAYS_OF_AFFAIR) + late / 10)),
        math.log(density * 2 * WINDOW),
    )


def tells_minute(version: Telling, original: Telling) -> bool:
    """Whether an article says that its original was published at the very minute of another."""
    told = version.original
    return (
        told is not None and not _is_midnight(told) and _are_of_one_minute(told, original.published)
    )


def settle(odds: Mapping[tuple[str, str], float], least: float) -> dict[tuple[str, str], float]:
    """The pairs whose confidence is at least so much, with it: how sure each of the two is of the
    other, beside all others and none. Who has found a partner is out of the way of others, so it is
    done until nothing more is found."""
    left = dict(odds)
    pairs: dict[tuple[str, str], float] = {}
    while found := _find_sure(left, least):
        pairs |= found
        taken = {id_ for pair in found for id_ in pair}
        left = {pair: value for pair, value in left.items() if taken.isdisjoint(pair)}
    return pairs


def rate(odds: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """The confidence of each pair."""
    weights = {pair: math.exp(min(_MOST_ODDS, value)) for pair, value in odds.items()}
    sums: defaultdict[str, float] = defaultdict(lambda: 1.0)
    for pair, weight in weights.items():
        for id_ in pair:
            sums[id_] += weight
    return {pair: min(weight / sums[id_] for id_ in pair) for pair, weight in weights.items()}


def _find_sure(odds: Mapping[tuple[str, str], float], least: float) -> dict[tuple[str, str], float]:
    return {pair: value for pair, value in rate(odds).items() if value >= least}


def _weigh_original(told: datetime, published: datetime) -> Weights:
    """What it tells that an article says when its original was published."""
    is_one_day = told.date() == published.astimezone(told.tzinfo).date()
    if _is_midnight(told):
        kept, chance = (0.95, _CHANCE_DAY) if is_one_day else (0.05, 1 - _CHANCE_DAY)
    elif _are_of_one_minute(told, published):
        kept, chance = _EXACT, _CHANCE_MINUTE
    elif is_one_day:
        kept, chance = _SAME_DAY, _CHANCE_DAY
    else:
        kept, chance = 1 - _EXACT - _SAME_DAY, 1 - _CHANCE_DAY
    weight = math.log(kept / chance)
    return Weights(weight, weight)


def _is_midnight(moment: datetime) -> bool:
    """Whether a time is a day without one."""
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)


def _are_of_one_minute(one: datetime, other: datetime) -> bool:
    return abs((one - other).total_seconds()) < 60


def _share(holders: int, articles: int, rates: Rates) -> float:
    """The share of articles that have a sign."""
    usual = _USUAL * rates.common
    return min(_MOST_COMMON, (max(0, holders) + usual) / (articles + _USUAL))


def _spread(days: float, scale: float) -> float:
    return math.exp(-days / scale) / (2 * scale)


def _add_logs(one: float, other: float) -> float:
    high = max(one, other)
    return high + math.log(math.exp(one - high) + math.exp(other - high))
