"""The languages of the interface: the choice, the catalogue, dates and numbers."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from web.i18n import LOCALE_FOLDER, Language, load_languages
from web.parameters import UI_LANGS
from web.requests import choose_language

MOSCOW = ZoneInfo("Europe/Moscow")
PLACES = re.compile(r"%\((\w+)\)s")


@pytest.fixture(scope="module")
def russian() -> Language:
    return load_languages(MOSCOW)["ru"]


@pytest.fixture(scope="module")
def english() -> Language:
    return load_languages(MOSCOW)["en"]


def read_catalogue() -> Catalog:
    with (LOCALE_FOLDER / "ru/LC_MESSAGES/messages.po").open("rb") as source:
        return read_po(source, locale="ru", abort_invalid=True)


def messages_of_the_sources() -> dict[str, tuple[str, ...]]:
    """Every message in the code and templates: its forms by its singular."""
    found: dict[str, tuple[str, ...]] = {}
    for _, _, message, _, _ in extract_from_dir(
        LOCALE_FOLDER.parent,
        method_map=[("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")],
        options_map={"**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}},
        keywords={"gettext": None, "gettext_noop": None, "_": None, "ngettext": (1, 2)},
    ):
        forms = (message,) if isinstance(message, str) else tuple(message)
        found[forms[0]] = forms
    return found


@pytest.mark.parametrize(
    ("ui", "accepted", "chosen"),
    [
        ("ru", "en", "ru"),
        ("en", "ru", "en"),
        (None, "ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", "ru"),
        (None, "en-GB,en;q=0.9,ru;q=0.8", "en"),
        (None, "de, ru;q=0.3, en;q=0.2", "ru"),
        (None, "RU", "ru"),
        (None, "ru;q=0, en;q=0.1", "en"),
        (None, "ru;q=nonsense", "en"),
        (None, "fr, *;q=0.5", "en"),
        (None, "", "en"),
        ("xx", "ru", "ru"),
        ("", "ru", "ru"),
    ],
)
def test_choice_of_language(ui: str | None, accepted: str, chosen: str) -> None:
    assert choose_language(ui, accepted) == chosen


def test_every_message_has_its_translation_and_no_translation_is_left_over() -> None:
    translated = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in read_catalogue()
        if message.id
    }
    assert translated == set(messages_of_the_sources())


def test_translations_are_whole_and_keep_their_places() -> None:
    for message in read_catalogue():
        if not message.id:
            continue
        wanted = set(PLACES.findall(message.id if isinstance(message.id, str) else message.id[1]))
        forms = (message.string,) if isinstance(message.string, str) else message.string
        assert len(forms) == (1 if isinstance(message.id, str) else 3), message.id
        for form in forms:
            assert form, message.id
            assert set(PLACES.findall(form)) == wanted, message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (1, "Найдена 1 статья"),
        (2, "Найдено 2 статьи"),
        (5, "Найдено 5 статей"),
        (11, "Найдено 11 статей"),
        (21, "Найдена 21 статья"),
        (112, "Найдено 112 статей"),
        (1004, "Найдено 1\u00a0004 статьи"),
    ],
)
def test_russian_plurals(russian: Language, number: int, sentence: str) -> None:
    count = russian.format_number(number)
    found = russian.ngettext(
        "Found %(count)s article", "Found %(count)s articles", number, count=count
    )
    assert found == sentence


def test_days_are_those_of_the_archives_zone(russian: Language, english: Language) -> None:
    late = datetime(2021, 1, 22, 22, 30, tzinfo=UTC)
    assert russian.format_date(late) == "23 января 2021"
    assert russian.format_datetime(late) == "23 января 2021, 01:30"
    assert english.format_date(late) == "23 January 2021"


@pytest.mark.parametrize(
    ("first", "last", "in_russian", "in_english"),
    [
        ("2014", "2014", "2014", "2014"),
        ("2014-05", "2014-05", "май 2014", "May 2014"),
        ("2014-05-03", "2014-05-03", "3 мая 2014", "3 May 2014"),
        ("2014-05", "", "с мая 2014", "from May 2014"),
        ("", "2014-05", "по май 2014", "up to May 2014"),
        ("2014", "2019-05", "2014 – май 2019", "2014 – May 2019"),
    ],
)
def test_ranges_of_days(
    russian: Language, english: Language, first: str, last: str, in_russian: str, in_english: str
) -> None:
    assert russian.label_days(first, last) == in_russian
    assert english.label_days(first, last) == in_english


def test_labels_of_intervals(russian: Language) -> None:
    may = date(2014, 5, 1)
    assert russian.label_interval("month", may) == "май 2014"
    assert russian.label_tick("month", may, long=False) == "май"
    assert russian.label_tick("month", may, long=True) == "май 2014"
    assert russian.label_tick("day", may, long=False) == "1"


def test_languages_name_themselves() -> None:
    languages = load_languages(MOSCOW)
    assert tuple(languages) == UI_LANGS
    assert {code: language.name for code, language in languages.items()} == {
        "ru": "Русский",
        "en": "English",
    }
