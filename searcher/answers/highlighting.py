"""Highlighting: which characters of an article's texts made it match.

Marks are made for the shown page only, from the stored text, with the very analyzer that indexed
it: a token is marked when it matched, a word of a phrase only where the whole phrase stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from indexer.analysis import Analyzer, Word, WordReading
from indexer.article import Article
from indexer.schema import TEXT_FIELDS, terms_of
from searcher.answers.evaluation import Evaluation, has_sides
from searcher.deadline import current_deadline
from searcher.query.matching import (
    Match,
    MatchNear,
    MatchPrefix,
    MatchSequence,
    MatchTerms,
    TextMatch,
    list_steps,
    text_matches,
)
from searcher.query.positions import find_near, find_sequence, place_steps
from searcher.response import Hit, MatchedForm, Snippet, Span

# Characters of a snippet, and how many snippets a hit shows.
SNIPPET_LENGTH = 240
SNIPPETS = 2

# Characters of one text that are analyzed for a snippet: work per hit is bounded.
ANALYZED_LENGTH = 60_000
_BLANK = re.compile(r"\s+")
_SENTENCE_START = re.compile(r"[.!?…][»”\")]?\s+(?=[«“\"(]?[A-ZА-ЯЁ\d])|\n\s*")
_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")
_LEMMA_FIELDS = frozenset(field.lemmas for field in TEXT_FIELDS.values())
_NAME_FIELDS = frozenset(field.names for field in TEXT_FIELDS.values())

_FIELDS = {
    name: frozenset({field.lemmas, field.exact, field.names}) for name, field in TEXT_FIELDS.items()
}


class Highlighter:
    """Marks texts by a match, whose parts it sorts once."""

    def __init__(self, analyzer: Analyzer, match: Match, words: Sequence[WordReading] = ()) -> None:
        parts = list(text_matches(match))
        self._reasons = _Reasons(analyzer, parts, words)
        notice = [part for part in parts if part.field in _FIELDS["notice"]]
        self._text = _Marker(analyzer, [p for p in parts if p.field in _FIELDS["text"]])
        self._title = _Marker(analyzer, [p for p in parts if p not in notice])
        self._notice = _Marker(analyzer, notice)

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
    """The highlighters of the articles of an answer: each marks what made that article match."""

    def __init__(
        self, analyzer: Analyzer, match: Match, zone: ZoneInfo, words: Sequence[WordReading] = ()
    ) -> None:
        self._analyzer = analyzer
        self._match = match
        self._zone = zone
        self._words = words
        self._has_sides = has_sides(match)
        self._known: dict[Match, Highlighter] = {}

    def choose(self, article: Article) -> Highlighter:
        """The highlighter of an article. Most queries have one for all."""
        current_deadline().check()
        match = self._match
        if self._has_sides:
            match = Evaluation(article, self._analyzer, self._zone).reduce(match)
        highlighter = self._known.get(match)
        if highlighter is None:
            highlighter = self._known[match] = Highlighter(self._analyzer, match, self._words)
        return highlighter


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
        self._keys = _list_terms(parts, _NAME_FIELDS)
        self._others = _list_terms(parts, _LEMMA_FIELDS) - self._lemmas

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
        if not self._others.isdisjoint(word.lemmas):
            return "ring"
        return "pattern" if self._keys.isdisjoint(word.names) else "name"


def _list_terms(parts: Iterable[TextMatch], fields: Collection[str]) -> set[str]:
    """The terms that are looked for in some fields."""
    return {
        term
        for part in parts
        if part.field in fields
        for terms in list_steps(part)
        for term in terms
    }


class _Marker:
    """The parts of a match that mark one kind of text, sorted for a single pass over its words.

    Whether a form is marked is decided once for an answer, not each time it stands in a text.
    """

    def __init__(self, analyzer: Analyzer, parts: Iterable[TextMatch]) -> None:
        self._analyzer = analyzer
        # Of each field the terms that are marked wherever they stand, and those of phrases.
        self._anywhere: defaultdict[str, set[str]] = defaultdict(set)
        self._placed: defaultdict[str, set[str]] = defaultdict(set)
        self._positional: list[MatchSequence | MatchNear] = []
        prefixes: list[str] = []
        for part in parts:
            match part:
                case MatchTerms(field, terms):
                    self._anywhere[field].update(terms)
                case MatchPrefix(_, prefix):
                    prefixes.append(prefix)
                case MatchSequence(field, steps) | MatchNear(field, steps, _):
                    self._placed[field].update(term for terms in steps for term in terms)
                    self._positional.append(part)
        self._prefixes = tuple(prefixes)
        self._is_marked = _Verdicts(self._matches)
        self._has_place = _Verdicts(self._is_of_phrase)

    def mark(self, text: str) -> Snippet:
        """The text with its marks."""
        spans: list[Span] = []
        if self._anywhere or self._prefixes:
            is_marked, forms = self._is_marked, self._analyzer.forms(text)
            spans = [form.span() for form in forms if is_marked[form[0]]]
        if self._positional:
            spans = sorted({*spans, *self._phrases(text)})
        return Snippet(text, tuple(spans))

    def _phrases(self, text: str) -> Iterator[Span]:
        """The words of all phrases of the match that stand in the text."""
        forms = enumerate(self._analyzer.forms(text))
        placed = {place: form for place, form in forms if self._has_place[form[0]]}
        places: dict[str, defaultdict[str, list[int]]] = {
            field: defaultdict(list) for field in self._placed
        }
        for place, form in placed.items():
            word = self._analyzer.word(form[0])
            for field, by_term in places.items():
                for term in terms_of(field, word):
                    by_term[term].append(place)
        deadline = current_deadline()
        for part in self._positional:
            for place in _find_part(part, places[part.field]):
                deadline.check()
                yield placed[place].span()

    def _matches(self, form: str) -> bool:
        word = self._analyzer.word(form)
        return _has_any(word, self._anywhere) or word.surface.startswith(self._prefixes)

    def _is_of_phrase(self, form: str) -> bool:
        return _has_any(self._analyzer.word(form), self._placed)


def _has_any(word: Word, wanted: Mapping[str, set[str]]) -> bool:
    """Whether a word has any of the wanted terms of a field."""
    return any(not terms.isdisjoint(terms_of(field, word)) for field, terms in wanted.items())


class _Verdicts(dict[str, bool]):
    """What was decided of each form; looking up another one decides it."""

    def __init__(self, decide: Callable[[str], bool]) -> None:
        super().__init__()
        self._decide = decide

    def __missing__(self, form: str) -> bool:
        verdict = self[form] = self._decide(form)
        return verdict


def _find_part(
    part: MatchSequence | MatchNear, places: Mapping[str, Sequence[int]]
) -> Iterable[int]:
    """The places at which the words of a phrase stand together."""
    steps = place_steps(places, part.steps)
    if not all(steps):
        return
    match part:
        case MatchSequence():
            for start in find_sequence(steps):
                yield from range(start, start + len(steps))
        case MatchNear(gap=gap):
            for found in find_near(steps, gap):
                yield from found


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
    for match in _PARAGRAPH.finditer(marked.text):
        start, end = match.span()
        spans = tuple((a - start, b - start) for a, b in marked.spans if start <= a and b <= end)
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
