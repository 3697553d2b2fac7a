"""Which articles are taken for versions of one story. A wrong pair is worse than none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.importing.job import ImportJob
from indexer.pairing.job import PairJob
from indexer.progress import Progress
from tests.conftest import SAMPLE_CORPUS
from tests.indexer.pairing.archives import (
    BRIDGE,
    BRIDGE_EN,
    LAMPS,
    LAMPS_EN,
    MORNING,
    find,
    hide_stories,
    import_articles,
    joined,
    put,
    run_import,
    stories,
    write,
)


def true_pairs(articles: Sequence[Article]) -> set[frozenset[str]]:
    members = defaultdict[str, set[str]](set)
    for article in articles:
        if article.story:
            members[article.story].add(article.id)
    return {frozenset(ids) for ids in members.values() if len(ids) == 2}


def crowd(articles: Sequence[Article]) -> list[Article]:
    """The articles within ten days, none of which tells of its original: each story as far from the
    next as chance would have it, its versions as far from one another as they are."""
    firsts: dict[str, datetime] = {}
    for article in articles:
        key = article.story or article.id
        firsts[key] = min(firsts.get(key, article.published), article.published)
    moments = {
        key: datetime(2019, 9, 1, tzinfo=UTC) + timedelta(minutes=number * 7_919 % 14_400)
        for number, key in enumerate(sorted(firsts))
    }
    return [
        replace(
            article,
            published=moments[key] + (article.published - firsts[key]),
            original_published=None,
        )
        for article in articles
        for key in [article.story or article.id]
    ]


def test_the_sample_archive_is_paired_without_its_stories(
    home: ArchiveHome, analyzer: Analyzer, sample_articles: list[Article]
) -> None:
    put(home, hide_stories(sample_articles))
    find(home, analyzer)
    assert joined(home) == true_pairs(sample_articles)


def test_what_has_no_version_in_the_sample_archive_gets_none(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    assert not run_import(home, analyzer, SAMPLE_CORPUS).pairs


def test_news_of_twenty_years_within_ten_days_is_paired_rightly(
    home: ArchiveHome, analyzer: Analyzer, sample_articles: list[Article]
) -> None:
    put(home, hide_stories(crowd(sample_articles)))
    find(home, analyzer)
    expected = true_pairs(sample_articles)
    assert joined(home) <= expected
    assert len(joined(home)) >= 0.9 * len(expected)


@pytest.mark.parametrize("left", ["ru", "en"])
def test_no_other_one_takes_the_place_of_a_version_that_is_missing(
    home: ArchiveHome, analyzer: Analyzer, sample_articles: list[Article], left: str
) -> None:
    """Of every other story one version is there alone, among the news of ten days."""
    both = [one for one in sorted(sample_articles, key=lambda one: one.story or "") if one.story]
    gone = {
        article.id
        for number, story in enumerate(dict.fromkeys(article.story for article in both))
        for article in both
        if article.story == story and number % 2 and article.lang != left
    }
    rest = [article for article in crowd(sample_articles) if article.id not in gone]
    put(home, hide_stories(rest))
    find(home, analyzer)
    assert joined(home) <= true_pairs(rest)


def test_days_of_one_affair_are_told_apart(home: ArchiveHome, analyzer: Analyzer) -> None:
    put(home, [BRIDGE, BRIDGE_EN, LAMPS, LAMPS_EN])
    find(home, analyzer)
    assert joined(home) == {frozenset({"ru-1", "en-1"}), frozenset({"ru-2", "en-2"})}


def test_another_day_of_an_affair_is_no_version(home: ArchiveHome, analyzer: Analyzer) -> None:
    put(home, [BRIDGE, LAMPS_EN])
    assert not find(home, analyzer).sure
    assert joined(home) == set()


def test_two_that_could_be_the_original_leave_a_version_alone(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    put(home, [BRIDGE, replace(BRIDGE, id="ru-9"), BRIDGE_EN])
    assert not find(home, analyzer).sure


def test_a_pair_says_how_sure_it_is_and_why(home: ArchiveHome, analyzer: Analyzer) -> None:
    put(home, [BRIDGE, BRIDGE_EN])
    (pair,) = find(home, analyzer).sure
    assert (pair.ru, pair.en, pair.ground) == ("ru-1", "en-1", "signs")
    assert 0.98 <= pair.confidence <= 1
    assert {"beridze", "tuapse", "86"} <= set(pair.evidence)


def test_what_lies_weeks_apart_is_no_pair_by_itself(home: ArchiveHome, analyzer: Analyzer) -> None:
    late = replace(BRIDGE_EN, published=MORNING + timedelta(days=40))
    put(home, [BRIDGE, late])
    assert not find(home, analyzer).sure
    put(home, [replace(late, original_published=BRIDGE.published)])
    (pair,) = find(home, analyzer).sure
    assert pair.ground == "time"


def test_the_minute_of_the_original_does_not_outweigh_what_articles_say(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    other = replace(BRIDGE, published=LAMPS.published)
    put(home, [other, replace(LAMPS_EN, original_published=LAMPS.published)])
    assert not find(home, analyzer).sure


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("translations", ["https://news.example/ru/1?utm_source=x"]),
        ("translations", {"ru": "https://www.news.example/ru/1/"}),
        ("translationOfWork", {"@type": "NewsArticle", "@id": "https://news.example/ru/1"}),
        ("original_url", "https://news.example/ru/1"),
        ("translation_of", "ru-1"),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_a_link_joins_whatever_articles_say(
    home: ArchiveHome, analyzer: Analyzer, field: str, value: object, order: int
) -> None:
    original = replace(BRIDGE, url="https://news.example/ru/1")
    version = Article(
        id="en-7",
        lang="en",
        title="Something else altogether",
        published=MORNING + timedelta(days=5),
        extra={field: value},
    )
    for number, article in enumerate([original, version][::order]):
        import_articles(home, analyzer, article, name=f"{number}.jsonl")
    assert joined(home) == {frozenset({"ru-1", "en-7"})}


def test_a_link_to_nobody_joins_nothing(home: ArchiveHome, analyzer: Analyzer) -> None:
    linked = replace(
        LAMPS_EN,
        extra={"translations": ["https://news.example/", "1"], "original": BRIDGE.body},
    )
    import_articles(home, analyzer, replace(BRIDGE, url="https://news.example/ru/1"), linked)
    assert joined(home) == set()


def test_an_import_joins_what_came_with_what_was_there(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    import_articles(home, analyzer, BRIDGE, LAMPS)
    report = import_articles(home, analyzer, BRIDGE_EN, name="later.jsonl")
    assert [(pair.ru, pair.en) for pair in report.pairs] == [("ru-1", "en-1")]
    assert stories(home) == {"ru-1": "ru-1", "ru-2": None, "en-1": "ru-1"}


def test_an_import_looks_at_nothing_that_was_there_before(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    put(home, [BRIDGE, BRIDGE_EN])
    with Archive.open(home.database) as archive, archive.transaction():
        archive.pairs.searched = archive.last_seq()
    assert not import_articles(home, analyzer, LAMPS).pairs
    assert find(home, analyzer).sure


def test_what_articles_came_in_which_order_changes_nothing(
    tmp_path: Path, analyzer: Analyzer, sample_articles: list[Article]
) -> None:
    whole, parts = (create_home(tmp_path / name) for name in ("whole", "parts"))
    articles = hide_stories(sorted(sample_articles, key=lambda article: article.published))
    import_articles(whole, analyzer, *articles)
    for number in range(4):
        import_articles(parts, analyzer, *articles[number::4], name=f"{number}.jsonl")
    assert joined(whole) == joined(parts)


def test_an_archive_may_do_without(home: ArchiveHome, analyzer: Analyzer) -> None:
    path = write(home.path / "news.jsonl", BRIDGE, BRIDGE_EN)
    settings = Settings(pairs=False)
    job = ImportJob(home=home, settings=settings, analyzer=analyzer, paths=[path])
    assert not job.run(Progress()).pairs
    assert PairJob(home=home, settings=settings, analyzer=analyzer).find(Progress()).sure


def test_a_search_that_only_tells_changes_nothing(home: ArchiveHome, analyzer: Analyzer) -> None:
    put(home, [BRIDGE, BRIDGE_EN])
    job = PairJob(home=home, settings=Settings(), analyzer=analyzer)
    assert job.find(Progress()) == job.find(Progress())
    assert stories(home) == {"ru-1": None, "en-1": None}


def test_finding_twice_changes_nothing(
    home: ArchiveHome, analyzer: Analyzer, sample_articles: list[Article]
) -> None:
    put(home, hide_stories(crowd(sample_articles)))
    find(home, analyzer)
    with Archive.open(home.database) as archive:
        seq = archive.last_seq()
    assert not find(home, analyzer).sure
    with Archive.open(home.database) as archive:
        assert archive.last_seq() == seq
