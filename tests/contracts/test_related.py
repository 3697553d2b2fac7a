"""Articles like a given one: what every engine must give, and what may not pass for alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import Article, decode_article, encode_article
from indexer.engines import ENGINES
from indexer.schema import TEXT_FIELDS, analyze_texts, find_positions
from searcher.engines import IndexSearcher
from searcher.query.matching import MatchTerms, MatchValue
from searcher.query.related import Likeness, Sign
from searcher.related import RelatedArticles, RelatedFinder
from tests.contracts import strategies
from tests.contracts.reference import values_of
from tests.contracts.test_searchers import ANALYZER, make_article, opened, prepare
from tests.engines import load_read_half, load_write_half

# Ten subjects of ten words each that no other subject has, in both languages.
SUBJECTS = (
    "мост опора пролет берег паводок настил перила дамба течение баржа",
    "школа ученик учитель урок тетрадь доска парта экзамен дневник звонок",
    "виноград бочка погреб лоза дегустация урожай кувшин сомелье давильня пробка",
    "землетрясение толчок магнитуда сейсмолог очаг трещина эпицентр разлом афтершок подвал",
    "шахматы ферзь ладья гроссмейстер турнир партия дебют цейтнот пешка эндшпиль",
    "bridge pier span flood ferry railing dam current raft mooring",
    "orchestra violin conductor concert rehearsal cello score soloist overture applause",
    "harvest wheat mill flour granary tractor drought silo barley sickle",
    "glacier avalanche climber rope summit crevasse guide helicopter ridge snowfall",
    "library reader shelf catalogue librarian manuscript binding archive borrower bookcase",
)


def about(id_: str, subject: int, words: slice = slice(None), **fields: object) -> Article:
    """An article about a subject, in some of its words."""
    chosen = SUBJECTS[subject].split()[words]
    return make_article(id_, chosen[0], body=" ".join(chosen), **fields)


# An archive in which the words of a subject are rare: three of each, and one with everyday words.
EVERYDAY = "день время человек город слово дело место вопрос сторона работа"
ARCHIVE = [
    *(about(f"{subject}-{n}", subject) for subject in range(len(SUBJECTS)) for n in range(3)),
    *(make_article(f"x-{n}", f"Номер {n}", body=EVERYDAY) for n in range(8)),
]


def find(searcher: IndexSearcher, id_: str, limit: int = 1000) -> RelatedArticles:
    stored = searcher.get(id_)
    assert stored is not None
    return RelatedFinder(searcher, ANALYZER).find(decode_article(stored), limit, limit)


def related(searcher: IndexSearcher, id_: str, limit: int = 1000) -> list[str]:
    """The ids of the articles like one in its language."""
    return [hit.id for hit in find(searcher, id_, limit).same_language]


def in_other_language(searcher: IndexSearcher, id_: str, limit: int = 1000) -> list[str]:
    return [hit.id for hit in find(searcher, id_, limit).other_language]


def expected_hits(articles: Sequence[Article], asked: Likeness) -> list[tuple[str, float]]:
    """The right answer, by reading every article from end to end: ids with scores, in order."""
    found: list[tuple[float, datetime, str]] = []
    for article in articles:
        is_left_out = article.id == asked.but_id or (
            article.story is not None and article.story == asked.but_story
        )
        shared = [sign for sign in asked.signs if has(article, sign)]
        points = sum(sign.points for sign in shared)
        length = sum(map(len, analyze_texts(article, ANALYZER)["text"]))
        more, part = (0, 1.0) if length <= 600 else (6, 0.25)
        if article.lang in asked.langs and not is_left_out and points >= asked.least + more:
            worth = part * sum(sign.worth for sign in shared)
            found.append((worth, article.published, article.id))
    return [(id_, worth) for worth, _, id_ in sorted(found, reverse=True)]


def has(article: Article, sign: Sign) -> bool:
    match sign.match:
        case MatchTerms(field, terms):
            texts = analyze_texts(article, ANALYZER)
            return bool(find_positions(texts, field, frozenset(terms)))
        case MatchValue(facet, values):
            return not set(values_of(article, facet)).isdisjoint(values)


# Words that hypothesis joins to articles: ambiguous forms, both scripts, stop words, numbers.
words = st.sampled_from(
    (*strategies.WORDS, *" ".join(SUBJECTS[:2]).split(), "стали", "стать", "судном", "винить")
)
texts = st.lists(words, max_size=12).map(" ".join)


signs = st.builds(
    Sign,
    st.one_of(
        st.builds(
            MatchTerms,
            st.sampled_from([TEXT_FIELDS["text"].lemmas, TEXT_FIELDS["title"].lemmas]),
            st.sampled_from(("мост", "суд", "судно", "сталь", "стать", "школа", "bridge")).map(
                lambda lemma: (lemma,)
            ),
        ),
        st.builds(
            MatchTerms,
            st.just(TEXT_FIELDS["text"].names),
            st.sampled_from(("Меджид", "Vera")).map(lambda name: ANALYZER.words(name)[0].names[:1]),
        ),
        st.builds(MatchValue, st.just("tag"), st.sampled_from(strategies.TAGS).map(lambda t: (t,))),
    ),
    st.integers(0, 4),
    st.integers(1, 90),
)


@st.composite
def archives(draw: st.DrawFn) -> list[Article]:
    return [
        Article(
            id=f"a-{number * 7 % 10}",
            lang=draw(st.sampled_from(("ru", "en"))),
            title=draw(texts),
            lead=draw(texts),
            body=draw(texts) + " и" * draw(st.sampled_from((0, 0, 590, 700))),
            captions=tuple(draw(st.lists(texts, max_size=1))),
            published=draw(strategies.instants),
            tags=tuple(draw(st.sets(st.sampled_from(strategies.TAGS)))),
            story=draw(st.none() | st.sampled_from(("one", "two"))),
        )
        for number in range(draw(st.integers(0, 8)))
    ]


@pytest.mark.parametrize("engine", ENGINES)
class TestRelated:
    @settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        articles=archives(),
        asked=st.builds(
            Likeness,
            st.lists(signs, min_size=1, max_size=8).map(tuple),
            st.integers(1, 6),
            st.sampled_from([("ru",), ("en",), ("ru", "en")]),
            st.sampled_from(("a-0", "a-7", "nowhere")),
            st.sampled_from((None, "one")),
        ),
        limit=st.integers(1, 8),
    )
    def test_gives_the_hits_that_reading_everything_gives(
        self, engine: str, articles: list[Article], asked: Likeness, limit: int
    ) -> None:
        with opened(engine, articles) as searcher:
            hits = searcher.related(asked, limit)
        expected = expected_hits(articles, asked)[:limit]
        assert [(hit.id, hit.score) for hit in hits] == expected
        by_id = {article.id: article for article in articles}
        assert all(hit.article == encode_article(by_id[hit.id]) for hit in hits)

    def test_counts_holders_up_to_a_limit(self, engine: str) -> None:
        lemmas = TEXT_FIELDS["text"].lemmas
        articles = [
            make_article(f"a-{n}", "Плавка стали" if n % 2 else "Стать", tags=("roads",) * (n > 3))
            for n in range(9)
        ]
        with opened(engine, articles) as searcher:
            # «стали» stands under both of its lemmas, one of which the others have too.
            for field, term, holders in (
                (lemmas, "сталь", 4), (lemmas, "стать", 9), (lemmas, "мост", 0),
                ("tag", "roads", 5), ("tag", "wine", 0), ("lang", "ru", 9),
            ):  # fmt: skip
                assert searcher.count_holders(field, term, 100) == holders
                counted = searcher.count_holders(field, term, 2)
                assert counted == holders or min(counted, holders) > 2

    def test_the_articles_of_the_subject_and_no_others(self, engine: str) -> None:
        with opened(engine, ARCHIVE) as searcher:
            for subject in range(len(SUBJECTS)):
                assert sorted(related(searcher, f"{subject}-1")) == [f"{subject}-0", f"{subject}-2"]

    def test_shared_telling_words_beat_shared_common_ones(self, engine: str) -> None:
        # Everything holds the everyday words, two more hold the subject's.
        common = [replace(article, body=f"{article.body} {EVERYDAY} " * 2) for article in ARCHIVE]
        near = about("near", 0, slice(2, 8), lead=EVERYDAY)
        nearest = about("nearest", 0, slice(0, 8), lead=EVERYDAY)
        asked = about("asked", 0, lead=f"{EVERYDAY} " * 3)
        others = [article for article in common if not article.id.startswith("0-")]
        with opened(engine, [*others, near, nearest, asked]) as searcher:
            assert related(searcher, "asked") == ["nearest", "near"]

    def test_the_other_version_of_the_story_is_left_out(self, engine: str) -> None:
        one = about("ru-1", 1, story="school")
        other = about("en-1", 1, story="school", lang="en")
        with opened(engine, [one, other, *ARCHIVE]) as searcher:
            assert set(related(searcher, "ru-1")) == {"1-0", "1-1", "1-2"}
            assert set(related(searcher, "1-0")) == {"1-1", "1-2", "ru-1"}

    def test_articles_without_a_story_are_not_of_one(self, engine: str) -> None:
        with opened(engine, ARCHIVE) as searcher:
            assert len(related(searcher, "1-0")) == 2

    def test_equal_ones_go_newest_first_and_then_by_id(self, engine: str) -> None:
        hours = [datetime(2014, 3, 1, hour, tzinfo=UTC) for hour in range(24)]
        # More than are asked for, and not in the order in which they are added.
        same = [about(f"s-{n * 7 % 40:02}", 2, published=hours[n * 5 % 40 % 20]) for n in range(40)]
        expected = sorted(same, key=lambda a: (a.published, a.id), reverse=True)
        asked = about("asked", 2, published=hours[3])
        others = [make_article(f"o-{n}", f"Номер {n}", body=EVERYDAY) for n in range(800)]
        with opened(engine, [*same[:20], asked, *others, *same[20:]]) as searcher:
            for limit in (1, 5, 39, 50):
                assert related(searcher, "asked", limit) == [a.id for a in expected[:limit]]

    def test_equal_ones_of_several_commits_go_newest_first(
        self, engine: str, tmp_path: Path
    ) -> None:
        half = load_write_half(engine)
        days = [datetime(2014, 3, day, tzinfo=UTC) for day in (4, 9, 2, 7, 5)]
        with half.create_index(tmp_path) as writer:
            for article in ARCHIVE:
                writer.add(prepare(engine, article))
        for day in days:
            with half.open_index(tmp_path) as writer:
                writer.add(prepare(engine, about(f"d-{day.day}", 2, published=day)))
        searcher = load_read_half(engine).open_searcher(tmp_path, ANALYZER)
        # The three of the archive are of the first of March.
        assert related(searcher, "2-0", 3) == ["d-9", "d-7", "d-5"]
        assert related(searcher, "2-0") == ["d-9", "d-7", "d-5", "d-4", "d-2", "2-2", "2-1"]
        searcher.close()

    def test_scores_fall_and_the_limit_holds(self, engine: str) -> None:
        parts = [about(f"p-{n}", 3, slice(0, n)) for n in range(5, 10)]
        with opened(engine, [*ARCHIVE, *parts]) as searcher:
            hits = find(searcher, "3-0", 4).same_language
        assert len(hits) == 4
        assert all(one.score >= other.score > 0 for one, other in pairwise(hits))
        assert {hit.article for hit in hits}

    def test_deleted_articles_are_neither_found_nor_counted(
        self, engine: str, tmp_path: Path
    ) -> None:
        half = load_write_half(engine)
        doomed = [about(f"gone-{n}", 4, tags=("gone", "kept")) for n in range(12)]
        # Of its words half would be too common, were the deleted ones counted.
        both = make_article("both", "Номер", body=" ".join(SUBJECTS[4:6]), tags=("kept",))
        others = [make_article(f"o-{n}", f"Номер {n}", body=EVERYDAY) for n in range(60)]
        kept = [*ARCHIVE, both, *others]
        with half.create_index(tmp_path) as writer:
            for article in (*kept, *doomed):
                writer.add(prepare(engine, article))
        with half.open_index(tmp_path) as writer:
            for article in doomed:
                writer.delete(article.id)
        searcher = load_read_half(engine).open_searcher(tmp_path, ANALYZER)
        assert sorted(related(searcher, "4-0")) == ["4-1", "4-2", "both"]
        assert {"4-0", "4-1", "4-2"} < set(related(searcher, "both"))
        assert [searcher.count_holders("tag", tag, 99) for tag in ("kept", "gone")] == [1, 0]
        # Nor where the deleted article itself is asked about, by one who still holds it.
        found = RelatedFinder(searcher, ANALYZER).find(doomed[0], 99, 99)
        assert {hit.id for hit in found.same_language} == {"4-0", "4-1", "4-2", "both"}
        searcher.close()

    def test_an_archive_of_one_article(self, engine: str) -> None:
        with opened(engine, [about("only", 0)]) as searcher:
            assert find(searcher, "only") == RelatedArticles((), ())

    def test_a_short_archive_shows_no_strangers(self, engine: str) -> None:
        # Each has the everyday words; two are about one thing.
        few = [about(f"f-{n}", n, lead=EVERYDAY) for n in range(5)]
        alike = about("alike", 3, slice(0, 6), lead="день время")
        with opened(engine, [*few, alike]) as searcher:
            assert {a.id: related(searcher, a.id) for a in few} == {
                "f-0": [], "f-1": [], "f-2": [], "f-3": ["alike"], "f-4": [],
            }  # fmt: skip

    @pytest.mark.parametrize("title", ["И они не вы, the with", "2014 15 03", "в г на", ""])
    def test_an_article_without_telling_words_has_none(self, engine: str, title: str) -> None:
        empty = make_article("empty", title, body="и в на the of 2014")
        with opened(engine, [empty, replace(empty, id="again"), *ARCHIVE]) as searcher:
            assert find(searcher, "empty") == RelatedArticles((), ())

    def test_ambiguous_forms_meet_their_lemmas(self, engine: str) -> None:
        # «стали» is read as «стать» and as «сталь»: here they meet in the second.
        one = make_article("one", "Плавка стали", body="мартен домна чугун прокат")
        other = make_article("other", "Сталь", body="мартены домны плавка")
        with opened(engine, [*ARCHIVE, one, other]) as searcher:
            assert related(searcher, "one") == ["other"]
            assert related(searcher, "other") == ["one"]

    def test_what_the_headline_says_counts_more_than_what_the_text_repeats(
        self, engine: str
    ) -> None:
        said, repeated = (subject.split()[:5] for subject in SUBJECTS[:2])
        asked = make_article("asked", " ".join(said), body=" ".join(repeated * 3))
        others = [
            make_article("said", "Номер", body=" ".join(said[:3])),
            make_article("repeated", "Номер", body=" ".join(repeated[:3])),
        ]
        rest = [article for article in ARCHIVE if not article.id.startswith(("0-", "1-"))]
        # Each word stands in as many articles as any other.
        others += [
            make_article("less said", "Номер", body=" ".join(said[3:])),
            make_article("less repeated", "Номер", body=" ".join(repeated[3:])),
        ]
        with opened(engine, [asked, *others, *rest]) as searcher:
            assert related(searcher, "asked") == ["said"]

    def test_names_lead_to_articles_in_the_other_language(self, engine: str) -> None:
        names = "Меджид Бабаев приехал в Новочеркасск и Каспийск, где живет Фаина Орлова"
        asked = make_article("asked", "Бабаев в Новочеркасске", body=names)
        about_him = make_article(
            "him", "Babayev visits Novocherkassk", lang="en",
            body="Medzhid Babayev came to Novocherkassk, then to Kaspiysk to see Faina Orlova.",
        )  # fmt: skip
        with opened(engine, [*ARCHIVE, asked, about_him]) as searcher:
            assert in_other_language(searcher, "asked") == ["him"]
            assert in_other_language(searcher, "him") == ["asked"]
            assert related(searcher, "asked") == []

    def test_the_words_of_the_version_lead_to_articles_in_the_other_language(
        self, engine: str
    ) -> None:
        one = about("ru-1", 1, story="school")
        version = about("en-1", 5, story="school", lang="en")
        like_it = [about(f"like-{n}", 5, lang="en") for n in range(2)]
        with opened(engine, [*ARCHIVE, one, version, *like_it]) as searcher:
            assert in_other_language(searcher, "ru-1") == ["like-1", "like-0"]
            assert set(related(searcher, "ru-1")) == {"1-0", "1-1", "1-2"}

    def test_rare_tags_stand_in_for_words(self, engine: str) -> None:
        tags = ("glaciers", "rescue")
        asked = make_article("asked", "Ледник", body="морена", tags=tags)
        others = [
            make_article("both", "Трос", tags=tags),
            make_article("abroad", "Rope", lang="en", tags=tags),
            make_article("one", "Крюк", tags=tags[:1]),
        ]
        rest = [make_article(f"o-{n}", f"Номер {n}", body=EVERYDAY) for n in range(40)]
        common = [replace(article, tags=("news", "day")) for article in [*ARCHIVE, *rest]]
        asked_commonly = make_article("common", "Событие", tags=("news", "day"))
        with opened(engine, [asked, asked_commonly, *others, *common]) as searcher:
            assert related(searcher, "asked") == ["both"]
            assert in_other_language(searcher, "asked") == ["abroad"]
            # What nearly everything has tells nothing.
            assert related(searcher, "common") == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_book_is_compared_by_its_beginning(engine: str) -> None:
    book = make_article("book", "Том", body="".join(f"{SUBJECTS[n]} " * 1000 for n in (0, 1)))
    with opened(engine, [*ARCHIVE, book]) as searcher:
        assert set(related(searcher, "book")) == {"0-0", "0-1", "0-2"}


def test_every_engine_gives_the_same_of_one_archive(sample_articles: list[Article]) -> None:
    given_by: dict[str, dict[str, RelatedArticles]] = {}
    for engine in ENGINES:
        with opened(engine, sample_articles) as searcher:
            given_by[engine] = {a.id: find(searcher, a.id, 5) for a in sample_articles}
    one, *others = given_by.values()
    assert all(other == one for other in others)
    # Few have none, and most have some in the other language.
    lonely = [id_ for id_, rows in one.items() if rows == RelatedArticles((), ())]
    assert len(lonely) <= len(one) // 20
    assert sum(bool(rows.other_language) for rows in one.values()) > len(one) * 3 // 4
    langs = {article.id: article.lang for article in sample_articles}
    for id_, rows in one.items():
        assert all(langs[hit.id] == langs[id_] for hit in rows.same_language)
        assert all(langs[hit.id] != langs[id_] for hit in rows.other_language)
