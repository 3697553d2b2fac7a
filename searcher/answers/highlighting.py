"""Highlighting: which characters of an article's texts made it match.

Marks are made for the shown page only, from the stored text, with the very analyzer that indexed
it: a token is marked when it matched, a word of a phrase only where the whole phrase stands.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from indexer.analysis import Analyzer, Word, WordReading
from indexer.article import Article
from indexer.labels import NO_REGIONS, Within
from indexer.schema import TEXT_FIELDS
from searcher.answers.evaluation import Evaluation, has_sides
from searcher.answers.marking import LEMMA_FIELDS, NAME_FIELDS, Marker, list_terms
from searcher.deadline import current_deadline
from searcher.query.matching import (
    Match,
    TextMatch,
    list_steps,
    text_matches,
    wished_words,
)
from searcher.query.recognizing import Recognition, match_value
from searcher.response import FoundValue, Hit, MatchedForm, Snippet
from searcher.shortening import SHOWN_LENGTH, cut_texts

# Characters of a snippet, and how many snippets a hit shows.
SNIPPET_LENGTH = 240
SNIPPETS = 2

# Characters of one text that are analyzed for a snippet: work per hit is bounded.
ANALYZED_LENGTH = 60_000
_BLANK = re.compile(r"\s+")
_SENTENCE_START = re.compile(r"[.!?…][»”\")]?\s+(?=[«“\"(]?[A-ZА-ЯЁ\d])|\n\s*")
_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")
_FIELDS = {
    name: frozenset({field.lemmas, field.exact, field.names}) for name, field in TEXT_FIELDS.items()
}


class Highlighter:
    """Marks texts by a match, whose parts it sorts once."""

    def __init__(self, analyzer: Analyzer, match: Match, words: Sequence[WordReading] = ()) -> None:
        parts = [*text_matches(match), *wished_words(match)]
        self._reasons = _Reasons(analyzer, parts, words)
        notice = [part for part in parts if part.field in _FIELDS["notice"]]
        self._text = Marker(analyzer, [p for p in parts if p.field in _FIELDS["text"]])
        self._title = Marker(analyzer, [p for p in parts if p not in notice])
        self._notice = Marker(analyzer, notice)

    def mark_title(self, text: str) -> Snippet:
        """A whole headline with its marks."""
        return self._title.mark(text)

    def mark_text(self, text: str) -> Snippet:
        """A whole lead, body or caption with its marks."""
        return self._text.mark(text)

    def mark_notice(self, text: str) -> Snippet:
        """A whole legal notice with its marks."""
        return self._notice.mark(text)

    def make_hit(self, article: Article, score: float) -> Hit:
        """An article as a hit: its marked title, the pieces that tell best why it matched, and the
        forms that did.

        Without a mark outside the title the piece is how the article begins. A notice is quoted
        only where nothing else matched.
        """
        title = self.mark_title(article.title)
        texts = [text for text in (article.lead, article.body, *article.captions) if text]
        marked = [self.mark_text(text[:ANALYZED_LENGTH]) for text in texts]
        if not any(text.spans for text in marked):
            notices = [self.mark_notice(text) for text in article.notices]
            marked += [notice for notice in notices if notice.spans]
        snippets = _choose_pieces(marked) or tuple(_beginning(text) for text in texts[:1])
        return Hit(article, title, snippets, self._reasons.explain((title, *marked)), score)


class Highlighting:
    """The highlighters of the articles of an answer: each marks what made that article match;
    `within` tells what regions are within."""

    def __init__(
        self,
        analyzer: Analyzer,
        match: Match,
        zone: ZoneInfo,
        words: Sequence[WordReading] = (),
        recognized: Sequence[Recognition] = (),
        within: Within = NO_REGIONS,
    ) -> None:
        self._analyzer = analyzer
        self._recognized = [(one, _list_all_terms(one.asked)) for one in recognized]
        self._match = match
        self._zone = zone
        self._within = within
        self._words = words
        self._has_sides = has_sides(match)
        self._known: dict[Match, Highlighter] = {}

    def choose(self, article: Article) -> Highlighter:
        """The highlighter of an article. Most queries have one for all."""
        current_deadline().check()
        match = self._match
        if self._has_sides:
            # Of a book as much as is shown of it: nothing ends its analysis.
            shown = cut_texts(article, SHOWN_LENGTH)
            match = self._evaluate(shown).reduce(match)
        highlighter = self._known.get(match)
        if highlighter is None:
            highlighter = self._known[match] = Highlighter(self._analyzer, match, self._words)
        return highlighter

    def make_hit(self, article: Article, score: float) -> Hit:
        """An article as a hit, with what it was found by: see `Highlighter.make_hit`."""
        hit = self.choose(article).make_hit(article, score)
        if not self._recognized:
            return hit
        words = [self._analyzer.word(form.text) for form in hit.forms]
        marked = {term for word in words for term in (word.surface, *word.lemmas, *word.names)}
        evaluation = self._evaluate(article)
        values = (
            FoundValue(one.facet, value)
            for one, terms in self._recognized
            if marked.isdisjoint(terms)
            for value in one.values
            if evaluation.holds(match_value(one.facet, (value,)))
        )
        return replace(hit, found_by=tuple(dict.fromkeys(values)))

    def _evaluate(self, article: Article) -> Evaluation:
        return Evaluation(article, self._analyzer, self._zone, self._within)


def _list_all_terms(match: Match) -> frozenset[str]:
    """The terms of all words that a match asks for, in any field."""
    steps = (list_steps(part) for part in text_matches(match))
    return frozenset(term for part in steps for terms in part for term in terms)


def _choose_pieces(marked: Sequence[Snippet]) -> tuple[Snippet, ...]:
    """The pieces that tell most, in the order of the text."""
    fragments = [fragment for text in marked for fragment in _fragments(text)]
    best = sorted(range(len(fragments)), key=lambda index: (-fragments[index][0], index))
    return tuple(fragments[index][1] for index in sorted(best[:SNIPPETS]))


class _Reasons:
    """Why forms that are marked matched."""

    def __init__(
        self, analyzer: Analyzer, parts: Iterable[TextMatch], words: Sequence[WordReading]
    ) -> None:
        self._analyzer = analyzer
        self._surfaces = {word.surface for word in words}
        self._lemmas = {lemma for word in words for lemma in word.lemmas}
        self._keys = list_terms(parts, NAME_FIELDS) | {key for word in words for key in word.names}
        rings = (analyzer.ask(name) for word in words for name in word.ring)
        self._ring = {lemma for ring in rings for word in ring for lemma in word.lemmas}
        self._others = list_terms(parts, LEMMA_FIELDS) - self._lemmas

    def explain(self, marked: Iterable[Snippet]) -> tuple[MatchedForm, ...]:
        """The different forms that are marked, in the order of the text."""
        forms: dict[str, MatchedForm] = {}
        for snippet in marked:
            for start, end in snippet.spans:
                text = snippet.text[start:end]
                word = self._analyzer.word(text)
                if word.surface not in forms:
                    forms[word.surface] = MatchedForm(text, self._find_rule(word))
        return tuple(forms.values())

    def _find_rule(self, word: Word) -> str:
        if word.surface in self._surfaces:
            return "exact"
        if not self._lemmas.isdisjoint(word.lemmas):
            return "lemma"
        if not self._ring.isdisjoint(word.lemmas):
            return "ring"
        if not self._keys.isdisjoint(word.names):
            return "name"
        return "pattern" if self._others.isdisjoint(word.lemmas) else "ring"


def _fragments(marked: Snippet) -> Iterable[tuple[float, Snippet]]:
    """Pieces around the marks, each within a paragraph, and how much each of them tells."""
    spans = marked.spans
    index = right = 0
    while index < len(spans):
        start, end = spans[index]
        end = min(end, start + SNIPPET_LENGTH)
        for other, stop in spans[index + 1 :]:
            if stop - start > SNIPPET_LENGTH or "\n\n" in marked.text[end:other]:
                break
            end = stop
        piece, right = _cut_piece(marked, start, end, right)
        forms = {piece.text[first:stop].casefold() for first, stop in piece.spans}
        # Different words tell more than one word again and again.
        yield len(forms) + len(piece.spans) / 100, piece
        while index < len(spans) and spans[index][0] < right:
            index += 1


def split_paragraphs(marked: Snippet) -> tuple[Snippet, ...]:
    """The paragraphs of a marked text, each with its own marks; a mark never crosses a border."""
    paragraphs: list[Snippet] = []
    starts = [start for start, _ in marked.spans]
    for match in _PARAGRAPH.finditer(marked.text):
        start, end = match.span()
        inside = marked.spans[bisect_left(starts, start) : bisect_left(starts, end)]
        spans = tuple((a - start, b - start) for a, b in inside if b <= end)
        paragraphs.append(Snippet(match[0], spans))
    return tuple(paragraphs)


def _cut_piece(marked: Snippet, start: int, end: int, free: int) -> tuple[Snippet, int]:
    """The piece from `start` to `end` with what fits around it in its paragraph, not before
    `free`, and where in the text it ends."""
    text = marked.text
    first, last = _paragraph_around(text, start, end)
    first = max(first, free)
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
    spans = tuple((a - left, min(b, right) - left) for a, b in marked.spans if left <= a < right)
    piece = Snippet(text[left:right], spans, cut_before=left > first, cut_after=right < last)
    return piece, right


def _paragraph_around(text: str, start: int, end: int) -> tuple[int, int]:
    border = text.rfind("\n\n", 0, start)
    last = text.find("\n\n", end)
    return border + 2 if border >= 0 else 0, last if last >= 0 else len(text)


def _beginning(text: str) -> Snippet:
    return _cut_piece(Snippet(text, ()), 0, 0, 0)[0]
