"""Records in the shapes that sites, feeds and collections of news export."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from indexer.article import Article, CountryEvidence
from indexer.errors import RecordError
from indexer.importing.fields import RecordRules
from indexer.importing.readers import RawRecord
from indexer.importing.readers.jsonl import JsonlReader
from indexer.importing.readers.markdown import MarkdownReader
from indexer.importing.records import ArticleBuilder
from indexer.importing.telling import tell_lang
from indexer.labels import Labels
from tests.indexer.importing.files import read_file

MOSCOW = ZoneInfo("Europe/Moscow")
TEXT = "The market in the old town was open again on Monday."
NEEDED = {"title": "Market opens", "date": "2019-03-04", "text": TEXT}


class NoCountries:
    """Knows no countries."""

    def resolve(self, name: str) -> str | None:
        return None

    def infer(self, title: str, text: str) -> tuple[CountryEvidence, ...]:
        return ()


def build_record(values: dict[str, Any]) -> Article:
    builder = ArticleBuilder(MOSCOW, Labels(), NoCountries(), RecordRules())
    return builder.build(RawRecord(1, values, ""), "news.jsonl", "jsonl")


def build(**values: Any) -> Article:
    return build_record({**NEEDED, **values})


def names_of(kind: str, **values: Any) -> set[str]:
    """The printed names of a record's authors or tags."""
    builder = ArticleBuilder(MOSCOW, Labels(), NoCountries(), RecordRules())
    builder.build(RawRecord(1, {**NEEDED, **values}, ""), "news.jsonl", "jsonl")
    return {name for learned, _, _, name in builder.learned if learned == kind}


@pytest.mark.parametrize(
    "values",
    [
        {"webTitle": "Market opens", "webPublicationDate": "2019-03-04",
         "fields": {"bodyText": TEXT}},
        {"headline": {"main": "Market opens", "kicker": None}, "pub_date": "2019-03-04",
         "text": TEXT},
        {"title": "Market opens", "date_publish": "2019-03-04", "maintext": TEXT},
        {"title": "Market opens", "seendate": "20190304T090000Z", "text": TEXT},
        {"headline": "Market opens", "article": TEXT, "date": "2019-03-04"},
        {"NAME": "Market opens", "ACTIVE": "Y", "ACTIVE_FROM": "04.03.2019", "DETAIL_TEXT": TEXT},
        {"title": "Market opens", "publish_up": "2019-03-04", "created": "2018-01-01",
         "fulltext": TEXT},
        {"node": {"frontmatter": {"title": "Market opens", "date": "2019-03-04"}, "html": TEXT}},
        {"fields": {"title": {"en-US": "Market opens"}, "date": {"en-US": "2019-03-04"},
                    "body": {"en-US": TEXT}}},
    ],
)  # fmt: skip
def test_records_of_exporters_are_read_without_rules(values: dict[str, Any]) -> None:
    article = build_record(values)
    assert (article.title, article.body) == ("Market opens", TEXT)
    assert article.published.astimezone(MOSCOW).date().isoformat() == "2019-03-04"


