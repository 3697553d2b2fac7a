"""Results as patterns: a list that was found, nothing, and a query that cannot be read."""

from __future__ import annotations

from dataclasses import replace

from indexer.analysis import WordReading
from searcher.filtering import NamedFilter
from searcher.pasting import PastedArticle
from searcher.query.recognizing import ValueReading
from searcher.query.signs import PlainSign
from searcher.request import SearchRequest
from searcher.response import (
    FoundValue,
    MatchedForm,
    Offer,
    PartialHit,
    Repair,
    SearchResponse,
    Snippet,
)
from web.i18n import Language
from web.messages import Message
from web.site.dates import DateField
from web.site.errors.page import ErrorPage
from web.site.frame import Link, Site
from web.site.patterns.invented import (
    ARTICLES,
    BRIDGE,
    HARVEST,
    HERE,
    INDEX,
    MUSEUM,
    Nowhere,
    count_values,
    make_hit,
    make_labels,
    make_timeline,
)
from web.site.search.page import SearchPage
from web.site.search.presenter import SearchPresenter

_FACETS = ("country", "tag", "author", "source", "lang")


def make_response(request: SearchRequest, language: Language) -> SearchResponse:
    """An answer with every article there is."""
    facets = {name: count_values(name, request, language.code) for name in _FACETS}
    return SearchResponse(
        request=request,
        sort=request.sort or "relevance",
        total=240,
        hits=tuple(make_hit(article, "мост", "bridge") for article in ARTICLES),
        facets=facets,
        timeline=make_timeline(),
        canonical=request.q,
        hash="sha256:0",
        words=(),
        values=(),
        named=(),
        plain=(),
        pasted=None,
        offers=(),
        absent=(),
        partial=(),
        labels=make_labels(),
        index=INDEX,
        took_ms=1.0,
    )


def present_found(site: Site, language: Language) -> SearchPage:
    """A page of results with filters of every kind, and with all that is told of a query."""
    request = (
        SearchRequest(q="мост Грузия !", first="2014", last="2014")
        .with_filter("tag", "roads")
        .with_filter("tag", "rivers")
        .with_filter("author", "tugov", excluded=True)
        .with_page(7)
    )
    response = make_response(request, language)
    first, *others = response.hits
    first = replace(
        first,
        forms=(MatchedForm("Koisu", "name"),),
        copies=(MUSEUM.id,),
        found_by=(FoundValue("country", "GE"),),
    )
    response = replace(
        response,
        hits=(first, *others),
        words=(
            WordReading("мост", "мост", ("мост",), ("lemma",), "pymorphy3"),
            WordReading("в", "в", ("в",), ("stop-word",), ""),
            WordReading("Тифлис", "тифлис", ("тифлис",), ("ring",), "pymorphy3", ring=("Тбилиси",)),
        ),
        values=(ValueReading("author", "орлова", ("orlova",)),),
        named=(
            NamedFilter("country", "Грузия", ("GE",), 14, "мост", 'мост "Грузия"'),
            NamedFilter("country", "Грузия", ("GE",), 14, "", '"Грузия"'),
        ),
        plain=(PlainSign(12, "!"),),
        pasted=PastedArticle(MUSEUM, "id"),
        repaired=Repair("layout", "vjcn", "мост"),
        near_copies=3,
        offers=(Offer("spelling", "мосты", 12),),
    )
    return SearchPresenter(response, request, language, Nowhere()).page(site)


def present_nothing(site: Site, language: Language) -> SearchPage:
    """A search that finds nothing, with a date that is none."""
    request = SearchRequest(q="мост абракадабра").with_filter("tag", "roads")
    response = replace(
        make_response(request, language),
        total=0,
        hits=(),
        absent=("абракадабра",),
        partial=tuple(
            PartialHit(make_hit(article, "мост"), ("абракадабра",)) for article in (BRIDGE, HARVEST)
        ),
        offers=(Offer("layout", "vjcn", 3), Offer("any", "мост OR абракадабра", 9)),
    )
    wrong = {"from": DateField("вчера", language.gettext("This is not a date."))}
    return SearchPresenter(response, request, language, Nowhere(), wrong).page(site)


def present_error(site: Site, language: Language) -> ErrorPage:
    """A query that cannot be read."""
    return ErrorPage(
        site=site,
        status=400,
        message=Message(
            language.gettext("The query could not be understood"),
            language.gettext("This is not a date."),
            "letopis index",
        ),
        query=Snippet("мост date:вчера", ((10, 15),)),
        plain=Link("мост вчера", HERE),
        without=Link("мост", HERE),
        near=(Link("мосты", HERE),),
    )
