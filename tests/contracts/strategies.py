"""Small corpora and any query tree over them, for properties that hold for every input."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from indexer.article import Article
from searcher.query import nodes
from searcher.request import DATE_FIELDS, MULTIPLE_FACETS, Filter, SearchRequest

# Few words, so that they meet: ambiguous forms, both scripts, a stop word, a hyphen, a number,
# names in both.
WORDS = ("суда", "судов", "суд", "вина", "вино", "стали", "и", "мост", "моста", "Ёлки", "елка",
         "bridges", "bridge", "held", "the", "Карачаево-Черкесия", "2014", "O'Brien",
         "Меджид", "Меджида", "Medzhid", "Вера", "Vera")  # fmt: skip
BEGINNINGS = ("су", "мос", "bri", "20", "карачаево-чер", "held-br")
AUTHORS = ("anna-orlova", "vakha-idalov")
TAGS = ("roads", "courts", "wine")
COUNTRIES = ("GE", "RU", "dagestan", "khunzakh")
# What regions are within, the nearest first.
WITHIN: Mapping[str, tuple[str, ...]] = {"dagestan": ("RU",), "khunzakh": ("dagestan", "RU")}
SOURCES = ("south-wire", "two-seas")

words = st.sampled_from(WORDS)
texts = st.lists(words, max_size=6).map(" ".join)
# Around midnight in Moscow, over three years: days must be those of the archive's zone.
instants = st.integers(0, 26_000).map(
    lambda hours: datetime(2012, 12, 31, 20, 30, tzinfo=UTC) + timedelta(hours=hours)
)
fields = st.sampled_from(("text", "title", "notice"))
dates = st.sampled_from(("", "2013", "2013-01", "2014-03-02", "2015-12"))


@st.composite
def articles(draw: st.DrawFn) -> list[Article]:
    count = draw(st.integers(0, 6))
    return [
        Article(
            id=f"a-{number * 7 % 10}",  # not in the order in which they are added
            lang=draw(st.sampled_from(("ru", "en"))),
            title=draw(words) + " " + draw(texts),
            lead=draw(texts),
            body=draw(texts),
            captions=tuple(draw(st.lists(texts, max_size=2))),
            notices=tuple(draw(st.lists(texts, max_size=2))),
            published=draw(instants),
            original_published=draw(st.none() | instants),
            authors=tuple(draw(st.sets(st.sampled_from(AUTHORS)))),
            tags=tuple(draw(st.sets(st.sampled_from(TAGS)))),
            countries=tuple(draw(st.sets(st.sampled_from(COUNTRIES)))),
            source=draw(st.none() | st.sampled_from(SOURCES)),
        )
        for number in range(count)
    ]


phrases = st.lists(words, min_size=1, max_size=3).map(" ".join)
leaves: st.SearchStrategy[nodes.Node] = st.one_of(
    st.builds(nodes.Word, words, fields, st.booleans()),
    st.builds(nodes.Phrase, phrases, fields, st.booleans(), st.none() | st.integers(0, 4)),
    st.builds(nodes.Prefix, st.sampled_from(BEGINNINGS), fields),
    st.builds(nodes.Fuzzy, st.sampled_from(("cуды", "мсот", "bridgees", "медзид")), fields),
    st.builds(nodes.Value, st.just("author"), st.sampled_from(("anna-orlova", "orlova", "nobody"))),
    st.builds(nodes.Value, st.just("tag"), st.sampled_from(TAGS)),
    st.builds(nodes.Value, st.just("lang"), st.sampled_from(("ru", "en"))),
    st.builds(nodes.Dates, st.just("2013"), st.sampled_from(("", "2014-05"))),
)


def _grow(inner: st.SearchStrategy[nodes.Node]) -> st.SearchStrategy[nodes.Node]:
    several = st.lists(inner, min_size=2, max_size=4)
    return several.map(nodes.join_and) | several.map(nodes.join_or) | inner.map(nodes.negate)


trees = st.recursive(leaves, _grow, max_leaves=8) | st.just(nodes.Everything())

filters = st.one_of(
    st.builds(Filter, st.just("author"), st.sampled_from(AUTHORS), st.booleans()),
    st.builds(Filter, st.just("tag"), st.sampled_from(TAGS), st.booleans()),
    st.builds(Filter, st.just("country"), st.sampled_from(COUNTRIES), st.booleans()),
    st.builds(Filter, st.just("lang"), st.sampled_from(("ru", "en")), st.booleans()),
    st.builds(Filter, st.just("source"), st.sampled_from(SOURCES), st.booleans()),
)
requests = st.builds(
    SearchRequest,
    filters=st.lists(filters, max_size=4).map(tuple),
    all_of=st.sets(st.sampled_from(MULTIPLE_FACETS)).map(tuple),
    first=dates,
    last=dates,
    date=st.sampled_from(DATE_FIELDS),
    sort=st.sampled_from(("relevance", "newest", "oldest", "id")),
)
# Of the ids that `articles` have, some that are left out.
left_out = st.frozensets(st.sampled_from([f"a-{number}" for number in range(10)]), max_size=4)
