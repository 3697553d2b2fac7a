"""Marking: where in a text the words stand that a match asks for.

It reads with the very analyzer that indexed: a token is marked when it matched, a word of a phrase
only where the whole phrase stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from indexer.analysis import Analyzer, Word
from indexer.analysis.capitals import mark_openings, open_form
from indexer.schema import TEXT_FIELDS, terms_of
from searcher.deadline import current_deadline
from searcher.query.matching import MatchNear, MatchPrefix, MatchSequence, TextMatch, list_steps
from searcher.query.positions import find_near, find_sequence, place_steps
from searcher.response import Snippet, Span

LEMMA_FIELDS = frozenset(field.lemmas for field in TEXT_FIELDS.values())
EXACT_FIELDS = frozenset(field.exact for field in TEXT_FIELDS.values())
NAME_FIELDS = frozenset(field.names for field in TEXT_FIELDS.values())

# The first token of a text and the last that something takes, both counted from 0.
TokenRange = tuple[int, int]


def list_terms(parts: Iterable[TextMatch], fields: Collection[str]) -> set[str]:
    """The terms that are looked for in some fields."""
    return {
        term
        for part in parts
        if part.field in fields
        for terms in list_steps(part)
        for term in terms
    }


class Marker:
    """The parts of a match that mark one kind of text.

    To mark where sentences begin takes as long as to find the words, so texts are read as if their
    openings were names, and only where that makes a difference once more as they are.
    """

    def __init__(self, analyzer: Analyzer, parts: Sequence[TextMatch]) -> None:
        self._analyzer = analyzer
        self._positional = [part for part in parts if isinstance(part, MatchSequence | MatchNear)]
        # The words that are marked wherever they stand, and those that may be part of a phrase.
        self._anywhere = _Wanted(analyzer, [p for p in parts if p not in self._positional])
        self._placed = _Wanted(analyzer, self._positional)

    def mark(self, text: str) -> Snippet:
        """The text with its marks."""
        spans = self._anywhere.spans(text)
        if self._positional:
            spans = sorted({*spans, *self._phrases(text)})
        return Snippet(text, tuple(spans))

    def find(self, forms: Sequence[str]) -> list[TokenRange]:
        """Where the words and phrases stand in a text, in order, given its word forms with openings
        marked. One that stands within a longer one is left out."""
        found = {(place, place) for place in self._anywhere.place(forms)}
        if self._positional:
            deadline, placed = current_deadline(), self._placed.place(forms)
            for places in self._find_phrases(placed):
                deadline.check()
                found.add((min(places), max(places)))
        return list(_drop_inner(found))

    def _phrases(self, text: str) -> Iterator[Span]:
        """The words of all phrases of the match that stand in the text."""
        wanted = self._placed.forms(text)
        if any(map(self._placed.has_meant_capital, wanted)):
            text = mark_openings(text)
            wanted = self._placed.forms(text)
        if not wanted:
            return
        forms = enumerate(self._analyzer.tokenizer.iterate_forms(text))
        placed = {place: form for place, form in forms if form[0] in wanted}
        deadline = current_deadline()
        for places in self._find_phrases({place: form[0] for place, form in placed.items()}):
            deadline.check()
            for place in places:
                yield placed[place].span()

    def _find_phrases(self, placed: Mapping[int, str]) -> Iterator[Sequence[int]]:
        """The places of each phrase that stands in a text, given the forms that may be part of
        one by their places."""
        by_field: dict[str, defaultdict[str, list[int]]] = {
            part.field: defaultdict(list) for part in self._positional
        }
        for place, form in placed.items():
            word = self._analyzer.word(form)
            for field, by_term in by_field.items():
                for term in terms_of(field, word):
                    by_term[term].append(place)
        for part in self._positional:
            yield from _find_part(part, by_field[part.field])


class _Wanted:
    """The words that have a term, or a beginning, which some parts of a match ask for."""

    def __init__(self, analyzer: Analyzer, parts: Sequence[TextMatch]) -> None:
        self._analyzer = analyzer
        self._lemmas = list_terms(parts, LEMMA_FIELDS)
        self._names = list_terms(parts, NAME_FIELDS)
        self._surfaces = list_terms(parts, EXACT_FIELDS)
        self._prefixes = tuple(part.prefix for part in parts if isinstance(part, MatchPrefix))
        self._is_written = bool(self._surfaces or self._prefixes)
        self._verdicts = _Verdicts(analyzer, self._is_wanted)

    def spans(self, text: str) -> list[Span]:
        """Where they stand in a text whose openings are not marked."""
        chunks = self._find_chunks(text)
        if chunks is None or any(map(self._is_by_capital, self._find_forms(chunks))):
            text = mark_openings(text)
            chunks = None if chunks is None else self._find_chunks(text)
        if chunks is None:
            return self._spans_of_forms(text)
        return sorted(
            (start + first, start + last)
            for chunk in chunks
            for first, last in self._spans_of_forms(chunk)
            for start in _find_chunk(text, chunk)
        )

    def place(self, forms: Sequence[str]) -> dict[int, str]:
        """Those of the forms of a text whose openings are marked, by their places."""
        wanted = self._verdicts.choose(set(forms))
        if not wanted:
            return {}
        return {place: form for place, form in enumerate(forms) if form in wanted}

    def forms(self, text: str) -> set[str]:
        """Their forms as they stand in a text."""
        chunks = self._find_chunks(text)
        found = self._find_forms((text,) if chunks is None else chunks)
        return {form for form in found if self._verdicts[form]}

    def has_meant_capital(self, form: str) -> bool:
        """Whether a form is found by something else where its capital tells nothing."""
        word = self._analyzer.word
        return form[0].isupper() and word(form) != word(open_form(form))

    def _is_by_capital(self, form: str) -> bool:
        """Whether a form is looked for only where its capital tells something."""
        verdicts = self._verdicts
        return form[0].isupper() and verdicts[form] and not verdicts[open_form(form)]

    def _find_forms(self, texts: Iterable[str]) -> list[str]:
        return self._analyzer.tokenizer.find_forms("\n".join(texts))

    def _find_chunks(self, text: str) -> set[str] | None:
        """The chunks of a text that hold one; None where they cannot tell."""
        if self._is_written:
            return None
        if not (self._lemmas or self._names):
            return set()
        return self._analyzer.chunks.find(set(text.split()), self._lemmas, self._names)

    def _spans_of_forms(self, text: str) -> list[Span]:
        verdicts = self._verdicts
        forms = self._analyzer.tokenizer.iterate_forms(text)
        return [form.span() for form in forms if verdicts[form[0]]]

    def _is_wanted(self, word: Word) -> bool:
        return not (
            self._lemmas.isdisjoint(word.lemmas)
            and self._names.isdisjoint(word.names)
            and word.surface not in self._surfaces
            and not word.surface.startswith(self._prefixes)
        )


class _Verdicts(dict[str, bool]):
    """What was decided of each form; looking up another one decides it."""

    def __init__(self, analyzer: Analyzer, decide: Callable[[Word], bool]) -> None:
        super().__init__()
        self._analyzer = analyzer
        self._decide = decide
        # For whole texts, whose forms are told apart by operations on sets.
        self._known: set[str] = set()
        self._wanted: set[str] = set()

    def choose(self, forms: set[str]) -> set[str]:
        """Those of the forms of a text that are wanted."""
        fresh = forms - self._known
        if fresh:
            self._known |= fresh
            words = self._analyzer.read_forms(fresh)
            decide = self._decide
            self._wanted.update(
                [form for form, word in zip(fresh, words, strict=True) if decide(word)]
            )
        return forms & self._wanted

    def __missing__(self, form: str) -> bool:
        verdict = self[form] = self._decide(self._analyzer.word(form))
        return verdict


def _find_chunk(text: str, chunk: str) -> Iterator[int]:
    """Where a chunk stands in a text, with blanks or nothing beside it."""
    start = text.find(chunk)
    while start >= 0:
        end = start + len(chunk)
        if (not start or text[start - 1].isspace()) and (end == len(text) or text[end].isspace()):
            yield start
        start = text.find(chunk, start + 1)


def _find_part(
    part: MatchSequence | MatchNear, places: Mapping[str, Sequence[int]]
) -> Iterator[Sequence[int]]:
    """The places of the words of a phrase, wherever they stand together."""
    steps = place_steps(places, part.steps)
    if not all(steps):
        return
    match part:
        case MatchSequence():
            for start in find_sequence(steps):
                yield range(start, start + len(steps))
        case MatchNear(gap=gap):
            yield from find_near(steps, gap)


def _drop_inner(ranges: Iterable[TokenRange]) -> Iterator[TokenRange]:
    """The ranges in order, without those that lie within another."""
    reached = -1
    for first, last in sorted(ranges, key=lambda one: (one[0], -one[1])):
        if last > reached:
            yield first, last
            reached = last
