"""What every engine's read half must do: the suite that each of them inherits."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, currently_in_test_context, given, settings
from hypothesis import strategies as st

from indexer.addresses import address_key
from indexer.analysis import Analyzer
from indexer.analysis.rings import Rings
from indexer.analysis.tokenizer import DEFAULT_TOKENIZER
from indexer.article import Article, decode_article, encode_article
from indexer.dates import DayRange
from indexer.engines import ENGINES, Entry
from indexer.errors import IndexDamagedError
from indexer.labels import Labels
from indexer.schema import make_document
from searcher.answers.facets import make_filters
from searcher.engines import EngineQuery, FacetFilter, Histogram, IndexSearcher, Selection
from searcher.gate.lexicon import write_lexicon
from searcher.query import nodes, parse_query, write_query
from searcher.query.matching import MatchAll, MatchDays, MatchEvery
from searcher.query.reading import QueryReader
from searcher.request import DATE_FACETS, FILTER_FACETS, SearchRequest
from searcher.words.lexicon import open_lexicon
from tests.contracts import strategies
from tests.contracts.reference import ReferenceSearcher, values_of, when_stored
from tests.engines import load_read_half, load_write_half

ZONE = ZoneInfo("Europe/Moscow")
ANALYZER = Analyzer()
LABELS = Labels()
for _author in strategies.AUTHORS:
    LABELS.add("author", _author, "en", _author.replace("-", " ").title())
for _tag in strategies.TAGS:
    LABELS.add("tag", _tag, "en", _tag)
for _lang in ("ru", "en"):
    LABELS.add("lang", _lang, "en", _lang)
READER = QueryReader(ANALYZER, LABELS)
_EXAMPLES_A_REPLICA = 32


@lru_cache(maxsize=1)
def make_reader(searcher: IndexSearcher) -> QueryReader:
    """A reader that knows the words of an index, made once however much is asked."""
    with TemporaryDirectory() as folder:
        write_lexicon(Path(folder) / "lexicon", searcher, ANALYZER)
        return QueryReader(ANALYZER, LABELS, Rings(), open_lexicon(Path(folder) / "lexicon"))


@contextmanager
def opened(engine: str, articles: Sequence[Article]) -> Iterator[IndexSearcher]:
    """A searcher over a fresh index of the articles."""
    # On a busy machine tantivy makes its lock file anew while the folder is being removed.
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        half = load_write_half(engine, replicas=_choose_replicas(articles))
        with half.create_index(Path(folder)) as writer:
            for article in articles:
                writer.add(prepare(engine, article))
        searcher = load_read_half(engine).open_searcher(Path(folder), ANALYZER)
        try:
            yield searcher
        finally:
            searcher.close()
            half.remove_index(Path(folder))


def _choose_replicas(articles: Sequence[Article]) -> int:
    """A replica costs the cluster a second, in which one node waits to hear of it: of the many
    examples of a property one in so many has one, and the articles decide which."""
    if not currently_in_test_context():
        return 1
    return int(crc32(repr(articles).encode()) % _EXAMPLES_A_REPLICA == 0)


def prepare(engine: str, article: Article) -> Entry:
    return load_write_half(engine).prepare(
        make_document(article, ANALYZER, ZONE, when_stored(article), strategies.WITHIN)
    )


def make_article(id_: str, title: str, **fields: object) -> Article:
    known = {"lang": "ru", "published": datetime(2014, 3, 1, 12, tzinfo=UTC), "body": "", **fields}
    return Article(id=id_, title=title, **known)


def search(searcher: IndexSearcher, q: str, **wanted: object) -> list[str]:
    match = make_reader(searcher).read(parse_query(q)).match
    answer = searcher.search(EngineQuery(selection=Selection(match), **wanted))
    return [hit.id for hit in answer.hits]


@pytest.mark.parametrize("engine", ENGINES)
class TestIndexSearcher:
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        articles=strategies.articles(),
        tree=strategies.trees,
        request_=strategies.requests,
        but=strategies.left_out,
    )
    def test_finds_and_counts_what_the_reference_does(
        self,
        engine: str,
        articles: list[Article],
        tree: nodes.Node,
        request_: SearchRequest,
        but: frozenset[str],
    ) -> None:
        reference = ReferenceSearcher(articles, ANALYZER, LABELS, ZONE)
        expected = reference.find(tree, request_, but)
        with opened(engine, articles) as searcher:
            match = make_reader(searcher).read(tree).match
            selection = Selection(match, make_filters(request_), request_.days, request_.date, but)
            answer = searcher.search(
                EngineQuery(
                    selection=selection,
                    sort=request_.sort or "relevance",
                    facets=(*FILTER_FACETS, *DATE_FACETS),
                    interval="month",
                )
            )
            scanned = list(searcher.scan(selection))
            asked = {article.id for article in articles[::2]} | {"unknown"}
            among = searcher.find_among(selection, asked)
            walked = [hit.id for hit in searcher.walk(selection, "id", None, 10)]
            ranked = {hit.id for hit in searcher.rank(selection, 2).read(0, 10)}
            drawn = {hit.id for hit in searcher.sample(selection, 1, 10)}
            if request_.date != "first_seen":
                of_days = MatchEvery((match, MatchDays(request_.days, request_.date)))
                bare = replace(selection, match=of_days, days=DayRange(None, None))
                assert list(searcher.scan(bare)) == scanned
        assert among == expected & asked
        by_id = {article.id: article for article in articles}
        assert scanned == walked == sorted(expected)
        assert ranked == drawn == expected
        assert answer.total == len(expected)
        assert {hit.id for hit in answer.hits} == expected
        assert all(hit.article == encode_article(by_id[hit.id]) for hit in answer.hits)
        for facet in FILTER_FACETS:
            # Where all are wanted, each goes on being wanted.
            is_kept = facet in request_.all_of
            kept = tuple(
                entry
                for entry in request_.filters
                if entry.facet != facet or (is_kept and not entry.excluded)
            )
            others = reference.find(tree, replace(request_, filters=kept), but)
            counts = Counter(v for id_ in others for v in values_of(by_id[id_], facet))
            assert answer.facets[facet] == dict(counts)
        undated = reference.find(tree, request_.with_days("", ""), but)
        for facet, length in (("year", 4), ("month", 7), ("day", 10)):
            counts = Counter(_day(by_id[id_], request_)[:length] for id_ in undated)
            counts.pop("", None)
            assert answer.facets[facet] == dict(counts)
        volume = Counter(
            _day(by_id[id_], request_)[:7]
            for id_ in reference.find(nodes.Everything(), replace(request_, filters=()))
        )
        volume.pop("", None)
        matching = Counter(_day(by_id[id_], request_)[:7] for id_ in expected)
        matching.pop("", None)
        assert answer.histogram == Histogram(matching, volume)

    @pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "id"])
    def test_what_narrows_a_result_narrows_its_list_in_every_order(
        self, engine: str, sort: str
    ) -> None:
        """All of some values, and what is left out: matters of the counts and of the page."""
        articles = [
            make_article("a", "мост", tags=("roads", "wine")),
            make_article("b", "мост мост", tags=("roads",)),
            make_article("c", "мост", tags=("roads", "wine")),
        ]
        filters = (FacetFilter("tag", (), (), ("roads", "wine")),)
        with opened(engine, articles) as searcher:
            match = make_reader(searcher).read(parse_query("мост")).match
            selection = Selection(match, filters, but=frozenset({"c", "unknown"}))
            answer = searcher.search(EngineQuery(selection=selection, sort=sort, facets=("tag",)))
            ranked = searcher.rank(selection, 1).read(0, 9)
        assert [hit.id for hit in answer.hits] == [hit.id for hit in ranked] == ["a"]
        assert (answer.total, answer.facets["tag"]) == (1, {"roads": 1, "wine": 1})

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(text=st.text(min_size=1, max_size=60) | strategies.texts)
    def test_every_word_of_any_text_finds_it(self, engine: str, text: str) -> None:
        """What stands in a text is read the same way when it is typed."""
        with opened(engine, [make_article("a", "Новости", body=text)]) as searcher:
            reader = make_reader(searcher)
            for form in DEFAULT_TOKENIZER.find_forms(text):
                for tree in (nodes.Word(form), nodes.Word(form, exact=True), nodes.Phrase(form)):
                    match = reader.read(tree).match
                    assert list(searcher.scan(Selection(match))) == ["a"], form
                if len(form) >= nodes.MIN_FUZZY:
                    match = reader.read(nodes.Fuzzy(form)).match
                    assert list(searcher.scan(Selection(match))) == ["a"], form

    @settings(max_examples=60, deadline=None)
    @given(articles=strategies.articles())
    def test_orders_by_time_and_id(self, engine: str, articles: list[Article]) -> None:
        by_time = sorted(articles, key=lambda article: (article.published, article.id))
        with opened(engine, articles) as searcher:
            assert search(searcher, "", sort="oldest") == [a.id for a in by_time]
            assert search(searcher, "", sort="newest") == [a.id for a in reversed(by_time)]
            assert search(searcher, "", sort="id") == sorted(a.id for a in articles)

    @settings(max_examples=60, deadline=None)
    @given(articles=strategies.articles(), tree=strategies.trees)
    def test_pages_join_to_the_whole(
        self, engine: str, articles: list[Article], tree: nodes.Node
    ) -> None:
        q = write_query(tree)
        with opened(engine, articles) as searcher:
            whole = search(searcher, q, limit=100)
            pages = [search(searcher, q, offset=n, limit=2) for n in range(0, len(whole) + 2, 2)]
        assert [id_ for page in pages for id_ in page] == whole

    def test_no_near_search_crosses_a_border(self, engine: str) -> None:
        article = make_article("a", "мост", lead="река", body="поле")
        with opened(engine, [article]) as searcher:
            assert search(searcher, '"мост река"~100') == []
            assert search(searcher, '"мост река поле"~100') == []
            # The widest window of all: twenty words with a hundred others among them.
            assert search(searcher, f'"{"мост " * 10}{"река " * 10}"~100') == []

    def test_near_words_each_need_a_place_of_their_own(self, engine: str) -> None:
        far = make_article("far", "Новости", body="мост река " + "и " * 9 + "мост поле река")
        split = make_article("split", "Новости", body="мост река и и и и река поле и и и поле мост")
        with opened(engine, [far, split]) as searcher:
            assert search(searcher, '"мост река поле"~0') == ["far"]
            assert search(searcher, '"мост мост мост"~50') == []

    def test_ranks_a_title_above_a_passing_mention(self, engine: str) -> None:
        # Of one length, each with the word once; the older one would lose a tie.
        about = make_article("a", "Мост открыт", body="Поле. " * 30)
        passing = make_article("b", "Урожай собран", body="Мост. " + "Поле. " * 29)
        with opened(engine, [passing, about]) as searcher:
            assert search(searcher, "мост") == ["a", "b"]

    def test_ranks_the_word_in_a_short_text_higher(self, engine: str) -> None:
        short = make_article("a", "Новости", body="мост " + "поле " * 5)
        long = make_article("b", "Новости", body="мост " + "поле " * 200)
        with opened(engine, [short, long]) as searcher:
            assert search(searcher, "мост") == ["a", "b"]

    def test_ranks_equal_scores_newest_first(self, engine: str) -> None:
        days = [datetime(2014, 3, day, tzinfo=UTC) for day in (2, 9, 5)]
        articles = [make_article(str(day.day), "Мост", published=day) for day in days]
        with opened(engine, articles) as searcher:
            assert search(searcher, "мост") == ["9", "5", "2"]

    def test_equal_scores_go_newest_first_over_all_commits_and_pages(
        self, engine: str, tmp_path: Path
    ) -> None:
        half = load_write_half(engine)
        # Several of one instant, in no order of time.
        articles = [
            make_article(f"{n:02}", "Мост", published=datetime(2014, 3, 1 + n * 7 % 9, tzinfo=UTC))
            for n in range(30)
        ]
        with half.create_index(tmp_path) as writer:
            for article in articles[:20]:
                writer.add(prepare(engine, article))
        with half.open_index(tmp_path) as writer:
            for article in articles[20:]:
                writer.add(prepare(engine, article))
        expected = sorted(articles, key=lambda a: (a.published, a.id), reverse=True)
        searcher = load_read_half(engine).open_searcher(tmp_path, ANALYZER)
        for q in ("мост", "мос*"):
            pages = [search(searcher, q, offset=n, limit=7) for n in range(0, 35, 7)]
            assert [id_ for page in pages for id_ in page] == [a.id for a in expected]
        searcher.close()

    def test_finds_a_name_in_the_other_alphabet_below_the_name_itself(self, engine: str) -> None:
        own = make_article("own", "Новости", body="Меджид. " + "Поле. " * 300)
        other = make_article("other", "Medzhid, Medzhid", body="Medzhid. " * 20)
        with opened(engine, [own, other]) as searcher:
            assert search(searcher, "меджид") == ["own", "other"]
            assert search(searcher, "MEDZHID") == ["other", "own"]
            assert search(searcher, '"Меджид Меджид"') == ["other"]
            assert search(searcher, "title:меджида") == ["other"]
            assert search(searcher, "!меджид") == ["own"]
            off = READER.read(parse_query("меджид"), off=("names",)).match
            assert list(searcher.scan(Selection(off))) == ["own"]

    def test_an_ambiguous_form_counts_once(self, engine: str) -> None:
        both = make_article("a", "Новости", body="суда " + "поле " * 9)  # суд, судно
        one = make_article("b", "Новости", body="суде " + "поле " * 9)  # суд
        with opened(engine, [both, one]) as searcher:
            match = READER.read(parse_query("судов")).match
            hits = searcher.search(EngineQuery(selection=Selection(match))).hits
        assert hits[0].score == hits[1].score

    def test_threads_get_the_answers_of_one(self, engine: str) -> None:
        numbers = [str(n) for n in range(300)]
        articles = [
            make_article(f"{n:03}", f"Мост {n}", body=" ".join([*numbers[n // 2 :], "мост поле"]))
            for n in range(300)
        ]
        queries = [*numbers, *(f'"{one} {two}"' for one, two in pairwise(numbers))]

        def ask(q: str) -> list[str]:
            return search(searcher, q, limit=10, sort="id")

        with opened(engine, articles) as searcher:
            expected = [ask(q) for q in queries]
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            with opened(engine, articles) as searcher, ThreadPoolExecutor(8) as threads:
                assert list(threads.map(ask, queries)) == expected
        finally:
            sys.setswitchinterval(interval)

    def test_gives_articles_by_id_and_story(self, engine: str) -> None:
        ru = make_article("ru-1", "Мост", story="bridge")
        en = make_article("en-1", "Bridge", lang="en", story="bridge")
        river = make_article("ru-0", "Река", story="river")
        with opened(engine, [ru, en, river, make_article("ru-2", "Река")]) as searcher:
            assert searcher.get("ru-1") == encode_article(ru)
            assert searcher.get("ru-9") is None
            bridge, both = [en, ru], ["river", "другое", "bridge"]
            assert list(searcher.siblings(["bridge"])) == list(map(encode_article, bridge))
            assert list(searcher.siblings(both)) == list(map(encode_article, (en, river, ru)))
            assert list(searcher.siblings(["другое"])) == []
            assert list(searcher.siblings([])) == []
            assert list(searcher.siblings(both, ["ru-1", "ru-0", "ru-9"])) == [encode_article(en)]

    def test_gives_articles_by_address(self, engine: str) -> None:
        url, mirror = "https://www.example.org/articles/12/", "http://mirror.example/p?id=12"
        ru = make_article("ru-1", "Мост", url=url, mirrors=(mirror,))
        en = make_article("en-1", "Bridge", lang="en", url=url)
        site = make_article("ru-2", "Река", url="https://example.org/")
        with opened(engine, [ru, en, site]) as searcher:

            def at(address: str) -> list[str]:
                key = address_key(address)
                return [decode_article(one).id for one in searcher.at_address(key or "")]

            assert at("http://example.org/articles/12?utm_source=feed#top") == ["en-1", "ru-1"]
            assert at("https://mirror.example/p?id=12") == ["ru-1"]
            assert at("https://example.org/articles/13") == []
            assert at("https://example.org") == []

    def test_finds_compounds_by_any_number_of_endings(self, engine: str) -> None:
        forms = [f"кавк{one}{two}" for one in "абвгдежзик" for two in "лмнопрстуф"]
        articles = [
            make_article(f"a-{number}", f"северо-{form} {form}")
            for number, form in enumerate(forms)
        ]
        with opened(engine, [*articles, make_article("b", "север кавказ")]) as searcher:
            match = make_reader(searcher).read(parse_query("северо-кавк*")).match
            answer = searcher.search(EngineQuery(selection=Selection(match), limit=0))
            assert answer.total == len(forms)

    def test_lists_terms_by_prefix(self, engine: str) -> None:
        with opened(
            engine, [make_article("a", "мосты мост"), make_article("b", "мост")]
        ) as searcher:
            assert list(searcher.terms("exact", "мос")) == [("мост", 2), ("мосты", 1)]
            assert list(searcher.terms("exact", "ъ")) == []

    def test_tells_the_days_of_either_date(self, engine: str) -> None:
        early, late = (datetime(year, 5, 4, tzinfo=UTC) for year in (2011, 2012))
        translated = make_article("a", "Bridge", published=late, original_published=early)
        with opened(engine, [translated, make_article("b", "Мост", published=late)]) as searcher:
            assert searcher.days("published") == DayRange(late.date(), late.date())
            assert searcher.days("original") == DayRange(early.date(), early.date())

    def test_counts_more_values_than_an_engine_takes_at_a_time(self, engine: str) -> None:
        tags = [f"tag-{number}" for number in range(80_000)]
        spread = [
            make_article(
                f"a-{part}",
                "Мост",
                tags=tuple(tags[part * 20_000 : (part + 1) * 20_000 + 1]),
                authors=tuple(tags[part * 10_000 : (part + 1) * 10_000]),
                published=datetime(2003 + 4 * part, 3, 1, tzinfo=UTC),
            )
            for part in range(4)
        ]
        with opened(engine, spread) as searcher:
            match = READER.read(parse_query("мост")).match
            answer = searcher.search(
                EngineQuery(
                    selection=Selection(match), facets=("tag", "author", "lang"), interval="year"
                )
            )
            assert list(searcher.scan(Selection(match))) == ["a-0", "a-1", "a-2", "a-3"]
        assert answer.total == 4
        assert answer.facets["lang"] == {"ru": 4}
        borders = {"tag-20000", "tag-40000", "tag-60000"}
        assert answer.facets["tag"] == {tag: 1 + (tag in borders) for tag in tags}
        assert answer.facets["author"] == dict.fromkeys(tags[:40_000], 1)
        assert answer.histogram == Histogram(
            *[dict.fromkeys(("2003", "2007", "2011", "2015"), 1)] * 2
        )

    def test_an_empty_index_answers(self, engine: str) -> None:
        with opened(engine, []) as searcher:
            answer = searcher.search(
                EngineQuery(selection=Selection(MatchAll()), facets=FILTER_FACETS, interval="day")
            )
        assert (answer.total, answer.hits, answer.histogram) == (0, (), Histogram())
        assert searcher.count == 0

    def test_a_folder_that_is_no_index_is_named_as_damaged(
        self, engine: str, tmp_path: Path
    ) -> None:
        with pytest.raises(IndexDamagedError):
            load_read_half(engine).open_searcher(tmp_path, ANALYZER)


@pytest.mark.parametrize("engine", ENGINES)
class TestIndexWriter:
    def test_nothing_is_visible_before_commit_and_after_rollback(
        self, engine: str, tmp_path: Path
    ) -> None:
        half = load_write_half(engine)
        with half.create_index(tmp_path) as writer:
            writer.add(prepare(engine, make_article("a", "Мост")))
        with half.open_index(tmp_path) as writer:
            writer.add(prepare(engine, make_article("b", "Река")))
            assert self.ids(engine, tmp_path) == ["a"]
            writer.rollback()
        assert self.ids(engine, tmp_path) == ["a"]

    def test_an_exception_leaves_the_index_as_it_was(self, engine: str, tmp_path: Path) -> None:
        half = load_write_half(engine)
        with half.create_index(tmp_path) as writer:
            writer.add(prepare(engine, make_article("a", "Мост")))
        with pytest.raises(KeyboardInterrupt), half.open_index(tmp_path) as writer:
            writer.add(prepare(engine, make_article("b", "Река")))
            raise KeyboardInterrupt
        assert self.ids(engine, tmp_path) == ["a"]

    def test_a_new_version_takes_the_place_of_the_old(self, engine: str, tmp_path: Path) -> None:
        half = load_write_half(engine)
        with half.create_index(tmp_path) as writer:
            writer.add(prepare(engine, make_article("a", "Мост")))
            writer.add(prepare(engine, make_article("b", "Река")))
        with half.open_index(tmp_path) as writer:
            writer.delete("a")
            writer.delete("never there")
            writer.add(prepare(engine, make_article("a", "Озеро")))
        assert self.ids(engine, tmp_path) == ["a", "b"]
        searcher = load_read_half(engine).open_searcher(tmp_path, ANALYZER)
        assert search(searcher, "мост") == []
        assert search(searcher, "озеро") == ["a"]
        searcher.close()

    def ids(self, engine: str, folder: Path) -> list[str]:
        searcher = load_read_half(engine).open_searcher(folder, ANALYZER)
        try:
            return list(searcher.scan(Selection(MatchAll())))
        finally:
            searcher.close()


def _day(article: Article, request_: SearchRequest) -> str:
    day = ReferenceSearcher([], ANALYZER, LABELS, ZONE).find_day(request_, article)
    return day.isoformat() if day else ""
