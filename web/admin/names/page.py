"""What the page of names is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.admin.frame import AdminFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownValue:
    """A value: its id, its names, and how many articles have it."""

    id: str
    names: str
    articles: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """Two values that look like one; `field` carries the choice, which is one of `kept` or
    `other`, in the words of `keep_one` and `keep_other`."""

    field: str
    kind: str
    one: ShownValue
    other: ShownValue


@dataclass(frozen=True, slots=True, kw_only=True)
class UnnamedRow:
    """A value without a name in a language; `field` carries the name, `guess` is one."""

    field: str
    kind: str
    value: ShownValue
    lang: str
    language: str
    guess: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesPage:
    """The values that look like one, and those without a name in a language: the first ones of
    each, and how many there are. `problem` tells why there are none to be seen."""

    frame: AdminFrame
    action: str
    file: str
    pairs: tuple[PairRow, ...]
    pairs_count: str
    unnamed: tuple[UnnamedRow, ...]
    unnamed_count: str
    problem: str
