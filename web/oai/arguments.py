"""What a harvester asks, and what is wrong with it by the rules of the protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import msgspec

from indexer.errors import ParameterError
from searcher.cursors import CursorSigner
from searcher.harvesting import HarvestSet
from web.oai.names import Period, is_set_spec, read_period, read_set

Verb = Literal[
    "GetRecord", "Identify", "ListIdentifiers", "ListMetadataFormats", "ListRecords", "ListSets"
]
ErrorCode = Literal[
    "badArgument",
    "badResumptionToken",
    "badVerb",
    "cannotDisseminateFormat",
    "idDoesNotExist",
    "noMetadataFormats",
    "noRecordsMatch",
]
Prefix = Literal["oai_dc", "letopis"]
PREFIXES: tuple[Prefix, ...] = get_args(Prefix)

TOKEN = "resumptionToken"  # noqa: S105
_LIST = (("metadataPrefix",), ("from", "until", "set", TOKEN))
# What each verb needs, and what it may have besides.
_ARGUMENTS: Mapping[Verb, tuple[Sequence[str], Sequence[str]]] = {
    "GetRecord": (("identifier", "metadataPrefix"), ()),
    "Identify": ((), ()),
    "ListIdentifiers": _LIST,
    "ListMetadataFormats": ((), ("identifier",)),
    "ListRecords": _LIST,
    "ListSets": ((), (TOKEN,)),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error of the protocol, with a sentence."""

    code: ErrorCode
    text: str


@dataclass(frozen=True, slots=True)
class Arguments:
    """A request that has what its verb needs, and nothing else."""

    verb: Verb
    values: Mapping[str, str]


class ListToken(msgspec.Struct, frozen=True, array_like=True, tag="harvest"):
    """Where a list of records goes on: behind the `seq` `after`, with what was asked for first,
    `seen` records of which were given. Empty and None are what nobody asked for."""

    verb: Verb
    prefix: Prefix
    set: str
    last: int | None
    after: int
    seen: int


class SetsToken(msgspec.Struct, frozen=True, array_like=True, tag="sets"):
    """Where the list of sets goes on: behind one, so many having been given."""

    after: str
    seen: int


@dataclass(frozen=True, slots=True)
class ListWanted:
    """The list of records that is asked for, from `first` on where it begins, and where it goes
    on."""

    set: HarvestSet | None
    first: int | None
    place: ListToken


def read_arguments(pairs: Sequence[tuple[str, str]]) -> Arguments | Refusal:
    """The request of some names and values."""
    verbs = [value for name, value in pairs if name == "verb"]
    verb = next((known for known in _ARGUMENTS if verbs == [known]), None)
    if verb is None:
        return Refusal("badVerb", f"verb is to be one of {', '.join(_ARGUMENTS)}, once")
    values = {name: value for name, value in pairs if name != "verb"}
    if len(values) < len(pairs) - 1:
        return Refusal("badArgument", "an argument stands there twice")
    needed, allowed = _ARGUMENTS[verb]
    unknown = next((name for name in values if name not in {*needed, *allowed}), None)
    if unknown is not None:
        return Refusal("badArgument", f"{verb} has no argument {unknown[:80]!r}")
    if TOKEN in values:
        if len(values) > 1:
            return Refusal("badArgument", f"{TOKEN} is to stand alone")
    elif missing := [name for name in needed if name not in values]:
        return Refusal("badArgument", f"{verb} needs {' and '.join(missing)}")
    return Arguments(verb, values)


def read_prefix(values: Mapping[str, str]) -> Prefix | Refusal:
    """The format that is asked for."""
    for prefix in PREFIXES:
        if prefix == values["metadataPrefix"]:
            return prefix
    return Refusal("cannotDisseminateFormat", f"the formats are {', '.join(PREFIXES)}")


def read_list(asked: Arguments, signer: CursorSigner) -> ListWanted | Refusal:
    """The list of records that is asked for, at its beginning or by a token."""
    values = asked.values
    if TOKEN in values:
        return _resume(asked, signer)
    dates: list[Period | None] = []
    for name in ("from", "until"):
        period = read_period(values[name]) if name in values else None
        if name in values and period is None:
            return Refusal("badArgument", f"{name} is to be YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ")
        dates.append(period)
    first, last = dates
    if first and last:
        if first.is_day != last.is_day:
            return Refusal("badArgument", "from and until are to be of one granularity")
        if first.first > last.first:
            return Refusal("badArgument", "from is later than until")
    prefix = read_prefix(values)
    if isinstance(prefix, Refusal):
        return prefix
    spec, named = values.get("set"), None
    if spec is not None:
        if not is_set_spec(spec):
            return Refusal("badArgument", "set is to be the name of a set")
        named = read_set(spec)
        if named is None:
            return Refusal("noRecordsMatch", "there is no such set")
    place = ListToken(asked.verb, prefix, spec or "", last.last if last else None, 0, 0)
    return ListWanted(named, first.first if first else None, place)


def read_sets_place(asked: Arguments, signer: CursorSigner) -> SetsToken | Refusal:
    """Where the list of sets is to go on."""
    if TOKEN not in asked.values:
        return SetsToken("", 0)
    try:
        return signer.read(asked.values[TOKEN], SetsToken)
    except ParameterError:
        return BAD_TOKEN


BAD_TOKEN = Refusal(
    "badResumptionToken", "no list of this archive goes on there: begin the harvest anew"
)


def _resume(asked: Arguments, signer: CursorSigner) -> ListWanted | Refusal:
    try:
        place = signer.read(asked.values[TOKEN], ListToken)
    except ParameterError:
        return BAD_TOKEN
    if place.verb != asked.verb:
        return BAD_TOKEN
    return ListWanted(read_set(place.set), None, place)
