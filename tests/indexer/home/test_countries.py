"""countries.toml: what an archive corrects of the gazetteer, and how a broken one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.analysis.tokenizer import DEFAULT_TOKENIZER
from indexer.enriching.countries import Gazetteer
from indexer.enriching.places import label_countries, list_ancestors, parent_of
from indexer.enriching.rules import NO_RULES, CountryRules
from indexer.errors import SettingsError
from indexer.home.countries import read_country_rules
from indexer.home.templates import COUNTRIES_TEMPLATE

KNOWN = {*label_countries(), "zarechye"}


def read(folder: Path, text: str) -> CountryRules:
    path = folder / "countries.toml"
    path.write_text(text, "utf-8")
    return read_country_rules(path, KNOWN, DEFAULT_TOKENIZER)


def infer(rules: CountryRules, title: str) -> set[str]:
    return {found.country for found in Gazetteer(Analyzer(), rules).infer(title, "")}


def test_a_missing_file_and_a_new_one_say_nothing(tmp_path: Path) -> None:
    assert read_country_rules(tmp_path / "countries.toml", KNOWN, DEFAULT_TOKENIZER) == NO_RULES
    assert read(tmp_path, COUNTRIES_TEMPLATE) == NO_RULES


def test_the_example_of_a_new_file_can_be_used(tmp_path: Path) -> None:
    lines = COUNTRIES_TEMPLATE.splitlines()
    example = lines[next(n for n, line in enumerate(lines) if "never" in line) :]
    rules = read(tmp_path, "\n".join(line.removeprefix("# ").rstrip("#") for line in example))
    assert rules.never == ("Карс", "Jordan Valley")
    assert rules.within == (("zarechye", "dagestan"),)


def test_an_added_place_tells_its_country_in_every_case_form(tmp_path: Path) -> None:
    rules = read(tmp_path, '[places]\n"Кольцово" = "RU"\n"Новая Заря" = "zarechye"\n')
    assert infer(rules, "Кольцово ждёт") == {"RU"}
    assert infer(rules, "Свет в Новой Заре") == {"zarechye"}


def test_an_added_place_goes_before_what_the_gazetteer_says(tmp_path: Path) -> None:
    rules = read(tmp_path, '[places]\n"Армавир" = "AM"\n"Шали" = "MV"\n')
    assert infer(NO_RULES, "Снег и Армавир") == set()
    assert infer(rules, "Снег и Армавир") == {"AM"}
    assert infer(rules, "Шали ждёт") == {"MV"}


def test_a_name_that_is_forbidden_tells_nothing_but_is_a_name_of_its_country_in_records(
    tmp_path: Path,
) -> None:
    rules = read(tmp_path, 'never = ["Карс", "Чай Баку", "Турция"]\n')
    assert infer(NO_RULES, "Чай Баку из Карса") == {"AZ", "TR"}
    assert infer(rules, "Чай Баку из Карса") == set()
    assert infer(rules, "Баку") == {"AZ"}
    assert Gazetteer(Analyzer(), rules).resolve("Турция") == "TR"


def test_regions_are_put_within_countries_and_taken_out(tmp_path: Path) -> None:
    rules = read(tmp_path, '[within]\nzarechye = "RU"\nabkhazia = "GE"\ndagestan = ""\n')
    assert parent_of("zarechye", rules) == "RU"
    assert parent_of("abkhazia", rules) == "GE"
    assert parent_of("dagestan", rules) is None
    assert parent_of("rostov", rules) == "RU"


def test_a_region_within_a_region_is_within_its_country(tmp_path: Path) -> None:
    rules = read(tmp_path, '[within]\nzarechye = "dagestan"\n')
    assert list_ancestors(rules)["zarechye"] == ("dagestan", "RU")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[places]\n"Заречье" = \n', "line 2"),
        ('# places\n\n[plases]\n"Заречье" = "RU"\n', "line 3: unknown key 'plases'"),
        ('never = "Карс"\n', "line 1: never: expected a list"),
        ("places = 3\n", "line 1: places: expected a table"),
        ('[places]\n"Заречье" = 3\n', "line 2: 'Заречье': expected the id"),
        (
            '[places]\n"Заречье" = "RU"\n"Слобода" = "dagistan"\n',
            "line 3: 'Слобода': no country or region has the id 'dagistan'",
        ),
        ('[places]\n"Заречье" = ""\n', "line 2: 'Заречье': no country or region"),
        ('[places]\n"—" = "RU"\n', "line 2: '—' has no words"),
        ('never = [\n  "Карс",\n  "КАРС",\n]\n', "line 3: 'КАРС' is there already, as 'Карс'"),
        ('never = ["Карс"]\n[places]\n"Карс" = "TR"\n', "line 3: 'Карс' is there already"),
        ('[within]\natlantis = "RU"\n', "line 2: no country or region has the id 'atlantis'"),
        ('[within]\ndagestan = "dagestan"\n', "line 2: 'dagestan' would be within itself"),
        (
            '[within]\nzarechye = "rostov"\nRU = "zarechye"\n',
            "would be within itself",
        ),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, text)
    assert caught.value.path == tmp_path / "countries.toml"
    assert reason in caught.value.reason


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "countries.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError):
        read_country_rules(tmp_path / "countries.toml", KNOWN, DEFAULT_TOKENIZER)
