"""The endpoints of what a request would have found when the archive stood at an earlier `seq`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace

import msgspec
from aiohttp import web
from multidict import MultiMapping

from indexer.errors import ParameterError
from searcher.history import (
    Difference,
    DifferenceKind,
    PastSet,
    Unknown,
    compare_sets,
    look_back,
)
from searcher.request import SearchRequest
from searcher.response import IndexInfo
from searcher.service import SearchService
from web.api.changes import MAX_SEQ
from web.api.fingerprints import make_fingerprint
from web.api.parameters import list_finding, read_finding
from web.api.responding import respond_tagged
from web.keys import POOL, SERVICE
from web.numbers import Number
from web.parameters import canonical_request, check_parameters, read_choice
from web.requests import urls_of
from web.urls import Urls

# Of earlier results; 0 for counts alone. Of what differs since one is given at least.
IDS_LIMIT = Number("limit", 0, 10_000, 1_000)
# The one that is asked of has to be given.
AS_OF = Number("as_of", 0, MAX_SEQ, 0)

_FINGERPRINT = re.compile(r"sha256:[0-9a-f]{64}")


class SetQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The query of a set in its canonical text, and the name of the set."""

    canonical: str
    hash: str


class PastAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a request would have found at the `seq` `as_of`: how many articles, their `ids` in
    order, and of how many of the archive nothing is said. `fingerprint` is that of the whole set,
    where it is asked for; `next` is the address of the ids behind these."""

    as_of: int
    total: int
    unknown: Unknown
    ids: tuple[str, ...]
    query: SetQuery
    index: IndexInfo
    fingerprint: str | None = None
    next: str | None


class DifferenceCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many articles were added, removed, and changed, and of how many it is not told whether
    they were found then."""

    added: int
    removed: int
    changed: int
    unsure: int


class ComparisonAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a request finds today beside what it would have found at the `seq` `as_of`: both totals,
    the `differences` in the order of ids, and how many there are of each kind. `verified` is
    whether the set of then has the fingerprint that was given; null where none was, or where it
    cannot be known, as nothing is said of some articles."""

    as_of: int
    verified: bool | None
    total_then: int
    total_now: int
    unknown: Unknown
    counts: DifferenceCounts
    differences: tuple[Difference, ...]
    query: SetQuery
    index: IndexInfo
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRequest:
    """A request asked of an earlier `seq`: which page of its ids, or of what differs since, and the
    fingerprint that the set is to be compared with; empty for none."""

    request: SearchRequest
    seq: int
    limit: int
    after: str
    fingerprint: str


async def list_past(request: web.Request) -> web.Response:
    """The ids that a request would have found."""
    wanted = parse_past(request.query)
    pool, urls = request.app[POOL], urls_of(request)
    past = await pool.run(_look_back, request.app[SERVICE], wanted)
    made = await make_fingerprint(pool, past) if wanted.fingerprint else None
    return await respond_tagged(request, lambda: render_past(past, wanted, made, urls))


async def compare_results(request: web.Request) -> web.Response:
    """What a request finds, compared with what it would have found."""
    wanted = parse_comparison(request.query)
    pool, urls = request.app[POOL], urls_of(request)
    past = await pool.run(_look_back, request.app[SERVICE], wanted)
    made = await make_fingerprint(pool, past) if wanted.fingerprint else None
    return await respond_tagged(request, lambda: render_comparison(past, wanted, made, urls))


def parse_past(query: MultiMapping[str]) -> PastRequest:
    """What of an earlier state a query string asks for. Raises ParameterError."""
    check_parameters(query, (*list_finding(), "as_of", "sort", "limit", "after", "fingerprint"))
    read_choice(query, "sort", ("id",))
    return _read_past(query, read_choice(query, "fingerprint", ("1",)) or "", least=0)


def parse_comparison(query: MultiMapping[str]) -> PastRequest:
    """Which comparison a query string asks for. Raises ParameterError."""
    check_parameters(query, (*list_finding(), "as_of", "limit", "after", "fingerprint"))
    fingerprint = query.get("fingerprint", "").strip().lower()
    if fingerprint and not _FINGERPRINT.fullmatch(fingerprint):
        raise ParameterError("fingerprint", fingerprint, "bad-value", "sha256:…")
    return _read_past(query, fingerprint, least=1)


def read_seq(query: MultiMapping[str]) -> int:
    """The earlier `seq` that is asked of. Raises ParameterError."""
    if not query.get("as_of"):
        raise ParameterError("as_of", "", "missing")
    return AS_OF.read(query)


def render_past(past: PastSet, wanted: PastRequest, made: str | None, urls: Urls) -> PastAnswer:
    """A page of what a request would have found."""
    first = bisect_right(past.ids, wanted.after) if wanted.after else 0
    ids = tuple(past.ids[first : first + wanted.limit])
    following = None
    if ids and first + wanted.limit < len(past.ids):
        following = urls.api_past(_canonical(past), past.seq, *_list_page(wanted, ids[-1]))
    return PastAnswer(
        as_of=past.seq,
        total=len(past.ids),
        unknown=past.unknown,
        ids=ids,
        fingerprint=made,
        query=SetQuery(canonical=past.found.canonical, hash=past.found.hash),
        index=past.found.generation.info,
        next=following,
    )


def render_comparison(
    past: PastSet, wanted: PastRequest, made: str | None, urls: Urls
) -> ComparisonAnswer:
    """A page of what differs since."""
    differences = list(compare_sets(past))
    counts = Counter(one.kind for one in differences)
    behind = [one for one in differences if one.id > wanted.after]
    shown = tuple(behind[: wanted.limit])
    following = None
    if len(behind) > len(shown):
        page = _list_page(wanted, shown[-1].id)
        following = urls.api_compare(_canonical(past), past.seq, *page)
    kinds: tuple[DifferenceKind, ...] = ("added", "removed", "changed", "unsure")
    return ComparisonAnswer(
        as_of=past.seq,
        verified=_verify(past, wanted.fingerprint, made),
        total_then=len(past.ids),
        total_now=len(past.present),
        unknown=past.unknown,
        counts=DifferenceCounts(**{kind: counts[kind] for kind in kinds}),
        differences=shown,
        query=SetQuery(canonical=past.found.canonical, hash=past.found.hash),
        index=past.found.generation.info,
        next=following,
    )


def _look_back(service: SearchService, wanted: PastRequest) -> PastSet:
    return look_back(service, service.select(wanted.request), wanted.seq)


def _read_past(query: MultiMapping[str], fingerprint: str, least: int) -> PastRequest:
    return PastRequest(
        request=read_finding(query),
        seq=read_seq(query),
        limit=replace(IDS_LIMIT, least=least).read(query),
        after=query.get("after", ""),
        fingerprint=fingerprint,
    )


def _canonical(past: PastSet) -> SearchRequest:
    return canonical_request(past.found.request, past.found.canonical)


def _list_page(wanted: PastRequest, after: str) -> list[tuple[str, str]]:
    """The parameters of the page behind an id. The fingerprint is made once, with the first."""
    limit = [("limit", str(wanted.limit))] if wanted.limit != IDS_LIMIT.default else []
    return [*limit, ("after", after)]


def _verify(past: PastSet, given: str, made: str | None) -> bool | None:
    """Whether the set has the fingerprint that was given; None where that cannot be known."""
    if made is None:
        return None
    if made == given:
        return True
    return None if past.unknown.total else False
