"""What two versions share is read as the same keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from indexer.analysis import Analyzer
from indexer.analysis.ring_lists import read_rings
from indexer.article import Article, Lang
from indexer.home.paths import ArchiveHome
from indexer.pairing.evidence import Evidence, EvidenceReader

ARTICLE = Article(id="1", lang="ru", title="", published=datetime(2019, 3, 4, tzinfo=UTC))


@pytest.fixture
def reader(home: ArchiveHome, analyzer: Analyzer) -> EvidenceReader:
    return EvidenceReader(analyzer, read_rings(home.rings_file))


def read(reader: EvidenceReader, lang: Lang, text: str) -> Evidence:
    return reader.read(replace(ARTICLE, lang=lang, body=text))


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("Об этом сказала Марина Дегтярёва.", "Marina Degtyareva said so."),
        ("Они приехали из Цхинвала.", "They came from Tskhinvali."),
        ("Он уехал в Москву.", "He left for Moscow."),
        ("Его доставили в Тверскую область.", "He was taken to the Tver Region."),
        ("Об этом сообщили в МВД.", "The Interior Ministry said so."),
        ("Решение вынес суд.", "The court has decided."),
        ("В среду шёл снег.", "It snowed on Wednesday."),
        ("Заявление опубликовано на сайте CNN.", "CNN has published it."),
        ("Собрались 200 человек.", "Two hundred people gathered."),
    ],
)
def test_both_languages_have_one_key(reader: EvidenceReader, russian: str, english: str) -> None:
    one, other = read(reader, "ru", russian), read(reader, "en", english)
    assert one.keys & other.keys


def test_forms_of_a_name_are_one_sign(reader: EvidenceReader) -> None:
    text = "Сергей Фургал арестован. Адвокат Фургала подал жалобу. Фургалу предъявили обвинение."
    names = [sign for sign in read(reader, "ru", text).signs if sign.kind == "name"]
    assert len(names) == 2


@pytest.mark.parametrize(
    "text", ["The Navy and the Secretary of State came.", "It happened in May, and in March."]
)
def test_a_common_word_with_a_capital_is_no_name(reader: EvidenceReader, text: str) -> None:
    assert not [sign for sign in read(reader, "en", text).signs if sign.kind == "name"]
