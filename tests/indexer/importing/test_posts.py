"""Posts of social networks and messengers, which have no headlines."""

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import RecordError
from indexer.importing.fields import RecordRules
from indexer.importing.headlines import make_headline
from indexer.importing.readers import RawRecord, Rejection
from indexer.importing.readers.json_document import JsonReader
from indexer.importing.records import ArticleBuilder, Remark
from indexer.labels import Labels
from tests.indexer.importing.files import read_file
from tests.indexer.importing.test_exporters import MOSCOW, NoCountries

LONG = "Мэр рассказал о том, что построят в будущем году на месте старого рынка " * 3


def build_post(values: dict[str, Any], reader: str = "jsonl") -> tuple[str, list[Remark]]:
    builder = ArticleBuilder(MOSCOW, Labels(), NoCountries(), RecordRules())
    article = builder.build(RawRecord(1, values, ""), "posts.jsonl", reader)
    return article.title, builder.remarks


def read_json(tmp_path: Path, value: object) -> list[RawRecord | Rejection]:
    path = tmp_path / "result.json"
    path.write_text(json.dumps(value, ensure_ascii=False))
    return read_file(JsonReader(), path)


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Рынок снова открыт", "Рынок снова открыт"),
        ("Рынок снова открыт.\nПодробности позже.", "Рынок снова открыт"),
        ("Рынок открыт! Торговцы вернулись.", "Рынок открыт!"),
        ("Пришёл ли А. С. Иванов? Пришёл.", "Пришёл ли А. С. Иванов?"),
        ("The market on St. Mary street is open. So are others.",
         "The market on St. Mary street is open"),
        ("https://example.org/a\n\n* * *\nRoads are closed", "Roads are closed"),
        ("One two…", "One two…"),
        ("https://example.org/a", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_first_line_or_sentence_is_the_headline(text: str, headline: str) -> None:
    assert make_headline(text) == headline


def test_long_sentence_is_cut_between_words() -> None:
    headline = make_headline(LONG)
    assert len(headline) <= 121
    assert headline.endswith("…")
    assert LONG.startswith(headline[:-1])
    assert LONG[len(headline) - 1] == " "


def test_headline_of_a_post_is_told() -> None:
    title, remarks = build_post({"id": 5, "date": 1551690000, "text": "Рынок открыт. Все рады."})
    assert title == "Рынок открыт"
    assert remarks == [Remark("title", "none; taken from the text")]


@pytest.mark.parametrize(
    ("values", "reader"),
    [
        ({"banner": "The market is open again"}, "jsonl"),
        ({"title": "null"}, "jsonl"),
        ({"text": ""}, "jsonl"),
        ({}, "markdown"),
    ],
)
def test_headline_that_may_be_elsewhere_is_not_made_up(values: dict[str, Any], reader: str) -> None:
    with pytest.raises(RecordError, match="missing") as raised:
        build_post({"date": "2019-03-04", "text": "Roads are closed.", **values}, reader)
    assert raised.value.field == "title"


def test_messages_of_telegram_are_read_and_what_was_done_to_the_channel_is_not(
    tmp_path: Path,
) -> None:
    plain, service, linked = read_json(
        tmp_path,
        {"name": "Новости", "type": "public_channel", "id": 1, "messages": [
            {"id": 2, "type": "message", "date": "2019-03-04T10:30:00",
             "date_unixtime": "1551684600", "from": "Новости города", "from_id": "channel1",
             "forwarded_from": "Другие новости города", "text": "Рынок открыт."},
            {"id": 3, "type": "service", "date": "2019-03-04T10:40:00", "actor_id": "channel1",
             "action": "pin_message", "title": "Рынок", "text": ""},
            {"id": 4, "type": "message", "date": "2019-03-04T10:50:00", "from_id": "channel1",
             "text": [{"type": "bold", "text": "Мост"}, " закрыт."]},
        ]},
    )  # fmt: skip
    assert isinstance(plain, RawRecord)
    assert isinstance(linked, RawRecord)
    assert (plain.values["date"], plain.values["source"]) == ("1551684600", "Новости города")
    assert isinstance(service, Rejection)
    assert service.reason == "no article, but a service message (pin_message)"
    titles = [build_post(dict(record.values))[0] for record in (plain, linked)]
    assert titles == ["Рынок открыт", "Мост закрыт"]


def test_post_that_has_a_description_alone_is_headed_by_that() -> None:
    values = {"date": "2019-03-04", "description": "Рынок открыт. Все рады."}
    assert build_post(values, "feed")[0] == "Рынок открыт"


def test_posts_in_an_envelope_are_found_and_their_comments_are_no_posts(tmp_path: Path) -> None:
    first, second = read_json(
        tmp_path,
        {"response": {"count": 2, "items": [
            {"id": 5, "comments": [{"date": 1, "text": "Ура!"}], "date": 1551690000, "text": "Раз"},
            {"id": 6, "date": 1551690001, "text": "Два"},
        ]}},
    )  # fmt: skip
    assert isinstance(first, RawRecord)
    assert isinstance(second, RawRecord)
    assert [first.values["text"], second.values["text"]] == ["Раз", "Два"]