@pytest.mark.parametrize(
    ("value", "paragraphs"),
    [
        ([{"_type": "block", "children": [{"_type": "span", "text": "One "},
                                          {"_type": "span", "text": "two."}]},
          {"_type": "image", "asset": {"_ref": "image-1"}},
          {"_type": "block", "children": [{"_type": "span", "text": "Three."}]}],
         ["One two.", "Three."]),
        ({"nodeType": "document", "content": [
            {"nodeType": "paragraph", "content": [
                {"nodeType": "text", "value": "One "},
                {"nodeType": "hyperlink", "content": [{"nodeType": "text", "value": "two."}]}]},
            {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": "Three."}]}]},
         ["One two.", "Three."]),
        ({"type": "doc", "content": [{"type": "paragraph", "content": [
            {"type": "text", "text": "One "}, {"type": "text", "text": "two."}]}]}, ["One two."]),
        ({"blocks": [{"type": "paragraph", "data": {"text": "One <b>two</b>."}},
                     {"type": "list", "data": {"items": ["Three.", "Four."]}}], "version": "2"},
         ["One two.", "Three.", "Four."]),
        ([{"type": "paragraph", "children": [{"text": "One "}, {"text": "two.", "bold": True}]}],
         ["One two."]),
        ({"root": {"type": "root", "children": [
            {"type": "paragraph", "children": [{"type": "text", "text": "One."}]}]}}, ["One."]),
        (["One ", {"type": "bold", "text": "two"}, ".\n\nThree."], ["One two.", "Three."]),
        (["One.", "Two."], ["One.", "Two."]),
    ],
)  # fmt: skip
def test_texts_that_editors_keep_as_trees(value: object, paragraphs: list[str]) -> None:
    assert build(text=value).body == "\n\n".join(paragraphs)


def test_a_tree_that_has_no_end_is_refused() -> None:
    tree: object = {"text": "One."}
    for _ in range(200):
        tree = {"type": "quote", "children": [tree]}
    with pytest.raises(RecordError, match="expected text"):
        build(text=[tree])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"date": "2019-03-04 09:00:00.000000", "timezone_type": 3, "timezone": "UTC"},
         datetime(2019, 3, 4, 9, tzinfo=UTC)),
        ({"year": 2019, "month": 3, "day": 4}, datetime(2019, 3, 4, tzinfo=MOSCOW)),
        ({"seconds": 1551690000, "nanoseconds": 0}, datetime(2019, 3, 4, 9, tzinfo=UTC)),
        ({"$timestamp": {"t": 1551690000, "i": 1}}, datetime(2019, 3, 4, 9, tzinfo=UTC)),
        ({"start": "2019-03-04", "end": None}, datetime(2019, 3, 4, tzinfo=MOSCOW)),
        ('<time datetime="2019-03-04T09:00:00+04:00">today</time>',
         datetime(2019, 3, 4, 9, tzinfo=timezone(timedelta(hours=4)))),
        ("4&nbsp;March 2019", datetime(2019, 3, 4, tzinfo=MOSCOW)),
    ],
)  # fmt: skip
def test_dates_in_objects_and_markup(value: object, expected: datetime) -> None:
    assert build(date=value).published == expected


def test_a_time_of_day_beside_the_day_counts() -> None:
    assert build(date="4 March 2019", time="9:30").published.hour == 9
    assert build(date="2019-03-04", time="morning").published.hour == 0
    assert build(date="2019-03-04T10:00", time="9:30").published.hour == 10


@pytest.mark.parametrize(
    "said",
    [{"isPublished": False}, {"is_published": 0}, {"post_status": "future"}, {"deleted": True},
     {"ACTIVE": "N"}, {"status": [{"value": False}]}],
)  # fmt: skip
def test_what_is_not_for_readers_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(RecordError, match="not published"):
        build(**said)


@pytest.mark.parametrize("word", ["null", "None", "NaN", "undefined"])
def test_words_of_programs_for_nothing_are_no_values(word: str) -> None:
    article = build(id=word, lead=word, text=word)
    assert (article.lead, article.body) == ("", "")
    assert article.id != word
    with pytest.raises(RecordError, match="missing"):
        build(title=word)


def test_numbers_of_tables_with_gaps_are_whole() -> None:
    assert build(id=17.0).id == "17"


def test_an_address_keeps_no_password() -> None:
    assert build(url="https://anna:secret@example.org/a@b").url == "https://example.org/a@b"


@pytest.mark.parametrize(
    ("tags", "names"),
    [
        ("Roads|Bridges", {"Roads", "Bridges"}),
        ("#Roads #Bridges", {"Roads", "Bridges"}),
        ("{Roads,Bridges}", {"Roads", "Bridges"}),
        ('{"Old roads",Bridges}', {"Old roads", "Bridges"}),
        ("['Roads' 'Bridges']", {"Roads", "Bridges"}),
        ([["Roads", "Bridges"]], {"Roads", "Bridges"}),
        ({"Roads": {"ID": 1, "name": "Roads"}, "b": {"ID": 2, "name": "Bridges"}},
         {"Roads", "Bridges"}),
        ({"data": [{"attributes": {"name": "Roads"}}]}, {"Roads"}),
        ([{"name": "subject", "value": "Roads"}], {"Roads"}),
    ],
)  # fmt: skip
def test_lists_as_programs_write_them(tags: object, names: set[str]) -> None:
    assert names_of("tag", tags=tags) == names


