"""The names of facet values, looked over: which lack a label in one language, and which look like
two spellings of one name.

Two names look alike if all their words have the same name keys (`Меджид Алиев`, `Mejid Aliyev`), in
any order, or if they are one letter apart (`Anna Orlova`, `Ana Orlova`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import OSA

from indexer.analysis.names import name_key
from indexer.analysis.transliteration import transliterate
from indexer.article import LANGS
from indexer.labels import NAMED_KINDS, LabelKind, Labels, fold_label

# In shorter names one letter makes another name.
_SHORTEST_NEAR = 6
# Shorter name keys are those of too many words.
_SHORTEST_KEY = 3
# Names that would all look alike are none of them a likely pair.
_MOST_ALIKE = 8
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")


ValueKey = tuple[LabelKind, str]


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A facet value with its labels by language and the number of its articles."""

    kind: LabelKind
    id: str
    labels: Mapping[str, str]
    articles: int

    @property
    def key(self) -> ValueKey:
        """What tells it from all others."""
        return self.kind, self.id

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
    known: AbstractSet[ValueKey] = frozenset(),
    among: AbstractSet[ValueKey] | None = None,
) -> NamesReport:
    """Look over the names of all values that articles have; `counts` tells how many have each,
    `known` are those that somebody named, to be kept where another looks like them. With `among`,
    only these values are looked at, and pairs with one of them."""
    values = [
        _name_value(labels, kind, id_, count)
        for kind in NAMED_KINDS
        for id_, count in counts.get(kind, {}).items()
        # One that labels.toml makes an alias of another is settled.
        if labels.find(kind, id_) in {None, id_}
    ]
    values.sort(key=_by_articles)
    ranked = sorted(values, key=lambda value: value.key not in known)
    places = {value.key: place for place, value in enumerate(ranked)}
    alike = sorted(_find_pairs(ranked, among), key=lambda pair: places[pair.kept.key])
    pairs = sorted(_settle(alike), key=lambda pair: _by_articles(pair.kept))
    paired = {value.key for pair in pairs for value in (pair.kept, pair.other)}
    unnamed = (
        value
        for value in values
        if len(value.labels) < len(LANGS)
        and value.key not in paired
        and (among is None or value.key in among)
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


def _find_pairs(
    values: Sequence[NamedValue], among: AbstractSet[ValueKey] | None
) -> Iterator[LikelyPair]:
    """The values that look like one, by what their names have in common."""
    wanted: set[str] | None = None
    if among is not None:
        asked = (value for value in values if value.key in among)
        wanted = {mark for value in asked for mark in _mark_names(value)}
    alike: dict[str, list[NamedValue]] = {}
    for value in values:
        for mark in _mark_names(value):
            if wanted is None or mark in wanted:
                alike.setdefault(mark, []).append(value)
    seen: set[tuple[ValueKey, ValueKey]] = set()
    for group in alike.values():
        if not 1 < len(group) <= _MOST_ALIKE:
            continue
        for kept, other in combinations(group, 2):
            pair = (kept.key, other.key)
            is_asked = among is None or not among.isdisjoint(pair)
            if is_asked and pair not in seen and _looks_alike(kept, other):
                seen.add(pair)
                yield LikelyPair(kept, other)


def _settle(pairs: Iterable[LikelyPair]) -> Iterator[LikelyPair]:
    """The pairs in order, none of a value that an earlier one would make part of another."""
    gone: set[ValueKey] = set()
    for pair in pairs:
        if not {pair.kept.key, pair.other.key} & gone:
            gone.add(pair.other.key)
            yield pair


def _mark_names(value: NamedValue) -> set[str]:
    """What the names of a value may have in common with another's: their keys, and what is left of
    them without one letter, which finds all that is one edit away."""
    marks: set[str] = set()
    for label in value.names:
        if keys := _keys(label):
            marks.add(f"{value.kind} keys {' '.join(keys)}")
        name = fold_label(label)
        if len(name) >= _SHORTEST_NEAR:
            marks.add(f"{value.kind} {name}")
            marks.update(
                f"{value.kind} {name[:place]}{name[place + 1 :]}" for place in range(len(name))
            )
    return marks


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
