"""An article as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.article import Article, decode_article
from indexer.errors import LetopisError
from indexer.labels import Labels
from searcher.answering import Answerer
from searcher.answers.highlighting import split_paragraphs
from searcher.deadline import current_deadline
from searcher.engines import EngineHit, IndexSearcher
from searcher.generation import Generation
from searcher.query.matching import MatchAll
from searcher.query.nodes import write_query
from searcher.query.reading import QueryReading
from searcher.related import RelatedArticles, RelatedFinder
from searcher.request import SearchRequest
from searcher.response import ArticleView, Snippet
from searcher.shortening import SHOWN_LENGTH, cut_texts

# Nothing is marked by it.
READ_NOTHING = QueryReading(MatchAll(), (), (), ())

# How many related articles the page of an article shows, and how many in the other language.
SHOWN_RELATED = 5
SHOWN_OTHER_LANGUAGE = 3


# Of marking. Measured on one core, where every other word is marked.
_SECONDS_A_CHARACTER = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleMarks:
    """The whole texts of an article with their marks."""

    title: Snippet
    lead: Snippet
    body: Snippet
    captions: tuple[Snippet, ...]
    notices: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """An article, with its marks if there was a query. `labels` names the facet values of its
    generation."""

    article: Article
    marks: ArticleMarks | None
    labels: Labels


def view_article(
    article: Article, generation: Generation, answerer: Answerer, found_by: SearchRequest
) -> ArticleView:
    """An article of a generation as its page shows it, marked by the query of the request it was
    found by.

    Very long texts are cut, a query that cannot be parsed marks nothing, and articles like it are
    left out where the time is up.
    """
    reading, canonical = _read_for_marks(found_by, generation)
    highlighter = answerer.highlight(reading).choose(article)
    shown = cut_texts(article, SHOWN_LENGTH)
    title, lead = highlighter.mark_title(article.title), highlighter.mark_text(shown.lead)
    paragraphs = split_paragraphs(highlighter.mark_text(shown.body))
    captions = tuple(map(highlighter.mark_text, shown.captions))
    notices = tuple(map(highlighter.mark_notice, shown.notices))
    versions = _other_versions(article, generation.searcher)
    # Last: an article does without.
    related = _find_shown_related(article, generation)
    return ArticleView(
        article=article,
        title=title,
        lead=lead,
        paragraphs=paragraphs,
        captions=captions,
        notices=notices,
        is_cut=shown != article,
        versions=versions,
        related=_decode(related.same_language),
        related_other_language=_decode(related.other_language),
        canonical=canonical,
        labels=generation.labels,
        index=generation.info,
    )


def mark_article(
    article: Article, generation: Generation, answerer: Answerer, found_by: SearchRequest
) -> MarkedArticle:
    """An article of a generation with every mark of the query of a request in its whole texts.

    Raises QueryError, and TooExpensiveError for texts that take too long to mark.
    """
    marks = None
    if found_by.q:
        texts = (article.lead, article.body, *article.captions, *article.notices)
        current_deadline().announce(sum(map(len, texts)) * _SECONDS_A_CHARACTER, "page")
        tree = generation.reader.parse_typed(found_by.q).tree
        reading = generation.reader.read(tree, found_by.off)
        highlighter = answerer.highlight(reading).choose(article)
        marks = ArticleMarks(
            title=highlighter.mark_title(article.title),
            lead=highlighter.mark_text(article.lead),
            body=highlighter.mark_text(article.body),
            captions=tuple(map(highlighter.mark_text, article.captions)),
            notices=tuple(map(highlighter.mark_notice, article.notices)),
        )
    return MarkedArticle(article, marks, generation.labels)


def _find_shown_related(article: Article, generation: Generation) -> RelatedArticles:
    found = [RelatedArticles((), ())]
    with current_deadline().as_time_allows():
        finder = RelatedFinder(generation.searcher, generation.reader.analyzer)
        found.append(finder.find(article, SHOWN_RELATED, SHOWN_OTHER_LANGUAGE))
    return found[-1]


def _read_for_marks(request: SearchRequest, generation: Generation) -> tuple[QueryReading, str]:
    """How a request's query is read, with its canonical text."""
    try:
        tree = generation.reader.parse(request.q)
        return generation.reader.read(tree, request.off), write_query(tree)
    except LetopisError:
        return READ_NOTHING, ""


def _decode(hits: Sequence[EngineHit]) -> tuple[Article, ...]:
    return tuple(decode_article(hit.article) for hit in hits)


def _other_versions(article: Article, searcher: IndexSearcher) -> tuple[Article, ...]:
    if not article.story:
        return ()
    stories = (decode_article(stored) for stored in searcher.siblings(article.story))
    return tuple(other for other in stories if other.id != article.id)
