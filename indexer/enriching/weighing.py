"""Which countries a story is about, of those that it names.

- **Settled** is first whose name each mention is. A word has one sense in one text: who is a person
  once is one elsewhere, but `in Paris`. A name of several countries is that of the one that other
  names tell, or the one that it usually is.
- **Weighed** is then each country that is surely named: by where, as what and how often.
- **Chosen** are the best and those near it. What a text names once in passing is not what it is
  about, nor is, beside others, where companies are from. Money and the like tell a country only
  where nothing else does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from indexer.article import CountryEvidence
from indexer.enriching.mentions import FIELDS, Field, Mention
from indexer.enriching.names import NameKind

MOST_COUNTRIES = 3
MOST_WORDS = 5

# What the first mention in a field is worth; the n-th one adds the n-th part of it.
FIELD_WEIGHTS: Mapping[Field, float] = {"title": 4.0, "dateline": 3.0, "text": 2.0}
COUNTED_MENTIONS = 8

# What a mention of each kind is worth. Where somebody or something is from tells less than where
# something is.
KIND_WEIGHTS: Mapping[NameKind, float] = {
    "name": 1.0,
    "place": 1.0,
    "adjective": 0.6,
    "people": 0.6,
    "institution": 0.6,
    "company": 0.8,
    "hint": 0.3,
    "currency": 0.3,
}
# Beside one of its regions a country is mostly mentioned in passing: what it is worth in the text.
PARENT_WEIGHT = 0.4

# They say outright which country is meant.
_OUTRIGHT: frozenset[NameKind] = frozenset(("name", "place"))
# They count only where nothing else is named.
_TRACES: frozenset[NameKind] = frozenset(("hint", "currency"))

# What a further country needs, unless the title names it: this share of the best score, and more
# than one mention in the running text.
LEAST_SHARE = 0.5
LEAST_SCORE = 3.0

# Words of a text in which a single mention still tells where it comes from; in a longer one it is
# made in passing.
SHORT_STORY = 100

# The mentions of each country.
Named = Mapping[str, Sequence[Mention]]


def settle(mentions: Iterable[Mention]) -> Named:
    """The mentions of each country that is surely named, all names taken for one of theirs; traces
    where nothing else is."""
    persons = {one.name.fold for one in mentions if one.standing == "person"}
    places = [one for one in mentions if one.name.fold not in persons or one.standing == "inside"]
    named = [one for one in places if one.name.kind not in _TRACES]
    return _settle(named) or _settle([one for one in places if one.name.kind in _TRACES])


def choose(
    named: Named, ancestors: Mapping[str, Sequence[str]], words: int
) -> tuple[CountryEvidence, ...]:
    """The countries that a story with a text of so many words is about, best first, at most three.

    `ancestors` are the countries and regions that regions are within.
    """
    with_regions = {ancestor for id_ in named for ancestor in ancestors.get(id_, ())}
    weighed = [
        (_weigh(mentions, PARENT_WEIGHT if id_ in with_regions else 1.0), id_, mentions)
        for id_, mentions in named.items()
    ]
    weighed.sort(key=lambda one: (-one[0], one[1]))
    chosen: list[CountryEvidence] = []
    for rank, (score, id_, mentions) in enumerate(weighed):
        if rank == 0:
            is_about = words <= SHORT_STORY or not _is_in_passing(mentions)
        elif all(mention.name.kind == "company" for mention in mentions):
            is_about = False
        else:
            is_about = any(mention.field == "title" for mention in mentions) or (
                score >= max(LEAST_SHARE * weighed[0][0], LEAST_SCORE)
            )
        if is_about:
            printed = dict.fromkeys(f"{mention.field}: {mention.printed}" for mention in mentions)
            chosen.append(CountryEvidence(id_, round(score, 3), tuple(printed)[:MOST_WORDS]))
    return tuple(chosen[:MOST_COUNTRIES])


def _settle(mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
    alone = [one for one in mentions if one.is_sure and len(one.name.countries) == 1]
    sure = {one.name.countries[0] for one in alone}
    outright = {one.name.countries[0] for one in alone if one.name.kind in _OUTRIGHT}
    named: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        for id_ in _tell_countries(mention, sure, outright):
            named[id_].append(mention)
    return {
        id_: own
        for id_, own in named.items()
        if id_ in sure or any(mention.is_sure for mention in own)
    }


def _tell_countries(mention: Mention, sure: set[str], outright: set[str]) -> Iterable[str]:
    """Whose name a mention is: of one that may be several, the usual one unless another is named
    outright and the usual one is not; where none is usual, all that are surely named."""
    ids, usual = mention.name.countries, mention.name.usual
    if len(ids) == 1:
        return ids
    if usual is None:
        return [id_ for id_ in ids if id_ in sure]
    others = [id_ for id_ in ids if id_ in outright]
    return others[:1] if others and usual not in sure else (usual,)


def _weigh(mentions: Sequence[Mention], text_weight: float) -> float:
    score = 0.0
    for field in FIELDS:
        weight = FIELD_WEIGHTS[field] * (text_weight if field == "text" else 1.0)
        parts = [KIND_WEIGHTS[one.name.kind] for one in mentions if one.field == field]
        for rank, part in enumerate(parts[:COUNTED_MENTIONS], start=1):
            score += weight * part / rank
    return score


def _is_in_passing(mentions: Sequence[Mention]) -> bool:
    return len(mentions) == 1 and mentions[0].field == "text"
