"""Which country or region a name stands for, and which of them a news story comes from.

    >>> from indexer.analysis import Analyzer
    >>> gazetteer = Gazetteer(Analyzer())
    >>> gazetteer.resolve("Азербайджана"), gazetteer.resolve("Дагестан")
    ('AZ', 'dagestan')
    >>> gazetteer.infer("Bridge opens in Makhachkala", "")[0].words
    ('title: Makhachkala',)

The names are those of `places.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from indexer.analysis import Analyzer
from indexer.article import CountryEvidence
from indexer.enriching.mentions import FIELDS, Field, Mention, MentionFinder
from indexer.enriching.names import NameIndex, NameKind
from indexer.enriching.places import NO_ENTRY, name_countries, read_places

# What the first mention in a field is worth; the n-th one adds the n-th part of it.
FIELD_WEIGHTS: dict[Field, float] = {"title": 4.0, "dateline": 3.0, "text": 2.0}
KIND_WEIGHTS: Mapping[NameKind, float] = {
    "name": 1.0,
    "place": 1.0,
    "adjective": 0.6,
    "people": 0.6,
    "institution": 0.6,
    "company": 0.6,
    "currency": 0.3,
}
# Counted only where nothing else is named.
TRACES: frozenset[NameKind] = frozenset(("currency",))
COUNTED_MENTIONS = 8

# What a further country needs, unless the title names it: this share of the best score, and more
# than one mention in the running text.
LEAST_SHARE = 0.5
MOST_COUNTRIES = 3

# Words of a text in which a single mention still tells where it comes from; in a longer one it is
# made in passing.
SHORT_STORY = 300
MOST_WORDS = 5


class Gazetteer:
    """Knows countries and regions by name, and finds them in a story. Safe to share between
    threads."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        places = read_places()
        self._text_weights = {
            id_: places.countries.get(id_, NO_ENTRY).text_weight for id_ in name_countries()
        }
        self._names = NameIndex(analyzer, places, name_countries())
        self._mentions = MentionFinder(analyzer, self._names, places)
        self._ids: dict[str, str] = {}
        for id_, names in name_countries().items():
            self._ids[self._names.fold(id_)] = id_
            self._ids.update((self._names.fold(name), id_) for name in names)

    def resolve(self, name: str) -> str | None:
        """The id of a country or region given by its name in any case form, or by its id.

        The names of its towns do not count, nor does upper or lower case.
        """
        known = self._ids.get(self._names.fold(name))
        if known is not None:
            return known
        words = self._analyzer.words(name)
        if not words:
            return None
        found = {
            self._ids.get(candidate.fold)
            for candidate in self._names.find(words)
            if len(candidate.forms) == len(words)
        }
        found.discard(None)
        return found.pop() if len(found) == 1 else None

    def infer(self, title: str, text: str) -> tuple[CountryEvidence, ...]:
        """The countries and regions that a story speaks of, best first, at most three.

        A name in the title weighs most, then one in the first words of the text, then the rest.
        """
        mentions = [*self._mentions.find(title, "title"), *self._mentions.find(text, "dateline")]
        named = _settle([mention for mention in mentions if mention.name.kind not in TRACES])
        if not named:
            return self._trace(title, text, mentions)
        found = [self._weigh(id_, own) for id_, own in named.items()]
        found.sort(key=lambda evidence: (-evidence.score, evidence.country))
        best = found[0].score
        is_short = True
        titled = {
            id_ for id_, own in named.items() if any(mention.field == "title" for mention in own)
        }
        kept = [
            evidence
            for evidence in found
            if (evidence.score == best and (best > FIELD_WEIGHTS["text"] or is_short))
            or evidence.country in titled
            or (evidence.score >= LEAST_SHARE * best and evidence.score > FIELD_WEIGHTS["text"])
        ]
        return tuple(kept[:MOST_COUNTRIES])

    def _weigh(self, id_: str, mentions: Sequence[Mention]) -> CountryEvidence:
        score = 0.0
        for field in FIELDS:
            weight = FIELD_WEIGHTS[field]
            if field == "text":
                weight *= self._text_weights[id_]
            weights = [
                KIND_WEIGHTS[mention.name.kind] for mention in mentions if mention.field == field
            ]
            for rank, part in enumerate(weights[:COUNTED_MENTIONS], start=1):
                score += weight * part / rank
        words = dict.fromkeys(f"{mention.field}: {mention.printed}" for mention in mentions)
        return CountryEvidence(id_, round(score, 3), tuple(words)[:MOST_WORDS])

    def _trace(
        self, title: str, text: str, mentions: Sequence[Mention]
    ) -> tuple[CountryEvidence, ...]:
        counts: Counter[str] = Counter()
        words: dict[str, dict[str, None]] = {}
        for mention in mentions:
            if mention.name.kind in TRACES and mention.is_sure:
                for id_ in mention.name.countries:
                    counts[id_] += 1
                    words.setdefault(id_, {})[f"{mention.field}: {mention.printed}"] = None
        if not counts:
            return ()
        (best, n), *rest = counts.most_common(2)
        return (CountryEvidence(best, 1.0, tuple(words[best])[:MOST_WORDS]),)


def _settle(mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
    """The mentions of each country that is surely named, all names taken for one of theirs."""
    persons = {mention.name.fold for mention in mentions if mention.is_person}
    sure: set[str] = set()
    outright: set[str] = set()
    for mention in mentions:
        if mention.is_sure and mention.name.fold not in persons:
            if len(mention.name.countries) == 1:
                sure.add(mention.name.countries[0])
                if mention.name.kind in {"name", "place"}:
                    outright.add(mention.name.countries[0])
    found: dict[str, list[Mention]] = {}
    settled: list[tuple[Mention, tuple[str, ...]]] = []
    for mention in mentions:
        name = mention.name
        if mention.is_person or name.fold in persons:
            continue
        ids = name.countries
        if len(ids) > 1:
            if name.usual:
                others = [id_ for id_ in ids if id_ in outright and id_ != name.usual]
                ids = (others[0],) if others and name.usual not in sure else (name.usual,)
                if mention.is_sure:
                    sure.update(ids)
            else:
                ids = tuple(id_ for id_ in ids if id_ in sure)
        settled.append((mention, ids))
    for mention, ids in settled:
        for id_ in ids:
            if id_ in sure:
                found.setdefault(id_, []).append(mention)
    return found


@lru_cache(maxsize=2)
def load_gazetteer(analyzer: Analyzer) -> Gazetteer:
    """The gazetteer of an analyzer: a watch imports again and again, and to read a thousand names
    takes longer than to import a few articles."""
    return Gazetteer(analyzer)
