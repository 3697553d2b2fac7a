"""Texts that programs spoiled on their way, as they were meant."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article
from indexer.importing.fields import RecordRules
from indexer.importing.mending import read_escapes
from indexer.importing.mojibake import repair_text
from indexer.importing.readers import RawRecord
from indexer.importing.records import ArticleBuilder
from indexer.labels import Labels
from tests.indexer.importing.test_exporters import MOSCOW, NEEDED, NoCountries

RUSSIAN = "Рынок в старом городе снова открылся. И все рады: «Ура!» – №\u00a01."
ENGLISH = "The café of Noël and Zoë in Besançon was open again on Monday."


def build(reader: str = "jsonl", **values: Any) -> tuple[Article, list[tuple[str, str]]]:
    builder = ArticleBuilder(MOSCOW, Labels(), NoCountries(), RecordRules())
    article = builder.build(RawRecord(1, {**NEEDED, **values}, ""), "news", reader)
    return article, [(remark.field, remark.reason) for remark in builder.remarks]


def misread(text: str, meant: str, was: str) -> str:
    """A text in an encoding as one shows it who takes it for another; bytes that the other does not
    have as browsers show them."""
    return "".join(bytes([byte]).decode(was, "ignore") or chr(byte) for byte in text.encode(meant))


READINGS = [
    ("utf-8", "windows-1251"),
    ("utf-8", "windows-1252"),
    ("utf-8", "latin-1"),
    ("windows-1251", "windows-1252"),
    ("windows-1251", "latin-1"),
]


@pytest.mark.parametrize(("meant", "was"), READINGS)
@pytest.mark.parametrize("text", [RUSSIAN, "Привет, Россия", "Жёлтый дом"])
def test_text_read_in_a_wrong_encoding_is_repaired(text: str, meant: str, was: str) -> None:
    found = repair_text(misread(text, meant, was))
    assert found is not None
    assert found.value == text


def test_text_read_wrongly_twice_is_repaired() -> None:
    once = misread(RUSSIAN, "utf-8", "windows-1251")
    found = repair_text(misread(once, "utf-8", "windows-1251"))
    assert found is not None
    assert found.value == RUSSIAN


@pytest.mark.parametrize(
    "text",
    [
        RUSSIAN,
        ENGLISH,
        "РС и СССР",
        "СЃ",
        "ÀÉÈÊ ÇÀÉ",
        "Þá var það þó",
        "Он сказал: «" + misread("Привет", "utf-8", "windows-1251") + "»",
        misread(RUSSIAN, "utf-8", "windows-1251")[:-1] + "Р",
        misread("é è à ç", "utf-8", "windows-1252"),
        "",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert repair_text(text) is None


@given(st.text(st.sampled_from("абвгдежзийклмнопрстуфхцчшщъыьэюяёАБРС .,!«»—№1"), max_size=60))
def test_russian_texts_are_never_repaired(text: str) -> None:
    assert repair_text(text) is None


def test_repair_is_told_and_reaches_every_field() -> None:
    article, remarks = build(
        title=misread("Рынок открыт", "utf-8", "windows-1251"),
        text=misread(RUSSIAN, "utf-8", "windows-1251"),
        tags=[misread("торговля", "utf-8", "windows-1251"), "рынки"],
    )
    assert (article.title, article.body) == ("Рынок открыт", RUSSIAN)
    assert article.tags == ("torgovlya", "rynki")
    assert ("title", "UTF-8 read as windows-1251; repaired") in remarks
    assert {field for field, _ in remarks} == {"title", "body", "tags"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (r"One.\n\nTwo.\n\tThree.", "One.\n\nTwo.\n\n\tThree.".replace("\n\n\t", "\n\t")),
        (r"\u0420\u044b\u043d\u043e\u043a", "Рынок"),
        (r"\u041e\u043a \ud83d\ude00", "Ок 😀"),
        (r"He said \"no\".\r\nShe \"yes\".", 'He said "no".\n\nShe "yes".'),
        (r"A file C:\new\table is here", r"A file C:\new\table is here"),
        (r"The sum \nabla + \tau is nothing", r"The sum \nabla + \tau is nothing"),
        (r"One \n alone", r"One \n alone"),
        ("One\\n\ntwo\\n", "One\\n\ntwo\\n"),
    ],
)
def test_signs_that_were_escaped_twice_are_read(text: str, meant: str) -> None:
    assert read_escapes(text) == meant


def test_escaped_line_ends_divide_paragraphs() -> None:
    article, _ = build(text=r"The market is open.\n\nTraders are glad.")
    assert article.body == "The market is open.\n\nTraders are glad."


@pytest.mark.parametrize("mark", ["… [+1200 chars]", "...[+1200 chars]\n", " [+1200 chars]"])
def test_mark_of_a_text_that_was_cut_is_told_and_not_kept(mark: str) -> None:
    article, remarks = build(content=f"The market is{mark}", text=None)
    assert article.body == "The market is"
    assert remarks == [("body", "cut short by who gave it: 1200 characters are missing")]


def test_figures_in_brackets_are_no_such_mark() -> None:
    article, remarks = build(text="He wrote [+3 chars] and [12 chars]")
    assert article.body == "He wrote [+3 chars] and [12 chars]"
    assert not remarks


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("The **market** is open.", "The market is open."),
        ("See [the town](https://example.org/town).", "See the town."),
        ("# Roads\n\nThey are *closed*.", "Roads\n\nThey are closed."),
        ("# Market opens\n\nThe __market__ is open.", "The market is open."),
        ("Was **closed**.\nIs **open**.", "Was closed.\n\nIs open."),
        ("**When:**\n\n2014. It began.", "When:\n\n2014. It began."),
        ("**One:** Why?\n**Two:** So.\n\n1. One\n2. Two",
         "One: Why?\n\nTwo: So.\n\n1. One\n\n2. Two"),
        ("**Sum:** 5*3*2 and a*b*c", "Sum: 5*3*2 and a*b*c"),
    ],
)  # fmt: skip
def test_markdown_in_a_field_is_read(text: str, body: str) -> None:
    assert build(text=text)[0].body == body


def test_headline_in_markdown_is_read_and_pictures_have_captions() -> None:
    article, _ = build(title="Market **opens**", text="![The gate](/gate.jpg)\n\nIt is **open**.")
    assert (article.title, article.body) == ("Market opens", "It is open.")
    assert article.captions == ("The gate",)


@pytest.mark.parametrize(
    "text",
    [
        "He wrote 2 ** 3 ** 4 and f**k and s**t, *** and a_b_c.",
        "We are #1 and # 2 of [sic] (https://example.org).",
        "Мета* и __init__ и *другие.",
    ],
)
def test_text_that_is_not_plainly_markdown_stays(text: str) -> None:
    assert build(text=text)[0].body == text


def test_files_of_one_article_are_no_fields_of_markdown() -> None:
    assert build("page", text="Write **so** [there](/x).")[0].body == "Write **so** [there](/x)."


@pytest.mark.parametrize(
    "text",
    [" " * 500_000 + "[", "РС" * 250_000, "Ð\u00a0" * 250_000 + "€", "[a](" * 125_000,
     "\\n" * 250_000],
)  # fmt: skip
def test_large_texts_are_read_in_time(text: str) -> None:
    started = time.monotonic()
    build(text="x " + text)
    assert time.monotonic() - started < 10
