"""Names that stand for one another."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.analysis.ring_lists import RING_LISTS, read_rings
from indexer.analysis.rings import Rings, load_rings
from indexer.article import Article
from indexer.errors import SettingsError


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def find(rings: Rings, analyzer: Analyzer, text: str) -> list[str]:
    steps = tuple(word.lemmas for word in analyzer.words(text))
    return [member.text for member in rings.find_others(steps)]


def test_any_form_of_a_name_finds_the_other_names(tmp_path: Path, analyzer: Analyzer) -> None:
    path = write(tmp_path / "rings.txt", "# towns\nСтепанакерт / Ханкенди / Stepanakert\n")
    rings = Rings(read_rings(path, ()), analyzer)
    assert find(rings, analyzer, "Степанакерте") == ["Ханкенди", "Stepanakert"]
    assert find(rings, analyzer, "STEPANAKERT") == ["Степанакерт", "Ханкенди"]
    assert find(rings, analyzer, "Шуша") == []


def test_names_of_several_words_are_found_whole(tmp_path: Path, analyzer: Analyzer) -> None:
    path = write(tmp_path / "rings.txt", "Нагорный Карабах / Арцах / Nagorno-Karabakh\n")
    rings = Rings(read_rings(path, ()), analyzer)
    assert find(rings, analyzer, "Нагорном Карабахе") == ["Арцах", "Nagorno-Karabakh"]
    assert find(rings, analyzer, "Карабах") == []
    assert find(rings, analyzer, "Арцаха") == ["Нагорный Карабах", "Nagorno-Karabakh"]


def test_a_name_that_is_also_a_form_of_a_common_word_means_the_name(
    tmp_path: Path, analyzer: Analyzer
) -> None:
    path = write(tmp_path / "rings.txt", "Шуша / Шуши\n")
    rings = Rings(read_rings(path, ()), analyzer)
    assert find(rings, analyzer, "шушеры") == []


def test_a_name_of_several_rings_has_the_others_of_all(tmp_path: Path, analyzer: Analyzer) -> None:
    rings = Rings(
        read_rings(write(tmp_path / "rings.txt", "алан / Alan\nясин / Alan\n"), ()), analyzer
    )
    assert find(rings, analyzer, "Alan") == ["алан", "ясин"]
    assert find(rings, analyzer, "аланы") == ["Alan"]


@pytest.fixture(scope="module")
def built_in(analyzer: Analyzer) -> Rings:
    return Rings(read_rings(Path("nowhere")), analyzer)


def test_every_name_of_the_lists_that_come_along_finds_the_others(
    built_in: Rings, analyzer: Analyzer
) -> None:
    for ring in read_rings(Path("nowhere")):
        for name in ring:
            # Spellings that the analyzer reads as one word anyway may be left out.
            assert find(built_in, analyzer, name), name


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("США", {"USA", "United States", "Соединенные Штаты"}),
        ("US", {"США"}),
        ("u.k.", {"Великобритания", "Britain"}),
        ("Британии", {"Великобритания", "United Kingdom", "UK"}),
        ("РФ", {"Россия", "Российская Федерация", "Russia"}),
        ("МВД", {"Interior Ministry"}),
        ("ФСБ", {"FSB", "Federal Security Service"}),
        ("НАТО", {"NATO"}),
        ("ECHR", {"ЕСПЧ", "Европейский суд по правам человека"}),
        ("ОБСЕ", {"OSCE"}),
        ("Кремля", {"Kremlin"}),
        ("Sokhumi", {"Сухум", "Сухуми", "Sukhumi"}),
        ("Нидерландах", {"Netherlands", "Голландия"}),
        ("Цюрихе", {"Zurich"}),
        ("Georgian", {"грузин", "грузинский"}),
        ("января", {"January"}),
        ("Ямайке", {"Jamaica"}),
    ],
)
def test_countries_institutions_peoples_and_months_meet(
    built_in: Rings, analyzer: Analyzer, typed: str, names: set[str]
) -> None:
    assert names <= set(find(built_in, analyzer, typed))


def test_a_people_and_what_is_its_own_differ(built_in: Rings, analyzer: Analyzer) -> None:
    assert find(built_in, analyzer, "грузины") == ["Georgian"]
    assert find(built_in, analyzer, "грузинское") == ["Georgian"]


@pytest.mark.parametrize(
    "word",
    ["того", "тот", "газа", "газ", "сана", "сан", "манила", "тиранами", "лома", "мокнуть", "курил",
     "орел", "виктория", "куйбышев", "орджоникидзе", "куб", "мех", "чадо", "пан", "сидень",
     "атлант", "перо", "мал",
     "us", "who", "it", "pace", "may", "march", "pole", "nice", "male", "orel"],
)  # fmt: skip
def test_common_words_are_no_names(built_in: Rings, analyzer: Analyzer, word: str) -> None:
    assert find(built_in, analyzer, word) == []


def test_what_stands_in_small_letters_is_no_name(
    analyzer: Analyzer, sample_articles: list[Article]
) -> None:
    lists = [name for name in RING_LISTS if name not in ("nationalities", "months")]
    listed = read_rings(Path("nowhere"), lists)
    small = {name for ring in listed for name in ring if name.islower()}
    rings = Rings([ring for ring in listed if small.isdisjoint(ring)], analyzer)
    words = {
        word
        for article in sample_articles
        for text in article.texts()
        for word in analyzer.tokenizer.find_forms(text)
        if word.islower()
    }
    assert len(words) > 5_000
    assert [word for word in sorted(words) if find(rings, analyzer, word)] == []


def test_the_file_of_an_archive_goes_before_the_lists(tmp_path: Path, analyzer: Analyzer) -> None:
    path = write(tmp_path / "rings.txt", "Грузия / Картли / Sakartvelo\n- Georgia\n")
    rings = Rings(read_rings(path), analyzer)
    assert find(rings, analyzer, "Грузии") == ["Картли", "Sakartvelo"]
    assert find(rings, analyzer, "Georgia") == []
    assert "Germany" in find(rings, analyzer, "Германия")


def test_a_ring_that_loses_all_names_but_one_is_none(tmp_path: Path, analyzer: Analyzer) -> None:
    rings = Rings(read_rings(write(tmp_path / "rings.txt", "- Jamaica\n")), analyzer)
    assert find(rings, analyzer, "Ямайка") == []


def test_only_the_lists_asked_for_are_used(tmp_path: Path, analyzer: Analyzer) -> None:
    assert read_rings(tmp_path / "missing.txt", ()) == ()
    months = Rings(read_rings(tmp_path / "missing.txt", ["months"]), analyzer)
    assert find(months, analyzer, "январь") == ["January"]
    assert find(months, analyzer, "США") == []
    assert all(read_rings(tmp_path / "missing.txt", [name]) for name in RING_LISTS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Сухум\n", "line 1: expected `name / name`"),
        ("# a\nСухум / —\n", "line 2: not a name: '—'"),
        ("Сухум / Сухуми\n- \n", "line 2: not a name: ''"),
        ("- Сухум / —\n", "line 1: not a name: '—'"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=r"rings\.txt") as caught:
        read_rings(write(tmp_path / "rings.txt", text))
    assert caught.value.reason == reason


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "rings.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError):
        read_rings(tmp_path / "rings.txt")


def test_what_one_analyzer_has_read_need_not_be_read_with_its_equal() -> None:
    rings = read_rings(Path("nowhere"), ["renamed"])
    read = load_rings(rings, Analyzer())
    assert load_rings(rings, Analyzer()) is read
    (town, *_) = read.find_others((("цхинвали",),))
    assert town.keys == (("cginval",),)
    (town, *_) = load_rings(rings, Analyzer(off=["name"])).find_others((("цхинвали",),))
    assert town.keys == ((),)