def test_tags_of_several_fields_are_split_each_by_itself() -> None:
    assert names_of("tag", tags="Roads, Bridges", category="News") == {"Roads", "Bridges", "News"}
    assert names_of("tag", tags=[4, 5], category="News") == {"News"}
    assert names_of("tag", tags=["Roads"], categories=[4]) == {"Roads"}


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Anna Orlova in Tbilisi and Boris Lee in New York", {"Anna Orlova", "Boris Lee"}),
        ("Anna Orlova, Political editor", {"Anna Orlova"}),
        ("Анна Орлова, специально для «Вестника»", {"Анна Орлова"}),
        ("Подготовил Борис Ли", {"Борис Ли"}),
        ("Записала Анна Орлова", {"Анна Орлова"}),
        ("Text: Anna Orlova; Photos: Boris Lee", {"Anna Orlova"}),
        ("Фото: Борис Ли", set()),
        ("admin", set()),
        ("{'name': 'Anna Orlova'}", {"Anna Orlova"}),
        ([{"firstname": "Anna", "lastname": "Orlova"}], {"Anna Orlova"}),
        ("[[People/Anna|Anna Orlova]]", {"Anna Orlova"}),
    ],
)  # fmt: skip
def test_bylines_keep_the_names_alone(byline: object, names: set[str]) -> None:
    assert names_of("author", author=byline) == names


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("One <b>two</b>.\r\n\r\nThree.", "One two.\n\nThree."),
        ("One.<!--more-->\n\nTwo.", "One.\n\nTwo."),
        ("If a<b and c>d, then 5 < 6.", "If a<b and c>d, then 5 < 6."),
        ("<![CDATA[<p>One.</p>]]>", "One."),
        ("One &laquo two&raquo.", "One « two»."),
        ("[b]One[/b] two. [url=https://example.org]More[/url] [img]a.jpg[/img]", "One two. More"),
        ("He said: [s]he left.", "He said: [s]he left."),
        ('<a href="x">One</a> <i >two</i> <b class=x>three</b>.', "One two three."),
    ],
)  # fmt: skip
def test_markup_that_is_half_text(text: str, body: str) -> None:
    assert build(text=text).body == body


def read_markdown(folder: Path, text: str) -> dict[str, Any]:
    path = folder / "market.md"
    path.write_text(text, "utf-8")
    (record,) = read_file(MarkdownReader(), path)
    assert isinstance(record, RawRecord), record.reason
    return dict(record.values)


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: Mayor: the market: again", "Mayor: the market: again"),
        ('title: "No" to the market', '"No" to the market'),
        ("title: @home opens", "@home opens"),
        ("title: 'It''s open': mayor", "'It''s open': mayor"),
        ("title:\tMarket opens", "Market opens"),
    ],
)
def test_headlines_need_no_quotes_in_a_front_matter(tmp_path: Path, line: str, title: str) -> None:
    values = read_markdown(tmp_path, f"---\n{line}\ndate: 2019-03-04\ntags: [a, b]\n---\n\nText.\n")
    assert (values["title"], values["tags"], values["body"]) == (title, ["a", "b"], "Text.")


def test_a_front_matter_may_be_fenced_below_alone(tmp_path: Path) -> None:
    values = read_markdown(tmp_path, "title: Market opens\ntags:\n- roads\n---\nText.\n")
    assert (values["title"], values["tags"], values["body"]) == ("Market opens", ["roads"], "Text.")
    values = read_markdown(tmp_path, "Market: the news\n---\n\nText.\n")
    assert values["body"] == "Market: the news\n\nText."


def test_signs_of_wikis_and_site_generators_are_no_text(tmp_path: Path) -> None:
    text = "See [[Roads|the road]] and [[Bridge]]. ![[photo.jpg]]\n\n:::note\n\nOpen.\n\n:::\n\n"
    assert (
        read_markdown(tmp_path, f"{text}- [x] Done\n")["body"]
        == "See the road and Bridge.\n\nOpen.\n\nDone"
    )


def test_numbers_that_are_none_are_no_values(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text(
        '{"title": "Market: NaN, opens", "views": NaN, "a": [{"b": -Infinity}]}\n', "utf-8"
    )
    (record,) = read_file(JsonlReader(), path)
    assert isinstance(record, RawRecord)
    assert record.values == {"title": "Market: NaN, opens", "views": None, "a": [{"b": None}]}


@pytest.mark.parametrize(
    ("title", "text", "lang"),
    [
        ("Samsung Galaxy S5 и iPhone 5s", "Samsung, Sony Xperia Z2, HTC One: сравнение", "ru"),
        ("Курс: USD 35,1 EUR 48,7", "ЦБ: USD 35,1; EUR 48,7; GBP 59.", "ru"),
        ("Мэр meets the press", "The mayor said that the market is open.", "en"),
    ],
)
def test_brands_and_currencies_tell_no_language(title: str, text: str, lang: str) -> None:
    assert tell_lang(title, text).lang == lang


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("2:1, 3:0", "1. 2:1\n2. 3:0"),
        ("Der Markt ist offen", "Der Handel geht wieder weiter, und die Arbeiten sind zu Ende."),
    ],
)  # fmt: skip
def test_short_texts_of_neither_language_are_doubted(title: str, text: str) -> None:
    assert tell_lang(title, text).doubt
