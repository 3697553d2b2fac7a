"""The search service: one object that answers requests from the current generation."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from weakref import WeakKeyDictionary

from indexer.analysis import Analyzer
from indexer.article import LANGS, Article, decode_article
from indexer.errors import (
    ArticleDeletedError,
    ArticleNotFoundError,
    CursorExpiredError,
    GenerationNotFoundError,
    UnavailableError,
)
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.labels import NamedKind
from searcher.answering import Answerer, announce_page, estimate_page
from searcher.answers.cache import ROOM, AnswerCache
from searcher.citing.citation import Citation, make_citation
from searcher.corpus.concordance import Concordance, ConcordanceRequest, make_concordance
from searcher.corpus.places import ConcordanceCursor, Place, check_place, make_cursor
from searcher.corpus.reading import sample_articles
from searcher.cursors import Cursor, CursorSigner, load_signer
from searcher.deadline import current_deadline
from searcher.examples import ExampleQuery
from searcher.generation import Generation
from searcher.generations import GenerationFollower
from searcher.offers import FEW, NearQueries
from searcher.profiles import ValueProfile, make_profile
from searcher.query.reading import QueryReading
from searcher.related import RelatedFinder
from searcher.request import SearchRequest
from searcher.response import (
    ArticleView,
    Hit,
    RelatedResponse,
    SearchResponse,
)
from searcher.result_set import ResultSet, select_articles
from searcher.search_counts import SearchCounts
from searcher.suggesting import Suggestion
from searcher.viewing import (
    READ_NOTHING,
    MarkedArticle,
    ViewRequest,
    mark_article,
    view_article,
)
from searcher.walking import (
    ExportedSet,
    RankingCache,
    WalkedPage,
    begin_walk,
    check_cursor,
    pin_result,
    read_page,
)

# Articles that are read before anybody asks: with more, few words are new, and the chunks of an
# archive with many words would no longer fit.
READ_AHEAD = 1_000

# What the overview asks for.
OVERVIEW = SearchRequest(limit=0)


class SearchService:
    """Answers search requests over an archive home. Safe to share between threads."""

    def __init__(
        self, home: ArchiveHome, settings: Settings, analyzer: Analyzer, room: int = ROOM
    ) -> None:
        """`room` is that of `AnswerCache`, for answers that are asked for again."""
        self.home = home
        self.settings = settings
        self.analyzer = analyzer
        self._answerer = Answerer(analyzer, settings)
        self._follower = GenerationFollower(home, analyzer, settings.zone)
        self._room = room
        self.counts = SearchCounts()
        # Of each open generation; they go with it.
        self._rankings: WeakKeyDictionary[Generation, RankingCache] = WeakKeyDictionary()
        self._answers: WeakKeyDictionary[Generation, AnswerCache] = WeakKeyDictionary()

    @cached_property
    def signer(self) -> CursorSigner:
        """What signs the cursors of the archive."""
        return load_signer(self.home)

    def with_settings(self, settings: Settings) -> SearchService:
        """The service by other settings, with the same open index and dictionaries: the analyzer,
        the zone and the home are to be the same."""
        other = SearchService(self.home, settings, self.analyzer, self._room)
        other._follower, other.signer, other.counts = self._follower, self.signer, self.counts
        return other

    def load(self) -> None:
        """Load now what every answer needs of any generation, so that processes which fork behind
        this share it: the dictionaries, and the key of cursors, which where it cannot be written
        would be another in each of them."""
        self.analyzer.ask(" ".join(self.analyzer.stop_words))
        _ = self.signer

    def read_ahead(self) -> Iterator[None]:
        """Read some articles by lot, one at each step, so that most words of a page to come are
        known before anybody waits for it. Raises what `generation` raises."""
        for article in sample_articles(self.select(OVERVIEW), READ_AHEAD):
            for text in article.texts():
                self.analyzer.chunks.learn(text)
            yield

    @property
    def problem(self) -> UnavailableError | None:
        """Why the current generation is not served but an earlier one; None is well."""
        return self._follower.problem

    def generation(self) -> Generation:
        """The current generation. Raises ArchiveMissingError, IndexMissingError,
        IndexMismatchError, IndexDamagedError."""
        return self._follower.generation()

    @property
    def believed(self) -> Generation | None:
        """What `generation` gives where it was asked a moment ago, else None; nothing waits for
        it."""
        return self._follower.believed

    def follow(self) -> None:
        """Open the generation that was switched in a moment ago, if one was, though nobody asks.
        Raises what `generation` raises."""
        self._follower.follow()

    def look_again(self) -> None:
        """Look at the next request which generation is current, as half a second later it would."""
        self._follower.look_again()

    def search(self, request: SearchRequest, lang: str) -> SearchResponse:
        """The answer to a request; `lang` is the language of its labels.

        Raises QueryError, ParameterError for an unknown value, and what `generation` raises.
        """
        began = time.perf_counter()
        current_deadline().expect(estimate_page(request))
        generation = self.generation()
        answers, key = self._answers_of(generation), (request, lang)
        answer = answers.get(key)
        if answer is None:
            answer = self._answerer.answer(generation, request, lang)
            # What is offered where little is found depends on how much time was left.
            if answer.total > FEW and not current_deadline().is_curtailed:
                answers.put(key, answer)
        else:
            # It has to be rendered all the same.
            announce_page(answer.hits if request.snippets else ())
        self.counts.note(request, answer.total, lang)
        return replace(answer, took_ms=round((time.perf_counter() - began) * 1000, 2))

    def walk(self, request: SearchRequest, lang: str, cursor: str = "") -> WalkedPage:
        """A page of a result that is walked to its end: the first one, or the one behind a cursor.

        Every hit comes once, whatever is imported meanwhile: all pages are of the generation that
        answered the first, which is kept for an hour after each. What is taken down meanwhile is
        left out. Raises what `search` raises, ParameterError for a cursor that is none of this
        request, CursorExpiredError.
        """
        if not cursor:
            response = self.search(request, lang)
            following = begin_walk(response)
        else:
            response, following = self._continue(request, cursor)
        if following is None:
            return WalkedPage(response, None)
        self._follower.lease(following.generation)
        return WalkedPage(response, self.signer.write(following))

    def _continue(self, request: SearchRequest, text: str) -> tuple[SearchResponse, Cursor | None]:
        began = time.perf_counter()
        current_deadline().expect(estimate_page(request))
        cursor = self.signer.read(text, Cursor)
        found = self.select_again(request, cursor.generation)
        check_cursor(cursor, found)
        hits, following = read_page(found, cursor, request.limit, self._rankings_of(found))
        kept = tuple(hit for hit in hits if not self.is_withdrawn(hit.id))
        response = self._answerer.continue_list(found, kept, cursor.total)
        response = replace(response, hits=tuple(map(self._withdraw_copies, response.hits)))
        took_ms = round((time.perf_counter() - began) * 1000, 2)
        return replace(response, took_ms=took_ms), following

    def _withdraw_copies(self, hit: Hit) -> Hit:
        copies = tuple(id_ for id_ in hit.copies if not self.is_withdrawn(id_))
        return hit if copies == hit.copies else replace(hit, copies=copies)

    def export(self, request: SearchRequest, cursor: str = "") -> ExportedSet:
        """All articles that a request finds, to be read in the order of ids; with the cursor of an
        earlier export, those of its generation. Raises what `walk` raises."""
        asked = replace(request, sort="id")
        if cursor:
            pinned = self.signer.read(cursor, Cursor)
            found = self.select_again(asked, pinned.generation)
            check_cursor(pinned, found)
        else:
            found = self.select(asked)
        self.keep(found.generation)
        total = found.count()
        return ExportedSet(found, total, self.signer.write(pin_result(found, total)))

    def keep(self, generation: Generation) -> None:
        """Keep a generation for an hour, for who goes on reading it."""
        self._follower.lease(generation.manifest.generation)

    def select_again(self, request: SearchRequest, generation: str) -> ResultSet:
        """All articles that a request finds in a generation that answered before. Raises what
        `search` raises, CursorExpiredError where it is gone."""
        return _select(self.earlier(generation), request)

    def earlier(self, name: str) -> Generation:
        """A generation that answered before. Raises CursorExpiredError where it is gone, and what
        `generation` raises."""
        try:
            return self._follower.earlier(name)
        except GenerationNotFoundError as error:
            raise CursorExpiredError(name) from error

    def concordance(
        self, request: SearchRequest, asked: ConcordanceRequest, cursor: str = ""
    ) -> tuple[Concordance, str | None]:
        """A page of the concordance of what a request finds, the first one or that of a cursor, and
        the cursor of the page behind it: all pages are of one generation, as those of `walk` are.
        Raises what `walk` raises."""
        if cursor:
            read = self.signer.read(cursor, ConcordanceCursor)
            found, place = self.select_again(request, read.generation), read.place
            check_place(read, found, asked.sort, asked.read)
        else:
            found, place = self.select(request), Place()
        page = make_concordance(found, asked, self.analyzer, self.settings.zone_info, place)
        kept = tuple(line for line in page.lines if not self.is_withdrawn(line.article.id))
        page = replace(page, lines=kept)
        if page.next is None:
            return page, None
        self._follower.lease(found.generation.manifest.generation)
        following = make_cursor(found, asked.sort, asked.read, page.next)
        return page, self.signer.write(following)

    def _rankings_of(self, found: ResultSet) -> RankingCache:
        return self._rankings.setdefault(found.generation, RankingCache())

    def keep_overview_ready(self) -> None:
        """Make the overviews of every generation, choose its examples and count its days when it is
        opened, not when they are asked for."""
        self._follower.prepare = self._pin_overviews

    def _pin_overviews(self, generation: Generation) -> None:
        answers = self._answers_of(generation)
        for lang in LANGS:
            answers.pin((OVERVIEW, lang), self._answerer.answer(generation, OVERVIEW, lang))
            generation.examples.choose(lang)
        # Counted when they are looked at.
        _ = generation.chronicle.days

    def _answers_of(self, generation: Generation) -> AnswerCache:
        """The answers that are kept of a generation."""
        return self._answers.setdefault(generation, AnswerCache(self._room))

    def select(self, request: SearchRequest) -> ResultSet:
        """All articles that a request finds, whatever page it asks for. Raises what `search`
        raises."""
        return self.select_each((request,))[0]

    def select_each(self, requests: Iterable[SearchRequest]) -> tuple[ResultSet, ...]:
        """What `select` gives of each request, of one generation."""
        generation = self.generation()
        return tuple(_select(generation, request) for request in requests)

    def scan(self, request: SearchRequest) -> Iterator[str]:
        """The ids of all articles that a request finds, in their order.

        Raises what `search` raises, when the first is asked for.
        """
        yield from self.select(request).list_ids()

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

    def mark_article(self, article_id: str, found_by: SearchRequest) -> MarkedArticle:
        """An article with every mark of the query of a request in its whole texts; without marks
        where the query is empty.

        Raises QueryError, TooExpensiveError, and what `get_article` raises.
        """
        generation = self.generation()
        article = self._get_article(article_id, generation)
        return mark_article(article, generation, self._answerer, found_by)

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
        highlighting = self._answerer.highlight(generation, READ_NOTHING)
        return RelatedResponse(
            self._answerer.make_hits(related.same_language, highlighting),
            self._answerer.make_hits(related.other_language, highlighting),
            generation.labels,
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

    def profile(self, facet: NamedKind, id_: str, lang: str) -> ValueProfile:
        """A value of a facet as its page shows it. Raises ValueNotFoundError, and what `generation`
        raises."""
        # Held on to: see `suggest`.
        generation = self.generation()
        return make_profile(generation, self._answerer, facet, id_, lang)

    def view_article(self, article_id: str, asked: ViewRequest | None = None) -> ArticleView:
        """An article as its page shows it: see `searcher.viewing.view_article`.

        Raises ArticleNotFoundError (ArticleDeletedError where it was taken down), and what
        `generation` raises.
        """
        generation = self.generation()
        article = self._get_article(article_id, generation)
        return view_article(article, generation, self._answerer, asked or ViewRequest())

    def _get_article(self, article_id: str, generation: Generation) -> Article:
        stored = generation.searcher.get(article_id)
        if stored is not None:
            return decode_article(stored)
        tombstone = generation.tombstones.get(article_id)
        if tombstone is None:
            raise ArticleNotFoundError(article_id)
        reason = tombstone.reason if self.settings.public_reasons else ""
        raise ArticleDeletedError(article_id, tombstone.when, reason)


def _select(generation: Generation, request: SearchRequest) -> ResultSet:
    found = select_articles(generation, request)
    if request.repair and not found.count():
        near = NearQueries(generation, found.parsed.tree, request, 0)
        repair = near.repair(found.whole)
        if repair is not None:
            return select_articles(generation, request.with_query(repair.query))
    return found
