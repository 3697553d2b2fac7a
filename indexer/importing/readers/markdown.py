"""Markdown with its fields before the text: one article a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from indexer.importing.decoding import read_text
from indexer.importing.file_names import add_file_name
from indexer.importing.markdown_text import MarkdownText
from indexer.importing.markup import take_shortcodes
from indexer.importing.readers import RAW_LIMIT, RawRecord, Rejection
from indexer.importing.readers.front_matter import FrontMatterError, read_front_matter
from indexer.importing.sources import Source
from indexer.importing.values import LONGEST


class MarkdownReader:
    """Reads `.md` and `.markdown`: the fields from the front matter, the body as plain text."""

    name = "markdown"

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The one record of the source. Raises OSError."""
        text = read_text(source)
        yield text if isinstance(text, Rejection) else _read_text(text, source.name)


def _read_text(text: str, name: str) -> RawRecord | Rejection:
    raw = text[:RAW_LIMIT]
    try:
        front = read_front_matter(text)
    except FrontMatterError as error:
        return Rejection(error.line, error.field, error.reason, raw)
    if len(front.text) > LONGEST["body"]:
        return Rejection(1, "body", f"the text has over {LONGEST['body']} characters", raw)
    marked = take_shortcodes(front.text)
    try:
        plain = MarkdownText(marked.text)
    except RecursionError:
        return Rejection(1, "", "the Markdown is nested too deeply", raw)
    plain.captions.extend(marked.captions)
    values = _merge(front.values, plain)
    return RawRecord(1, add_file_name(values, name), raw, front.remarks)


def _merge(values: dict[str, Any], plain: MarkdownText) -> dict[str, Any]:
    names = {name.casefold(): name for name in values}
    title = values.get(names.get("title") or names.get("headline", ""))
    if title is None and plain.headings:
        title = values["title"] = plain.headings[0]
    if body := plain.body(title if isinstance(title, str) else ""):
        values.pop(names.get("body", "body"), None)
        values["body"] = body
    if plain.captions:
        name = names.get("captions", "captions")
        match values.get(name):
            case None:
                values[name] = plain.captions
            case str(caption):
                values[name] = [caption, *plain.captions]
            case list(captions):
                values[name] = [*captions, *plain.captions]
    return values
