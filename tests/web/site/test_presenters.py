"""From an answer to its page: links that keep one request, heights, windows of pages, marks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from multidict import MultiDict
from yarl import URL

from indexer.analysis import WordReading
from indexer.analysis.rules import RULES
from indexer.errors import OverloadedError, QueryError
from indexer.labels import Labels
from searcher.answers.facets import ValueNames, make_facet
from searcher.deadline import Deadline
from searcher.filtering import NamedFilter
from searcher.query.operators import OPERATORS
from searcher.request import DateField, Interval, SearchRequest
from searcher.response import (
    Bucket,
    Facet,
    IndexInfo,
    SearchResponse,
    Snippet,
    Timeline,
)
from searcher.service import SearchService
from web.i18n import Language, load_language
from web.parameters import parse_request
from web.site.errors.view import mark_error
from web.site.facets import SHOWN_VALUES, present_choices, present_facets
from web.site.frame import SearchBox, Site
from web.site.help.presenter import present_help
from web.site.hits import HitPresenter
from web.site.pager import make_pager
from web.site.search.chips import present_chips
from web.site.search.page import SearchPage
from web.site.search.presenter import WORD_RULES, SearchPresenter
from web.site.templating import mark_up
from web.site.timeline import TimelineChart, present_timeline
from web.urls import Urls

INDEX = IndexInfo("g1", "whoosh", "a1", 100, 120)
EVERYTHING = Timeline("year", ())


@pytest.fixture
def language() -> Language:
    return load_language("en", ZoneInfo("Europe/Moscow"))


@pytest.fixture
def site(language: Language) -> Site:
    return Site(
        name="Letopis",
        language=language,
        home="/",
        archive="/archive/",
        help="/help",
        docs="/api/v1/docs",
        about="/about",
        rules="/about#rules",
        directories=(),
        languages=(),
        box=SearchBox(),
    )


def make_labels() -> Labels:
    labels = Labels()
    labels.add("country", "chechnya", "en", "Chechnya")
    labels.add("country", "GE", "en", "Georgia")
    labels.add("tag", "rivers", "en", "rivers")
    return labels


def answer(
    request: SearchRequest,
    *,
    total: int = 0,
    facets: dict[str, Facet] | None = None,
    words: tuple[WordReading, ...] = (),
) -> SearchResponse:
    return SearchResponse(
        request=request,
        sort=request.sort or "newest",
        total=total,
        hits=(),
        facets=facets or {},
        timeline=EVERYTHING,
        canonical=request.q,
        hash="sha256:0",
        words=words,
        values=(),
        named=(),
        plain=(),
        pasted=None,
        offers=(),
        absent=(),
        partial=(),
        index=INDEX,
        labels=make_labels(),
        took_ms=1.0,
    )


def request_of(url: str | None) -> SearchRequest:
    """The request that an address of the site asks for."""
    assert url is not None
    return parse_request(MultiDict(URL(url).query))


def chart(
    interval: Interval, buckets: list[Bucket], request: SearchRequest, language: Language
) -> TimelineChart:
    return present_timeline(Timeline(interval, tuple(buckets)), request, language, Urls())


def year(number: int, count: int = 1, archive: int = 1) -> Bucket:
    return Bucket(date(number, 1, 1), date(number, 12, 31), count, archive)


def month(number: int, first_year: int = 2014) -> Bucket:
    first = date(first_year + number // 12, number % 12 + 1, 1)
    return Bucket(first, first.replace(day=28), 1, 1)


class TestTimeline:
    def test_bars_are_drawn_to_the_tallest_and_never_vanish(self, language: Language) -> None:
        bars = chart(
            "year", [year(2014, 1, 10), year(2015, 500, 1000)], SearchRequest(), language
        ).bars
        assert [bar.height for bar in bars] == [3.0, 100.0]
        assert [bar.archive_height for bar in bars] == [3.0, 100.0]

    def test_a_bar_narrows_to_its_interval(self, language: Language) -> None:
        request = SearchRequest(q="bridge", page=3)
        (bar, _) = chart("year", [year(2014), year(2015)], request, language).bars
        assert request_of(bar.url) == request.with_days("2014", "2014")

    def test_a_bar_keeps_the_ends_of_the_request_that_lie_inside_it(
        self, language: Language
    ) -> None:
        request = SearchRequest(first="2014-05", last="2016-02-10")
        first, middle, last = chart(
            "year", [year(2014), year(2015), year(2016)], request, language
        ).bars
        assert request_of(first.url).days == request.with_days("2014-05", "2014-12-31").days
        assert request_of(middle.url) == request.with_days("2015", "2015")
        assert request_of(last.url) == request.with_days("2016", "2016-02-10")

    def test_a_bar_that_narrows_nothing_is_no_link(self, language: Language) -> None:
        request = SearchRequest(first="2014", last="2014")
        (bar,) = chart("year", [year(2014)], request, language).bars
        assert bar.url is None

    def test_an_interval_without_articles_is_unknown(self, language: Language) -> None:
        (bar,) = chart("year", [year(2014, 0, 0)], SearchRequest(), language).bars
        assert (bar.known, bar.url) == (False, None)

    def test_an_interval_without_matches_is_known(self, language: Language) -> None:
        (bar,) = chart("year", [year(2014, 0, 7)], SearchRequest(), language).bars
        assert bar.known
        assert bar.url is None  # it would lead to nothing

    def test_ways_up(self, language: Language) -> None:
        request = SearchRequest(q="x", first="2014-05-03", last="2014-05-03")
        ways = chart("day", [], request, language).ways_up
        assert [way.text for way in ways] == ["All years", "2014", "May 2014"]
        assert [request_of(way.url).first for way in ways] == ["", "2014", "2014-05"]

    def test_no_way_up_from_the_whole_archive(self, language: Language) -> None:
        assert chart("year", [year(2014)], SearchRequest(), language).ways_up == ()

    def test_from_a_year_only_the_whole_archive_is_wider(self, language: Language) -> None:
        request = SearchRequest(first="2014", last="2014")
        (way,) = chart("month", [], request, language).ways_up
        assert not request_of(way.url).days

    @pytest.mark.parametrize("count", range(1, 41))
    def test_labels_of_years_are_few_enough(self, language: Language, count: int) -> None:
        bars = chart("year", [year(1990 + n) for n in range(count)], SearchRequest(), language).bars
        narrow = [bar.tick for bar in bars if bar.tick_size in {"narrow", "both"}]
        wide = [bar.tick for bar in bars if bar.tick_size in {"wide", "both"}]
        assert len(narrow) <= 8
        assert len(wide) <= 17
        assert count < 5 or narrow
        assert wide

    def test_months_of_several_years_say_which(self, language: Language) -> None:
        bars = chart("month", [month(n) for n in range(36)], SearchRequest(), language).bars
        assert [bar.tick for bar in bars if bar.tick_size in {"narrow", "both"}] == [
            "Jan 2014",
            "Jan 2015",
            "Jan 2016",
        ]


def make_country_facet(count: int, request: SearchRequest) -> Facet:
    """So many countries, the first one commonest."""
    counts = {f"c{n}": 100 - n for n in range(count)}
    labels = Labels()
    for id_ in counts:
        labels.add("country", id_, "en", id_.upper())
    return make_facet("country", counts, request, ValueNames(labels), "en")


class TestFacets:
    def test_the_commonest_values_are_shown(self, language: Language) -> None:
        for count in (1, 10, 11, 30):
            counted = make_country_facet(count, SearchRequest())
            response = answer(SearchRequest(), facets={"country": counted})
            (group,) = present_facets(response, ("country",), language, Urls())
            assert len(group.items) == min(count, SHOWN_VALUES)
            assert group.items[0].url == "/countries/c0"
            (choices,) = present_choices(response, SearchRequest(), language, Urls())
            assert len(choices.choices) == min(count, SHOWN_VALUES)
            assert (choices.total, choices.is_cut) == (count, count > SHOWN_VALUES)

    def test_filtered_values_come_first(self, language: Language) -> None:
        request = (
            SearchRequest()
            .with_filter("country", "c15")
            .with_filter("country", "c17", excluded=True)
        )
        response = answer(request, facets={"country": make_country_facet(20, request)})
        (group,) = present_choices(response, request, language, Urls())
        selected, excluded, other = group.choices[:3]
        assert (selected.value, selected.label, selected.selected) == ("c15", "C15", True)
        assert (excluded.value, excluded.excluded) == ("c17", True)
        assert (other.value, other.selected, other.excluded) == ("c0", False, False)
        assert len(group.choices) == SHOWN_VALUES

    def test_a_facet_without_values_is_not_shown(self, language: Language) -> None:
        response = answer(SearchRequest(), facets={"tag": make_country_facet(0, SearchRequest())})
        assert not list(present_facets(response, ("tag",), language, Urls()))
        assert not list(present_choices(response, SearchRequest(), language, Urls()))


def test_every_hit_that_is_presented_looks_at_the_deadline(
    service: SearchService, language: Language
) -> None:
    response = service.search(SearchRequest(), "en")
    presenter = HitPresenter(response.request, response.labels, language, Urls())
    deadline = Deadline()

    def present() -> None:
        hits = presenter.present_all(response.hits)
        next(hits)
        deadline.stop(OverloadedError(1))
        next(hits)

    with pytest.raises(OverloadedError):
        deadline.run(present)


class TestSearchPage:
    def presenter(self, response: SearchResponse, language: Language) -> SearchPresenter:
        return SearchPresenter(response, response.request, language, Urls())

    def present_named(self, request: SearchRequest, named: NamedFilter, site: Site) -> SearchPage:
        response = replace(answer(request, total=2), named=(named,))
        return SearchPresenter(response, request, site.language, Urls()).page(site)

    def test_what_words_name_leads_to_the_filter_and_back_to_words(self, site: Site) -> None:
        request = SearchRequest(q="bridge Georgia", sort="newest")
        named = NamedFilter("country", "Georgia", ("GE",), 2, "bridge", 'bridge "Georgia"')
        page = self.present_named(request, named, site)
        (chip,) = page.named
        assert (chip.title, chip.label, chip.count) == ("Country or region", "Georgia", 2)
        filtered = request.with_query("bridge").with_filter("country", "GE")
        assert request_of(chip.filter_url) == filtered
        assert request_of(chip.words_url) == request.with_query('bridge "Georgia"')
        assert page.offered == ()

    def test_a_value_or_date_that_is_all_of_the_query_is_offered_as_a_filter(
        self, site: Site
    ) -> None:
        request = SearchRequest(q="May 2014")
        named = NamedFilter("date", "May 2014", ("2014-05",), 2, "", '"May" "2014"')
        page = self.present_named(request, named, site)
        (offered,) = page.offered
        assert (offered.title, offered.label) == ("Date", "May 2014")
        assert request_of(offered.filter_url) == SearchRequest(first="2014-05", last="2014-05")
        year_alone = self.present_named(request, replace(named, as_words=None), site)
        assert year_alone.named == ()
        assert year_alone.offered

    def test_no_filter_is_offered_that_would_find_others_than_were_counted(
        self, site: Site
    ) -> None:
        country = NamedFilter("country", "Georgia", ("GE",), 2, "", '"Georgia"')
        day = NamedFilter("date", "May 2014", ("2014-05",), 2, "", '"May" "2014"')
        for request, named in (
            (SearchRequest(q="x").with_filter("country", "chechnya"), country),
            (SearchRequest(q="x", first="2014"), day),
            (SearchRequest(q="x", date="original"), day),
            (SearchRequest(q="x"), replace(country, rest=None)),
        ):
            page = self.present_named(request, named, site)
            assert page.offered == ()
            assert [chip.filter_url for chip in page.named] == [None]

    def test_chips_name_filters_and_take_them_away(self, language: Language) -> None:
        request = (
            SearchRequest(q="x", first="2014", last="2014-05")
            .with_filter("country", "chechnya")
            .with_filter("tag", "rivers", excluded=True)
        )
        date_chip, country, tag = present_chips(request, make_labels(), language, Urls())
        (days,), (chechnya,) = date_chip.values, country.values
        assert (date_chip.title, days.text) == ("Date", "2014 – May 2014")
        assert request_of(days.url) == request.with_days("", "")
        assert (country.title, chechnya.text) == ("Country or region", "Chechnya")
        assert request_of(chechnya.url) == request.without_filter("country", "chechnya")
        assert tag.excluded

    def test_values_of_one_facet_share_a_chip(self, language: Language) -> None:
        request = SearchRequest().with_filter("tag", "rivers").with_filter("tag", "roads")
        (chip,) = present_chips(request, make_labels(), language, Urls())
        assert [request_of(link.url).values("tag") for link in chip.values] == [
            ("roads",),
            ("rivers",),
        ]

    @pytest.mark.parametrize(
        ("field", "title"), [("published", "Date"), ("original", "Original date")]
    )
    def test_the_date_chip_says_which_date(
        self, language: Language, field: DateField, title: str
    ) -> None:
        request = SearchRequest(first="2014", date=field)
        (chip,) = present_chips(request, make_labels(), language, Urls())
        assert chip.title == title

    def test_pages_end_where_results_are_shown_no_deeper(
        self, language: Language, site: Site
    ) -> None:
        page = self.presenter(answer(SearchRequest(), total=100_000), language).page(site)
        assert [step.number for step in page.pager.steps] == [1, 2, 3, None, 500]
        assert page.pages == 500
        assert request_of(page.pager.next).page == 2

    def test_a_page_past_the_end_leads_back(self, language: Language, site: Site) -> None:
        page = self.presenter(answer(SearchRequest(page=9), total=30), language).page(site)
        assert page.past_end
        assert request_of(page.pager.previous).page == 2
        assert page.pager.next is None

    def test_pages_that_end_before_the_results_say_so(self, language: Language, site: Site) -> None:
        deep = self.presenter(answer(SearchRequest(), total=100_000), language).page(site)
        shallow = self.presenter(answer(SearchRequest(), total=100), language).page(site)
        assert (deep.depth, shallow.depth) == (10_000, None)

    def test_relevance_is_offered_where_there_are_words(self, language: Language) -> None:
        word = WordReading("bridges", "bridges", ("bridge",), ("lemma",), "english")
        without = self.presenter(answer(SearchRequest()), language).sorts()
        with_words = self.presenter(answer(SearchRequest(), words=(word,)), language).sorts()
        assert [(sort.text, sort.current) for sort in without] == [
            ("newest first", True),
            ("oldest first", False),
        ]
        assert len(list(with_words)) == 3

    def test_every_rule_of_a_word_is_told(self, language: Language, site: Site) -> None:
        words = tuple(WordReading("x", "x", ("x",), (rule,), "english") for rule in WORD_RULES)
        page = self.presenter(answer(SearchRequest(), words=words), language).page(site)
        assert [note.left_out for note in page.words] == [
            rule in {"stop-word", "excluded"} for rule in WORD_RULES
        ]
        assert all(note.rules[0] for note in page.words)

    def test_a_full_name_has_a_switch(self, language: Language) -> None:
        word = WordReading("x", "x", ("x",), ("full-name", "wished"), "pymorphy3")
        (off,) = self.presenter(answer(SearchRequest(q="x"), words=(word,)), language).switches()
        assert off.text == "All parts of full names"
        whole = request_of(off.url)
        assert whole.off == ("full-names",)
        (on,) = self.presenter(answer(whole), language).switches()
        assert request_of(on.url).off == ()

    def test_every_rule_of_the_analyzer_has_a_sentence(self) -> None:
        assert WORD_RULES.keys() >= RULES.keys()

    def test_the_interface_language_goes_into_every_link(
        self, language: Language, site: Site
    ) -> None:
        request = SearchRequest(q="x", first="2014").with_filter("country", "GE")
        page = SearchPresenter(answer(request, total=50), request, language, Urls("ru")).page(site)
        chips = [link.url for chip in page.chips for link in chip.values]
        links = [page.widened, page.json, page.pager.next, *chips]
        assert all(link and URL(link).query["ui"] == "ru" for link in links)


@pytest.mark.parametrize(
    ("page", "last", "steps"),
    [
        (1, 1, []),
        (1, 2, [1, 2]),
        (1, 20, [1, 2, 3, None, 20]),
        (10, 20, [1, None, 8, 9, 10, 11, 12, None, 20]),
        (20, 20, [1, None, 18, 19, 20]),
    ],
)
def test_the_first_page_the_last_and_those_around(
    page: int, last: int, steps: list[int | None]
) -> None:
    pager = make_pager(page, last, str)
    assert [step.number for step in pager.steps] == steps
    # The present one is no link, all others lead to theirs.
    assert [step.url for step in pager.steps if step.number] == [
        str(step) if step != page else None for step in steps if step
    ]
    assert pager.previous == (str(page - 1) if page > 1 else None)
    assert pager.next == (str(page + 1) if page < last else None)


@pytest.mark.parametrize(
    ("text", "spans", "anchor", "markup"),
    [
        ("a bridge", ((2, 8),), None, "a <mark>bridge</mark>"),
        (
            "<b> & <i>",
            ((0, 3), (6, 9)),
            None,
            "<mark>&lt;b&gt;</mark> &amp; <mark>&lt;i&gt;</mark>",
        ),
        ("one two", ((0, 3), (4, 7)), "x", '<mark id="x">one</mark> <mark>two</mark>'),
        ('"', (), "x", "&#34;"),
    ],
)
def test_marks_as_markup(
    text: str, spans: tuple[tuple[int, int], ...], anchor: str | None, markup: str
) -> None:
    assert mark_up(Snippet(text, spans), anchor) == markup


@pytest.mark.parametrize(
    ("q", "error", "marked"),
    [
        ("a (b", QueryError("too-deep", 2, "("), "("),
        ("a OR", QueryError("bad-date", 4), "\u00a0"),
        ("автр:x", QueryError("unknown-field", 0, "автр"), "автр"),
        ("x " * 200 + "(", QueryError("bad-date", 400, "("), "("),
    ],
)
def test_the_wrong_place_of_a_query(q: str, error: QueryError, marked: str) -> None:
    snippet = mark_error(q, error)
    assert snippet is not None
    ((start, end),) = snippet.spans
    assert snippet.text[start:end] == marked
    assert len(snippet.text) < 200


def test_a_query_that_is_too_long_has_no_wrong_place() -> None:
    assert mark_error("x" * 5000, QueryError("too-long", 4000, limit=4000)) is None


def test_help_shows_every_operator(language: Language, site: Site) -> None:
    rows = present_help(site, language, Urls()).operators
    assert [row.syntax for row in rows] == [operator.syntax for operator in OPERATORS]
    assert [request_of(row.url).q for row in rows] == [operator.example for operator in OPERATORS]
