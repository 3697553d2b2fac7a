"""Articles like a given one: what every engine must give, and what may not pass for alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import Article
from indexer.engines import ENGINES
from indexer.engines import load_engine as load_write_half
from indexer.schema import analyze_texts
from searcher.engines import IndexSearcher, load_engine
from searcher.query.related import choose_lemmas
from tests.contracts import strategies
from tests.contracts.test_searchers import ANALYZER, make_article, opened, prepare

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


def related(searcher: IndexSearcher, id_: str, limit: int = 1000) -> list[str]:
    return [hit.id for hit in searcher.related(id_, limit)]


def candidates(articles: Sequence[Article], article: Article) -> set[str]:
    """The right answer, by reading every article from end to end."""
    held = {other.id: lemmas_of(other) for other in articles}
    counts = Counter(lemma for lemmas in held.values() for lemma in lemmas)
    texts = analyze_texts(article, ANALYZER)
    telling = choose_lemmas(
        texts, ANALYZER.stop_words, lambda lemma, limit: counts[lemma], len(articles)
    )
    return {
        other.id
        for other in articles
        if telling.lemmas
        and other.id != article.id
        and not (article.story and other.story == article.story)
        and sum(t.points for t in telling.lemmas if t.lemma in held[other.id]) >= telling.least
    }


def lemmas_of(article: Article) -> set[str]:
    return {
        lemma
        for words in analyze_texts(article, ANALYZER)["text"]
        for word in words
        for lemma in word.lemmas
    }


# Words that hypothesis joins to articles: ambiguous forms, both scripts, stop words, numbers.
words = st.sampled_from(
    (*strategies.WORDS, *" ".join(SUBJECTS[:2]).split(), "стали", "стать", "судном", "винить")
)
texts = st.lists(words, max_size=12).map(" ".join)


@st.composite
def archives(draw: st.DrawFn) -> list[Article]:
    return [
        Article(
            id=f"a-{number * 7 % 10}",
            lang=draw(st.sampled_from(("ru", "en"))),
            title=draw(texts),
            lead=draw(texts),
            body=draw(texts),
            captions=tuple(draw(st.lists(texts, max_size=1))),
            published=draw(strategies.instants),
            story=draw(st.none() | st.sampled_from(("one", "two"))),
        )
        for number in range(draw(st.integers(0, 8)))
    ]


@pytest.mark.parametrize("engine", ENGINES)
class TestRelated:
    @settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(articles=archives())
    def test_gives_the_candidates_that_reading_everything_gives(
        self, engine: str, articles: list[Article]
    ) -> None:
        with opened(engine, articles) as searcher:
            for article in articles:
                found = related(searcher, article.id)
                assert len(found) == len(set(found))
                assert set(found) == candidates(articles, article)

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
            assert set(related(searcher, "1-0")) == {"1-1", "1-2", "ru-1", "en-1"}

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
        searcher = load_engine(engine).open_searcher(tmp_path, ANALYZER)
        # The three of the archive are of the first of March.
        assert related(searcher, "2-0", 3) == ["d-9", "d-7", "d-5"]
        assert related(searcher, "2-0") == ["d-9", "d-7", "d-5", "d-4", "d-2", "2-2", "2-1"]
        searcher.close()

    def test_scores_fall_and_the_limit_holds(self, engine: str) -> None:
        parts = [about(f"p-{n}", 3, slice(0, n)) for n in range(5, 10)]
        with opened(engine, [*ARCHIVE, *parts]) as searcher:
            hits = searcher.related("3-0", 4)
        assert len(hits) == 4
        assert all(one.score >= other.score > 0 for one, other in pairwise(hits))
        assert {hit.article for hit in hits}

    def test_deleted_articles_are_neither_found_nor_counted(
        self, engine: str, tmp_path: Path
    ) -> None:
        half = load_write_half(engine)
        doomed = [about(f"gone-{n}", 4) for n in range(12)]
        # Of its words half would be too common, were the deleted ones counted.
        both = make_article("both", "Номер", body=" ".join(SUBJECTS[4:6]))
        others = [make_article(f"o-{n}", f"Номер {n}", body=EVERYDAY) for n in range(60)]
        kept = [*ARCHIVE, both, *others]
        with half.create_index(tmp_path) as writer:
            for article in (*kept, *doomed):
                writer.add(prepare(engine, article))
        with half.open_index(tmp_path) as writer:
            for article in doomed:
                writer.delete(article.id)
        searcher = load_engine(engine).open_searcher(tmp_path, ANALYZER)
        for article in (*ARCHIVE, both):
            assert set(related(searcher, article.id)) == candidates(kept, article)
        assert sorted(related(searcher, "4-0")) == ["4-1", "4-2", "both"]
        assert {"4-0", "4-1", "4-2"} < set(related(searcher, "both"))
        assert related(searcher, "gone-1") == []
        searcher.close()

    def test_an_unknown_article_has_none(self, engine: str) -> None:
        with opened(engine, ARCHIVE) as searcher:
            assert searcher.related("nowhere", 5) == ()

    def test_an_archive_of_one_article(self, engine: str) -> None:
        with opened(engine, [about("only", 0)]) as searcher:
            assert searcher.related("only", 5) == ()

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
            assert searcher.related("empty", 5) == ()

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


@pytest.mark.parametrize("engine", ENGINES)
def test_a_book_is_compared_by_its_beginning(engine: str) -> None:
    book = make_article("book", "Том", body="".join(f"{SUBJECTS[n]} " * 1000 for n in (0, 1)))
    with opened(engine, [*ARCHIVE, book]) as searcher:
        assert set(related(searcher, "book")) == {"0-0", "0-1", "0-2"}


def test_every_engine_gives_the_same_of_one_archive(sample_articles: list[Article]) -> None:
    given_by: dict[str, dict[str, set[str]]] = {}
    for engine in ENGINES:
        with opened(engine, sample_articles) as searcher:
            given_by[engine] = {a.id: set(related(searcher, a.id)) for a in sample_articles}
    one, *others = given_by.values()
    assert all(other == one for other in others)
    assert sum(map(bool, one.values())) > len(one) // 2
    for article in sample_articles[::10]:
        assert one[article.id] == candidates(sample_articles, article)


class TestChoice:
    def choose(self, article: Article, articles: int = 1000, **counts: int) -> dict[str, int]:
        """The lemmas chosen, where all but some stand in seven articles, with their points."""
        asked = choose_lemmas(
            analyze_texts(article, ANALYZER),
            ANALYZER.stop_words,
            lambda lemma, _: counts.get(lemma, 7),
            articles,
        )
        return {telling.lemma: telling.points for telling in asked.lemmas}

    def test_title_words_and_frequent_words_have_more_points(self) -> None:
        body = SUBJECTS[0].split()
        article = make_article("a", "баржа", body=" ".join([*body, "дамба дамба", *body[:3]]))
        points = self.choose(article)
        assert points["баржа"] == points["дамба"] == 3
        assert points["настил"] < 3

    def test_rare_words_have_more_points(self) -> None:
        article = make_article("a", "Слово", body=" ".join(SUBJECTS[:2]))
        rare = {"баржа": 2, "парта": 2, "урок": 2, "дамба": 2}
        assert [lemma for lemma, n in self.choose(article, **rare).items() if n == 3] == [
            "слово", *sorted(rare),
        ]  # fmt: skip

    def test_common_words_are_left_out_where_there_are_enough_others(self) -> None:
        article = make_article("a", "Мост", body=" ".join(SUBJECTS[:2]))
        assert "мост" not in self.choose(article, мост=51)
        assert "мост" in self.choose(article, мост=50)
        assert "мост" in self.choose(make_article("a", "Мост", body="баржа дамба"), мост=900)

    def test_words_of_no_other_article_are_not_asked_for(self) -> None:
        article = make_article("a", "Мост", body=" ".join(SUBJECTS[:2]))
        assert "мост" not in self.choose(article, мост=1)

    def test_stop_words_numbers_and_short_words_are_left_out(self) -> None:
        article = make_article("a", "Они были", body="2014 xy ми28 г то the баржа дамба мост")
        assert set(self.choose(article)) == {"баржа", "дамба", "мост"}

    def test_an_ambiguous_form_counts_once(self) -> None:
        # суд and судно: the one that other forms speak for.
        article = make_article("a", "суда", body="суде суду баржа дамба")
        assert set(self.choose(article)) == {"суд", "баржа", "дамба"}

    def test_few_words_must_all_be_shared(self) -> None:
        texts = analyze_texts(make_article("a", "Баржа", body="дамба"), ANALYZER)
        stops = ANALYZER.stop_words
        assert choose_lemmas(texts, stops, lambda *_: 7, 1000).least == 6
        one_shared = choose_lemmas(texts, stops, lambda lemma, _: 1 + (lemma == "дамба"), 1000)
        assert one_shared.lemmas == ()

    def test_the_work_for_a_book_is_bounded(self) -> None:
        counted: list[str] = []

        def count(lemma: str, _: int) -> int:
            counted.append(lemma)
            return 7

        letters = "абвгдежзик"
        words = [f"слов{one}{two}{three}" for one in letters for two in letters for three in "абв"]
        book = make_article("a", "Баржа", body=" ".join([*words, "мост"] * 2))
        texts = analyze_texts(book, ANALYZER)
        assert len(choose_lemmas(texts, ANALYZER.stop_words, count, 1000).lemmas) == 30
        assert len(counted) == 200
