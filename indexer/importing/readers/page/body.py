"""What stands after the head of a page: the text, and the foot behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from indexer.importing.furniture import read_byline, take_original
from indexer.importing.readers.page.datelines import is_moment
from indexer.importing.readers.page.links import is_link
from indexer.importing.wrapping import unwrap


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
        text = "\n".join(lines[:end])
        if (original := take_original(text)) is not None:
            text, self.original_published = original.text, original.published
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


def split_blocks(lines: Sequence[str]) -> list[list[str]]:
    """The lines between blank ones."""
    return [list(block) for is_text, block in groupby(lines, bool) if is_text]
