"""A harvester that knows nothing but the protocol."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from aiohttp.test_utils import TestClient
from lxml import etree

OAI = "{http://www.openarchives.org/OAI/2.0/}"
# What each element holds, in this order; what is not named here is text.
CONTENT = {
    "OAI-PMH": "responseDate request (error )+|responseDate request (Identify|ListMetadataFormats|"
    "ListSets|GetRecord|ListIdentifiers|ListRecords) ",
    "Identify": "repositoryName baseURL protocolVersion (adminEmail )+earliestDatestamp "
    "deletedRecord granularity (compression )*",
    "ListMetadataFormats": "(metadataFormat )+",
    "metadataFormat": "metadataPrefix schema metadataNamespace ",
    "ListSets": "(set )+(resumptionToken )?",
    "set": "setSpec setName ",
    "GetRecord": "record ",
    "ListIdentifiers": "(header )+(resumptionToken )?",
    "ListRecords": "(record )+(resumptionToken )?",
    "record": "header (metadata )?",
    "header": "identifier datestamp (setSpec )*",
}
TEXTS = {
    "responseDate|datestamp|earliestDatestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "identifier": r"oai:[a-zA-Z0-9.-]+:[a-zA-Z0-9\-_.!~*'();/?:@&=+$,%]+",
    "setSpec": r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*",
    "adminEmail": r"\S+@\S+",
}
RECORDS = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
HEADERS = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}
# Nobody waits for a list without end.
MOST_PAGES = 1_000


@dataclass(frozen=True)
class Reply:
    """An answer; `errors` are the codes of what is wrong."""

    root: etree._Element

    @property
    def errors(self) -> list[str]:
        return [str(error.get("code")) for error in self.root.iter(f"{OAI}error")]

    @property
    def date(self) -> str:
        return self.text("responseDate")

    def text(self, name: str) -> str:
        return next(self.root.iter(OAI + name)).text or ""

    def texts(self, name: str) -> list[str]:
        return [found.text or "" for found in self.root.iter(OAI + name)]

    @property
    def token(self) -> str | None:
        found = next(self.root.iter(f"{OAI}resumptionToken"), None)
        return found.text if found is not None else None


@dataclass(frozen=True)
class Header:
    """What a record says of itself; its metadata, if it has any."""

    id: str
    stamp: str
    sets: tuple[str, ...]
    is_deleted: bool
    metadata: etree._Element | None = None


async def ask(client: TestClient, **arguments: str) -> Reply:
    """The answer to a request, checked by what every answer has."""
    named = {name.rstrip("_"): value for name, value in arguments.items()}
    answer = await client.get("/oai", params=named)
    body = await answer.read()
    assert answer.status == 200, body[:300]
    return check_reply(answer.content_type, body)


def check_reply(content_type: str, body: bytes) -> Reply:
    assert content_type == "text/xml"
    root = etree.fromstring(body)
    assert root.tag == f"{OAI}OAI-PMH"
    for element in root.iter(f"{OAI}*"):
        name = element.tag.removeprefix(OAI)
        if name == "metadata":
            assert len(element) == 1
            continue
        inside = "".join(f"{child.tag.removeprefix(OAI)} " for child in element)
        assert re.fullmatch(CONTENT.get(name, ""), inside), (name, inside)
        for names, pattern in TEXTS.items():
            if re.fullmatch(names, name):
                assert re.fullmatch(pattern, element.text or ""), element.text
    return Reply(root)


def read_headers(reply: Reply) -> list[Header]:
    """The records of an answer, with or without metadata."""
    return [_read_header(header) for header in reply.root.iter(f"{OAI}header")]


def _read_header(header: etree._Element) -> Header:
    metadata = header.getnext() if header.getparent().tag == f"{OAI}record" else None
    is_deleted = header.get("status") == "deleted"
    assert not (is_deleted and metadata is not None)
    return Header(
        id=(header.findtext(f"{OAI}identifier") or "").rpartition(":")[2],
        stamp=header.findtext(f"{OAI}datestamp") or "",
        sets=tuple(found.text or "" for found in header.iter(f"{OAI}setSpec")),
        is_deleted=is_deleted,
        metadata=metadata[0] if metadata is not None else None,
    )


async def walk(client: TestClient, **arguments: str) -> AsyncIterator[Reply]:
    """The pages of a list, to the last."""
    reply = await ask(client, **arguments)
    for _ in range(MOST_PAGES):
        if reply.errors == ["noRecordsMatch"]:
            return
        assert not reply.errors
        yield reply
        if not reply.token:
            return
        reply = await ask(client, verb=arguments["verb"], resumptionToken=reply.token)
    raise AssertionError("a list without end")


async def list_ids(client: TestClient, **arguments: str) -> list[str]:
    """The ids of a list, in its order."""
    found = []
    async for reply in walk(client, **(HEADERS | arguments)):
        found += [header.id for header in read_headers(reply)]
    return found


@dataclass
class Mirror:
    """What a harvester has: the title of each article, by its id."""

    titles: dict[str, str] = field(default_factory=dict)
    since: str = ""

    async def harvest(self, client: TestClient, **arguments: str) -> int:
        """Take what came since the last time; how many records that were."""
        if self.since:
            arguments["from_"] = self.since
        count, date = 0, ""
        asked = {"verb": "ListRecords", "metadataPrefix": "letopis", **arguments}
        async for reply in walk(client, **asked):
            date = date or reply.date
            count += self.take(reply)
        self.since = date or self.since
        return count

    def take(self, reply: Reply) -> int:
        headers = read_headers(reply)
        for header in headers:
            if header.is_deleted:
                self.titles.pop(header.id, None)
            else:
                assert header.metadata is not None
                self.titles[header.id] = header.metadata.findtext("{*}title") or ""
        return len(headers)
