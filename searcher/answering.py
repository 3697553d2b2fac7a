"""The answer to one request, made of a generation: its hits, counts, timeline, and offers."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from dataclasses import dataclass, replace

from indexer.analysis import Analyzer
from indexer.article import decode_article
from indexer.dates import clip_days
from indexer.errors import ParameterError
from indexer.home.settings import Settings
from searcher.answers.facets import make_facet
from searcher.answers.highlighting import Highlighting
from searcher.answers.timeline import MAX_BUCKETS, choose_interval, make_timeline
from searcher.deadline import current_deadline
from searcher.engines import EngineHit, EngineQuery, IndexSearcher
from searcher.filtering import FilterFinder
from searcher.generation import Generation
from searcher.offers import FEW, NearQueries
from searcher.partial import PartialMatch, PartialSearch
from searcher.pasting import find_pasted
from searcher.query.reading import QueryReading
from searcher.query.scoring import ScorePart
from searcher.request import SearchRequest
from searcher.response import Hit, PartialHit, Repair, SearchResponse, Snippet, Timeline
from searcher.result_set import ResultSet, select_articles
from searcher.stories import read_elsewhere

# Seconds of a hit, found, cut into snippets and rendered, where the words are beginnings, which
# cost the most. Measured on one core.
_SECONDS_A_HIT = 0.002
# Of one that is only read and decoded.
_SECONDS_READ = 0.0001


@dataclass(frozen=True, slots=True)
class Answerer:
    """Makes answers. Safe to share between threads."""

    analyzer: Analyzer
    settings: Settings

    def answer(self, generation: Generation, request: SearchRequest, lang: str) -> SearchResponse:
        """The answer to a request; `lang` is the language of its labels. Raises QueryError, and
        ParameterError for an unknown value or an interval that makes no picture."""
        found = select_articles(generation, request)
        selection, reading = found.selection, found.reading
        archive = generation.searcher.days(request.date)
        days = clip_days(selection.days, archive)
        interval = choose_interval(days, request.interval)
        if interval != (request.interval or interval):
            raise ParameterError(
                "interval", str(request.interval), "too-many-buckets", str(MAX_BUCKETS)
            )
        answer = found.search(
            EngineQuery(
                selection=selection,
                sort=found.sort,
                offset=request.offset,
                limit=request.limit,
                facets=request.facets,
                interval=interval,
            )
        )
        highlighting = self.highlight(generation, reading)
        hits = self._show(answer.hits, found, highlighting)
        if request.explain and found.sort == "relevance":
            explained = generation.searcher.explain(selection, [hit.id for hit in answer.hits])
            hits = tuple(map(_add_parts, hits, explained))
        total, tree = answer.total, found.parsed.tree
        pasted = find_pasted(request.q, generation.searcher, lang)
        # Who wants an article of that name wants no other query.
        is_asking = pasted is None or not pasted.is_meant(total)
        near = NearQueries(generation, tree, request, total) if is_asking and total <= FEW else None
        repair = near.repair(found.whole) if near and request.repair else None
        if repair is not None:
            meant = replace(request, q=repair.query, repair=None)
            repaired = Repair(repair.kind, request.q.strip(), repair.query)
            return replace(self.answer(generation, meant, lang), repaired=repaired)
        # Offers come after it: they take what time is left.
        zone = self.settings.zone_info
        filters = FilterFinder(
            generation.searcher, generation.reader, generation.copies, tree, request
        )
        partial = PartialSearch(generation.searcher, generation.reader, tree, request, zone)
        partials = (
            self._list_partial(partial.find(selection), highlighting) if near and not total else ()
        )
        response = SearchResponse(
            request=request,
            sort=found.sort,
            total=total,
            hits=hits,
            facets={
                facet: make_facet(facet, counts, request, generation.names, lang)
                for facet, counts in answer.facets.items()
            },
            timeline=make_timeline(interval, days, selection.days, answer.histogram, archive),
            canonical=found.canonical,
            hash=found.hash,
            words=reading.words,
            values=reading.values,
            named=filters.find(found.whole, reading.recognized),
            plain=found.parsed.plain,
            pasted=pasted,
            offers=near.offers(found.whole) if near else (),
            absent=near.absent() if near and pasted is None else (),
            partial=partials,
            labels=generation.labels,
            index=generation.info,
            took_ms=0.0,
            near_copies=_count_copies(found, answer.hits),
        )
        return _add_stories(response, generation.searcher) if request.stories else response

    def continue_list(
        self, found: ResultSet, hits: tuple[EngineHit, ...], total: int
    ) -> SearchResponse:
        """The answer that a later page of a walk gives: hits alone, since the counts and the
        timeline are those of the first page."""
        shown = self._show(hits, found, self.highlight(found.generation, found.reading))
        if found.request.explain and found.sort == "relevance":
            searcher = found.generation.searcher
            explained = searcher.explain(found.selection, [hit.id for hit in hits])
            shown = tuple(map(_add_parts, shown, explained))
        return SearchResponse(
            request=found.request,
            sort=found.sort,
            total=total,
            hits=shown,
            facets={},
            timeline=Timeline(found.request.interval or "year", ()),
            canonical=found.canonical,
            hash=found.hash,
            words=found.reading.words,
            values=found.reading.values,
            named=(),
            plain=found.parsed.plain,
            pasted=None,
            offers=(),
            absent=(),
            partial=(),
            labels=found.generation.labels,
            index=found.generation.info,
            took_ms=0.0,
            near_copies=_count_copies(found, hits),
        )

    def highlight(self, generation: Generation, reading: QueryReading) -> Highlighting:
        """What marks articles of a generation by the words of a query."""
        return Highlighting(
            self.analyzer,
            reading.match,
            self.settings.zone_info,
            reading.words,
            reading.recognized,
            generation.labels.within,
        )

    def make_hits(self, hits: tuple[EngineHit, ...], highlighting: Highlighting) -> tuple[Hit, ...]:
        """Hits as they are shown. Raises TooExpensiveError."""
        announce_page(hits)
        articles = [(decode_article(hit.article), hit.score) for hit in hits]
        return tuple(highlighting.make_hit(one, score) for one, score in articles)

    def _show(
        self, hits: tuple[EngineHit, ...], found: ResultSet, highlighting: Highlighting
    ) -> tuple[Hit, ...]:
        if found.request.snippets:
            shown = self.make_hits(hits, highlighting)
        else:
            articles = [decode_article(hit.article) for hit in hits]
            shown = tuple(
                Hit(article, Snippet(article.title, ()), (), (), hit.score)
                for article, hit in zip(articles, hits, strict=True)
            )
        if not found.copies:
            return shown
        return tuple(replace(hit, copies=found.copies.get(hit.article.id, ())) for hit in shown)

    def _list_partial(
        self, found: Iterator[PartialMatch], highlighting: Highlighting
    ) -> tuple[PartialHit, ...]:
        listed: list[PartialHit] = []
        # Where time is up, what was found till then stays in the list.
        with current_deadline().as_time_allows():
            listed.extend(
                PartialHit(hit, partial.missing)
                for partial in found
                for hit in self.make_hits((partial.hit,), highlighting)
            )
        return tuple(listed)


def estimate_page(request: SearchRequest) -> float:
    """About how many seconds a page takes at least."""
    return request.limit * (_SECONDS_A_HIT if request.snippets else _SECONDS_READ)


def announce_page(hits: Sized) -> None:
    """Tell the deadline what the page of these hits will take; none take nothing, whatever the
    time."""
    if hits:
        current_deadline().announce(len(hits) * _SECONDS_A_HIT, "page")


def _add_stories(response: SearchResponse, searcher: IndexSearcher) -> SearchResponse:
    """An answer whose hits come with the versions of their stories that are on none of them."""
    hits = [*response.hits, *(partial.hit for partial in response.partial)]
    elsewhere = read_elsewhere(searcher, [hit.article for hit in hits])

    def add(hit: Hit) -> Hit:
        return replace(hit, elsewhere=elsewhere.get(hit.article.story, ()))

    partial = tuple(replace(one, hit=add(one.hit)) for one in response.partial)
    return replace(response, hits=tuple(map(add, response.hits)), partial=partial)


def _count_copies(found: ResultSet, hits: tuple[EngineHit, ...]) -> int | None:
    """How many near copies are left out, or could be; where they are not, they are counted if that
    is asked for and a hit may have one."""
    request, copies = found.request, found.generation.copies
    if request.copies == "one":
        return len(found.selection.but)
    if not request.tells_copies or not copies.has_any(hit.id for hit in hits):
        return None
    counted: list[int] = []
    with current_deadline().as_time_allows():
        counted.append(copies.choose(found.whole, "one").left_out)
    return counted[0] if counted else None


def _add_parts(hit: Hit, parts: tuple[ScorePart, ...]) -> Hit:
    return replace(hit, parts=parts)
