"""Rejects of one kind: a thousand records that fail alike are one thing to look at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.archive.entries import Reject
from web.findings import name_kind

# Rejects that are looked at, and those of a group that are shown.
MOST_REJECTS = 20_000
MOST_SHOWN = 100
_KEY_LENGTH = 12


@dataclass(frozen=True, slots=True)
class RejectGroup:
    """Rejects for one reason: the field it is about, the reason without the values that it quotes,
    and a key that is the same as long as these are."""

    key: str
    field: str
    kind: str
    rejects: tuple[Reject, ...]


def group_rejects(rejects: Iterable[Reject]) -> list[RejectGroup]:
    """The rejects by their reasons, the commonest first."""
    groups: dict[tuple[str, str], list[Reject]] = {}
    for reject in rejects:
        groups.setdefault((reject.field, name_kind(reject.reason)), []).append(reject)
    made = [
        RejectGroup(_make_key(field, kind), field, kind, tuple(members))
        for (field, kind), members in groups.items()
    ]
    return sorted(made, key=lambda group: -len(group.rejects))


def find_group(rejects: Iterable[Reject], key: str) -> RejectGroup | None:
    """The group of a key, if there is one."""
    return next((group for group in group_rejects(rejects) if group.key == key), None)


def _make_key(field: str, kind: str) -> str:
    return hashlib.sha256(f"{field}\0{kind}".encode()).hexdigest()[:_KEY_LENGTH]
