"""The mix of queries: what readers ask, over the vocabulary of the generated corpus.

The mix is the same for every size of corpus, and of every kind 70 % is Russian.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random

from benchmarks.generate import COUNTRIES, FIRST_YEAR, LAST_YEAR, author_id, source_id, tag_id
from benchmarks.vocabulary import Vocabulary, load_vocabulary
from indexer.article import Lang
from indexer.languages import DEFAULT_LANGUAGES
from searcher.request import Filter, SearchRequest

# Where words of a frequency stand among the lemmas that are no function words: a common one is in
# a tenth of the articles or more, a medium one in some of a hundred, a rare one in some of 10,000.
RANKS: Mapping[str, tuple[int, int]] = {
    "common": (0, 100),
    "medium": (200, 2_000),
    "rare": (8_000, 40_000),
}
# The units that phrases are taken from: used often enough to stand in a corpus of 2,000 articles.
_PHRASE_UNITS = (20, 2_000)

# Words are words alone: not all peers can look for the values they may name as well.
_BASE = SearchRequest(limit=10, interval="month", off=("values",))


@dataclass(frozen=True, slots=True)
class BenchmarkQuery:
    """A request of the mix and the kind it belongs to."""

    kind: str
    request: SearchRequest


def make_queries(seed: int = 1) -> tuple[BenchmarkQuery, ...]:
    """The mix, in the order in which it is asked; the same for the same seed."""
    writer = _QueryWriter(Random(seed))
    makers: tuple[tuple[str, int, Callable[[], SearchRequest]], ...] = (
        ("common", 20, lambda: writer.words("common")),
        ("medium", 25, lambda: writer.words("medium")),
        ("rare", 20, lambda: writer.words("rare")),
        ("and", 20, lambda: writer.words("common", "medium")),
        ("and", 15, lambda: writer.words("common", "common", "medium")),
        ("or", 12, lambda: writer.words("medium", "medium", between=" OR ")),
        ("or", 8, lambda: writer.words("common", "medium", "rare", between=" OR ")),
        ("not", 5, lambda: writer.words("common", "medium", between=" -")),
        ("phrase", 20, lambda: writer.phrase(2)),
        ("phrase", 15, lambda: writer.phrase(3)),
        ("prefix", 20, writer.prefix),
        ("filter", 10, lambda: writer.filtered("author")),
        ("filter", 8, lambda: writer.filtered("country")),
        ("filter", 8, lambda: writer.filtered("tag")),
        ("filter", 4, lambda: writer.filtered("lang")),
        ("filter", 5, lambda: writer.filtered("country", "lang")),
        ("filter", 5, lambda: writer.filtered("tag", "source")),
        ("dates", 15, writer.dated),
        ("dates", 5, lambda: writer.within_days(writer.filtered("country"))),
        ("empty", 2, lambda: _BASE),
        ("empty", 4, lambda: writer.narrow(_BASE, "country")),
        ("empty", 4, lambda: writer.within_days(_BASE)),
    )
    queries = [BenchmarkQuery(kind, make()) for kind, count, make in makers for _ in range(count)]
    # Shuffled: what one query leaves in a cache must not always serve the next of its kind.
    writer.random.shuffle(queries)
    return tuple(queries)


@dataclass(frozen=True, slots=True)
class _QueryWriter:
    random: Random

    def words(self, *frequencies: str, between: str = " ") -> SearchRequest:
        """Words of these frequencies in one language, each in any form."""
        vocabulary = self._vocabulary()
        words = [self._word(vocabulary, frequency) for frequency in frequencies]
        return replace(_BASE, q=between.join(words))

    def phrase(self, length: int) -> SearchRequest:
        """Words in a row that stand so in the corpus; not all of them function words."""
        vocabulary = self._vocabulary()
        function_words = frozenset().union(*(language.stop_words for language in DEFAULT_LANGUAGES))
        while True:
            unit = vocabulary.units[self.random.randrange(*_PHRASE_UNITS)].split()
            at = self.random.randrange(len(unit))
            words = unit[at : at + length]
            if len(words) == length and not function_words.issuperset(words):
                return replace(_BASE, q=f'"{" ".join(words)}"')

    def prefix(self) -> SearchRequest:
        """The first four to six letters of a longer word."""
        length = self.random.choice((4, 5, 6))
        while True:
            word = self._word(self._vocabulary(), "medium")
            if len(word) > length:
                return replace(_BASE, q=f"{word[:length]}*")

    def filtered(self, *facets: str) -> SearchRequest:
        """A word within a value of each facet."""
        return self.narrow(self.words(self.random.choice(("common", "medium"))), *facets)

    def dated(self) -> SearchRequest:
        """A word within a range of days."""
        return self.within_days(self.words(self.random.choice(("common", "medium"))))

    def narrow(self, request: SearchRequest, *facets: str) -> SearchRequest:
        """The request within a value of each facet, rather a common one."""
        random = self.random
        values: dict[str, Callable[[], str]] = {
            "author": lambda: author_id(random.randrange(15)),
            "country": lambda: random.choice(COUNTRIES[:15]),
            "tag": lambda: tag_id(random.randrange(20)),
            "lang": lambda: random.choice(("ru", "en")),
            "source": lambda: source_id(random.randrange(6)),
        }
        return replace(request, filters=tuple(Filter(facet, values[facet]()) for facet in facets))

    def within_days(self, request: SearchRequest) -> SearchRequest:
        """The request within a month, some months, or some years; some ranges are open."""
        first, last = sorted(self.random.choices(range(FIRST_YEAR, LAST_YEAR + 1), k=2))
        month = self.random.randrange(1, 13)
        ranges = (
            (f"{first}-{month:02}", f"{first}-{month:02}"),
            (f"{first}-{month:02}-15", f"{last}-12-20"),
            (str(first), str(last)),
            (str(first), ""),
            ("", f"{last}-{month:02}"),
        )
        start, end = self.random.choice(ranges)
        return replace(request, first=start, last=end)

    def _vocabulary(self) -> Vocabulary:
        lang: Lang = "ru" if self.random.random() < 0.7 else "en"
        return load_vocabulary(lang)

    def _word(self, vocabulary: Vocabulary, frequency: str) -> str:
        first, last = RANKS[frequency]
        rank = vocabulary.function_words + self.random.randrange(first, last)
        return vocabulary.lemmas[rank].form(self.random)
