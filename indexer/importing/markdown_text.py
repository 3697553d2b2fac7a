"""The words of Markdown: in files of it, and in fields of records that are plainly Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.importing.markup import read_markup
from indexer.labels import fold_label

# markdown-it drops what is nested deeper; a RecursionError comes first and is reported.
_NESTING = 100_000

_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_FOOTNOTE = re.compile(r"^\[\^[^\]\n]{1,100}\]:[ \t]*", re.MULTILINE)
_FOOTNOTE_SIGN = re.compile(r"\[\^[^\]\n]{1,100}\]")


# Of wikis: pictures, and links with their words. Of site generators: the edges of a block, and the
# boxes of a list of tasks.
_EMBEDDED = re.compile(r"!\[\[[^\[\]\n]{1,300}\]\]|^:::.*$", re.MULTILINE)
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,300}\|)?([^\[\]|\n]{1,300})\]\]")
_TASK = re.compile(r"^([ \t]*[-*+] )\[[ xX]\] ", re.MULTILINE)

# What nobody writes but for Markdown: a link or a picture, words in bold, a heading by itself.
_LINK = re.compile(r"\[[^\[\]\n]{1,500}\]\((?:https?://|/)[^()\s]{1,1000}\)")
_BOLD = re.compile(r"(?<![\w*])\*\*(?=[^\s*])[^\n*]{1,500}(?<=\S)\*\*(?![\w*])")
_HEADING = re.compile(r"^#{1,6} \S.{0,300}\n\n", re.MULTILINE)
# Most texts have not even the beginning of one, which is found sooner.
_SIGNS = (("](", _LINK), ("**", _BOLD), ("# ", _HEADING))
_HTML = re.compile(r"</[a-z]\w*>|<br\b|<p\b", re.IGNORECASE)
# A year and a point at the beginning of a line is no item of a list, and a star between two figures
# or letters stresses nothing.
_TIMES = re.compile(r"(?<=\w)\*(?=\w)")
_NUMBERED = re.compile(r"^([ \t]*\d{1,9})(?=[.)] )", re.MULTILINE)


def is_markdown(text: str) -> bool:
    """Whether a text that may be anything is plainly Markdown."""
    is_marked = any(mark in text and sign.search(text) for mark, sign in _SIGNS)
    return is_marked and not _HTML.search(text)


def read_markdown(text: str) -> MarkdownText | None:
    """The words of a text that is plainly Markdown, in a field where lines may be paragraphs; None
    for one that is nested too deeply."""
    try:
        return MarkdownText(_NUMBERED.sub(r"\1\\", _TIMES.sub(r"\\*", text)), "\n")
    except RecursionError:
        return None


class MarkdownText:
    """The words of a Markdown text. Lines within a paragraph end as `line_end` says. Raises
    RecursionError for one that is nested too deeply."""

    def __init__(self, markdown: str, line_end: str = " ") -> None:
        self._line_end = line_end
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
                    yield self._line_end
                case "image":
                    if caption := self._inline(token.children or ()).strip():
                        self.captions.append(caption)
                case "html_inline":
                    yield " " if _BREAK.match(token.content) else token.content
