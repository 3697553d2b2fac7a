"""The words of reStructuredText: paragraphs, headings, fields. Nothing is included or run."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

# A line of one sign, below a heading or between two parts.
_RULE = re.compile(r"([!-/:-@\[-`{-~])\1{2,}\s*$")
_SHORT_RULE = re.compile(r"([=\-~^\"'`#*+.:_])\1*\s*$")
_TABLE_RULE = re.compile(r"=+(?: +=+)+\s*$|\+[-=+]{2,}\+\s*$")
_CELL_GAP = re.compile(r" {2,}")
_ITEM = re.compile(
    r"(?P<bullet>[-*+•‣])[ ]+|(?P<number>(?:\d{1,3}|#|[a-zA-Z])[.)]|\(\w{1,3}\))[ ]+"
)
_FIELD = re.compile(r":(?P<name>[^:`\n]{1,60}):(?:\s+(?P<value>.*))?$")
_DIRECTIVE = re.compile(
    r"\.\.[ ]+(?:\|[^|]+\|[ ]+)?(?P<name>[\w:.-]{1,60}?)::(?:[ ]+(?P<value>.*))?$"
)
_FOOTNOTE = re.compile(r"\.\.[ ]+\[[^\]\n]{1,60}\][ ]+(?P<text>.*)$")

_COMMENT_FIELD = re.compile(r"\.\.[ ]+(?P<name>[a-zA-Z][\w-]{0,60}):(?!:)[ ]*(?P<value>.*)$")

# Of a directive whose content is text; of others it is for programs, or for nobody.
_TEXTS = frozenset((
    "note", "warning", "tip", "hint", "important", "caution", "danger", "attention", "error",
    "admonition", "topic", "sidebar", "epigraph", "highlights", "pull-quote", "compound",
    "container", "class", "rubric", "line-block", "parsed-literal", "code", "code-block",
    "sourcecode", "centered", "table",
))  # fmt: skip
_TITLED = frozenset(("topic", "sidebar", "rubric", "admonition", "centered", "table"))
_VERBATIM = frozenset(("parsed-literal", "code", "code-block", "sourcecode"))
_PICTURES = frozenset(("image", "figure", "thumbnail"))

_INLINE = (
    (re.compile(r"``(.{1,1000}?)``"), r"\1"),
    # A role, or a link, whose target stands behind its words.
    (re.compile(r"(?::[\w+.:-]{1,60}:)?`([^`<\n]{1,1000}?)\s?<[^`<>\n]{1,2000}>`_{0,2}"), r"\1"),
    (re.compile(r"(?::[\w+.:-]{1,60}:)?`([^`\n]{1,1000})`_{0,2}"), r"\1"),
    (re.compile(r"\s?\[(?:\d{1,4}|#\w{0,60}|\*)\]_(?!\w)"), ""),
    (re.compile(r"(?<![\w*\\])\*\*(\S(?:[^*\n]{0,1000}\S)?)\*\*(?!\w)"), r"\1"),
    (re.compile(r"(?<![\w*\\])\*([^\s*](?:[^*\n]{0,1000}[^\s*\\])?)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)\|([^\s|](?:[^|\n]{0,100}[^\s|])?)\|_{0,2}"), r"\1"),
    (re.compile(r"(?<=\w)__?(?=[\s.,;:!?)]|$)"), ""),
    (re.compile(r"\\(\S)"), r"\1"),
    (re.compile(r"\\\s"), ""),
)

_DEEPEST = 20


class RstText:
    """What a text says: `fields` of its head, `headings` in their order, `captions` of pictures,
    and paragraphs."""

    def __init__(self, text: str) -> None:
        self.fields: dict[str, str] = {}
        self.headings: list[str] = []
        self.captions: list[str] = []
        self._paragraphs: list[tuple[str, bool]] = []
        self._has_text = False
        self._read(text.expandtabs(8).split("\n"), 0)

    def body(self, title: str) -> str:
        """The paragraphs, joined by blank lines, without the first heading that is the title."""
        parts = list(self._paragraphs)
        if (title, True) in parts:
            parts.remove((title, True))
        return "\n\n".join(text for text, _ in parts)

    def _read(self, lines: Sequence[str], depth: int) -> None:
        place = 0
        while place < len(lines):
            place = self._read_block(lines, place, depth)

    def _read_block(self, lines: Sequence[str], place: int, depth: int) -> int:
        """Read what begins at a line; the line behind it."""
        line = lines[place]
        if not line.strip():
            return place + 1
        if line[0] == " ":
            end = _end_of_block(lines, place)
            block = textwrap.dedent("\n".join(lines[place:end])).split("\n")
            if depth < _DEEPEST:
                self._read(block, depth + 1)
            else:
                self._add(" ".join(block))
            return end
        if _TABLE_RULE.match(line):
            return self._read_table(lines, place)
        if (end := self._read_heading(lines, place)) > place:
            return end
        if line.startswith(".. ") or line.rstrip() == "..":
            end = _end_of_block(lines, place + 1)
            self._read_explicit(line, lines[place + 1 : end], depth)
            return end
        if (field := _FIELD.match(line)) and not self._has_text:
            end = _end_of_field(lines, place + 1)
            value = " ".join(
                part.strip() for part in (field["value"] or "", *lines[place + 1 : end])
            )
            self.fields.setdefault(field["name"], value.strip())
            return end
        if item := _ITEM.match(line):
            return self._read_item(lines, place, item, depth)
        return self._read_paragraph(lines, place)

    def _read_heading(self, lines: Sequence[str], place: int) -> int:
        following = [line.rstrip() for line in lines[place : place + 3]] + ["", ""]
        first, second, third = following[:3]
        if _RULE.match(first):
            if second.strip() and third == first:
                self._add(second, is_heading=True)
                return place + 3
            # Between two parts.
            return place + 1
        is_long = len(second) >= min(len(first), 4)
        if _SHORT_RULE.match(second) and second and is_long:
            self._add(first, is_heading=True)
            return place + 2
        return place

    def _read_explicit(self, line: str, content: Sequence[str], depth: int) -> None:
        if note := _FOOTNOTE.match(line):
            self._add(" ".join((note["text"], *map(str.strip, content))))
            return
        directive = _DIRECTIVE.match(line)
        if directive is None:
            # A comment, or the target of a link.
            return
        name, value = directive["name"], directive["value"] or ""
        block = textwrap.dedent("\n".join(content)).split("\n")
        options: dict[str, str] = {}
        while block and (option := _FIELD.match(block[0])):
            options[option["name"]] = option["value"] or ""
            del block[0]
        if name in _PICTURES:
            caption = " ".join(" ".join(block).split()) or options.get("alt", "")
            if caption := strip_rst(caption):
                self.captions.append(caption)
        elif name in _TEXTS and depth < _DEEPEST:
            if name in _VERBATIM:
                self._add_verbatim(block)
                return
            if value and name not in {"class", "container"}:
                self._add(value, is_heading=name in _TITLED)
            self._read(block, depth + 1)

    def _read_item(self, lines: Sequence[str], place: int, item: re.Match[str], depth: int) -> int:
        end = place + 1
        while end < len(lines) and (lines[end].startswith(" ") or not lines[end].strip()):
            end += 1
        rest = textwrap.dedent("\n".join(lines[place + 1 : end]))
        number = f"{item['number']} " if item["number"] and item["number"][0] != "#" else ""
        first, _, others = rest.partition("\n\n") if not rest.startswith("\n") else ("", "", rest)
        text = f"{number}{lines[place][item.end() :]} {first}".strip()
        self._add(_drop_colons(text))
        if text.endswith("::"):
            self._add_verbatim(textwrap.dedent(others).split("\n"))
        elif depth < _DEEPEST:
            self._read(others.split("\n"), depth + 1)
        return end

    def _read_table(self, lines: Sequence[str], place: int) -> int:
        is_grid = lines[place].startswith("+")
        while place < len(lines) and (line := lines[place].rstrip()):
            if not _TABLE_RULE.match(line) and not _RULE.match(line):
                cells = line.strip("| ").split("|") if is_grid else _CELL_GAP.split(line.strip())
                self._add(" | ".join(cell.strip() for cell in cells if cell.strip()))
            place += 1
        return place

    def _read_paragraph(self, lines: Sequence[str], place: int) -> int:
        end = place
        while (
            end < len(lines) and lines[end].strip() and not (end > place and lines[end][0] == " ")
        ):
            end += 1
        paragraph = [line.strip() for line in lines[place:end]]
        if all(line.startswith("|") for line in paragraph):
            for line in paragraph:
                self._add(line[1:])
            return end
        text = " ".join(paragraph)
        self._add(_drop_colons(text))
        if text.endswith("::"):
            block_end = _end_of_block(lines, end)
            self._add_verbatim(textwrap.dedent("\n".join(lines[end:block_end])).split("\n"))
            return block_end
        return end

    def _add(self, text: str, *, is_heading: bool = False) -> None:
        text = strip_rst(text)
        if text:
            self._paragraphs.append((text, is_heading))
            if is_heading:
                self.headings.append(text)
            else:
                self._has_text = True

    def _add_verbatim(self, block: Sequence[str]) -> None:
        if text := "\n".join(block).strip("\n"):
            self._paragraphs.append((text, False))
            self._has_text = True


def strip_rst(text: str) -> str:
    """The words of a paragraph."""
    text = " ".join(text.split())
    for pattern, words in _INLINE:
        text = pattern.sub(words, text)
    return " ".join(text.split())


def _drop_colons(text: str) -> str:
    """A paragraph without the sign that a block of code follows it."""
    if not text.endswith("::"):
        return text
    return text.removesuffix("::").rstrip() + ":" * (text[-3:-2] not in {"", " "})


def _end_of_block(lines: Sequence[str], place: int) -> int:
    """The line behind the lines from a place on that are indented, or blank."""
    while place < len(lines) and (not lines[place].strip() or lines[place][0] == " "):
        place += 1
    return place


def _end_of_field(lines: Sequence[str], place: int) -> int:
    while place < len(lines) and lines[place].strip() and lines[place][0] == " ":
        place += 1
    return place


def read_comments(text: str) -> tuple[dict[str, str], str]:
    """The fields that a text has in comments before it (`.. title: Bridge opens`), and the rest."""
    fields: dict[str, str] = {}
    lines = text.split("\n")
    for place, line in enumerate(lines):
        found = _COMMENT_FIELD.match(line)
        if found is None and line.strip():
            return fields, "\n".join(lines[place:])
        if found is not None:
            fields.setdefault(found["name"], found["value"].strip())
    return fields, ""
