"""All articles by year, with when each last changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from indexer.analysis import Analyzer
from indexer.article import Article
from indexer.dates import parse_days
from indexer.home.paths import ArchiveHome
from searcher.sitemap import list_published, list_years
from tests.engines import LOCAL_ENGINES
from tests.searcher.test_arrivals import BEGAN, Store, fill


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
@pytest.mark.parametrize("most", [1, 5, 20, 1_000])
def test_parts_have_every_article_once_and_tell_when_it_changed(
    engine: str, most: int, home: ArchiveHome, analyzer: Analyzer
) -> None:
    home.settings_file.write_text(f'engine = "{engine}"', "utf-8")
    store = Store(home, analyzer)
    fill(store)
    service = store.index()
    zone = service.settings.zone_info
    ids = []
    for year in list_years(service, most):
        listed = [(part, list_published(service, parse_days(part))) for part in year.parts]
        for part, articles in listed:
            assert 0 < len(articles) <= most or len(part) == 10
            assert all(article.changed == store.updated[article.id] for article in articles)
            ids += [article.id for article in articles]
        changed = (article.changed for _, articles in listed for article in articles)
        assert year.changed == max(moment.astimezone(zone).date() for moment in changed)
        assert (len(listed) == 1) is (sum(len(articles) for _, articles in listed) <= most)
    assert sorted(ids) == sorted(store.order)


def test_what_is_not_indexed_yet_has_not_changed(home: ArchiveHome, analyzer: Analyzer) -> None:
    store = Store(home, analyzer)
    article = Article(id="1", lang="ru", title="мост", published=BEGAN)
    store.add(article, BEGAN)
    service = store.index()
    store.add(replace(article, title="новый мост"), BEGAN + timedelta(days=1))
    store.add(replace(article, id="2"), BEGAN + timedelta(days=1))
    (year,) = list_years(service, 10)
    assert (year.parts, year.changed) == (("2026",), BEGAN.date())
    assert [one.changed for one in list_published(service, parse_days("2026"))] == [BEGAN]
    (year,) = list_years(store.index(), 1)
    assert (year.parts, year.changed) == (("2026-03-01",), (BEGAN + timedelta(days=1)).date())
