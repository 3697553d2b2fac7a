"""What harvesters may ask, and what is wrong with what they ask."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient
from lxml import etree

from searcher.service import SearchService
from tests.web.oai.harvester import HEADERS, RECORDS, Reply, ask, check_reply

BAD = [
    ("", "badVerb"),
    ("verb=", "badVerb"),
    ("verb=identify", "badVerb"),
    ("verb=%FF", "badVerb"),
    ("verb=Identify&%FF=1", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=tag:%FF", "badArgument"),
    ("verb=Identify&verb=Identify", "badVerb"),
    ("verb=Identify&ui=ru", "badArgument"),
    ("verb=Identify&metadataPrefix=oai_dc", "badArgument"),
    ("verb=ListRecords", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
    ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
    ("verb=ListRecords&metadataPrefix=", "cannotDisseminateFormat"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2021", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2021-02-30", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=0000-01-01", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=２０２１-01-01", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2021-01-01T10:00:00", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2021-01-01T25:00:00Z", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2021-01-01T10:00:00.5Z", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2021-01-02&until=2021-01-01", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2021-01-01&until=2021-01-01T10:00:00Z",
     "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=tag:%D1%8F", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=nothing", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=tag:!FF", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=lang:xx", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&until=1900-01-01", "noRecordsMatch"),
    ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=nothing", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=%F0%9D%84%9E", "badResumptionToken"),
    ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=nothing", "badArgument"),
    ("verb=ListSets&resumptionToken=nothing", "badResumptionToken"),
    ("verb=GetRecord&identifier=oai:127.0.0.1:a-1", "badArgument"),
    ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
    ("verb=GetRecord&metadataPrefix=marc&identifier=oai:127.0.0.1:a-1", "cannotDisseminateFormat"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=a-1", "idDoesNotExist"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:b-1", "idDoesNotExist"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:%2561-1", "idDoesNotExist"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:%25FF", "idDoesNotExist"),
    ("verb=ListMetadataFormats&identifier=oai:elsewhere.example:a-1", "idDoesNotExist"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "code"), BAD)
async def test_what_is_wrong_is_told_by_the_codes_of_the_protocol(
    client: TestClient, query: str, code: str
) -> None:
    for answer in (
        await client.get(f"/oai?{query}"),
        await client.post(
            "/oai",
            data=query.encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        ),
    ):
        assert answer.status == 200
        reply = check_reply(answer.content_type, await answer.read())
        assert reply.errors == [code]
        request = next(reply.root.iter("{*}request"))
        assert bool(request.attrib) == (code not in {"badVerb", "badArgument"})


async def test_a_form_asks_as_an_address_does(client: TestClient) -> None:
    for arguments in (RECORDS, HEADERS, {"verb": "Identify"}, {"verb": "ListSets"}):
        by_form = await client.post("/oai", data=arguments)
        by_address = await client.get("/oai", params=arguments)
        assert await by_form.read() == await by_address.read()
    assert (await client.post("/oai", json={"verb": "Identify"})).status == 415
    many = "&".join(f"a{number}=1" for number in range(1_000))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await client.post("/oai", data=many, headers=form)).status == 400


async def test_a_token_is_good_for_its_list_alone(client: TestClient, own: SearchService) -> None:
    token = (await ask(client, **RECORDS)).token
    assert token is not None
    for verb, changed in (
        ("ListIdentifiers", token),
        ("ListSets", token),
        ("ListRecords", token[:-1]),
        ("ListRecords", token.swapcase()),
        ("ListRecords", own.signer.write("20211128")),
        ("ListRecords", "x" * 100_000),
    ):
        answer = await client.get("/oai", params={"verb": verb, "resumptionToken": changed})
        if answer.status == 200:
            assert Reply(etree.fromstring(await answer.read())).errors == ["badResumptionToken"]
        else:
            assert len(changed) == 100_000
    again = await ask(client, verb="ListRecords", resumptionToken=token)
    assert not again.errors
