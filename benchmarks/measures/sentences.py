"""A search for one name over articles that hold one sentence each, with another name in it.

The sentence is as a news text would have it, the name capitalized inside of it; the query is as a
reader types it, without capitals. The query is read by the reader of queries with the built-in
analyzer and rings, and what is found is what its match holds in: the way of a real search but for
the engine, which the contract tests hold to the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from indexer.analysis import Analyzer
from indexer.article import Article, Lang
from indexer.errors import QueryError
from indexer.labels import NO_REGIONS
from indexer.schema import analyze_texts, make_postings
from searcher.answers.evaluation import Evaluation
from searcher.query.matching import Match, MatchAny, list_steps, text_matches
from searcher.query.reading import QueryReader
from searcher.request import Expansion

# Words that stand in no list of names and are not common: what they have is found by no measure.
_SENTENCES: Mapping[Lang, str] = {
    "ru": "Накануне подтвердил {} корреспонденту.",
    "en": "Spokesmen mentioned {} yesterday.",
}
_PUBLISHED = datetime(2020, 1, 1, tzinfo=UTC)
_ZONE = ZoneInfo("UTC")
_NOTHING = MatchAny(())


def capitalize(name: str) -> str:
    """A name as a text has it; one that has a capital already stays as it is."""
    return name.title() if name.islower() else name


class Sentences:
    """Articles of one sentence each, by the name in it, which is written in it as `write` says."""

    def __init__(
        self,
        names: Iterable[str],
        analyzer: Analyzer,
        write: Callable[[str], str] = capitalize,
    ) -> None:
        self._evaluations: dict[str, Evaluation] = {}
        # So that a search need not evaluate every article: those with a term, by its field.
        self._holders: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for name in names:
            article = make_article(name, write(name))
            self._evaluations[name] = Evaluation(article, analyzer, _ZONE, NO_REGIONS)
            for field, postings in make_postings(analyze_texts(article, analyzer)).items():
                for term in postings:
                    self._holders[field, term].append(name)
        every = len(self._evaluations)
        self._carriers = {term for term, held in self._holders.items() if len(held) == every > 1}

    def find(self, match: Match) -> set[str]:
        """The names whose articles match, those left out that the rest of the sentence matches."""
        asked = {
            (part.field, term)
            for part in text_matches(match)
            for step in list_steps(part)
            for term in step
        }
        candidates = {
            name for term in asked - self._carriers for name in self._holders.get(term, ())
        }
        return {name for name in candidates if self._evaluations[name].holds(match)}


class NameQueries:
    """Reads names as queries; each is read once."""

    def __init__(self, reader: QueryReader) -> None:
        self._reader = reader
        self._read: dict[tuple[str, frozenset[Expansion]], Match] = {}

    def read(self, name: str, off: Collection[Expansion] = ()) -> Match:
        """What the name, as it is typed, asks for; nothing where it is no query."""
        key = name, frozenset(off)
        if key not in self._read:
            try:
                self._read[key] = self._reader.read(self._reader.parse(name), off).match
            except QueryError:
                self._read[key] = _NOTHING
        return self._read[key]

    def depends_on_case(self, name: str) -> bool:
        """Whether the name asks for something else when it is capitalized."""
        return self.read(name.lower()) != self.read(capitalize(name))


def make_article(name: str, written: str) -> Article:
    """An article, by the name, whose one sentence has it as it is written."""
    lang: Lang = "en" if name[:1] < "\u0400" else "ru"
    body = _SENTENCES[lang].format(written)
    return Article(id=name, lang=lang, title="", body=body, published=_PUBLISHED)
