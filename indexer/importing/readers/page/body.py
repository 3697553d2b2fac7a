"""What stands after the head of a page: the text, and the foot behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from indexer.importing.readers.page.datelines import DATE_WITHIN, is_moment
from indexer.importing.readers.page.furniture import is_link, read_byline
from indexer.importing.wrapping import unwrap

_PARENTHESES = re.compile("[()]")

# The end of a sentence, but not of "a.m.".
_STOP = r"(?<!\b[ap]\.m)[.!?](?:\s|$)"
_SENTENCE_START = re.compile(r"(?:^|(?<=\n)|(?<=[.!?…»”\")]\s))(?=[A-Z])")

_ORIGINAL = re.compile(
    r"(?:(?:this|the)\s+(?:(?:full|original)\s+)?(?:(?:text|version)\s+of\s+(?:this|the)\s+)?"
    r"(?:article|report|story|material|news|text|piece|item|interview|note)\s+"
    r"(?:(?:was|were|is|has\s+been|had\s+been)\s+)?)?"
    r"(?:(?:originally|initially|first)\s+(?:published|posted|issued|released|appeared|placed)"
    r"|(?:published|posted|issued|released|appeared|placed)\s+(?:originally|initially|first))\b"
    rf"(?P<details>(?:(?!{_STOP}).)*)[.!?]?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)

_RUSSIAN_PAGE = re.compile(
    r"\brussian(?:[\s-]+language)?\s+(?:web\s*)?(?:page|site|version|section|service|edition|part)",
    re.IGNORECASE,
)

_INVITATION = re.compile(r"\bclick|\bfull\s+(?:text|version|article|story)|\blink\b", re.IGNORECASE)


@dataclass
class Body:
    """The text of an article, and what the foot of its page says. `authors` and `source` may be
    known from the head; where the foot says otherwise, that is text."""

    text: str = ""
    authors: list[str] = field(default_factory=list)
    source: str = ""
    original_published: str = ""

    def read(self, lines: Sequence[str]) -> None:
        """Read the lines behind the head."""
        links = [i for i, line in enumerate(lines) if is_link(line)]
        foot = links[0] if links else len(lines)
        end = foot
        while end and self._take_last(lines[end - 1]):
            end -= 1
        text = self._take_original("\n".join(lines[:end]))
        # Lines of the foot that are not known are kept as text: nothing is dropped in silence.
        unknown = [line for line in lines[foot:] if not self._take_last(line)]
        paragraphs = unwrap(split_blocks(text.split("\n")))
        self.text = "\n\n".join((*paragraphs, *filter(None, unknown)))

    def _take_last(self, line: str) -> bool:
        """Whether the line belongs to the foot of the page and not to the text."""
        byline = read_byline(line)
        if byline is None:
            return not line or is_link(line) or is_moment(line)
        is_other = self.authors and not set(byline.authors) <= set(self.authors)
        if is_other or (byline.source and self.source not in {"", byline.source}):
            return False
        self.authors = self.authors or list(byline.authors)
        self.source = self.source or byline.source
        return True

    def _take_original(self, text: str) -> str:
        """The text without a last sentence that names the Russian page and the date there."""
        # Such a sentence is short: look at the end of the text only.
        tail = text[-1000:]
        for start in _SENTENCE_START.finditer(tail):
            match = _ORIGINAL.match(tail, start.start())
            if match is not None and (date := _original_date(match)):
                self.original_published = date
                return text[: len(text) - len(tail) + match.start()].rstrip()
        return text


def split_blocks(lines: Sequence[str]) -> list[list[str]]:
    """The lines between blank ones."""
    return [list(block) for is_text, block in groupby(lines, bool) if is_text]


def _original_date(match: re.Match[str]) -> str | None:
    details = match["details"]
    page = _RUSSIAN_PAGE.search(details)
    date = DATE_WITHIN.search(details)
    if page is None or date is None:
        return None
    # Nothing may follow but where to find the full text, else it is prose.
    remainders = re.split(_STOP, match["rest"])
    if page.start() < date.start():
        remainders.append(details[date.end() :])
    if any(re.search(r"\w", text) and not _INVITATION.search(text) for text in remainders):
        return None
    return _PARENTHESES.sub("", " ".join(date[0].split()))
