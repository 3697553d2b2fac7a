"""The search service: one object that answers requests from the current generation.

It keeps the current generation open, notices within a second that another one was switched in, and
lets requests that are under way finish on the one they began with.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
import weakref
from dataclasses import dataclass, replace

from indexer.analysis import Analyzer
from indexer.article import Article, decode_article
from indexer.errors import (
    ArchiveMissingError,
    ArticleNotFoundError,
    IndexDamagedError,
    IndexMissingError,
    LetopisError,
    ParameterError,
    UnavailableError,
)
from indexer.generation import (
    Manifest,
    Stamps,
    check_compatible,
    check_files,
    current_generation,
    engine_folder,
    list_generations,
    read_labels_of,
    read_manifest,
    stamp_files,
)
from indexer.home import ArchiveHome
from indexer.labels import LabelKind, Labels
from indexer.settings import Settings
from searcher.engines import EngineHit, EngineQuery, IndexSearcher, Selection, load_engine
from searcher.facets import ValueNames, check_values, make_facet, make_filters
from searcher.highlighting import Highlighter, split_paragraphs
from searcher.query.matching import Match, MatchAll, text_matches
from searcher.query.nodes import And, Node, Not, Value, Word, join_and, join_or, write_query
from searcher.query.parser import parse_query
from searcher.query.reading import QueryReading, read_query
from searcher.request import SearchRequest
from searcher.response import (
    ArticleView,
    Hit,
    IndexInfo,
    Offer,
    SearchResponse,
)
from searcher.timeline import MAX_BUCKETS, choose_interval, clip_days, make_timeline

logger = logging.getLogger("letopis.searcher")

# How long the name of the current generation is believed, in seconds.
_BELIEVED = 0.5
# How long a generation that was refused is not tried again while its files stay as they are: to try
# is to read all of it.
_REFUSED = 10.0


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Generation:
    """An open generation: all that one answer is made from."""

    manifest: Manifest
    searcher: IndexSearcher
    labels: Labels
    names: ValueNames
    stamps: Stamps

    @property
    def info(self) -> IndexInfo:
        manifest = self.manifest
        return IndexInfo(
            manifest.generation, manifest.engine, manifest.analyzer, self.searcher.count
        )


class SearchService:
    """Answers search requests over an archive home. Safe to share between threads.

    `problem` tells why the current generation is not served but an earlier one; None is well.
    """

    def __init__(self, home: ArchiveHome, settings: Settings, analyzer: Analyzer) -> None:
        self.home = home
        self.settings = settings
        self.analyzer = analyzer
        self._lock = threading.Lock()
        self._generation: Generation | None = None
        self._checked = 0.0
        self.problem: UnavailableError | None = None
        self._refused: tuple[str, Stamps] = ("", {})
        self._refused_at = 0.0

    def generation(self) -> Generation:
        """The current generation, opened if it is a new one.

        Raises ArchiveMissingError, IndexMissingError, IndexMismatchError, IndexDamagedError.
        """
        with self._lock:
            now = time.monotonic()
            if self._generation is None or now - self._checked > _BELIEVED:
                self._checked = now
                try:
                    self._open_current()
                    self.problem = None
                except UnavailableError as error:
                    # A generation that answers well is better than none.
                    if self._generation is None and not self._open_earlier(error):
                        raise
                    if str(error) != str(self.problem):
                        logger.error("%s; still serving the generation before it", error)  # noqa: TRY400
                    self.problem = error
            if self._generation is None:
                raise IndexMissingError(self.home.path)
            return self._generation

    def _open_current(self) -> None:
        self._drop_changed()
        name = self._current_name()
        found = (name, stamp_files(self.home, name))
        served = self._generation
        if served is not None:
            if found == (served.manifest.generation, served.stamps):
                return
            is_fresh = time.monotonic() - self._refused_at < _REFUSED
            if self.problem is not None and is_fresh and found == self._refused:
                raise self.problem.with_traceback(None)
        self._refused, self._refused_at = found, time.monotonic()
        self._generation = self._open(name)

    def _drop_changed(self) -> None:
        """Let go of a generation whose files were changed under it: what is open is no longer what
        was checked. Where files are gone, what is open stays whole."""
        served = self._generation
        if served is not None:
            now = stamp_files(self.home, served.manifest.generation)
            if any(now.get(name, stamp) != stamp for name, stamp in served.stamps.items()):
                self._generation = None

    def _open_earlier(self, error: UnavailableError) -> bool:
        """Whether there is a sound generation beside the damaged one; the newest is opened."""
        if not isinstance(error, IndexDamagedError):
            return False
        for name in reversed(list_generations(self.home)):
            try:
                self._generation = self._open(name)
            except UnavailableError:
                continue
            return True
        return False

    def _open(self, name: str) -> Generation:
        stamps = stamp_files(self.home, name)
        manifest = read_manifest(self.home, name)
        check_compatible(manifest, self.analyzer, self.settings.zone)
        check_files(self.home, manifest)
        labels = read_labels_of(self.home, name)
        folder = engine_folder(self.home.index / name)
        searcher = load_engine(manifest.engine).open_searcher(folder, self.analyzer)
        generation = Generation(manifest, searcher, labels, ValueNames(labels), stamps)
        # Requests may still be answered from the generation before: the files of each close when
        # the last request lets go of it.
        weakref.finalize(generation, searcher.close)
        return generation

    def _current_name(self) -> str:
        try:
            return current_generation(self.home)
        except IndexMissingError:
            if not self.home.database.exists():
                raise ArchiveMissingError(self.home.path) from None
            raise

    def search(self, request: SearchRequest, lang: str) -> SearchResponse:
        """The answer to a request; `lang` is the language of its labels.

        Raises QueryError, ParameterError for an unknown value, and what `generation` raises.
        """
        began = time.perf_counter()
        generation = self.generation()
        tree = parse_query(request.q)
        check_values(request, generation.labels)
        reading = read_query(tree, self.analyzer, generation.labels)
        sort = request.sort or ("relevance" if any(text_matches(reading.match)) else "newest")
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
        offers = () if answer.total else self._offers(tree, selection, generation)
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
            labels=generation.labels,
            index=generation.info,
            took_ms=round((time.perf_counter() - began) * 1000, 2),
        )

    def overview(self, lang: str) -> SearchResponse:
        """The whole archive: its size, facets and timeline, without hits."""
        return self.search(SearchRequest(limit=0), lang)

    def view_article(self, article_id: str, q: str = "") -> ArticleView:
        """An article as its page shows it, marked by the query it was found by.

        A query that cannot be parsed marks nothing. Raises ArticleNotFoundError, and what
        `generation` raises.
        """
        generation = self.generation()
        stored = generation.searcher.get(article_id)
        if stored is None:
            raise ArticleNotFoundError(article_id)
        article = decode_article(stored)
        highlighter = Highlighter(self.analyzer, self._read_for_marks(q, generation.labels))
        return ArticleView(
            article=article,
            title=highlighter.mark_title(article.title),
            lead=highlighter.mark_text(article.lead),
            paragraphs=split_paragraphs(highlighter.mark_text(article.body)),
            captions=tuple(map(highlighter.mark_text, article.captions)),
            notices=tuple(map(highlighter.mark_notice, article.notices)),
            versions=_other_versions(article, generation.searcher),
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
        self, tree: Node, selection: Selection, generation: Generation
    ) -> tuple[Offer, ...]:
        """Queries near this one that find something, under the same filters."""
        offers: list[Offer] = []
        for kind, other in (*_named_queries(tree, generation.labels), *_near_queries(tree)):
            reading: QueryReading = read_query(other, self.analyzer, generation.labels)
            query = EngineQuery(selection=replace(selection, match=reading.match), limit=0)
            total = generation.searcher.search(query).total
            if total:
                offers.append(Offer(kind, write_query(other), total))
        return tuple(offers)


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


# A query of many words is near too many others to try them all.
_MOST_WITHOUT = 6


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


def _other_versions(article: Article, searcher: IndexSearcher) -> tuple[Article, ...]:
    if not article.story:
        return ()
    stories = (decode_article(stored) for stored in searcher.siblings(article.story))
    return tuple(other for other in stories if other.id != article.id)
