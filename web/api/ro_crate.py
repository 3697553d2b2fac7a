"""What an export is, for machines that read it years later: RO-Crate 1.1 metadata.

https://www.researchobject.org/ro-crate/1.1/ : a JSON-LD file beside the data, with terms of
schema.org.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

METADATA_NAME = "ro-crate-metadata.json"
_CONTEXT = "https://w3id.org/ro/crate/1.1/context"
_CONFORMS = "https://w3id.org/ro/crate/1.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFacts:
    """What travels with an export: of which archive it is, what was asked (`query` is the canonical
    text, `address` the request as it was made), which set that is (`hash`, `total`), of which index
    (`generation`, `analyzer`) and which state of the archive (`seq`), and when it was made."""

    archive: str
    query: str
    address: str
    hash: str
    total: int
    generation: str
    analyzer: str
    seq: int
    made: datetime

    def list(self) -> Mapping[str, str]:
        """The facts by name, in one order."""
        return {
            "archive": self.archive,
            "query": self.query,
            "request": self.address,
            "hash": self.hash,
            "total": str(self.total),
            "generation": self.generation,
            "analyzer": self.analyzer,
            "seq": str(self.seq),
            "made": self.made.isoformat(timespec="seconds"),
        }


def write_crate(facts: ExportFacts, file_name: str, content_type: str) -> bytes:
    """The metadata file of a crate that holds one file of data."""
    listed = facts.list()
    title = f"{facts.archive}: {facts.query}" if facts.query else facts.archive
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "description": f"{facts.total} articles of “{facts.archive}”, as a search found them.",
        "datePublished": listed["made"],
        "license": "The articles belong to their authors and publishers.",
        "hasPart": [{"@id": file_name}],
        "variableMeasured": [{"@id": f"#{name}"} for name in listed],
    }
    graph = [
        {
            "@id": METADATA_NAME,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _CONFORMS},
            "about": {"@id": "./"},
        },
        root,
        {
            "@id": file_name,
            "@type": "File",
            "name": title,
            "encodingFormat": content_type,
            "dateModified": listed["made"],
        },
        *(
            {"@id": f"#{name}", "@type": "PropertyValue", "name": name, "value": value}
            for name, value in listed.items()
        ),
    ]
    crate = {"@context": _CONTEXT, "@graph": graph}
    return msgspec.json.format(msgspec.json.encode(crate), indent=2)
