"""Which parts of a match hold in one article: an `OR` may be true by one of its sides alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from indexer.analysis import Analyzer
from indexer.article import Article
from indexer.dates import DayRange
from indexer.labels import Within, facet_ids
from indexer.schema import Parts, Postings, TextName, analyze_texts, make_postings
from searcher.engines import FacetFilter, Selection
from searcher.query.matching import (
    Match,
    MatchAll,
    MatchAny,
    MatchDays,
    MatchEvery,
    MatchLifted,
    MatchNear,
    MatchNot,
    MatchPrefix,
    MatchSequence,
    MatchTerms,
    MatchValue,
    TextMatch,
)
from searcher.query.positions import find_near, find_sequence, place_steps
from searcher.request import DateField


class Evaluation:
    """Evaluates matches over one article; `within` tells what regions are within. `texts` are its
    words, where they are known; else it is analyzed when the first match asks for them."""

    def __init__(
        self,
        article: Article,
        analyzer: Analyzer,
        zone: ZoneInfo,
        within: Within,
        texts: Mapping[TextName, Parts] | None = None,
    ) -> None:
        self._article = article
        self._analyzer = analyzer
        self._zone = zone
        self._texts = texts
        self._values: Mapping[str, tuple[str, ...]] = dict(facet_ids(article, within).items())

    def belongs(self, selection: Selection, first_seen: datetime | None) -> bool:
        """Whether the article, which the archive first stored at an instant, is among those that
        are selected."""
        return (
            self._article.id not in selection.but
            and self._is_dated(selection.days, selection.date, first_seen)
            and all(map(self._passes, selection.filters))
            and self.holds(selection.match)
        )

    def holds(self, match: Match) -> bool:
        """Whether the article matches."""
        match match:
            case MatchAll():
                return True
            case MatchTerms(field, terms):
                return any(term in self._postings[field] for term in terms)
            case MatchPrefix(field, prefix):
                return any(term.startswith(prefix) for term in self._postings[field])
            case MatchSequence(field, steps):
                return bool(find_sequence(place_steps(self._postings[field], steps)))
            case MatchNear(field, steps, gap):
                return any(True for _ in find_near(place_steps(self._postings[field], steps), gap))
            case MatchValue(facet, values):
                return not set(values).isdisjoint(self._values.get(facet, ()))
            case MatchDays(days, date):
                return self._is_dated(days, date, None)
            case MatchEvery(parts):
                return all(map(self.holds, parts))
            case MatchAny(parts):
                return any(map(self.holds, parts))
            case MatchNot(part):
                return not self.holds(part)
            case MatchLifted(inner):
                return self.holds(inner)

    def reduce(self, match: Match) -> Match:
        """The match without the alternatives that do not hold."""
        match match:
            case MatchAny(parts):
                return MatchAny(tuple(self.reduce(part) for part in parts if self.holds(part)))
            case MatchEvery(parts):
                return MatchEvery(tuple(map(self.reduce, parts)))
            case MatchLifted(inner):
                return MatchLifted(self.reduce(inner), match.lifts)
            case _:
                return match

    def _is_dated(self, days: DayRange, date: DateField, first_seen: datetime | None) -> bool:
        if not days:
            return True
        match date:
            case "published":
                moment: datetime | None = self._article.published
            case "original":
                moment = self._article.original_published
            case "first_seen":
                moment = first_seen
        return moment is not None and moment.astimezone(self._zone).date() in days

    def _passes(self, wanted: FacetFilter) -> bool:
        held = set(self._values.get(wanted.facet, ()))
        return (
            (not wanted.any_of or not held.isdisjoint(wanted.any_of))
            and held.isdisjoint(wanted.none_of)
            and held.issuperset(wanted.all_of)
        )

    @cached_property
    def _postings(self) -> dict[str, Postings]:
        return make_postings(self._texts or analyze_texts(self._article, self._analyzer))


def has_sides(match: Match) -> bool:
    """Whether a match has alternatives of several words: one that does not hold could have words
    that stand in the article all the same."""
    match match:
        case MatchAny(parts):
            return not all(map(_is_of_one, parts))
        case MatchEvery(parts):
            return any(map(has_sides, parts))
        case MatchLifted(inner):
            return has_sides(inner)
        case _:
            return False


def _is_of_one(match: Match) -> bool:
    """Whether one word, phrase or value of a match makes all of it true."""
    match match:
        case MatchAny(parts):
            return all(map(_is_of_one, parts))
        case MatchLifted(inner):
            return _is_of_one(inner)
        case _:
            return isinstance(match, TextMatch | MatchValue | MatchDays)
