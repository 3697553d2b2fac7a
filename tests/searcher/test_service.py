"""The search service over the sample archive: what a reader and a researcher would notice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from indexer.analysis import Analyzer
from indexer.article import Article
from indexer.errors import ArticleNotFoundError, ParameterError, QueryError
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from searcher.query.nodes import write_query
from searcher.query.operators import OPERATORS, Operator
from searcher.query.parser import parse_query
from searcher.request import Filter, SearchRequest
from searcher.response import SearchResponse
from searcher.service import SearchService
from searcher.viewing import ViewRequest
from tests.conftest import MakeService


def ask(service: SearchService, q: str = "", **fields: object) -> SearchResponse:
    return service.search(SearchRequest(q=q, **fields), "en")


def test_any_form_finds_any_form(service: SearchService) -> None:
    totals = {ask(service, form).total for form in ("Махачкала", "махачкалы", "МАХАЧКАЛЕ")}
    assert len(totals) == 1
    assert totals.pop() > 0
    assert ask(service, "bridges").total == ask(service, "bridge").total > 0


def test_hits_counts_and_timeline_speak_of_one_set(service: SearchService) -> None:
    answer = ask(service, "школа OR school", filters=(Filter("lang", "ru"),), limit=200)
    assert answer.total == len(answer.hits)
    assert sum(bucket.count for bucket in answer.timeline.buckets) == answer.total
    for value in answer.facets["tag"]:
        narrowed = ask(
            service, "школа OR school", filters=(Filter("lang", "ru"), Filter("tag", value.id))
        )
        assert narrowed.total == value.count


def test_a_facet_is_counted_without_its_own_filter(service: SearchService) -> None:
    free = {value.id: value.count for value in ask(service).facets["country"]}
    answer = ask(service, filters=(Filter("country", "dagestan"),))
    assert {value.id: value.count for value in answer.facets["country"]} == free
    assert [value.id for value in answer.facets["country"] if value.selected] == ["dagestan"]
    both = ask(service, filters=(Filter("country", "dagestan"), Filter("country", "GE")))
    assert both.total > answer.total
    without = ask(service, filters=(Filter("country", "dagestan", True),))
    assert without.total == ask(service).total - answer.total


def test_a_selected_value_is_shown_even_with_no_hits(service: SearchService) -> None:
    answer = ask(service, "абракадабра", filters=(Filter("tag", "wine"),))
    (value,) = answer.facets["tag"]
    assert (value.id, value.count, value.selected) == ("wine", 0, True)


def test_the_timeline_narrows_from_years_to_days_and_fills_gaps(service: SearchService) -> None:
    years = ask(service).timeline
    assert years.interval == "year"
    assert [bucket.first.year for bucket in years.buckets] == list(
        range(years.buckets[0].first.year, years.buckets[-1].last.year + 1)
    )
    months = ask(service, first="2014", last="2014").timeline
    assert months.interval == "month"
    assert len(months.buckets) == 12
    assert any(bucket.archive == 0 for bucket in months.buckets)
    days = ask(service, first="2014-02", last="2014-02").timeline
    assert (days.interval, len(days.buckets)) == ("day", 28)
    assert ask(service, first="1990", last="1991").timeline.buckets == ()


def test_days_are_those_of_the_archive(service: SearchService) -> None:
    for bucket in ask(service, first="2008", last="2008", interval="day").timeline.buckets:
        day = bucket.first.isoformat()
        assert ask(service, first=day, last=day).total == bucket.count


def test_the_original_date_can_be_meant(service: SearchService) -> None:
    answer = ask(service, first="2004", last="2030", date="original", limit=200)
    assert answer.total > 0
    assert all(hit.article.original_published for hit in answer.hits)
    assert sum(bucket.count for bucket in answer.timeline.buckets) == answer.total
    year = str(answer.hits[0].article.original_published.year)
    narrowed = ask(service, first=year, last=year, date="original")
    assert sum(bucket.count for bucket in narrowed.timeline.buckets) == narrowed.total > 0


def test_nothing_found_offers_what_would_find(service: SearchService) -> None:
    answer = ask(service, "мост река абракадабра")
    assert answer.total == 0
    kinds = {offer.kind: offer for offer in answer.offers}
    assert kinds["without"].query == "мост река"
    assert kinds["any"].query == "мост OR река OR абракадабра"
    for offer in answer.offers:
        assert ask(service, offer.query).total == offer.total
    assert ask(service, "мост").offers == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vjcn", "мост"),
        ("икшвпу", "bridge"),
        ("vjcns htrf", "мосты река"),
        ("мост htrf", "мост река"),
        ('"ujhjlcrjq cjdtn"', '"городской совет"'),
        ("title:vjcn", "title:мост"),
        ("vjcn -(ehj;fq OR htrf)", "мост -(урожай OR река)"),
    ],
)
def test_the_other_keyboard_layout_is_offered(
    service: SearchService, typed: str, meant: str
) -> None:
    answer = ask(service, q=typed)
    assert answer.total == 0
    offer = next(offer for offer in answer.offers if offer.kind == "layout")
    assert offer.query == write_query(parse_query(meant))
    assert offer.total == ask(service, q=meant).total > 0


@pytest.mark.parametrize("typed", ["мост xyzzyq", "щщщщ", "and", "qq", "мост -река -мост"])
def test_no_layout_is_offered_where_it_makes_no_words(service: SearchService, typed: str) -> None:
    assert not [offer for offer in ask(service, q=typed).offers if offer.kind == "layout"]


@pytest.mark.parametrize(
    ("q", "absent"),
    [
        ("мост зюзюблик", ("зюзюблик",)),
        ("зюзюблик абвгдежз*", ("зюзюблик", "абвгдежз*")),
        ('мост "река урожай мост" -зюзюблик', ('"река урожай мост"',)),
        ("мост title:зюзюблик", ("title:зюзюблик",)),
        ("мост -мост", ()),
    ],
)
def test_what_stands_nowhere_is_told_where_nothing_is_found(
    service: SearchService, q: str, absent: tuple[str, ...]
) -> None:
    answer = ask(service, q=q)
    assert answer.total == 0
    assert answer.absent == absent


def test_a_word_that_filters_keep_away_is_not_absent(service: SearchService) -> None:
    answer = ask(service, q="мост", first="1990", last="1990")
    assert (answer.total, answer.absent) == (0, ())
    assert ask(service, q="мост").absent == ()


def test_names_typed_as_words_offer_the_facet(service: SearchService) -> None:
    # A part of the name is no name: it might be any word.
    answer = ask(service, "Марин Велиев", off=("values",))
    assert answer.total == 0
    (offer,) = [offer for offer in answer.offers if offer.kind == "author"]
    assert ask(service, offer.query).total == offer.total > 0


def test_pages_join_to_the_whole(service: SearchService) -> None:
    whole = [hit.article.id for hit in ask(service, "в", limit=100).hits]
    pages = [
        hit.article.id
        for page in (1, 2, 3, 4)
        for hit in ask(service, "в", limit=25, page=page).hits
    ]
    assert pages == whole
    assert len(set(whole)) == len(whole)


def test_the_hash_names_the_set_not_the_page(service: SearchService) -> None:
    one = ask(service, "мост  река")
    assert ask(service, "мост AND река", page=2, sort="oldest").hash == one.hash
    assert ask(service, "мост река", first="2010").hash != one.hash
    assert ask(service, "мост OR река").hash != one.hash


def test_words_rank_and_no_words_go_newest_first(service: SearchService) -> None:
    assert ask(service, "мост").sort == "relevance"
    newest = ask(service, limit=200)
    assert newest.sort == "newest"
    times = [hit.article.published for hit in newest.hits]
    assert times == sorted(times, reverse=True)


def test_navigation_and_notices_of_printed_pages_are_not_found(service: SearchService) -> None:
    assert ask(service, '"News archive"').total == 0
    assert ask(service, '"Архив новостей"').total == 0
    assert ask(service, '"иностранным агентом"').total == 0
    assert ask(service, "notice:агент").total > 0


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.syntax)
def test_the_examples_of_the_help_page_find_something(
    service: SearchService, operator: Operator
) -> None:
    assert ask(service, operator.example).total > 0


def test_labels_follow_the_language(service: SearchService) -> None:
    def label(lang: str) -> str:
        answer = service.search(SearchRequest(filters=(Filter("country", "GE"),)), lang)
        return next(value.label for value in answer.facets["country"] if value.selected)

    assert (label("ru"), label("en")) == ("Грузия", "Georgia")


def test_an_unknown_value_is_refused(service: SearchService) -> None:
    with pytest.raises(ParameterError) as caught:
        ask(service, filters=(Filter("author", "nobody", True),))
    assert (caught.value.parameter, caught.value.code) == ("-author", "unknown-value")


def test_values_without_a_name_and_aliases_are_known_too(
    make_service: MakeService, home: ArchiveHome
) -> None:
    home.labels_file.write_text(
        '[authors]\nanna-orlova = { en = "Anna Orlova", aliases = ["Pen Name"] }', "utf-8"
    )
    article = Article(
        id="a", lang="en", title="Prices", published=datetime(1987, 3, 5, tzinfo=UTC),
        tags=("earn",), authors=("anna-orlova",), source="wire",
    )  # fmt: skip
    service = make_service([article])
    for facet, values in ask(service).facets.items():
        if facet != "year":
            for value in values:
                assert ask(service, filters=(Filter(facet, value.id),)).total == 1
                assert ask(service, f"{facet}:{value.id}").total == 1
    assert ask(service, 'author:"pen name"').total == 1


def test_a_broken_query_is_refused(service: SearchService) -> None:
    with pytest.raises(QueryError):
        ask(service, "athor:мост")


def test_an_article_has_its_marks_and_its_other_version(service: SearchService) -> None:
    hit = next(hit for hit in ask(service, "мост", limit=50).hits if hit.article.story)
    view = service.view_article(hit.article.id, ViewRequest(found_by=SearchRequest(q="мост")))
    shown = view.shown
    pieces = (shown.title, shown.lead, *shown.paragraphs, *shown.captions)
    assert any(piece.spans for piece in pieces)
    assert shown.article == hit.article
    assert all(other.story == hit.article.story for other in view.versions)
    unread = ViewRequest(found_by=SearchRequest(q="мост date:вчера"))
    assert service.view_article(hit.article.id, unread).shown.title.spans == ()
    with pytest.raises(ArticleNotFoundError):
        service.view_article("nowhere")


def test_another_version_is_shown_beside_an_article_with_its_own_marks(
    service: SearchService,
) -> None:
    asked = ViewRequest(found_by=SearchRequest(q="Kvaisa"), beside="en-3008")
    view = service.view_article("ru-3008", asked)
    assert view.shown.article.id == "ru-3008"
    assert view.beside is not None
    assert view.beside.article.id == "en-3008"
    assert any(piece.spans for piece in view.beside.paragraphs)
    assert service.view_article("ru-3008").beside is None
    for other in ("en-3009", "ru-3008", "nowhere"):
        with pytest.raises(ArticleNotFoundError):
            service.view_article("ru-3008", ViewRequest(beside=other))


def test_an_article_has_others_like_it(service: SearchService) -> None:
    view = service.view_article("ru-3008")
    ids = [article.id for article in view.related]
    # Other earthquakes first; not the translation, which is a version.
    assert ids[0] == "ru-2022"
    assert "ru-1017" in ids
    assert "en-3008" not in ids
    assert len(ids) <= 5
    hits = service.related("ru-3008", 50).hits
    assert [hit.article.id for hit in hits][: len(ids)] == ids
    assert all(not hit.title.spans and hit.snippets for hit in hits)


def test_an_article_has_others_like_it_in_the_other_language(service: SearchService) -> None:
    articles = service.view_article("ru-3008").related_other_language
    assert 0 < len(articles) <= 3
    assert all(article.lang == "en" and article.id != "en-3008" for article in articles)
    assert "earthquake" in articles[0].tags
    hits = service.related("ru-3008", 50).other_language
    assert [hit.article for hit in hits][: len(articles)] == list(articles)


def test_an_article_without_others_like_it_has_none(service: SearchService) -> None:
    view, answer = service.view_article("ru-1033"), service.related("ru-1033", 5)
    assert view.related == view.related_other_language == ()
    assert answer.hits == answer.other_language == ()


def test_an_unknown_article_is_refused(service: SearchService) -> None:
    for ask_for in (service.get_article, lambda id_: service.related(id_, 5)):
        with pytest.raises(ArticleNotFoundError):
            ask_for("nowhere")


def test_the_hash_tells_which_date_is_meant(service: SearchService) -> None:
    first = str(ask(service, first="2004", date="original").hits[0].article.published.year)
    published = ask(service, first=first, last=first)
    original = ask(service, first=first, last=first, date="original")
    # Two sets of articles, so two names.
    assert published.total != original.total
    assert published.hash != original.hash


def test_what_is_excluded_is_excluded_from_offers_too(service: SearchService) -> None:
    answer = ask(service, "мост абракадабра -школа")
    assert [offer.kind for offer in answer.offers] == ["any"]
    assert answer.offers[0].query == "(мост OR абракадабра) -школа"
    assert answer.offers[0].total == ask(service, "мост -школа").total


def test_offers_are_counted_under_the_filters_and_days_asked_for(service: SearchService) -> None:
    narrowed = {"first": "2012", "last": "2014", "filters": (Filter("lang", "ru"),)}
    offers = ask(service, "мост река абракадабра", **narrowed).offers
    assert offers
    for offer in offers:
        assert offer.total == ask(service, offer.query, **narrowed).total
        assert offer.total < ask(service, offer.query).total


def test_what_was_read_ahead_is_not_read_for_a_page(sample_home: ArchiveHome) -> None:
    service = SearchService(sample_home, read_settings(sample_home), Analyzer())
    assert len(list(service.read_ahead())) == service.overview("en").total
    known = len(service.analyzer.chunks)
    assert known
    assert ask(service, "мост").hits
    assert len(service.analyzer.chunks) == known


def test_hits_come_with_versions_that_stand_on_no_hit_if_asked_for(
    make_service: MakeService,
) -> None:
    noon = datetime(2014, 5, 2, 9, 0, tzinfo=UTC)
    articles = [
        Article(id="en", lang="en", title="Bridge", published=noon, story="s"),
        Article(id="ru-1", lang="ru", title="Мост", published=noon, story="s"),
        Article(id="ru-2", lang="ru", title="Мост", published=noon, story="s"),
        Article(id="ru-3", lang="ru", title="Мост", published=noon),
    ]
    service = make_service(articles)
    told = {
        hit.article.id: [version.title for version in hit.elsewhere]
        for hit in ask(service, "мост", stories=True).hits
    }
    assert told == {"ru-1": ["Bridge"], "ru-2": ["Bridge"], "ru-3": []}
    assert not any(hit.elsewhere for hit in ask(service, "мост").hits)
