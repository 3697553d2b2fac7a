"""From records to articles: names, types, times, texts, facets, ids."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import (
    Article,
    CountryEvidence,
    Provenance,
    decode_article,
    encode_article,
)
from indexer.errors import OptionError, RecordError
from indexer.importing.readers import RawRecord
from indexer.importing.records import ArticleBuilder, RecordRules
from indexer.importing.values import FIELD_NAMES
from indexer.labels import Labels

MOSCOW = ZoneInfo("Europe/Moscow")
NEEDED = {"title": "Bread in Gori", "published": "2021-01-23T17:30:00+03:00"}


class TwoCountries:
    """Knows Georgia and Dagestan."""

    def resolve(self, name: str) -> str | None:
        return {"georgia": "GE", "ge": "GE", "дагестан": "dagestan"}.get(name.casefold())

    def infer(self, title: str, text: str) -> tuple[CountryEvidence, ...]:
        found = []
        if "Gori" in title:
            found.append(CountryEvidence("GE", 3.0, ("title: Gori",)))
        if "Makhachkala" in text:
            found.append(CountryEvidence("dagestan", 1.0, ("text: Makhachkala",)))
        return tuple(found)


def build(
    labels: Labels | None = None, rules: RecordRules | None = None, /, **values: Any
) -> Article:
    builder = ArticleBuilder(MOSCOW, labels or Labels(), TwoCountries(), rules or RecordRules())
    article = builder.build(RawRecord(7, {**NEEDED, **values}, ""), "news.jsonl", "jsonl")
    assert decode_article(encode_article(article)) == article
    return article


def build_record(values: dict[str, Any], rules: RecordRules | None = None) -> Article:
    builder = ArticleBuilder(MOSCOW, Labels(), TwoCountries(), rules or RecordRules())
    return builder.build(RawRecord(1, values, ""), "news.jsonl", "jsonl")


def refuse(**values: Any) -> RecordError:
    with pytest.raises(RecordError) as caught:
        build(**values)
    return caught.value


def test_every_field() -> None:
    article = build(
        id=" ru-1 ",
        lang="en",
        title=" Bread in Gori ",
        lead="The bakers are ready.",
        body="First.\n\nSecond.",
        captions=["An oven", " ", "An oven"],
        original_published="2021-01-22T10:00:00+03:00",
        modified=1611500000,
        authors=["Anna Boli"],
        source="Coast Post",
        countries=["Georgia", "GE", "Дагестан", "Far Land"],
        tags=["crafts"],
        url="https://example.org/bread",
        mirrors=["https://mirror.example/bread"],
        story="bread-2021",
        notices=["NOTICE"],
        rating=5,
    )
    assert article == Article(
        id="ru-1",
        lang="en",
        title="Bread in Gori",
        published=datetime(2021, 1, 23, 14, 30, tzinfo=UTC),
        lead="The bakers are ready.",
        body="First.\n\nSecond.",
        captions=("An oven",),
        original_published=datetime(2021, 1, 22, 7, 0, tzinfo=UTC),
        modified=datetime.fromtimestamp(1611500000, UTC),
        authors=("anna-boli",),
        source="coast-post",
        countries=("GE", "dagestan", "far-land"),
        tags=("crafts",),
        url="https://example.org/bread",
        mirrors=("https://mirror.example/bread",),
        story="bread-2021",
        notices=("NOTICE",),
        provenance=Provenance("news.jsonl", 7, "jsonl"),
        extra={"rating": 5},
    )


def test_a_title_and_a_date_are_enough() -> None:
    article = build()
    assert (article.lead, article.body, article.captions) == ("", "", ())
    assert (article.authors, article.tags, article.source, article.url) == ((), (), None, None)
    assert article.extra == {}


@pytest.mark.parametrize("field", ["title", "published"])
@pytest.mark.parametrize("value", [None, "", " \n", "\x03", []])
def test_what_is_needed(field: str, value: object) -> None:
    assert str(refuse(**{field: value})) == f"{field}: missing"


@pytest.mark.parametrize(
    ("name", "field"),
    [(alias, field) for field, names in FIELD_NAMES.items() for alias in (field, *names)],
)
def test_every_name_and_its_case(name: str, field: str) -> None:
    values = {
        "published": "2021-01-23", "original_published": "2020-01-01", "modified": "2020-01-01",
        "lang": "en", "url": "https://example.org/1", "mirrors": "https://example.org/2",
    }  # fmt: skip
    record: dict[str, Any] = dict(NEEDED)
    record.pop(field, None)
    record[name.upper()] = values.get(field, "bread")
    article = build_record(record)
    assert getattr(article, field) not in (None, (), "")
    assert article.extra == {}


def test_reuters_places_are_no_countries() -> None:
    article = build(places=["usa"])
    assert (article.countries, article.extra) == (("GE",), {"places": ["usa"]})


def test_the_first_name_wins_and_the_others_are_kept() -> None:
    article = build(content="c", Text="t", BODY="b", headline="other")
    assert (article.body, article.title) == ("b", "Bread in Gori")
    assert article.extra == {"content": "c", "Text": "t", "headline": "other"}
    article = build(body=" ", text=None, content="c")
    assert (article.body, article.extra) == ("c", {})


def test_unknown_fields_are_kept_as_they_are() -> None:
    extra = {"a": None, "b": [1, {"c": ""}], "d": 1.5, "Extra": {"x": 1}}
    assert build(**extra).extra == extra
    assert build(when=date(2021, 1, 2)).extra == {"when": "2021-01-02"}
    assert build(extra={"a": 1}, b=2).extra == {"a": 1, "b": 2}


@pytest.mark.parametrize("value", ["\ud800", {"a": ["\udfff"]}, {(1, 2): 3}, object()])
def test_what_cannot_be_kept_is_refused(value: object) -> None:
    assert refuse(rating=value).field == "rating"


def test_deep_nesting_is_refused() -> None:
    deep: list[Any] = []
    for _ in range(500):
        deep = [deep]
    assert str(refuse(rating=deep)) == "rating: nested too deeply"


# Rules


def test_map_goes_before_names_and_set_before_all() -> None:
    rules = RecordRules.parse(["body=Story_Text", "source=desk"], ["lang=ru", "tags=a, b"])
    article = build(None, rules, story_text="mapped", body="ours", lang="en", desk="Foreign")
    assert (article.body, article.lang, article.tags) == ("mapped", "ru", ("a", "b"))
    assert article.source == "foreign"
    assert article.extra == {"body": "ours", "lang": "en"}
    assert build(None, rules, body="ours").body == "ours"


@pytest.mark.parametrize("option", ["--map", "--set"])
@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("body", "expected field=value, found 'body'"),
        ("body=", "expected field=value, found 'body='"),
        ("text=x", f"unknown field 'text'; known: {', '.join(FIELD_NAMES)}"),
        ("=x", f"unknown field ''; known: {', '.join(FIELD_NAMES)}"),
    ],
)
def test_wrong_rules(option: str, rule: str, reason: str) -> None:
    rules = {"--map": [], "--set": [], option: ["title=a=b", rule]}
    with pytest.raises(OptionError) as caught:
        RecordRules.parse(rules["--map"], rules["--set"])
    assert (caught.value.option, caught.value.reason) == (option, reason)


def test_a_rule_ends_at_its_first_equals_sign() -> None:
    assert RecordRules.parse([], ["source=a=b"]).fixed == {"source": "a=b"}


# Types


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("title", 5, "expected text, found number"),
        ("title", True, "expected text, found true or false"),
        ("title", date(2021, 1, 1), "expected text, found date"),
        ("body", {"html": "x"}, "expected text, found object"),
        ("lead", ["a"], "expected text, found list"),
        ("source", 1.5, "expected text, found number"),
        ("authors", {"name": "x"}, "expected text, found object"),
        ("authors", ["a", {"name": "x"}], "expected a list of texts, found object in it"),
        ("tags", [2021], "expected a list of texts, found number in it"),
        ("captions", [None], "expected a list of texts, found null in it"),
        ("notices", ["a", 1], "expected a list of texts, found number in it"),
        ("notices", 1, "expected text, found number"),
        ("published", True, "expected a date, found true or false"),
        ("published", ["2021-01-01"], "expected a date, found list"),
        ("modified", "yesterday", "not a date: 'yesterday'"),
        # dateutil divides such a number, and fails.
        ("modified", f"24:00{'9' * 30}.5/.Jan..", None),
        ("published", "03/04/2017", "not a full date, or one that reads two ways: '03/04/2017'"),
        ("published", 1e9 * 1e9, None),
        ("published", float("nan"), None),
        ("published", date(1200, 1, 1), "the year 1200 is outside 1600 to 2199"),
        ("lang", "de", "expected ru or en, found 'de'"),
        ("lang", ["ru"], "expected text, found list"),
        ("url", "example.org/1", "not an http(s) URL: 'example.org/1'"),
        ("url", "ftp://example.org/1", "not an http(s) URL: 'ftp://example.org/1'"),
        ("url", "http://", "not an http(s) URL: 'http://'"),
        ("url", "http://[::1", "not an http(s) URL: 'http://[::1'"),
        ("url", "http://a b", "not an http(s) URL: 'http://a b'"),
        ("mirrors", ["https://a.example", "b"], "not an http(s) URL: 'b'"),
        ("id", True, "expected text or number, found true or false"),
        ("id", [1], "expected text or number, found list"),
        ("id", "a\nb", "expected 1 to 300 printable characters"),
        ("id", "x" * 301, "expected 1 to 300 printable characters"),
        ("id", "..", "'..' would have no address"),
        ("id", 10**400, "expected 1 to 300 printable characters"),
        ("published", 2019, "a number that is no Unix time: 2019"),
        ("published", 20210231, None),
        ("published", "1600-01-01T00:00:00+14:00", None),
        ("published", "2199-12-31T23:59:59-12:00", None),
        ("id", "\ud800", "expected 1 to 300 printable characters"),
        ("title", "a\ud800", "half of a surrogate pair, which is no character"),
        ("body", "a\udfff", "half of a surrogate pair, which is no character"),
        ("tags", ["\ud800"], "half of a surrogate pair, which is no character"),
    ],
)
def test_wrong_values_are_refused(field: str, value: object, reason: str | None) -> None:
    error = refuse(**{field: value})
    assert error.field == field
    assert reason is None or error.reason == reason


# Times


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("23 January 2021, 17:30", datetime(2021, 1, 23, 14, 30, tzinfo=UTC)),
        ("01:59, 18 мая 2002", datetime(2002, 5, 17, 21, 59, tzinfo=UTC)),
        ("26-FEB-1987 15:03:27.51", datetime(1987, 2, 26, 12, 3, 27, 510000, tzinfo=UTC)),
        (1611412200, datetime(2021, 1, 23, 14, 30, tzinfo=UTC)),
        (1611412200.5, datetime(2021, 1, 23, 14, 30, 0, 500000, tzinfo=UTC)),
        (1611412200000, datetime(2021, 1, 23, 14, 30, tzinfo=UTC)),
        (-1_000_000_000, datetime(1938, 4, 24, 22, 13, 20, tzinfo=UTC)),
        (20210123, datetime(2021, 1, 22, 21, 0, tzinfo=UTC)),
        (date(2021, 1, 23), datetime(2021, 1, 22, 21, 0, tzinfo=UTC)),
        (datetime(2021, 1, 23, 17, 30), datetime(2021, 1, 23, 14, 30, tzinfo=UTC)),  # noqa: DTZ001
        (
            datetime(2021, 1, 23, 17, 30, tzinfo=timezone(timedelta(hours=5))),
            datetime(2021, 1, 23, 12, 30, tzinfo=UTC),
        ),
    ],
)
@pytest.mark.parametrize("field", ["published", "modified", "original_published"])
def test_times(field: str, value: object, expected: datetime) -> None:
    instant = getattr(build(**{field: value}), field)
    assert instant == expected
    assert instant.utcoffset() is not None


@pytest.mark.parametrize("value", [None, "", "  "])
def test_no_time(value: object) -> None:
    article = build(modified=value, original_published=value)
    assert (article.modified, article.original_published) == (None, None)


# Texts

WIRE = """\
Shares fell on Tuesday as traders
waited for figures.
    Volume was low, the exchange
