"""Highlighting: which characters of an article's texts made it match.

Marks are made for the shown page only, from the stored text, with the very analyzer that indexed
it: a token is marked when it matched, a word of a phrase only where the whole phrase stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from indexer.analysis import Analyzer, Token
from indexer.article import Article
from indexer.schema import TEXT_FIELDS
from searcher.query.matching import (
    Match,
    MatchNear,
    MatchPrefix,
    MatchSequence,
    MatchTerms,
    TextMatch,
    find_near,
    find_sequence,
    text_matches,
)
from searcher.response import Snippet, Span

# Characters of a snippet, and how many snippets a hit shows.
SNIPPET_LENGTH = 240
SNIPPETS = 2
# Characters of one text that are analyzed for a snippet: work per hit is bounded.
ANALYZED_LENGTH = 60_000

_BLANK = re.compile(r"\s+")
_SENTENCE_START = re.compile(r"[.!?…][»”\")]?\s+(?=[«“\"(]?[A-ZА-ЯЁ\d])|\n\s*")
_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")

# A choice of parts of a match by their field.
Wanted = Callable[[TextMatch], bool]

_EXACT_FIELDS = frozenset(field.exact for field in TEXT_FIELDS.values())
_TITLE_FIELDS = frozenset((TEXT_FIELDS["title"].lemmas, TEXT_FIELDS["title"].exact))
_NOTICE_FIELDS = frozenset((TEXT_FIELDS["notice"].lemmas, TEXT_FIELDS["notice"].exact))


@dataclass(frozen=True, slots=True)
class Highlighter:
    """Marks texts by a match."""

    analyzer: Analyzer
    match: Match

    def mark_title(self, text: str) -> Snippet:
        """A whole headline with its marks."""
        return self._mark(text, lambda part: part.field not in _NOTICE_FIELDS)

    def mark_text(self, text: str) -> Snippet:
        """A whole lead, paragraph or caption with its marks."""
        return self._mark(text, _is_text)

    def mark_notice(self, text: str) -> Snippet:
        """A whole legal notice with its marks."""
        return self._mark(text, lambda part: part.field in _NOTICE_FIELDS)

    def snippets(self, article: Article) -> tuple[Snippet, ...]:
        """The pieces of an article that tell best why it matched, in the order of the text.

        Without a mark outside the title: how the article begins. A notice is quoted only where
        nothing else matched.
        """
        texts = [text for text in (article.lead, article.body, *article.captions) if text]
        fragments = [
            fragment for text in texts for fragment in self._fragments(self._cut(text, _is_text))
        ]
        if not fragments:
            notices = [self.mark_notice(notice) for notice in article.notices]
            fragments = [piece for notice in notices for piece in self._fragments(notice)]
        if not fragments:
            return tuple(_beginning(text) for text in texts[:1])
        best = sorted(range(len(fragments)), key=lambda index: (-fragments[index][0], index))
        return tuple(fragments[index][1] for index in sorted(best[:SNIPPETS]))

    def _cut(self, text: str, wanted: Wanted) -> Snippet:
        return self._mark(text[:ANALYZED_LENGTH], wanted)

    def _mark(self, text: str, wanted: Wanted) -> Snippet:
        parts = [part for part in text_matches(self.match) if wanted(part)]
        if not parts or not text:
            return Snippet(text, ())
        tokens = list(self.analyzer.tokens(text))
        marked: set[int] = set()
        for part in parts:
            marked.update(_matching(part, tokens))
        return Snippet(text, _spans(tokens, marked))

    def _fragments(self, marked: Snippet) -> Iterable[tuple[float, Snippet]]:
        """Pieces around the marks, each within a paragraph, none overlapping, and how much each
        of them tells."""
        spans = marked.spans
        index = 0
        while index < len(spans):
            start, end = spans[index]
            for other, stop in spans[index + 1 :]:
                if stop - start > SNIPPET_LENGTH or "\n\n" in marked.text[end:other]:
                    break
                end = stop
            piece, right = _cut_piece(marked, start, end)
            forms = {piece.text[first:stop].casefold() for first, stop in piece.spans}
            # Different words tell more than one word again and again.
            yield len(forms) + len(piece.spans) / 100, piece
            while index < len(spans) and spans[index][1] <= right:
                index += 1


def split_paragraphs(marked: Snippet) -> tuple[Snippet, ...]:
    """The paragraphs of a marked text, each with its own marks; a mark never crosses a border."""
    paragraphs: list[Snippet] = []
    for match in _PARAGRAPH.finditer(marked.text):
        start, end = match.span()
        spans = tuple((a - start, b - start) for a, b in marked.spans if start <= a and b <= end)
        paragraphs.append(Snippet(match[0], spans))
    return tuple(paragraphs)


def _is_text(part: TextMatch) -> bool:
    return part.field not in _TITLE_FIELDS and part.field not in _NOTICE_FIELDS


def _matching(part: TextMatch, tokens: Sequence[Token]) -> Iterable[int]:
    exact = part.field in _EXACT_FIELDS
    match part:
        case MatchTerms(_, terms):
            wanted = set(terms)
            for index, token in enumerate(tokens):
                if token.surface in wanted if exact else not wanted.isdisjoint(token.lemmas):
                    yield index
        case MatchPrefix(_, prefix):
            for index, token in enumerate(tokens):
                if token.surface.startswith(prefix):
                    yield index
        case MatchSequence(_, steps):
            for start in find_sequence(_positions(steps, tokens, part.field)):
                yield from range(start, start + len(steps))
        case MatchNear(_, steps, gap):
            for place in find_near(_positions(steps, tokens, part.field), gap):
                yield from place


def _positions(
    steps: Sequence[tuple[str, ...]], tokens: Sequence[Token], field: str
) -> list[list[int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for token in tokens:
        for term in (token.surface,) if field in _EXACT_FIELDS else token.lemmas:
            places[term].append(token.position)
    return [sorted({place for term in terms for place in places.get(term, ())}) for terms in steps]


def _spans(tokens: Sequence[Token], marked: set[int]) -> tuple[Span, ...]:
    return tuple((tokens[index].start, tokens[index].end) for index in sorted(marked))


def _cut_piece(marked: Snippet, start: int, end: int) -> tuple[Snippet, int]:
    """The piece from `start` to `end` with what fits around it in its paragraph, and where in the
    text it ends."""
    text = marked.text
    first, last = _paragraph_around(text, start, end)
    room = max(0, SNIPPET_LENGTH - (end - start))
    # A third before, the rest behind; what one side does not use, the other gets.
    before = min(start - first, max(room // 3, room - (last - end)))
    after = min(last - end, room - before)
    left, right = start - before, end + after
    if left > first:
        # Best from the beginning of a sentence, else from that of a word.
        begun = _SENTENCE_START.search(text, left, start) or _BLANK.search(text, left, start)
        left = begun.end() if begun else left
    if right < last:
        space = text.rfind(" ", end, right)
        right = space if space >= 0 else right
    spans = tuple((a - left, b - left) for a, b in marked.spans if left <= a and b <= right)
    piece = Snippet(text[left:right], spans, cut_before=left > first, cut_after=right < last)
    return piece, right


def _paragraph_around(text: str, start: int, end: int) -> tuple[int, int]:
    border = text.rfind("\n\n", 0, start)
    last = text.find("\n\n", end)
    return border + 2 if border >= 0 else 0, last if last >= 0 else len(text)


def _beginning(text: str) -> Snippet:
    return _cut_piece(Snippet(text, ()), 0, 0)[0]
