"""The provider: one answer for each verb of the protocol."""

from __future__ import annotations

import bisect
import time
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from searcher.harvesting import (
    HarvestRequest,
    HarvestState,
    find_record,
    list_records,
    list_sets,
    read_state,
)
from searcher.service import SearchService
from web.api.hits import RenderContext
from web.i18n import DEFAULT_LANGUAGE
from web.oai.arguments import (
    BAD_TOKEN,
    TOKEN,
    Arguments,
    ListWanted,
    Refusal,
    SetsToken,
    read_arguments,
    read_list,
    read_prefix,
    read_sets_place,
)
from web.oai.document import Document, Onward, Repository
from web.oai.metadata import MetadataWriter
from web.oai.names import RecordNames, write_set

PATH = "/oai"
# What a page of a list holds at most.
MOST_RECORDS = 200
MOST_SETS = 500


class NothingYetError(Exception):
    """A list goes on behind what was read, where nothing of it was: it is asked for again, with the
    arguments that it has. Never seen outside."""

    def __init__(self, asked: Arguments) -> None:
        self.asked = asked


@dataclass(frozen=True, slots=True)
class Provider:
    """Answers harvesters of an archive whose site is at an origin."""

    service: SearchService
    origin: str

    def answer(self, pairs: Sequence[tuple[str, str]]) -> bytes:
        """The answer to a request of these names and values.

        Raises NothingYetError, TooExpensiveError, and what `list_records` raises.
        """
        state = read_state(self.service)
        asked = read_arguments(pairs)
        refusal: Refusal | None
        if isinstance(asked, Refusal):
            document, refusal = self._begin(None, state), asked
        else:
            document = self._begin(asked, state)
            refusal = self._fill(document, asked, state)
            if refusal is not None and refusal.code == "badArgument":
                document = self._begin(None, state)
        if refusal is not None:
            document.refuse(refusal)
        return document.write()

    def _begin(self, asked: Arguments | None, state: HarvestState) -> Document:
        now = int(time.time())
        told = {"verb": asked.verb, **asked.values} if asked else {}
        moment = now if state.last is None else min(now, state.last)
        return Document.begin(self._site + PATH, told, moment)

    def _fill(self, document: Document, asked: Arguments, state: HarvestState) -> Refusal | None:
        match asked.verb:
            case "Identify":
                document.identify(self._introduce(state))
                return None
            case "ListMetadataFormats":
                return self._list_formats(document, asked)
            case "ListSets":
                return self._list_sets(document, asked, state)
            case "GetRecord":
                return self._give_record(document, asked, state)
            case "ListIdentifiers" | "ListRecords":
                return self._list_records(document, asked, state)

    @property
    def _site(self) -> str:
        """What stands before paths: where the archive is served below one, that too."""
        return self.origin + self.service.settings.root

    @property
    def _names(self) -> RecordNames:
        return RecordNames(self.origin)

    def _introduce(self, state: HarvestState) -> Repository:
        settings = self.service.settings
        return Repository(
            name=" / ".join(dict.fromkeys(settings.name.values())) or settings.archive_name("en"),
            address=self._site + PATH,
            email=settings.admin_email or f"postmaster@{self._names.host}",
            first=state.first or 0,
        )

    def _list_formats(self, document: Document, asked: Arguments) -> Refusal | None:
        if "identifier" in asked.values:
            article_id = self._names.read(asked.values["identifier"])
            record = None if article_id is None else find_record(self.service, article_id)
            if record is None:
                return _UNKNOWN
            if record.article is None:
                return Refusal("noMetadataFormats", "the article was taken down")
        document.list_formats(self._site)
        return None

    def _list_sets(
        self, document: Document, asked: Arguments, state: HarvestState
    ) -> Refusal | None:
        place = read_sets_place(asked, self.service.signer)
        if isinstance(place, Refusal):
            return place
        sets = sorted(list_sets(self.service), key=write_set)
        first = bisect.bisect_right(sets, place.after, key=write_set)
        page = sets[first : first + MOST_SETS]
        if not page:
            return BAD_TOKEN
        token = ""
        if first + len(page) < len(sets):
            following = SetsToken(write_set(page[-1]), place.seen + len(page))
            token = self.service.signer.write(following)
        document.list_sets(page, state.labels, Onward(token, place.seen))
        return None

    def _give_record(
        self, document: Document, asked: Arguments, state: HarvestState
    ) -> Refusal | None:
        prefix = read_prefix(asked.values)
        if isinstance(prefix, Refusal):
            return prefix
        article_id = self._names.read(asked.values["identifier"])
        record = None if article_id is None else find_record(self.service, article_id)
        if record is None:
            return _UNKNOWN
        document.give_record(record, self._names, self._make_writer(state), prefix)
        return None

    def _list_records(
        self, document: Document, asked: Arguments, state: HarvestState
    ) -> Refusal | None:
        wanted = read_list(asked, self.service.signer)
        if isinstance(wanted, Refusal):
            return wanted
        place = wanted.place
        page = list_records(self.service, _request(wanted))
        if page.is_expired:
            return BAD_TOKEN
        token = ""
        if page.after is not None:
            seen = place.seen + len(page.records)
            following = msgspec.structs.replace(place, after=page.after, seen=seen)
            token = self.service.signer.write(following)
        if not page.records:
            if token:
                raise NothingYetError(Arguments(asked.verb, {TOKEN: token}))
            return Refusal("noRecordsMatch", "there is nothing more" if place.seen else "no record")
        onward = Onward(token, place.seen)
        if asked.verb == "ListIdentifiers":
            document.list_identifiers(page.records, self._names, state.labels, onward)
        else:
            writer = self._make_writer(state)
            document.list_records(page.records, self._names, writer, place.prefix, onward)
        return None

    def _make_writer(self, state: HarvestState) -> MetadataWriter:
        context = RenderContext.of(self.service.settings, DEFAULT_LANGUAGE)
        return MetadataWriter(self.origin, state.labels, context)


def _request(wanted: ListWanted) -> HarvestRequest:
    return HarvestRequest(
        set=wanted.set,
        first=wanted.first,
        last=wanted.place.last,
        after=wanted.place.after,
        limit=MOST_RECORDS,
    )


_UNKNOWN = Refusal("idDoesNotExist", "no article of this archive has this identifier")
