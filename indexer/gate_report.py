"""What the gate found: the report on a generation before it is switched in.

A generation may differ from the archive, or its golden queries may not find what they must. Either
keeps a full build aside; of the second an update only tells, since a take-down must go through.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LostDocuments:
    """Articles that the archive has and the index lacks: how many, and the first ids in order."""

    count: int = 0
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingHit:
    """An expected article that a golden query did not find where it must.

    `found` tells whether it is in the result at all, `place` at which place of the ranking; 0 is
    a place too deep to look for. `known` is False for an id that the archive never had.
    """

    id: str
    known: bool
    found: bool
    place: int = 0


@dataclass(frozen=True, slots=True)
class BrokenQuery:
    """A golden query that does not hold. `within` is 0 where any place of the result will do."""

    q: str
    within: int
    missing: tuple[MissingHit, ...]


@dataclass(frozen=True, slots=True)
class OutdatedQuery:
    """A golden query that expects articles which were deleted since."""

    q: str
    deleted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedTop:
    """A golden query whose first ten hits are others, or in another order, than in the living
    generation."""

    q: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def left(self) -> tuple[str, ...]:
        return tuple(id_ for id_ in self.before if id_ not in self.after)

    @property
    def entered(self) -> tuple[str, ...]:
        return tuple(id_ for id_ in self.after if id_ not in self.before)

    @property
    def moved(self) -> tuple[tuple[str, int, int], ...]:
        """The ids in both whose places differ, with the place before and the place after."""
        places = {id_: place for place, id_ in enumerate(self.before, 1)}
        return tuple(
            (id_, places[id_], place)
            for place, id_ in enumerate(self.after, 1)
            if places.get(id_, place) != place
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GateReport:
    """What the gate found of one generation; it is stored beside one that is kept aside.

    `passed` names the checks that the generation passed, `failures` says what the others found.
    `changed` are the top tens of a full build that are not those of the living generation, and
    `uncompared` says why they could not be compared; `unread` says why golden.toml was not used.
    """

    passed: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    lost: LostDocuments = LostDocuments()
    golden: tuple[BrokenQuery, ...] = ()
    outdated: tuple[OutdatedQuery, ...] = ()
    changed: tuple[ChangedTop, ...] = ()
    uncompared: str = ""
    unread: str = ""

    @property
    def reason(self) -> str:
        """Why the generation was kept aside, on one line; empty where nothing is wrong."""
        if self.failures:
            return "; ".join(self.failures)
        queries = "; ".join(query.q for query in self.golden)
        return f"failed golden queries: {queries}" if queries else ""
