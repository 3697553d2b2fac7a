"""Lines that stand at the edge of many articles and are no news: banners, contacts, legal notices.

>>> known = Boilerplate.of([BoilerplateLine("Read us on the new channel!", "notice")])
>>> known.split("The bridge opened.\\n\\nRead us on the new channel!")
('The bridge opened.', ('Read us on the new channel!',))
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from indexer.article import Article
from indexer.labels import fold_label

Verdict = Literal["notice", "text"]

# Paragraphs at the end and at the beginning of a text that are looked at, and how long one may be.
LAST_LINES = 6
FIRST_LINES = 2
LONGEST_LINE = 600

_SIGNS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class BoilerplateLine:
    """A line as it once stood there, and what it is: a notice, or part of the texts after all."""

    text: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The lines that an archive knows. `notices` are taken out of texts, `texts` never are; both
    are folded (`fold_line`)."""

    notices: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, lines: Iterable[BoilerplateLine]) -> Boilerplate:
        """What some lines say."""
        by_verdict: dict[Verdict, set[str]] = {"notice": set(), "text": set()}
        for line in lines:
            by_verdict[line.verdict].add(fold_line(line.text))
        return cls(frozenset(by_verdict["notice"]), frozenset(by_verdict["text"]))

    def split(self, body: str) -> tuple[str, tuple[str, ...]]:
        """A text without the notices at its edges, and these. A text that would be empty stays."""
        if not self.notices:
            return body, ()
        paragraphs = body.split("\n\n")
        start, end = 0, len(paragraphs)
        while end > 0 and self._is_notice(paragraphs[end - 1]):
            end -= 1
        while start < end and self._is_notice(paragraphs[start]):
            start += 1
        if start == end:
            return body, ()
        taken = (*paragraphs[:start], *paragraphs[end:])
        return "\n\n".join(paragraphs[start:end]), taken

    def sort_out(self, article: Article) -> Article:
        """The article with the notices at the edges of its text among its notices, and those of its
        notices that are text after all at its end."""
        body, taken = self.split(article.body)
        kept = [line for line in article.notices if fold_line(line) not in self.texts]
        back = [line for line in article.notices if fold_line(line) in self.texts]
        if not taken and not back:
            return article
        notices = tuple(dict.fromkeys((*kept, *taken)))
        return replace(article, body="\n\n".join(filter(None, (body, *back))), notices=notices)

    def _is_notice(self, paragraph: str) -> bool:
        return len(paragraph) <= LONGEST_LINE and fold_line(paragraph) in self.notices


def fold_line(text: str) -> str:
    """A line as it is compared: case, signs, blanks and the values of numbers do not count."""
    return _SIGNS.sub(" ", _DIGITS.sub("0", fold_label(text))).strip()


def list_edges(body: str) -> Iterator[str]:
    """The paragraphs at the edges of a text that may be boilerplate; none of a text that would have
    nothing else."""
    paragraphs = body.split("\n\n")
    last = paragraphs[max(1, len(paragraphs) - LAST_LINES) :]
    first = paragraphs[:FIRST_LINES] if len(paragraphs) > FIRST_LINES + len(last) else []
    for paragraph in (*first, *last):
        if len(paragraph) <= LONGEST_LINE and any(map(str.isalpha, paragraph)):
            yield paragraph
