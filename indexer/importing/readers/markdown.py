"""Markdown with YAML front matter: one article a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.importing.decoding import read_text
from indexer.importing.readers import RAW_LIMIT, RawRecord, Rejection
from indexer.importing.sources import Source
from indexer.importing.values import LONGEST, LONGEST_FRONT_MATTER
from indexer.labels import fold_label

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.M)

_OPENING = re.compile(r"---[ \t]*\n")

# markdown-it drops what is nested deeper; a RecursionError comes first and is reported.
_NESTING = 100_000

_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)

_BLOCK_TAG = re.compile(r"</?(?:p|div|br|li|t[dhr]|h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[!?/]?[a-z][^<>]*>", re.IGNORECASE)


class MarkdownReader:
    """Reads `.md` and `.markdown`: the fields from the front matter, the body as plain text."""

    name = "markdown"

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The one record of the source. Raises OSError."""
        text = read_text(source)
        yield text if isinstance(text, Rejection) else _read_text(text)


def _read_text(text: str) -> RawRecord | Rejection:
    raw = text[:RAW_LIMIT]
    front = _FRONT_MATTER.match(text)
    if front is None and _OPENING.match(text):
        return Rejection(1, "", "the front matter is not closed by a line of ---", raw)
    values: dict[str, Any] = {}
    markdown = text[front.end() :] if front else text
    # Reading either may take a second and a hundred MB for each 100,000 characters.
    if front is not None and len(front["yaml"]) > LONGEST_FRONT_MATTER:
        return Rejection(1, "", f"the front matter has over {LONGEST_FRONT_MATTER} characters", raw)
    if len(markdown) > LONGEST["body"]:
        return Rejection(1, "body", f"the text has over {LONGEST['body']} characters", raw)
    if front is not None:
        try:
            values = _read_front_matter(front["yaml"])
        except _FrontMatterError as error:
            return Rejection(error.line + 2, error.field, error.reason, raw)
    try:
        plain = _PlainText(markdown)
    except RecursionError:
        return Rejection(1, "", "the Markdown is nested too deeply", raw)
    return RawRecord(1, _merge(values, plain), raw)


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


class _FrontMatterError(Exception):
    """`line` counts from 0 within the front matter."""

    def __init__(self, line: int, field: str, reason: str) -> None:
        super().__init__(reason)
        self.line, self.field, self.reason = line, field, reason


class _Loader(yaml.SafeLoader):
    """YAML without aliases (a few of them can stand for gigabytes) and without tags."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None) is not None:
            raise yaml.composer.ComposerError(
                None, None, "aliases and tags are not read", event.start_mark
            )
        return super().compose_node(parent, index)


def _read_front_matter(text: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    line, field = 0, ""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return values
        if not isinstance(node, yaml.MappingNode):
            raise _FrontMatterError(0, "", "the front matter is no list of `name: value`")
        for name_node, value_node in node.value:
            line, field = name_node.start_mark.line, ""
            if not isinstance(name_node, yaml.ScalarNode):
                raise _FrontMatterError(line, "", "the name of a field must be a word")
            field = str(name_node.value)
            if field in values:
                raise _FrontMatterError(line, field, "the name stands twice in the front matter")
            values[field] = loader.construct_object(value_node, deep=True)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"broken YAML: {error.problem or error.context}"
        raise _FrontMatterError(mark.line if mark else line, field, reason) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position)
        raise _FrontMatterError(line, "", f"broken YAML: {error.reason}") from error
    except ValueError as error:  # `2021-02-31` looks like a date and is none
        raise _FrontMatterError(line, field, str(error)) from error
    except RecursionError as error:
        raise _FrontMatterError(0, "", "the YAML is nested too deeply") from error
    return values


class _PlainText:
    """The words of a Markdown text. Raises RecursionError for one that is nested too deeply."""

    def __init__(self, markdown: str) -> None:
        # Each paragraph with the tag of the Markdown block that it comes from.
        self._blocks: list[tuple[str, str]] = []
        self.captions: list[str] = []
        parser = MarkdownIt("commonmark", {"maxNesting": _NESTING})
        tag = ""
        for token in parser.parse(markdown):
            match token.type:
                case "inline":
                    self._add(tag, re.sub(" +", " ", self._inline(token.children or ())).strip())
                case "fence" | "code_block":
                    self._add("pre", token.content.strip("\n"))
                case "html_block":
                    for paragraph in re.split(r"\n\s*\n", _strip_tags(token.content)):
                        self._add("div", " ".join(paragraph.split()))
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

    def _add(self, tag: str, text: str) -> None:
        if text.strip():
            self._blocks.append((tag, text))

    def _inline(self, tokens: Sequence[Token]) -> str:
        return "".join(self._words(tokens))

    def _words(self, tokens: Iterable[Token]) -> Iterator[str]:
        for token in tokens:
            match token.type:
                case "text" | "code_inline":
                    yield token.content
                case "softbreak" | "hardbreak":
                    yield " "
                case "image":
                    if caption := self._inline(token.children or ()).strip():
                        self.captions.append(caption)
                case "html_inline" if re.match(r"<br\b", token.content, re.IGNORECASE):
                    yield " "


def _strip_tags(html: str) -> str:
    visible = _HIDDEN.sub("", html)
    return unescape(_TAG.sub("", _BLOCK_TAG.sub("\n\n", visible)))
