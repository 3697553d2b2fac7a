"""The endpoint of receipts: all that a paper needs to cite a result, and others to repeat it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib.metadata import version

import msgspec
from aiohttp import web
from multidict import MultiMapping

from searcher.fingerprint import FINGERPRINT_FIELDS, PresentSet
from searcher.history import Unknown, look_back
from searcher.request import DateField, SearchRequest
from searcher.response import IndexInfo
from searcher.result_set import ResultSet
from searcher.service import SearchService
from web.api.fingerprints import make_fingerprint
from web.api.history import read_seq
from web.api.parameters import list_finding, read_finding
from web.api.responding import respond_light
from web.i18n import Language, gettext_noop
from web.keys import LANGUAGES, POOL, SERVICE
from web.parameters import canonical_request, check_parameters, request_fields
from web.pool import SearchPool
from web.shortening import shorten
from web.urls import Urls

# What a request without a query asks for.
EVERYTHING = gettext_noop("all articles")


class ReceiptParameter(msgspec.Struct, frozen=True):
    """A parameter of a request, as an address has it."""

    name: str
    value: str


class ReceiptDays(msgspec.Struct, frozen=True, kw_only=True):
    """The days that a result is narrowed to, both included, in the archive's zone (null is an open
    end), and which date of the articles is meant."""

    meant: DateField = msgspec.field(name="date")
    first: date | None = msgspec.field(name="from")
    last: date | None = msgspec.field(name="to")
    zone: str


class ReceiptAddresses(msgspec.Struct, frozen=True, kw_only=True):
    """Where the result is found again: this receipt as a page, the articles as they are found
    today, the ids as they were, the texts that the fingerprint is made of (null for an earlier
    state: exports have today's), and what was added, removed and changed since."""

    page: str
    search: str
    as_of: str
    export: str | None
    compare: str


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What a result was, and how to repeat it.

    `seq` is the state of the archive, `total` how many articles were found in it and `fingerprint`
    that of their ids and texts; `unknown` how many articles of that state nothing is said of.
    `parameters` are those of the request, its query in canonical text. `index` and `release` are
    what read it, `indexed` and `made` the instants when the index and the receipt were made.
    `citation` is a line by language.
    """

    archive: Mapping[str, str]
    query: str
    hash: str
    parameters: tuple[ReceiptParameter, ...]
    days: ReceiptDays
    seq: int
    total: int
    fingerprint: str
    unknown: Unknown
    index: IndexInfo
    release: str
    indexed: datetime
    made: datetime
    addresses: ReceiptAddresses
    citation: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredSet:
    """What a request finds, or would have found at a `seq`, with all that was counted and read."""

    found: ResultSet
    seq: int
    total: int
    unknown: Unknown
    fingerprint: str

    @property
    def shown(self) -> SearchRequest:
        """The request without pages, its query in canonical text."""
        return canonical_request(self.found.request.without_page(), self.found.canonical)


async def get_receipt(request: web.Request) -> web.Response:
    """The receipt of a result."""
    _, receipt = await measure_receipt(request, request.app[SERVICE].settings.origin)
    return await respond_light(request, lambda: receipt)


async def measure_receipt(request: web.Request, origin: str) -> tuple[MeasuredSet, Receipt]:
    """The set that the query string of a request asks for, and its receipt, before whose addresses
    stands `origin`. Raises ParameterError, and what `measure_set` raises."""
    wanted, seq = parse_receipt(request.query)
    service, languages = request.app[SERVICE], request.app[LANGUAGES]
    measured = await measure_set(service, request.app[POOL], wanted, seq)
    names = {code: service.settings.archive_name(code) for code in languages}
    return measured, write_receipt(
        measured, names, languages, origin, Urls(root=service.settings.root)
    )


def parse_receipt(query: MultiMapping[str]) -> tuple[SearchRequest, int | None]:
    """The request of a receipt, and the earlier `seq` that is asked of; None for today's. Raises
    ParameterError."""
    check_parameters(query, (*list_finding(), "as_of"))
    return read_finding(query), read_seq(query) if query.get("as_of") else None


async def measure_set(
    service: SearchService, pool: SearchPool, wanted: SearchRequest, seq: int | None
) -> MeasuredSet:
    """The set of a request, today's or that of a `seq`. Raises what `SearchService.select`,
    `look_back` and `make_fingerprint` raise."""
    found = await pool.run(service.select, wanted)
    if seq is None:
        total, unknown = await pool.run(found.count), Unknown()
        seq = found.generation.manifest.last_seq
        fingerprint = await make_fingerprint(pool, PresentSet(found))
    else:
        past = await pool.run(look_back, service, found, seq)
        total, unknown = len(past.ids), past.unknown
        fingerprint = await make_fingerprint(pool, past)
    return MeasuredSet(found=found, seq=seq, total=total, unknown=unknown, fingerprint=fingerprint)


def write_receipt(
    measured: MeasuredSet,
    names: Mapping[str, str],
    languages: Mapping[str, Language],
    origin: str,
    urls: Urls,
) -> Receipt:
    """The receipt of a set, in an archive with these names by language; `origin` stands before
    its addresses, which `urls` make, and may be empty."""
    found, shown, made = measured.found, measured.shown, datetime.now(UTC)
    manifest, days = found.generation.manifest, shown.days
    addresses = _make_addresses(measured, origin, urls)
    return Receipt(
        archive=names,
        query=found.canonical,
        hash=found.hash,
        parameters=tuple(ReceiptParameter(*pair) for pair in request_fields(shown)),
        days=ReceiptDays(meant=shown.date, first=days.first, last=days.last, zone=manifest.zone),
        seq=measured.seq,
        total=measured.total,
        fingerprint=measured.fingerprint,
        unknown=measured.unknown,
        index=found.generation.info,
        release=version("letopis"),
        indexed=manifest.finished,
        made=made,
        addresses=addresses,
        citation={
            code: _cite(measured, names[code], made, addresses.page, language)
            for code, language in languages.items()
        },
    )


def _make_addresses(measured: MeasuredSet, origin: str, urls: Urls) -> ReceiptAddresses:
    # Whoever reads the paper has a language of their own: none is chosen.
    shown, seq = measured.shown, measured.seq
    is_present = seq == measured.found.generation.manifest.last_seq
    of_then, covered = ("as_of", str(seq)), ("fields", ",".join(FINGERPRINT_FIELDS))
    return ReceiptAddresses(
        page=origin + urls.receipt(shown, of_then),
        search=origin + urls.search(shown),
        as_of=origin + urls.api_past(shown, seq, ("fingerprint", "1")),
        export=origin + urls.api_export(shown, covered) if is_present else None,
        compare=origin + urls.api_compare(shown, seq, ("fingerprint", measured.fingerprint)),
    )


def _cite(
    measured: MeasuredSet, archive: str, made: datetime, address: str, language: Language
) -> str:
    """The line that cites a set in a language."""
    shown = measured.shown
    query = shorten(shown.q) if shown.q else language.gettext(EVERYTHING)
    others = (f"{name}={value}" for name, value in request_fields(replace(shown, q="")))
    asked = "; ".join((query, *others))
    return language.ngettext(
        "%(archive)s. Results of the search “%(query)s”: %(count)s article, state %(seq)s of the "
        "archive, fingerprint %(fingerprint)s. %(address)s (accessed %(date)s).",
        "%(archive)s. Results of the search “%(query)s”: %(count)s articles, state %(seq)s of the "
        "archive, fingerprint %(fingerprint)s. %(address)s (accessed %(date)s).",
        measured.total,
        archive=archive,
        query=asked,
        count=language.format_number(measured.total),
        seq=measured.seq,
        fingerprint=measured.fingerprint,
        address=address,
        date=language.format_date(made),
    )
