"""What a draft of labels.toml does to the names of values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.article import LANGS
from indexer.labels import NAMED_KINDS, Labels, NamedKind
from searcher.deadline import current_deadline
from searcher.generation import Generation

# Values that are told of; there are archives of thirty thousand authors.
MOST_EFFECTS = 200


@dataclass(frozen=True, slots=True)
class JoinedValue:
    """A value of articles that would be another one: its id, its name, and how many articles have
    it."""

    id: str
    names: tuple[str, ...]
    articles: int


@dataclass(frozen=True, slots=True)
class NameEffect:
    """A value whose names would change, or that others would be joined to: its names by language
    now and then, how many articles have it, and who would be joined to it; their articles become
    its own when they are imported again."""

    kind: NamedKind
    id: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    articles: int
    joined: tuple[JoinedValue, ...] = ()


@dataclass(frozen=True, slots=True)
class NamesEffect:
    """The values that a draft changes, those of the most articles first, at most `MOST_EFFECTS`;
    and how many there are."""

    values: tuple[NameEffect, ...]
    total: int


def compare_names(before: Labels, after: Labels, generation: Generation | None) -> NamesEffect:
    """What changes from some labels to others; articles are those of a generation."""
    found: list[NameEffect] = []
    for kind in NAMED_KINDS:
        old, new = before.of(kind), after.of(kind)
        # What nobody named yet is known to the index alone.
        indexed = generation.labels.of(kind) if generation is not None else {}
        ids = {**old, **new, **indexed}
        joined: dict[str, list[JoinedValue]] = {}
        for id_ in ids:
            current_deadline().check()
            kept = after.find(kind, id_)
            if kept not in {None, id_} and before.find(kind, id_) in {None, id_}:
                value = JoinedValue(
                    id_, tuple(old.get(id_, {}).values()), _count(generation, kind, id_)
                )
                joined.setdefault(str(kept), []).append(value)
        gone = {value.id for values in joined.values() for value in values}
        for id_ in ids:
            names, others = new.get(id_, {}), tuple(joined.get(id_, ()))
            if id_ not in gone and (others or _choose(old.get(id_, {})) != _choose(names)):
                found.append(
                    NameEffect(
                        kind,
                        id_,
                        _choose(old.get(id_, {})),
                        _choose(names),
                        _count(generation, kind, id_),
                        others,
                    )
                )
    found.sort(key=lambda value: (-value.articles, value.kind, value.id))
    return NamesEffect(tuple(found[:MOST_EFFECTS]), len(found))


def _choose(names: Mapping[str, str]) -> dict[str, str]:
    return {lang: names[lang] for lang in LANGS if names.get(lang)}


def _count(generation: Generation | None, kind: NamedKind, id_: str) -> int:
    value = generation.values.get(kind, id_) if generation is not None else None
    return value.count if value is not None else 0
