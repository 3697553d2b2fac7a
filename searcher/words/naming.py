"""The names of facet values, looked over: which lack a label in one language, and which look like
two spellings of one name.

Two names look alike if all their words have the same name keys (`Меджид Алиев`, `Mejid Aliyev`), in
any order, or if they are one letter apart (`Anna Orlova`, `Ana Orlova`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import OSA

from indexer.analysis.names import name_key
from indexer.article import LANGS
from indexer.labels import LabelKind, Labels, fold_label
from searcher.words.transliteration import transliterate

# The facets whose values are named; languages have their names from us.
NAMED_KINDS: tuple[LabelKind, ...] = ("author", "tag", "source", "country")
# In shorter names one letter makes another name.
_SHORTEST_NEAR = 6
# Shorter name keys are those of too many words.
_SHORTEST_KEY = 3
# Names that would all look alike are none of them a likely pair.
_MOST_ALIKE = 8
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A facet value with its labels by language and the number of its articles."""

    kind: LabelKind
    id: str
    labels: Mapping[str, str]
    articles: int

    @property
    def names(self) -> tuple[str, ...]:
        """Its labels, or its id where it has none."""
        return tuple(self.labels.values()) or (self.id,)


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two values that look like one: the known one or that with more articles, and the other."""

    kept: NamedValue
    other: NamedValue


@dataclass(frozen=True, slots=True)
class NamesReport:
    """What is to be done about the names of an archive, the values with the most articles first.

    `unnamed` are values without a label in one of the languages, those of `pairs` left out.
    """

    unnamed: tuple[NamedValue, ...]
    pairs: tuple[LikelyPair, ...]


def review_names(
    labels: Labels,
    counts: Mapping[LabelKind, Mapping[str, int]],
    known: Collection[tuple[LabelKind, str]] = (),
) -> NamesReport:
    """Look over the names of all values that articles have; `counts` tells how many have each,
    `known` are those that somebody named, to be kept where another looks like them."""
    values = [
        _name_value(labels, kind, id_, count)
        for kind in NAMED_KINDS
        for id_, count in counts.get(kind, {}).items()
        # One that labels.toml makes an alias of another is settled.
        if labels.find(kind, id_) in {None, id_}
    ]
    values.sort(key=_by_articles)
    ranked = sorted(values, key=lambda value: (value.kind, value.id) not in known)
    places = {(value.kind, value.id): place for place, value in enumerate(ranked)}
    alike = sorted(_find_pairs(ranked), key=lambda pair: places[pair.kept.kind, pair.kept.id])
    pairs = sorted(_settle(alike), key=lambda pair: _by_articles(pair.kept))
    paired = {(value.kind, value.id) for pair in pairs for value in (pair.kept, pair.other)}
    unnamed = (
        value
        for value in values
        if len(value.labels) < len(LANGS) and (value.kind, value.id) not in paired
    )
    return NamesReport(tuple(unnamed), tuple(pairs))


def guess_label(name: str) -> str:
    """A name in the letters of the other alphabet, as a first guess; empty where there is none."""
    words = [next(transliterate(word), "") for word in fold_label(name).split()]
    return " ".join(word.capitalize() for word in words) if all(words) else ""


def _name_value(labels: Labels, kind: LabelKind, id_: str, count: int) -> NamedValue:
    names = labels.names.get(kind, {}).get(id_, {})
    return NamedValue(kind, id_, {lang: names[lang] for lang in LANGS if names.get(lang)}, count)


def _by_articles(value: NamedValue) -> tuple[int, str, str]:
    return -value.articles, value.kind, value.id


def _find_pairs(values: Iterable[NamedValue]) -> Iterator[LikelyPair]:
    """The values that look like one, by what their names have in common."""
    alike: dict[tuple[str, ...], dict[str, NamedValue]] = defaultdict(dict)
    for value in values:
        for mark in _mark_names(value):
            alike[value.kind, *mark][value.id] = value
    seen: set[tuple[LabelKind, str, str]] = set()
    for group in alike.values():
        if len(group) > _MOST_ALIKE:
            continue
        for kept, other in combinations(group.values(), 2):
            pair = (kept.kind, kept.id, other.id)
            if pair not in seen and _looks_alike(kept, other):
                seen.add(pair)
                yield LikelyPair(kept, other)


def _settle(pairs: Iterable[LikelyPair]) -> Iterator[LikelyPair]:
    """The pairs in order, none of a value that an earlier one would make part of another."""
    gone: set[tuple[LabelKind, str]] = set()
    for pair in pairs:
        kept, other = (pair.kept.kind, pair.kept.id), (pair.other.kind, pair.other.id)
        if not {kept, other} & gone:
            gone.add(other)
            yield pair


def _mark_names(value: NamedValue) -> Iterator[tuple[str, ...]]:
    """What the names of a value may have in common with another's: their keys, and what is left of
    them without one letter, which finds all that is one edit away."""
    for label in value.names:
        if keys := _keys(label):
            yield "keys", *keys
        name = fold_label(label)
        if len(name) >= _SHORTEST_NEAR:
            for place in range(len(name)):
                yield "near", name[:place] + name[place + 1 :]
            yield "near", name


def _keys(label: str) -> tuple[str, ...]:
    """The name keys of the words of a name, in their order; none where one is too short."""
    # A capital İ is folded to an i with a dot above.
    words = _LETTERS.findall(fold_label(label).replace("\u0307", ""))
    keys = sorted(map(name_key, words))
    return tuple(keys) if keys and all(len(key) >= _SHORTEST_KEY for key in keys) else ()


def _looks_alike(one: NamedValue, other: NamedValue) -> bool:
    return any(_is_near(name, another) for name in one.names for another in other.names)


def _is_near(one: str, other: str) -> bool:
    # `Channel 1` and `Channel 2` are two.
    if _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    keys = _keys(one)
    return bool(keys and keys == _keys(other)) or (
        OSA.distance(fold_label(one), fold_label(other), score_cutoff=1) <= 1
    )
