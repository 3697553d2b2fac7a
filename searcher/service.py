"""The search service: one object that answers requests from the current generation."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence, Sized
from contextlib import suppress
from dataclasses import replace
from weakref import WeakKeyDictionary

from indexer.analysis import Analyzer
from indexer.article import LANGS, Article, decode_article
from indexer.dates import clip_days
from indexer.errors import (
    ArticleDeletedError,
    ArticleNotFoundError,
    LetopisError,
    ParameterError,
    TooExpensiveError,
    UnavailableError,
)
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from searcher.answers.cache import ROOM, AnswerCache
from searcher.answers.facets import check_values, make_facet, make_filters
from searcher.answers.highlighting import Highlighting, split_paragraphs
from searcher.answers.timeline import MAX_BUCKETS, choose_interval, make_timeline
from searcher.citing.citation import Citation, make_citation
from searcher.deadline import current_deadline
from searcher.engines import EngineHit, EngineQuery, IndexSearcher, Selection
from searcher.examples import ExampleQuery
from searcher.filtering import FilterFinder
from searcher.generation import Generation
from searcher.generations import GenerationFollower
from searcher.offers import FEW, NearQueries
from searcher.partial import PartialMatch, PartialSearch
from searcher.pasting import find_pasted
from searcher.query.matching import MatchAll
from searcher.query.nodes import write_query
from searcher.query.reading import QueryReading
from searcher.query.scoring import ScorePart
from searcher.related import RelatedArticles, RelatedFinder
from searcher.request import SearchRequest
from searcher.response import (
    ArticleView,
    Hit,
    PartialHit,
    RelatedResponse,
    Repair,
    SearchResponse,
)
from searcher.result_set import ResultSet, hash_request
from searcher.shortening import SHOWN_LENGTH, cut_texts
from searcher.suggesting import Suggestion

# What the overview asks for.
OVERVIEW = SearchRequest(limit=0)

# Seconds of a hit, found, cut into snippets and rendered, where the words are beginnings, which
# cost the most. Measured on one core.
_SECONDS_A_HIT = 0.002

# Nothing is marked by it.
_READ_NOTHING = QueryReading(MatchAll(), (), (), ())

# How many related articles the page of an article shows, and how many in the other language.
SHOWN_RELATED = 5
SHOWN_OTHER_LANGUAGE = 3


class SearchService:
    """Answers search requests over an archive home. Safe to share between threads."""

    def __init__(
        self, home: ArchiveHome, settings: Settings, analyzer: Analyzer, room: int = ROOM
    ) -> None:
        """`room` is that of `AnswerCache`, for answers that are asked for again."""
        self.home = home
        self.settings = settings
        self.analyzer = analyzer
        self._follower = GenerationFollower(home, analyzer, settings.zone)
        self._room = room
        # Of each open generation; they go with it.
        self._answers: WeakKeyDictionary[Generation, AnswerCache] = WeakKeyDictionary()

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
        current_deadline().expect(request.limit * _SECONDS_A_HIT)
        generation = self.generation()
        answers, key = self._answers_of(generation), (request, lang)
        answer = answers.get(key)
        if answer is None:
            answer = self._answer(generation, request, lang)
            # What is offered where little is found depends on how much time was left.
            if answer.total > FEW:
                answers.put(key, answer)
        else:
            # It has to be rendered all the same.
            _announce_page(answer.hits)
        return replace(answer, took_ms=round((time.perf_counter() - began) * 1000, 2))

    def keep_overview_ready(self) -> None:
        """Make the overviews of every generation, and choose its examples, when it is opened, not
        when they are asked for."""
        self._follower.prepare = self._pin_overviews

    def _pin_overviews(self, generation: Generation) -> None:
        answers = self._answers_of(generation)
        for lang in LANGS:
            answers.pin((OVERVIEW, lang), self._answer(generation, OVERVIEW, lang))
            generation.examples.choose(lang)

    def _answers_of(self, generation: Generation) -> AnswerCache:
        """The answers that are kept of a generation."""
        return self._answers.setdefault(generation, AnswerCache(self._room))

    def _answer(self, generation: Generation, request: SearchRequest, lang: str) -> SearchResponse:
        parsed = generation.reader.parse_typed(request.q)
        tree = parsed.tree
        check_values(request, generation.labels)
        reading = generation.reader.read(tree, request.off)
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
        highlighting = self._highlighting(reading)
        hits = self._hits(answer.hits, highlighting)
        if request.explain and sort == "relevance":
            explained = generation.searcher.explain(selection, [hit.id for hit in answer.hits])
            hits = tuple(map(_add_parts, hits, explained))
        canonical = write_query(tree)
        total = answer.total
        pasted = find_pasted(request.q, generation.searcher, lang)
        # Who wants an article of that name wants no other query.
        is_asking = pasted is None or not pasted.is_meant(total)
        near = NearQueries(generation, tree, request, total) if is_asking and total <= FEW else None
        repair = near.repair(selection) if near and request.repair else None
        if repair is not None:
            meant = replace(request, q=repair.query, repair=None)
            repaired = Repair(repair.kind, request.q.strip(), repair.query)
            return replace(self._answer(generation, meant, lang), repaired=repaired)
        # Offers come after it: they take what time is left.
        zone = self.settings.zone_info
        filters = FilterFinder(generation.searcher, generation.reader, tree, request)
        partial = PartialSearch(generation.searcher, generation.reader, tree, request, zone)
        found = (
            self._list_partial(partial.find(selection), highlighting) if near and not total else ()
        )
        return SearchResponse(
            request=request,
            sort=sort,
            total=total,
            hits=hits,
            facets={
                facet: make_facet(facet, counts, request, generation.names, lang)
                for facet, counts in answer.facets.items()
            },
            timeline=make_timeline(interval, days, selection.days, answer.histogram),
            canonical=canonical,
            hash=hash_request(request, canonical),
            words=reading.words,
            values=reading.values,
            named=filters.find(selection, reading.recognized),
            plain=parsed.plain,
            pasted=pasted,
            offers=near.offers(selection) if near else (),
            absent=near.absent() if near and pasted is None else (),
            partial=found,
            labels=generation.labels,
            index=generation.info,
            took_ms=0.0,
        )

    def scan(self, request: SearchRequest) -> Iterator[str]:
        """The ids of all articles that a request finds, in their order.

        Raises what `search` raises, when the first is asked for.
        """
        yield from self.collect(request).ids

    def collect(self, request: SearchRequest) -> ResultSet:
        """All articles that a request finds, whatever page it asks for. Raises what `search`
        raises."""
        generation = self.generation()
        tree = generation.reader.parse(request.q)
        check_values(request, generation.labels)
        match = generation.reader.read(tree, request.off).match
        selection = Selection(match, make_filters(request), request.days, request.date)
        ids = tuple(generation.searcher.scan(selection))
        if not ids and request.repair:
            repair = NearQueries(generation, tree, request, 0).repair(selection)
            if repair is not None:
                return self.collect(request.with_query(repair.query))
        canonical = write_query(tree)
        return ResultSet(generation, ids, canonical, hash_request(request, canonical))

    def is_withdrawn(self, article_id: str) -> bool:
        """Whether an article was taken down, as the current generation has it. Raises what
        `generation` raises."""
        return article_id in self.generation().tombstones

    def overview(self, lang: str) -> SearchResponse:
        """The whole archive: its size, facets and timeline, without hits."""
        return self.search(OVERVIEW, lang)

    def examples(self, lang: str) -> tuple[ExampleQuery, ...]:
        """Queries to try for readers of a language, each of which finds something; they are chosen
        once for a generation. Raises what `generation` raises.
        """
        # Held on to: see `suggest`.
        generation = self.generation()
        return generation.examples.choose(lang)

    def get_article(self, article_id: str) -> Article:
        """An article as it is stored.

        Raises ArticleNotFoundError (ArticleDeletedError where it was taken down), and what
        `generation` raises.
        """
        generation = self.generation()
        return self._get_article(article_id, generation)

    def cite(self, article_id: str) -> Citation:
        """What a citation of an article says. Raises what `get_article` raises."""
        generation = self.generation()
        article = self._get_article(article_id, generation)
        return make_citation(article, generation.labels, self.settings.zone_info)

    def related(self, article_id: str, limit: int) -> RelatedResponse:
        """The articles most like one, at most `limit` in its language and as many in the other; its
        other versions are left out.

        Raises ArticleNotFoundError (ArticleDeletedError where it was taken down), and what
        `generation` raises.
        """
        generation = self.generation()
        article = self._get_article(article_id, generation)
        related = RelatedFinder(generation.searcher, self.analyzer).find(article, limit, limit)
        highlighting = self._highlighting(_READ_NOTHING)
        return RelatedResponse(
            self._hits(related.same_language, highlighting),
            self._hits(related.other_language, highlighting),
            generation.info,
        )

    def explain(self, text: str) -> QueryReading:
        """How the words of a text are read, with what the generation that answers knows.

        Raises what `generation` raises.
        """
        return self.generation().reader.explain(text)

    def suggest(self, typed: str, lang: str, limit: int) -> tuple[Suggestion, ...]:
        """What to search for, given a query as typed so far; see `Suggester.suggest`.

        Raises what `generation` raises.
        """
        # Held on to: the files of a generation close when nobody holds it any more.
        generation = self.generation()
        return generation.suggester.suggest(typed, lang, limit)

    def view_article(self, article_id: str, found_by: SearchRequest | None = None) -> ArticleView:
        """An article as its page shows it, marked by the query of the request it was found by.

        Very long texts are cut, a query that cannot be parsed marks nothing, and articles like it
        are left out where the time is up. Raises ArticleNotFoundError, and what `generation`
        raises.
        """
        generation = self.generation()
        article = self._get_article(article_id, generation)
        reading, canonical = _read_for_marks(found_by or SearchRequest(), generation)
        highlighter = self._highlighting(reading).choose(article)
        shown = cut_texts(article, SHOWN_LENGTH)
        title, lead = highlighter.mark_title(article.title), highlighter.mark_text(shown.lead)
        paragraphs = split_paragraphs(highlighter.mark_text(shown.body))
        captions = tuple(map(highlighter.mark_text, shown.captions))
        notices = tuple(map(highlighter.mark_notice, shown.notices))
        versions = _other_versions(article, generation.searcher)
        # Last: an article does without.
        related = self._find_shown_related(article, generation)
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

    def _find_shown_related(self, article: Article, generation: Generation) -> RelatedArticles:
        with suppress(TooExpensiveError):
            finder = RelatedFinder(generation.searcher, self.analyzer)
            return finder.find(article, SHOWN_RELATED, SHOWN_OTHER_LANGUAGE)
        return RelatedArticles((), ())

    def _get_article(self, article_id: str, generation: Generation) -> Article:
        stored = generation.searcher.get(article_id)
        if stored is not None:
            return decode_article(stored)
        tombstone = generation.tombstones.get(article_id)
        if tombstone is None:
            raise ArticleNotFoundError(article_id)
        reason = tombstone.reason if self.settings.public_reasons else ""
        raise ArticleDeletedError(article_id, tombstone.when, reason)

    def _highlighting(self, reading: QueryReading) -> Highlighting:
        zone = self.settings.zone_info
        return Highlighting(self.analyzer, reading.match, zone, reading.words, reading.recognized)

    def _list_partial(
        self, found: Iterator[PartialMatch], highlighting: Highlighting
    ) -> tuple[PartialHit, ...]:
        listed: list[PartialHit] = []
        # Where time is up, what was found till then stays in the list.
        with suppress(TooExpensiveError):
            listed.extend(
                PartialHit(hit, partial.missing)
                for partial in found
                for hit in self._hits((partial.hit,), highlighting)
            )
        return tuple(listed)

    def _hits(self, hits: tuple[EngineHit, ...], highlighting: Highlighting) -> tuple[Hit, ...]:
        _announce_page(hits)
        articles = [(decode_article(hit.article), hit.score) for hit in hits]
        return tuple(highlighting.make_hit(one, score) for one, score in articles)


def _announce_page(hits: Sized) -> None:
    """Tell the deadline what the page of these hits will take; none take nothing, whatever the
    time."""
    if hits:
        current_deadline().announce(len(hits) * _SECONDS_A_HIT, "page")


def _add_parts(hit: Hit, parts: tuple[ScorePart, ...]) -> Hit:
    return replace(hit, parts=parts)


def _read_for_marks(request: SearchRequest, generation: Generation) -> tuple[QueryReading, str]:
    """How a request's query is read, with its canonical text."""
    try:
        tree = generation.reader.parse(request.q)
        return generation.reader.read(tree, request.off), write_query(tree)
    except LetopisError:
        return _READ_NOTHING, ""


def _decode(hits: Sequence[EngineHit]) -> tuple[Article, ...]:
    return tuple(decode_article(hit.article) for hit in hits)


def _other_versions(article: Article, searcher: IndexSearcher) -> tuple[Article, ...]:
    if not article.story:
        return ()
    stories = (decode_article(stored) for stored in searcher.siblings(article.story))
    return tuple(other for other in stories if other.id != article.id)
