"""Markdown with its fields before the text: one article a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.importing.decoding import read_text
from indexer.importing.field_names import FIELD_NAMES, fold_name
from indexer.importing.fields import is_empty, is_flag
from indexer.importing.file_names import read_file_name
from indexer.importing.markup import read_markup, take_shortcodes
from indexer.importing.readers import RAW_LIMIT, RawRecord, Rejection
from indexer.importing.readers.front_matter import FrontMatterError, read_front_matter
from indexer.importing.sources import Source
from indexer.importing.values import LONGEST
from indexer.labels import fold_label

# markdown-it drops what is nested deeper; a RecursionError comes first and is reported.
_NESTING = 100_000

# The names of a date in a front matter, beside which that of the file's name does not count.
_DATES = frozenset(map(fold_name, ("published", *FIELD_NAMES["published"])))

_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_FOOTNOTE = re.compile(r"^\[\^[^\]\n]{1,100}\]:[ \t]*", re.MULTILINE)
_FOOTNOTE_SIGN = re.compile(r"\[\^[^\]\n]{1,100}\]")


# Of wikis: pictures, and links with their words. Of site generators: the edges of a block, and the
# boxes of a list of tasks.
_EMBEDDED = re.compile(r"!\[\[[^\[\]\n]{1,300}\]\]|^:::.*$", re.MULTILINE)
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,300}\|)?([^\[\]|\n]{1,300})\]\]")
_TASK = re.compile(r"^([ \t]*[-*+] )\[[ xX]\] ", re.MULTILINE)


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
        plain = _PlainText(marked.text)
    except RecursionError:
        return Rejection(1, "", "the Markdown is nested too deeply", raw)
    plain.captions.extend(marked.captions)
    values = _merge(front.values, plain)
    for field, value in read_file_name(name).items():
        if field != "published":
            values.setdefault(field, value)
        elif not any(
            fold_name(other) in _DATES and _says(given) for other, given in values.items()
        ):
            values["date"] = value
    return RawRecord(1, values, raw, front.remarks)


def _says(value: object) -> bool:
    return not (is_empty(value) or is_flag(value))


def _merge(values: dict[str, Any], plain: _PlainText) -> dict[str, Any]:
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


class _PlainText:
    """The words of a Markdown text. Raises RecursionError for one that is nested too deeply."""

    def __init__(self, markdown: str) -> None:
        # Each paragraph with the tag of the Markdown block that it comes from.
        self._blocks: list[tuple[str, str]] = []
        self.captions: list[str] = []
        self._row = 0
        parser = MarkdownIt("commonmark", {"maxNesting": _NESTING})
        parser.enable(["table", "strikethrough"])
        # A footnote is a paragraph of its own, and its sign in the text no word.
        markdown = _TASK.sub(r"\1", _WIKI_LINK.sub(r"\1", _EMBEDDED.sub("", markdown)))
        markdown = _FOOTNOTE_SIGN.sub("", _FOOTNOTE.sub("\n", markdown))
        tag = ""
        for token in parser.parse(markdown):
            match token.type:
                case "inline":
                    self._add_inline(tag, token.children or ())
                case "fence" | "code_block":
                    self._add("pre", token.content.strip("\n"))
                case "html_block":
                    self._add_markup("div", token.content)
                case "tr_open":
                    self._row = len(self._blocks)
                case "tr_close":
                    self._end_row()
                case _:
                    tag = token.tag

    @property
    def headings(self) -> list[str]:
        """The headings of the first level."""
        return [text for tag, text in self._blocks if tag == "h1"]

    def body(self, title: str) -> str:
        """The paragraphs, joined by blank lines, without the heading that is the title."""
        return "\n\n".join(
            text
            for tag, text in self._blocks
            if not (tag == "h1" and fold_label(text) == fold_label(title))
        )

    def _add_inline(self, tag: str, tokens: Sequence[Token]) -> None:
        if any(token.type == "html_inline" for token in tokens):
            self._add_markup(tag, "".join(self._words(tokens, escape)))
        else:
            self._add(tag, re.sub(" +", " ", self._inline(tokens)).strip())

    def _add_markup(self, tag: str, html: str) -> None:
        marked = read_markup(html)
        self.captions.extend(marked.captions)
        for paragraph in marked.text.split("\n\n"):
            self._add(tag, " ".join(paragraph.split()))

    def _end_row(self) -> None:
        """Join the cells of a row of a table into a paragraph."""
        cells = [text for _, text in self._blocks[self._row :]]
        del self._blocks[self._row :]
        self._add("tr", " | ".join(cells))

    def _add(self, tag: str, text: str) -> None:
        if text.strip():
            self._blocks.append((tag, text))

    def _inline(self, tokens: Sequence[Token]) -> str:
        return "".join(self._words(tokens, str))

    def _words(self, tokens: Iterable[Token], quote: Callable[[str], str]) -> Iterator[str]:
        """What the tokens say; HTML among them stays HTML, beside which words are quoted."""
        for token in tokens:
            match token.type:
                case "text" | "code_inline":
                    yield quote(token.content)
                case "softbreak" | "hardbreak":
                    yield " "
                case "image":
                    if caption := self._inline(token.children or ()).strip():
                        self.captions.append(caption)
                case "html_inline":
                    yield " " if _BREAK.match(token.content) else token.content
