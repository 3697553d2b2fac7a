"""Occurrences: where in an article stands what a query asks for.

An occurrence is a word, a phrase, or words near one another, with all that stands between them;
words that are joined by AND are occurrences each. What makes an article match marks it too
(`searcher.answers.marking`), so the two never differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from indexer.analysis import Analyzer
from indexer.article import Article
from indexer.errors import QueryError
from indexer.labels import Within
from indexer.schema import TEXT_FIELDS
from searcher.answers.evaluation import Evaluation, has_sides
from searcher.answers.marking import Marker, TokenRange
from searcher.corpus.texts import SEARCHED_PARTS, PartKind, TextPart, WordLearner, list_parts
from searcher.query.matching import Match, text_matches

_FIELDS = {
    name: frozenset({field.lemmas, field.exact, field.names}) for name, field in TEXT_FIELDS.items()
}


@dataclass(frozen=True, slots=True)
class ReadPart:
    """A part of an article, and the occurrences in it: first token and last, in order."""

    part: TextPart
    occurrences: Sequence[TokenRange]


class OccurrenceFinder:
    """Finds the occurrences of a match in the articles that it finds; `within` tells what regions
    are within. For one thread. Raises QueryError for a match that has none, since it asks for no
    words."""

    def __init__(self, analyzer: Analyzer, match: Match, zone: ZoneInfo, within: Within) -> None:
        if not any(True for _ in text_matches(match)):
            raise QueryError("no-words", 0)
        self._analyzer = analyzer
        self._match = match
        self._zone = zone
        self._within = within
        self._words = WordLearner(analyzer)
        self._has_sides = has_sides(match)
        self._known: dict[Match, _Markers] = {}

    def find(self, article: Article) -> Iterator[ReadPart]:
        """The parts of an article with their occurrences, those without any too. Legal notices are
        among them only where the match looks for something there."""
        markers = self._choose(article)
        for part in list_parts(article, self._analyzer, *markers.kinds):
            self._words.learn(part.forms)
            yield ReadPart(part, markers.choose(part.kind).find(part.forms))

    def _choose(self, article: Article) -> _Markers:
        match = self._match
        if self._has_sides:
            held = Evaluation(article, self._analyzer, self._zone, self._within)
            match = held.reduce(match)
        markers = self._known.get(match)
        if markers is None:
            markers = self._known[match] = _Markers(self._analyzer, match)
        return markers


class _Markers:
    """What marks each kind of part."""

    def __init__(self, analyzer: Analyzer, match: Match) -> None:
        parts = list(text_matches(match))
        notice = [part for part in parts if part.field in _FIELDS["notice"]]
        self._text = Marker(analyzer, [p for p in parts if p.field in _FIELDS["text"]])
        self._title = Marker(analyzer, [p for p in parts if p not in notice])
        self._notice = Marker(analyzer, notice)
        self.kinds: tuple[PartKind, ...] = (*SEARCHED_PARTS, "notice") if notice else SEARCHED_PARTS

    def choose(self, kind: PartKind) -> Marker:
        match kind:
            case "title":
                return self._title
            case "notice":
                return self._notice
            case _:
                return self._text
