"""The search service: one object that answers requests from the current generation."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from indexer.analysis import Analyzer
from indexer.article import Article, decode_article
from indexer.dates import clip_days
from indexer.errors import (
    ArticleNotFoundError,
    LetopisError,
    ParameterError,
    QueryError,
    UnavailableError,
)
from indexer.home import ArchiveHome
from indexer.labels import LabelKind, Labels
from indexer.settings import Settings
from searcher.engines import EngineHit, EngineQuery, IndexSearcher, Selection
from searcher.facets import check_values, make_facet, make_filters
from searcher.generations import Generation, GenerationFollower
from searcher.highlighting import Highlighter, split_paragraphs
from searcher.query.layout import swap_layout
from searcher.query.matching import Match, MatchAll
from searcher.query.nodes import (
    And,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Value,
    Word,
    join_and,
    join_or,
    write_query,
)
from searcher.query.parser import parse_query
from searcher.query.reading import QueryReading, read_query
from searcher.request import SearchRequest
from searcher.response import (
    ArticleView,
    Hit,
    Offer,
    RelatedResponse,
    SearchResponse,
)
from searcher.timeline import MAX_BUCKETS, choose_interval, make_timeline

# How many related articles the page of an article shows.
SHOWN_RELATED = 5


class SearchService:
    """Answers search requests over an archive home. Safe to share between threads."""

    def __init__(self, home: ArchiveHome, settings: Settings, analyzer: Analyzer) -> None:
        self.home = home
        self.settings = settings
        self.analyzer = analyzer
        self._follower = GenerationFollower(home, analyzer, settings.zone)

    @property
    def problem(self) -> UnavailableError | None:
        """Why the current generation is not served but an earlier one; None is well."""
        return self._follower.problem

    def generation(self) -> Generation:
        """The current generation. Raises ArchiveMissingError, IndexMissingError,
        IndexMismatchError, IndexDamagedError."""
        return self._follower.generation()

    def look_again(self) -> None:
        """Look at the next request which generation is current, as half a second later it would."""
        self._follower.look_again()

    def search(self, request: SearchRequest, lang: str) -> SearchResponse:
        """The answer to a request; `lang` is the language of its labels.

        Raises QueryError, ParameterError for an unknown value, and what `generation` raises.
        """
        began = time.perf_counter()
        generation = self.generation()
        tree = parse_query(request.q)
        check_values(request, generation.labels)
        reading = read_query(tree, self.analyzer, generation.labels)
        sort = request.sort or reading.sort
        selection = Selection(reading.match, make_filters(request), request.days, request.date)
        days = clip_days(selection.days, generation.searcher.days(request.date))
        interval = choose_interval(days, request.interval)
        if interval != (request.interval or interval):
            raise ParameterError(
                "interval", str(request.interval), "too-many-buckets", str(MAX_BUCKETS)
            )
        answer = generation.searcher.search(
            EngineQuery(
                selection=selection,
                sort=sort,
                offset=request.offset,
                limit=request.limit,
                facets=request.facets,
                interval=interval,
            )
        )
        canonical = write_query(tree)
        offers = () if answer.total else self._offers(request.q, tree, selection, generation)
        return SearchResponse(
            request=request,
            sort=sort,
            total=answer.total,
            hits=self._hits(answer.hits, reading.match),
            facets={
                facet: make_facet(facet, counts, request, generation.names, lang)
                for facet, counts in answer.facets.items()
            },
            timeline=make_timeline(interval, days, selection.days, answer.histogram),
            canonical=canonical,
            hash=hash_request(request, canonical),
            words=reading.words,
            values=reading.values,
            offers=offers,
            absent=() if answer.total else self._find_absent(tree, generation),
            labels=generation.labels,
            index=generation.info,
            took_ms=round((time.perf_counter() - began) * 1000, 2),
        )

    def overview(self, lang: str) -> SearchResponse:
        """The whole archive: its size, facets and timeline, without hits."""
        return self.search(SearchRequest(limit=0), lang)

    def get_article(self, article_id: str) -> Article:
        """An article as it is stored.

        Raises ArticleNotFoundError, and what `generation` raises.
        """
        return _get_article(article_id, self.generation().searcher)

    def related(self, article_id: str, limit: int) -> RelatedResponse:
        """The articles most like one, in either language; its other versions are left out.

        Raises ArticleNotFoundError, and what `generation` raises.
        """
        generation = self.generation()
        _get_article(article_id, generation.searcher)
        hits = generation.searcher.related(article_id, limit)
        return RelatedResponse(self._hits(hits, MatchAll()), generation.info)

    def view_article(self, article_id: str, q: str = "") -> ArticleView:
        """An article as its page shows it, marked by the query it was found by.

        A query that cannot be parsed marks nothing. Raises ArticleNotFoundError, and what
        `generation` raises.
        """
        generation = self.generation()
        article = _get_article(article_id, generation.searcher)
        related = generation.searcher.related(article_id, SHOWN_RELATED)
        highlighter = Highlighter(self.analyzer, self._read_for_marks(q, generation.labels))
        return ArticleView(
            article=article,
            title=highlighter.mark_title(article.title),
            lead=highlighter.mark_text(article.lead),
            paragraphs=split_paragraphs(highlighter.mark_text(article.body)),
            captions=tuple(map(highlighter.mark_text, article.captions)),
            notices=tuple(map(highlighter.mark_notice, article.notices)),
            versions=_other_versions(article, generation.searcher),
            related=tuple(decode_article(hit.article) for hit in related),
            labels=generation.labels,
            index=generation.info,
        )

    def _hits(self, hits: tuple[EngineHit, ...], match: Match) -> tuple[Hit, ...]:
        highlighter = Highlighter(self.analyzer, match)
        articles = [decode_article(hit.article) for hit in hits]
        return tuple(
            Hit(
                article=article,
                title=highlighter.mark_title(article.title),
                snippets=highlighter.snippets(article),
                score=hit.score,
            )
            for hit, article in zip(hits, articles, strict=True)
        )

    def _read_for_marks(self, q: str, labels: Labels) -> Match:
        try:
            return read_query(parse_query(q), self.analyzer, labels).match
        except LetopisError:
            return MatchAll()

    def _offers(
        self, q: str, tree: Node, selection: Selection, generation: Generation
    ) -> tuple[Offer, ...]:
        """Queries near this one that find something, under the same filters."""
        offers: list[Offer] = []
        others = (
            *self._swapped_queries(q, generation),
            *_named_queries(tree, generation.labels),
            *_near_queries(tree),
        )
        for kind, other in others:
            reading: QueryReading = read_query(other, self.analyzer, generation.labels)
            query = EngineQuery(selection=replace(selection, match=reading.match), limit=0)
            total = generation.searcher.search(query).total
            if total:
                offers.append(Offer(kind, write_query(other), total))
        return tuple(offers)

    def _swapped_queries(self, q: str, generation: Generation) -> list[tuple[str, Node]]:
        """The query in the other keyboard layout, where that makes words of the archive of it."""

        def is_known(word: str) -> bool:
            try:
                return self._stands_somewhere(parse_query(word), generation)
            except QueryError:
                return False

        words = q.split()
        swapped = swap_layout(q, is_known) if len(words) <= _MOST_ASKED else q
        try:
            return [("layout", parse_query(swapped))] if swapped != q else []
        except QueryError:
            return []

    def _find_absent(self, tree: Node, generation: Generation) -> tuple[str, ...]:
        """The parts of a query that no article of the archive has."""
        asked = list(islice(_list_asked(tree), _MOST_ASKED))
        return tuple(
            write_query(part) for part in asked if not self._stands_somewhere(part, generation)
        )

    def _stands_somewhere(self, tree: Node, generation: Generation) -> bool:
        reading = read_query(tree, self.analyzer, generation.labels)
        query = EngineQuery(selection=Selection(reading.match), limit=0)
        return generation.searcher.search(query).total > 0


def hash_request(request: SearchRequest, canonical: str) -> str:
    """Names the set of articles a request asks for: its query, filters and days, not its page."""
    filters = [f"{'-' * f.excluded}{f.facet}={f.value}" for f in request.filters]
    parts = (canonical, *filters, request.first, request.last, request.date)
    return "sha256:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()


# Readers type an author's name as they type any word; the text of articles may not hold it.
_NAMED_FACETS: tuple[LabelKind, ...] = ("author", "tag", "country", "source")


def _named_queries(tree: Node, labels: Labels) -> list[tuple[str, Node]]:
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    words = [node.text for node in nodes if isinstance(node, Word)]
    if not words or len(words) < len(nodes):
        return []
    name = " ".join(words)
    return [(facet, Value(facet, name)) for facet in _NAMED_FACETS if labels.search(facet, name)]


def _list_asked(tree: Node) -> Iterator[Node]:
    """The words, phrases, and values that a query asks for, what it excludes left out."""
    match tree:
        case And(nodes) | Or(nodes):
            for node in nodes:
                yield from _list_asked(node)
        case Word() | Phrase() | Prefix() | Value():
            yield tree


# A query of many words is near too many others to try them all.
_MOST_WITHOUT = 6
_MOST_ASKED = 10


def _near_queries(tree: Node) -> list[tuple[str, Node]]:
    if not isinstance(tree, And):
        return []
    asked = [node for node in tree.nodes if not isinstance(node, Not)]
    excluded = [node for node in tree.nodes if isinstance(node, Not)]
    if len(asked) < 2:
        return []
    near: list[tuple[str, Node]] = []
    if 2 < len(asked) <= _MOST_WITHOUT:
        for left_out in asked:
            kept = [node for node in tree.nodes if node is not left_out]
            near.append(("without", join_and(kept)))
    near.append(("any", join_and([join_or(asked), *excluded])))
    return near


def _get_article(article_id: str, searcher: IndexSearcher) -> Article:
    stored = searcher.get(article_id)
    if stored is None:
        raise ArticleNotFoundError(article_id)
    return decode_article(stored)


def _other_versions(article: Article, searcher: IndexSearcher) -> tuple[Article, ...]:
    if not article.story:
        return ()
    stories = (decode_article(stored) for stored in searcher.siblings(article.story))
    return tuple(other for other in stories if other.id != article.id)
