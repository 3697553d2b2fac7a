"""An article as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.article import Article, decode_article
from indexer.errors import ArticleNotFoundError, LetopisError
from indexer.labels import Labels
from searcher.answering import Answerer
from searcher.answers.highlighting import Highlighting, split_paragraphs
from searcher.deadline import current_deadline
from searcher.engines import EngineHit, IndexSearcher
from searcher.generation import Generation
from searcher.query.matching import MatchAll
from searcher.query.nodes import write_query
from searcher.query.reading import QueryReading
from searcher.related import RelatedArticles, RelatedFinder
from searcher.request import SearchRequest
from searcher.response import ArticleView, ResultPlace, ShownArticle, Snippet
from searcher.result_place import find_place
from searcher.result_set import select_articles
from searcher.shortening import SHOWN_LENGTH, cut_texts

# What stands beside an article: whichever other version of its story there is, if there is one.
ANY_VERSION = "any"

# Nothing is marked by it.
READ_NOTHING = QueryReading(MatchAll(), (), (), ())

# How many related articles the page of an article shows, and how many in the other language.
SHOWN_RELATED = 5
SHOWN_OTHER_LANGUAGE = 3
# And how many near copies.
SHOWN_COPIES = 10


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
    """An article, with its marks if there was a query, and the ids of its near copies, the earliest
    first. `labels` names the facet values of its generation."""

    article: Article
    marks: ArticleMarks | None
    copies: tuple[str, ...]
    labels: Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRequest:
    """How an article is to be shown: marked by the query of the request that it was `found_by`; if
    given, with its neighbours around a `rank` (from 1) of that result, and `beside` another version
    of its story, named by its id, or ANY_VERSION."""

    found_by: SearchRequest = SearchRequest()
    rank: int | None = None
    beside: str = ""


def view_article(
    article: Article, generation: Generation, answerer: Answerer, asked: ViewRequest
) -> ArticleView:
    """An article of a generation as its page shows it.

    Very long texts are cut, two beside one another at half the length; a query that cannot be
    parsed marks nothing, and neighbours and articles like it are left out where the time is up.
    Raises ArticleNotFoundError where no other version of its story has the id that is to stand
    beside it.
    """
    reading, canonical = _read_for_marks(asked.found_by, generation)
    highlighting = answerer.highlight(generation, reading)
    versions = _other_versions(article, generation.searcher)
    other = _choose_version(article, versions, asked.beside) if asked.beside else None
    length = SHOWN_LENGTH // 2 if other else SHOWN_LENGTH
    shown = _show(article, highlighting, length)
    beside = _show(other, highlighting, length) if other else None
    # Last: an article does without.
    ids = (article.id, *(version.id for version in versions))
    place = _find_place(ids, generation, asked)
    related = _find_shown_related(article, generation)
    copies = generation.copies.others(article.id)
    shown_copies = [generation.searcher.get(id_) for id_ in copies[:SHOWN_COPIES]]
    return ArticleView(
        shown=shown,
        beside=beside,
        versions=versions,
        related=_decode(related.same_language),
        related_other_language=_decode(related.other_language),
        place=place,
        copies=tuple(decode_article(stored) for stored in shown_copies if stored is not None),
        more_copies=len(copies[SHOWN_COPIES:]),
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
        highlighter = answerer.highlight(generation, reading).choose(article)
        marks = ArticleMarks(
            title=highlighter.mark_title(article.title),
            lead=highlighter.mark_text(article.lead),
            body=highlighter.mark_text(article.body),
            captions=tuple(map(highlighter.mark_text, article.captions)),
            notices=tuple(map(highlighter.mark_notice, article.notices)),
        )
    copies = generation.copies.others(article.id)
    return MarkedArticle(article, marks, copies, generation.labels)


def _show(article: Article, highlighting: Highlighting, length: int) -> ShownArticle:
    """The marked texts of an article, at most so many characters of them."""
    highlighter, shown = highlighting.choose(article), cut_texts(article, length)
    return ShownArticle(
        article=article,
        title=highlighter.mark_title(article.title),
        lead=highlighter.mark_text(shown.lead),
        paragraphs=split_paragraphs(highlighter.mark_text(shown.body)),
        captions=tuple(map(highlighter.mark_text, shown.captions)),
        notices=tuple(map(highlighter.mark_notice, shown.notices)),
        is_cut=shown != article,
    )


def _choose_version(article: Article, versions: Sequence[Article], beside: str) -> Article | None:
    for version in versions:
        if version.id == beside:
            return version
    if beside != ANY_VERSION:
        raise ArticleNotFoundError(beside)
    # One in the same language is the last choice.
    return min(versions, key=lambda version: version.lang == article.lang, default=None)


def _find_place(
    ids: Sequence[str], generation: Generation, asked: ViewRequest
) -> ResultPlace | None:
    if asked.rank is None:
        return None
    found: list[ResultPlace | None] = [None]
    with current_deadline().as_time_allows():
        try:
            result = select_articles(generation, asked.found_by)
        except LetopisError:
            return None
        found.append(find_place(result, ids, asked.rank))
    return found[-1]


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
    return tuple(map(decode_article, searcher.siblings((article.story,), (article.id,))))
