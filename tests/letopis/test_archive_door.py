"""Results as programs read them: complete, and as data frames."""

from __future__ import annotations

import builtins
from collections import Counter

import pandas as pd
import pytest

from indexer.article import Article
from letopis import Archive
from letopis.result import HIT_COLUMNS
from web.api.rendering import PUBLIC_FIELDS


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "id"])
def test_going_through_a_result_gives_every_article_once(archive: Archive, sort: str) -> None:
    result = archive.search("в OR the", sort=sort)
    found = Counter(hit.id for hit in result)
    assert len(result.answer.hits) < len(result) == len(found)
    assert set(found.values()) == {1}
    assert found.keys() == {article.id for article in result.articles(["id"])}


def test_a_result_can_be_gone_through_again(archive: Archive) -> None:
    result = archive.search("мост")
    assert list(result) == list(result)
    articles = result.articles(["title"])
    assert list(articles) == list(articles)


def test_articles_are_those_of_the_archive(
    archive: Archive, sample_articles: list[Article]
) -> None:
    stored = {article.id: article for article in sample_articles}
    for article in archive.search().articles():
        original = stored.pop(article.id)
        assert all(getattr(article, name) == getattr(original, name) for name in PUBLIC_FIELDS)
    assert not stored


def test_counts_speak_of_the_articles_of_the_result(archive: Archive) -> None:
    result = archive.search("мост OR bridge", to="2020")
    ids = {hit.id for hit in result}
    series = result.timeline(interval="month").answer.series[0]
    assert series.total == len(result) == len(ids)
    assert {line.id for line in result.kwic()} <= ids
    assert {article.id for article in result.sample(1000).answer.articles} == ids
    assert result.kwic(limit=3).answer.articles.total == len(ids)
    assert len(list(result.kwic(limit=3))) == 3
    assert len(list(result.terms(limit=5))) == 5
    assert sum(value.count for value in result.facet("lang")) == len(ids)


def test_a_search_becomes_a_data_frame(archive: Archive) -> None:
    result = archive.search("мост", from_=2010)
    frame = result.to_pandas()
    assert tuple(frame.columns) == HIT_COLUMNS
    assert list(frame["id"]) == [hit.id for hit in result]
    assert frame["day"].dtype == "datetime64[s]"
    assert frame["published"].dtype == "datetime64[us, UTC]"
    assert all(isinstance(tags, list) for tags in frame["tags"])
    assert frame["day"].dt.year.min() >= 2010
    assert "мост" in frame["title"].str.cat().lower()


def test_a_search_that_finds_nothing_becomes_a_data_frame_alike(archive: Archive) -> None:
    frame = archive.search("неслыханнейший").to_pandas()
    assert tuple(frame.columns) == HIT_COLUMNS
    assert frame["day"].dtype == "datetime64[s]"
    assert frame.empty


def test_fields_that_are_named_are_the_columns(archive: Archive) -> None:
    hits = archive.search("мост", fields=["title", "published"])
    assert set(hits.to_pandas().columns) == {"id", "title", "published"}
    frame = hits.articles(["body", "tags"]).to_pandas()
    assert set(frame.columns) == {"id", "body", "tags"}
    assert set(hits.articles().to_pandas().columns) == set(PUBLIC_FIELDS)


def test_queries_become_lines_of_a_plot(archive: Archive) -> None:
    frame = archive.timeline(["мост", "паром"], interval="year").to_pandas()
    wide = frame.pivot(index="from", columns="query", values="share")
    assert list(wide.columns) == ["мост", "паром"]
    assert isinstance(wide.index, pd.DatetimeIndex)
    counted = frame[frame["query"] == "мост"]["count"].sum()
    assert counted == archive.search("мост").total
    assert frame["share"].dtype == "float64"


@pytest.mark.parametrize(
    ("columns", "ask"),
    [
        ("id lang day published title part number start end left match right", "kwic"),
        ("term count left right elsewhere log_likelihood log_dice log_ratio", "collocates"),
        ("term documents tokens per_million", "terms"),
        ("ngram from to count tokens per_million", "ngrams"),
        ("id title published lang body tags", "sample"),
    ],
)
def test_readings_become_data_frames(archive: Archive, columns: str, ask: str) -> None:
    table = getattr(archive.search("мост OR bridge"), ask)()
    frame = table.to_pandas()
    assert set(columns.split()) <= set(frame.columns)
    assert len(frame) == len(list(table)) > 0


def test_numbers_that_are_all_unknown_are_numbers(archive: Archive) -> None:
    frame = archive.search("мост").terms().to_pandas()
    assert frame["against_tokens"].dtype == "float64"
    assert frame["against_tokens"].isna().all()


def test_values_become_data_frames(archive: Archive) -> None:
    frame = archive.tags(order="count").to_pandas()
    assert set(frame.columns) == {
        "id",
        "labels_ru",
        "labels_en",
        "count",
        "first",
        "last",
        "within",
    }
    assert frame["first"].dtype == "datetime64[s]"
    assert frame["count"].is_monotonic_decreasing
    assert {"id", "labels_ru", "count"} <= set(archive.search().facet("tag").to_pandas().columns)


def test_without_pandas_it_is_said_what_to_install(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def refuse(name: str, *args: object, **kwargs: object) -> object:
        if name == "pandas":
            raise ModuleNotFoundError("No module named 'pandas'", name="pandas")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ModuleNotFoundError) as caught:
        archive.search("мост").to_pandas()
    assert "letopis[notebook]" in caught.value.__notes__[0]
