"""Which articles of a result are read for its words: all, or a sample that anybody draws again.

No index keeps the words of an article in their order, so who counts words reads the articles. A
result that is larger than can be read at a time is read by a uniform sample, whose seed is the hash
of the result: the same request has the same sample, on every engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.article import Article, decode_article
from searcher.deadline import current_deadline
from searcher.result_set import ResultSet

# Articles that are read where a request does not say, and the most.
DEFAULT_READ = 1_500
MAX_READ = 4_000

# Seconds of an article of usual length, read and counted. Measured on one core.
SECONDS_AN_ARTICLE = 0.0004


@dataclass(frozen=True, slots=True)
class ReadArticles:
    """Of how many articles how many were read."""

    total: int
    read: int

    @property
    def is_exact(self) -> bool:
        """Whether all were, so that nothing is an estimate."""
        return self.read == self.total


@dataclass(frozen=True, slots=True)
class ArticleSample:
    """The articles of a result that are read, as they are stored: all, or some by lot."""

    counted: ReadArticles
    stored: tuple[bytes, ...]

    def __iter__(self) -> Iterator[Article]:
        """The articles, each decoded when it is its turn. Raises TooExpensiveError."""
        return map(self.read, range(len(self.stored)))

    def read(self, number: int) -> Article:
        """One of the articles, from 0. Raises TooExpensiveError."""
        current_deadline().check()
        return decode_article(self.stored[number])


def sample_articles(found: ResultSet, most: int) -> ArticleSample:
    """At most so many articles of a result. Raises TooExpensiveError, IndexDamagedError."""
    total = found.count()
    read = min(total, most)
    current_deadline().announce(read * SECONDS_AN_ARTICLE, "page")
    seed = int(found.hash.removeprefix("sha256:")[:16], 16)
    drawn = found.generation.searcher.sample(found.selection, seed, read)
    return ArticleSample(ReadArticles(total, read), tuple(hit.article for hit in drawn))