said.
    It opens at nine.
       \n Reuter
\x03"""
LONG = "Слово за словом " * 10


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One.\n\nTwo.\n \t\n\n\nThree.\n", ["One.", "Two.", "Three."]),
        (WIRE, ["Shares fell on Tuesday as traders waited for figures.",
                "Volume was low, the exchange said.", "It opens at nine.", "Reuter"]),
        ("A line that was\nwrapped here\nand there.", ["A line that was wrapped here and there."]),
        ("Wrapped\nhere.\n\nAnd\nthere.", ["Wrapped here.", "And there."]),
        (f"{LONG}\n{LONG}\nShort.", [LONG.strip(), LONG.strip(), "Short."]),
        (f"{LONG}\n{LONG}\n\n{LONG}", [LONG.strip()] * 3),
        ("    all lines\n    stand in", ["all lines stand in"]),
        ("One\r\n\r\nTwo\rtwo\x00\x03\x1b", ["One", "Two two"]),
        ("One\u2029Two", ["One", "Two"]),
        ("a\tb  c", ["a b c"]),
        ("\n \n", []),
    ],
)  # fmt: skip
def test_paragraphs(text: str, paragraphs: list[str]) -> None:
    article = build(body=text)
    assert article.body == "\n\n".join(paragraphs)
    assert build(body=article.body).body == article.body


def test_a_title_is_one_line() -> None:
    assert build(title="\r\n Bread\n  in\tGori\x03 \n").title == "Bread in Gori"


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("authors", "Anna Boli", ("anna-boli",)),
        ("authors", "Anna Boli, Gia Li and Lia Chi", ("anna-boli", "gia-li", "lia-chi")),
        ("authors", "Анна Боли и Гия Ломидзе", ("anna-boli", "giya-lomidze")),
        ("authors", "Boli, Anna; Lomidze, Gia", ("boli-anna", "lomidze-gia")),
        ("authors", "Alexander Sandor", ("alexander-sandor",)),
        ("authors", ["Boli, Anna", "boli anna", "Gia and Co"], ("boli-anna", "gia-and-co")),
        ("authors", ["***", ""], ()),
        ("tags", "crafts, bread;school", ("crafts", "bread", "school")),
        ("tags", ["crafts, bread"], ("crafts-bread",)),
        ("countries", "GE, Дагестан", ("GE", "dagestan")),
        ("countries", ["Georgia", "ge"], ("GE",)),
        ("captions", "An oven, a mill", ("An oven, a mill",)),
        ("captions", "An oven\nA mill", ("An oven", "A mill")),
        ("mirrors", "https://a.org https://b.org", ("https://a.org", "https://b.org")),
        ("notices", "One,\ntwo.\n\nThree.", ("One, two.\n\nThree.",)),
        ("source", "***", None),
    ],
)  # fmt: skip
def test_lists(field: str, value: object, expected: tuple[str, ...] | None) -> None:
    assert getattr(build(**{field: value}), field) == expected


# Language


@pytest.mark.parametrize(
    ("value", "lang"),
    [
        ("ru", "ru"), ("RU", "ru"), ("rus", "ru"), ("ru-RU", "ru"), ("ru_RU", "ru"),
        ("Russian", "ru"), ("русский", "ru"), ("en", "en"), ("eng", "en"), ("en-GB", "en"),
        (" English ", "en"),
    ],
)  # fmt: skip
def test_language_given(value: str, lang: str) -> None:
    assert build(title="Хлеб", body="bread " * 9, lang=value).lang == lang


@pytest.mark.parametrize(
    ("title", "body", "lang"),
    [
        ("Хлеб", "", "ru"),
        ("Bread", "", "en"),
        ("Bread", "Пекари города Гори", "ru"),
        ("Хлеб", "The bakers of Gori", "en"),
        ("Хлеб", "feta", "ru"),
        ("1:0", "", "ru"),
    ],
)
def test_language_by_script(title: str, body: str, lang: str) -> None:
    assert build(title=title, body=body, lang=None).lang == lang


# Facets


def test_known_labels_give_ids_and_new_names_become_labels() -> None:
    labels = Labels()
    labels.add("author", "anna-b", "ru", "Анна Боли")
    labels.add_alias("author", "anna-b", "Anna Boli")
    article = build(
        labels, lang="en", authors=["Anna Boli", "Gia Lomidze"], tags=["crafts", "Old Bread"],
        source="Coast Post", countries=["Far Land"],
    )  # fmt: skip
    assert article.authors == ("anna-b", "gia-lomidze")
    assert labels.names == {
        "author": {
            "anna-b": {"ru": "Анна Боли", "en": "Anna Boli"},
            "gia-lomidze": {"en": "Gia Lomidze"},
        },
        "tag": {"old-bread": {"en": "Old Bread"}},
        "source": {"coast-post": {"en": "Coast Post"}},
        "country": {"far-land": {"en": "Far Land"}},
    }
    assert build(labels, authors="Гия Ломидзе", lang="ru").authors == ("giya-lomidze",)


def test_a_refused_record_leaves_no_labels() -> None:
    labels = Labels()
    with pytest.raises(RecordError):
        build(labels, authors="Anna Boli", source="Coast Post", tags=[1])
    with pytest.raises(RecordError):
        build(labels, authors="Anna Boli", rating="\ud800")
    assert labels.names == {}


def test_countries_are_inferred_where_none_are_given() -> None:
    article = build(captions=["The road to Makhachkala"], countries=[])
    assert article.countries == ("GE", "dagestan")
    assert [evidence.country for evidence in article.inferred_countries] == ["GE", "dagestan"]
    article = build(lead="Makhachkala", title="Bread", countries="Georgia")
    assert (article.countries, article.inferred_countries) == (("GE",), ())
    assert build(title="Bread").countries == ()


# Ids


@pytest.mark.parametrize(
    ("values", "id_"),
    [
        ({"id": 12}, "12"),
        ({"guid": " a b "}, "a b"),
        ({"id": "a\u00a0b"}, "a b"),
        ({"url": "https://example.org/News/Bread.html"}, "en-20210123-news-bread-html-5202fe22"),
        (
            {"url": "https://mirror.example/News/Bread.html#top"},
            "en-20210123-news-bread-html-5202fe22",
        ),
        ({"url": "https://example.org/n?id=5&p=2"}, "en-20210123-n-id-5-p-2-d6d7e190"),
        ({"url": "https://example.org/%D1%85%D0%BB%D0%B5%D0%B1"}, "en-20210123-khleb-4a9bdfe6"),
        ({"url": "https://example.org/n", "lang": "ru"}, "ru-20210123-n-9e2ba80f"),
        ({"url": "https://example.org/"}, "en-20210123-e809edff"),
        ({"id": ""}, "en-20210123-e809edff"),
        ({"title": " bread  IN gori"}, "en-20210123-e809edff"),
        ({"published": "2021-01-22T22:00:00Z"}, "en-20210123-e809edff"),
        ({"published": "2021-01-22T20:00:00Z"}, "en-20210122-e809edff"),
    ],
)
def test_ids(values: dict[str, Any], id_: str) -> None:
    assert build(**values).id == id_


def test_another_site_with_the_same_path_is_another_article() -> None:
    here = build(url="https://one.example/news/1", published="2021-01-23 10:00")
    there = build(url="https://two.example/news/1", published="2021-01-24 09:00")
    assert here.id != there.id


def test_long_urls_make_ids_that_differ() -> None:
    urls = [f"https://example.org/{'bread-' * 100}{n}" for n in range(2)]
    ids = {build(url=url).id for url in urls}
    assert len(ids) == 2
    assert max(map(len, ids)) <= 300


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/p/Ab1", "https://example.org/p/aB1"),
        ("https://example.org/news/1.2", "https://example.org/news/1-2"),
        ("https://example.org/news?id=1", "https://example.org/news?id=2"),
        ("https://example.org/щука", "https://example.org/shchuka"),
    ],
)
def test_addresses_that_differ_in_case_or_signs_make_ids_that_differ(one: str, other: str) -> None:
    assert build(url=one).id != build(url=other).id


# Anything

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
NAMES = (
    st.sampled_from([name for field, names in FIELD_NAMES.items() for name in (field, *names)])
    | st.text()
)
TIMES = st.sampled_from(["2021-01-23", "18 мая 2002", 1611412200])


@given(values=st.dictionaries(NAMES, JSON), title=st.text(min_size=1), published=TIMES)
def test_any_object_is_built_or_refused(
    values: dict[str, Any], title: str, published: object
) -> None:
    for record in (values, {**values, "title": title, "published": published}):
        try:
            article = build_record(record)
        except RecordError:
            continue
        # Times in an hour that a clock shows twice equal no other zone's: their JSON is compared.
        encoded = encode_article(article)
        assert encode_article(decode_article(encoded)) == encoded
        assert article.title == article.title.strip()
        assert 1 <= len(article.id) <= 300
        assert article.id.isprintable()
        assert "\n" not in article.body.replace("\n\n", "")


@given(text=st.text(st.sampled_from("ab \n\t.Я")))
def test_no_word_of_a_body_is_lost(text: str) -> None:
    body = build(body=text).body
    assert body.split() == text.split()
    assert build(body=body).body == body
