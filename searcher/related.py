"""The articles like a given one, in its own language and in the other.

Nothing is translated. In the other language an article is compared by its version there, or else
by its names, whose keys are those of both alphabets.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from indexer.analysis import Analyzer
from indexer.article import LANGS, Article, decode_article
from indexer.schema import Parts, TextName, analyze_texts
from searcher.engines import EngineHit, IndexSearcher
from searcher.query.related import (
    LEAST_POINTS,
    WIDE_LEAST_POINTS,
    CountHolders,
    Likeness,
    Sign,
    choose_lemmas,
    choose_names,
    choose_values,
    limit_few,
    limit_few_widely,
)
from searcher.shortening import COMPARED_LENGTH, cut_texts

Texts = Mapping[TextName, Parts]
Signs = tuple[Sign, ...]
Hits = tuple[EngineHit, ...]


@dataclass(frozen=True, slots=True)
class RelatedArticles:
    """The articles like one, best first: those in its language, and those in the other one."""

    same_language: Hits
    other_language: Hits


@dataclass(frozen=True, slots=True)
class RelatedFinder:
    """Finds articles like one. The article itself and the others of its story are none."""

    searcher: IndexSearcher
    analyzer: Analyzer

    def find(self, article: Article, most: int, most_other: int) -> RelatedArticles:
        """At most so many articles like one in its language, and in the other language."""
        texts, version = self._analyze(article), self._find_version(article)
        values = choose_values(article, self.searcher.count_holders, self.searcher.count)
        row = _Row(self.searcher, article, (article.lang,), most)
        langs = tuple(lang for lang in LANGS if lang != article.lang)
        other = _Row(self.searcher, article, langs, most_other)
        return RelatedArticles(
            self._find_by_words(row, texts, values),
            self._find_by_words(other, self._analyze(version), values)
            if version
            else self._find_by_names(other, texts, values),
        )

    def _find_version(self, article: Article) -> Article | None:
        """The article of the same story in the other language."""
        if not article.story:
            return None
        versions = map(decode_article, self.searcher.siblings((article.story,), (article.id,)))
        return next((other for other in versions if other.lang != article.lang), None)

    def _analyze(self, article: Article) -> Texts:
        return analyze_texts(cut_texts(article, COMPARED_LENGTH), self.analyzer)

    def _find_by_words(self, row: _Row, texts: Texts, values: Signs) -> Hits:
        """By the words of the article, or its version, with its tags and countries; where those
        give nothing, by its few words alone, or by words that are less rare."""
        stop_words, count, articles = self._counts
        few, widely = limit_few(articles), limit_few_widely(articles)
        telling = choose_lemmas(texts, stop_words, count, articles, few)
        hits = row.find((*telling.signs, *values), LEAST_POINTS)
        if not hits and telling.least < LEAST_POINTS:
            hits = row.find(telling.signs, telling.least)
        if not hits and widely > few:
            telling = choose_lemmas(texts, stop_words, count, articles, widely)
            hits = row.find((*telling.signs, *values), WIDE_LEAST_POINTS)
        return hits

    def _find_by_names(self, row: _Row, texts: Texts, values: Signs) -> Hits:
        """By the names of the article, with its tags and countries."""
        names = choose_names(texts, *self._counts)
        return row.find((*names, *values), LEAST_POINTS)

    @property
    def _counts(self) -> tuple[Collection[str], CountHolders, int]:
        return self.analyzer.stop_words, self.searcher.count_holders, self.searcher.count


@dataclass(frozen=True, slots=True)
class _Row:
    """A row to be filled: articles in some languages that are like one."""

    searcher: IndexSearcher
    article: Article
    langs: tuple[str, ...]
    limit: int

    def find(self, signs: Signs, least: int) -> Hits:
        """What shares enough of the signs."""
        if not signs or sum(sign.points for sign in signs) < least:
            return ()
        asked = Likeness(signs, least, self.langs, self.article.id, self.article.story)
        return self.searcher.related(asked, self.limit)
