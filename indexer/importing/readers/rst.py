"""reStructuredText with its fields before the text, as Pelican and Nikola keep articles: one a
file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from indexer.importing.decoding import read_text
from indexer.importing.file_names import add_file_name
from indexer.importing.readers import RAW_LIMIT, RawRecord, Rejection
from indexer.importing.rst_text import RstText, read_comments, strip_rst
from indexer.importing.sources import Source
from indexer.importing.values import LONGEST

# Fields whose words may be marked.
_MARKED = frozenset(("title", "summary", "description"))


class RstReader:
    """Reads `.rst`: the fields below the title or in comments before it, the body as plain text."""

    name = "rst"

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The one record of the source. Raises OSError."""
        text = read_text(source)
        yield text if isinstance(text, Rejection) else _read_text(text, source.name)


def _read_text(text: str, name: str) -> RawRecord | Rejection:
    raw = text[:RAW_LIMIT]
    if len(text) > LONGEST["body"]:
        return Rejection(1, "body", f"the text has over {LONGEST['body']} characters", raw)
    comments, rest = read_comments(text)
    marked = RstText(rest)
    values: dict[str, Any] = {
        field: strip_rst(value) if field.casefold() in _MARKED else value
        for field, value in {**marked.fields, **comments}.items()
        if value
    }
    names = {field.casefold(): field for field in values}
    title = values.get(names.get("title", ""))
    if title is None and marked.headings:
        title = values["title"] = marked.headings[0]
    values["body"] = marked.body(title or "")
    if marked.captions:
        values["captions"] = marked.captions
    return RawRecord(1, add_file_name(values, name), raw)
