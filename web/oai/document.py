"""What the protocol answers, as XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from indexer.labels import Labels
from searcher.harvesting import HarvestRecord, HarvestSet, list_sets_of
from web.oai.arguments import Prefix, Refusal
from web.oai.elements import OAI, SCHEMA_LOCATION, XSI, add_element, add_text
from web.oai.metadata import FORMATS, MetadataWriter
from web.oai.names import RecordNames, write_moment, write_set

_SCHEMA = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"


@dataclass(frozen=True, slots=True)
class Repository:
    """What a provider says of itself: its names in all languages as one, its address, whom to write
    to, and the second of its first record."""

    name: str
    address: str
    email: str
    first: int


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a list goes on: its token, empty at its end, and how much of it was given before."""

    token: str
    seen: int


@dataclass(frozen=True, slots=True)
class Document:
    """An answer that is being written: to a request at an address, and up to which second it knows
    of everything."""

    root: etree._Element

    @classmethod
    def begin(cls, address: str, asked: Mapping[str, str], moment: int) -> Document:
        """An answer to a request with these arguments, none of which are told where they are
        wrong."""
        root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})
        root.set(SCHEMA_LOCATION, f"{OAI} {_SCHEMA}")
        add_text(root, "responseDate", write_moment(moment))
        add_text(root, "request", address, asked)
        return cls(root)

    def write(self) -> bytes:
        """The answer as it is sent."""
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8") + b"\n"

    def refuse(self, refusal: Refusal) -> None:
        """Say what is wrong."""
        add_text(self.root, "error", refusal.text, {"code": refusal.code})

    def identify(self, repository: Repository) -> None:
        """Say whose archive it is."""
        part = add_element(self.root, "Identify")
        for name, text in (
            ("repositoryName", repository.name),
            ("baseURL", repository.address),
            ("protocolVersion", "2.0"),
            ("adminEmail", repository.email),
            ("earliestDatestamp", write_moment(repository.first)),
            ("deletedRecord", "persistent"),
            ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
            ("compression", "gzip"),
        ):
            add_text(part, name, text)

    def list_formats(self, origin: str) -> None:
        """List the formats of metadata, which every article has."""
        part = add_element(self.root, "ListMetadataFormats")
        for prefix, format_ in FORMATS.items():
            entry = add_element(part, "metadataFormat")
            add_text(entry, "metadataPrefix", prefix)
            add_text(entry, "schema", format_.locate_schema(origin))
            add_text(entry, "metadataNamespace", format_.namespace)

    def list_sets(self, sets: Sequence[HarvestSet], labels: Labels, onward: Onward) -> None:
        """List sets, with their names in both languages."""
        part = add_element(self.root, "ListSets")
        for named in sets:
            entry = add_element(part, "set")
            add_text(entry, "setSpec", write_set(named))
            add_text(entry, "setName", _name_set(named, labels))
        _add_onward(part, onward)

    def list_identifiers(
        self, records: Sequence[HarvestRecord], names: RecordNames, labels: Labels, onward: Onward
    ) -> None:
        """List records without their metadata."""
        part = add_element(self.root, "ListIdentifiers")
        for record in records:
            _add_header(part, record, names, labels)
        _add_onward(part, onward)

    def list_records(
        self,
        records: Sequence[HarvestRecord],
        names: RecordNames,
        writer: MetadataWriter,
        prefix: Prefix,
        onward: Onward,
    ) -> None:
        """List records."""
        part = add_element(self.root, "ListRecords")
        for record in records:
            _add_record(part, record, names, writer, prefix)
        _add_onward(part, onward)

    def give_record(
        self, record: HarvestRecord, names: RecordNames, writer: MetadataWriter, prefix: Prefix
    ) -> None:
        """Give one record."""
        _add_record(add_element(self.root, "GetRecord"), record, names, writer, prefix)


def _add_record(
    parent: etree._Element,
    record: HarvestRecord,
    names: RecordNames,
    writer: MetadataWriter,
    prefix: Prefix,
) -> None:
    part = add_element(parent, "record")
    _add_header(part, record, names, writer.labels)
    if record.article is not None:
        add_element(part, "metadata").append(writer.write(record.article, prefix))


def _add_header(
    parent: etree._Element, record: HarvestRecord, names: RecordNames, labels: Labels
) -> None:
    article = record.article
    header = add_element(parent, "header", {"status": "deleted"} if article is None else {})
    add_text(header, "identifier", names.write(record.id))
    add_text(header, "datestamp", write_moment(record.moment))
    for named in list_sets_of(article, labels) if article is not None else ():
        add_text(header, "setSpec", write_set(named))


def _add_onward(parent: etree._Element, onward: Onward) -> None:
    # A list of one page has no such element; the last page of a longer one has an empty one.
    if onward.token or onward.seen:
        add_text(parent, "resumptionToken", onward.token, {"cursor": str(onward.seen)})


def _name_set(named: HarvestSet, labels: Labels) -> str:
    names = _LANGUAGES.get(named.id) if named.kind == "lang" else None
    if names is None:
        names = tuple(labels.label(named.kind, named.id, lang) for lang in _LANGUAGES)
    return " / ".join(dict.fromkeys(names))


# The languages of names, and the names of languages in them.
_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "ru": ("На русском", "In Russian"),
    "en": ("На английском", "In English"),
}
