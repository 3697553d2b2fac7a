"""An archive by its days: every engine tells the same of them, and each article once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import Article
from indexer.dates import DayRange
from indexer.engines import ENGINES
from searcher.chronicle import Chronicle, Story
from tests.contracts.test_searchers import ZONE, make_article, opened

# Around midnight of the archive's zone, on neighbouring days, leap days, and days of other years.
INSTANTS = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes),
    st.sampled_from(
        [
            datetime(year, month, day, 20, 58, tzinfo=UTC)
            for year in (2008, 2011, 2012)
            for month, day in ((2, 27), (2, 28), (12, 30), (12, 31))
        ]
    ),
    st.integers(0, 4),
)


@st.composite
def archives(draw: st.DrawFn) -> list[Article]:
    numbers = draw(st.lists(st.integers(0, 99), unique=True, max_size=20))
    return [
        make_article(
            f"a-{number}",
            "Мост",
            lang=draw(st.sampled_from(("ru", "en"))),
            published=draw(INSTANTS),
            story=draw(st.none() | st.sampled_from(("one", "two", "a-1"))),
        )
        for number in numbers
    ]


def day_of(article: Article) -> date:
    return article.published.astimezone(ZONE).date()


def in_time_order(articles: list[Article]) -> list[Article]:
    return sorted(articles, key=lambda article: (article.published, article.id))


def ids_of(stories: tuple[Story, ...]) -> list[str]:
    return [article.id for story in stories for article in story.versions]


@pytest.mark.parametrize("engine", ENGINES)
class TestChronicle:
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(articles=archives())
    def test_every_article_is_counted_on_its_day(
        self, engine: str, articles: list[Article]
    ) -> None:
        counts = Counter(map(day_of, articles))
        with opened(engine, articles) as searcher:
            days = Chronicle(searcher).days
            assert days.total == len(articles) == searcher.count
            assert days.range == searcher.days("published")
            assert list(days.days) == sorted(counts)
            for day in counts:
                one = DayRange(day, day)
                assert days.count(one) == counts[day]
                assert days.before(one) == max((d for d in counts if d < day), default=None)
                assert days.after(one) == min((d for d in counts if d > day), default=None)
                year = DayRange(date(day.year, 1, 1), date(day.year, 12, 31))
                assert days.count(year) == sum(counts[d] for d in counts if d.year == day.year)
                assert days.list_other_years(day) == tuple(
                    sorted((d for d in counts if is_other_year(d, day)), reverse=True)
                )

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(articles=archives(), limit=st.integers(1, 4), lang=st.sampled_from(("ru", "en")))
    def test_the_pages_of_a_day_have_each_of_its_articles_once_and_all_versions(
        self, engine: str, articles: list[Article], limit: int, lang: str
    ) -> None:
        with opened(engine, articles) as searcher:
            chronicle = Chronicle(searcher)
            for day in chronicle.days.days:
                listed = [a for a in in_time_order(articles) if day_of(a) == day]
                for offset in range(0, len(listed), limit):
                    page = listed[offset : offset + limit]
                    stories = chronicle.read_day(day, offset, limit, lang)
                    assert sorted(ids_of(stories)) == sorted(article.id for article in page)
                    for story in stories:
                        first = story.versions[0]
                        versions = {a.id for a in articles if a.story == first.story and a.story}
                        shown = {a.id for a in (*story.versions, *story.elsewhere)}
                        assert shown == (versions or {first.id})
                        # The reader's language first.
                        langs = [version.lang for version in story.versions]
                        assert langs == sorted(langs, key=lambda code: code != lang)

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(articles=archives())
    def test_every_place_has_an_article_of_its_own(
        self, engine: str, articles: list[Article]
    ) -> None:
        with opened(engine, articles) as searcher:
            chronicle = Chronicle(searcher)
            read = [chronicle.read_at(place).id for place in range(len(articles))]
            assert read == [article.id for article in in_time_order(articles)]
            for beyond in (-1, len(articles)):
                with pytest.raises(IndexError):
                    chronicle.read_at(beyond)

    def test_headlines_tell_a_story_once(self, engine: str) -> None:
        noon = datetime(2014, 5, 2, 9, 0, tzinfo=UTC)
        articles = [
            make_article(f"{n}-{lang}", "Мост", lang=lang, story=f"s-{n}", published=noon)
            for n in range(3)
            for lang in ("ru", "en")
        ]
        with opened(engine, articles) as searcher:
            chronicle = Chronicle(searcher)
            for stories in (
                chronicle.list_headlines(date(2014, 5, 2), 2, "en"),
                chronicle.list_latest(2, "en"),
            ):
                assert len(stories) == 2
                assert all(story.versions[0].lang == "en" for story in stories)
            assert chronicle.list_headlines(date(2014, 5, 3), 2, "en") == ()


def is_other_year(other: date, day: date) -> bool:
    return other.year != day.year and (other.month, other.day) == (day.month, day.day)
