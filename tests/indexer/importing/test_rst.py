"""reStructuredText: the articles of Pelican and Nikola."""

import time
from pathlib import Path
from typing import Any

import pytest

from indexer.importing.readers import RawRecord
from indexer.importing.readers.rst import RstReader
from tests.indexer.importing.files import read_file, tell_reader

HEAD = "Bridge opens\n############\n\n:date: 2014-05-03 10:30\n:tags: roads, rivers\n"


def read(tmp_path: Path, text: str, name: str = "bridge.rst") -> dict[str, Any]:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    (record,) = read_file(RstReader(), path)
    assert isinstance(record, RawRecord)
    return dict(record.values)


def body(tmp_path: Path, text: str) -> str:
    return str(read(tmp_path, f"{HEAD}\n{text}")["body"])


def test_fields_stand_below_the_title(tmp_path: Path) -> None:
    values = read(
        tmp_path,
        HEAD
        + ":author: Anna Orlova\n:lang: en\n:summary: The *bridge*\n  is open.\n\nIt is new.\n",
    )
    assert values == {
        "title": "Bridge opens", "date": "2014-05-03 10:30", "tags": "roads, rivers",
        "author": "Anna Orlova", "lang": "en", "summary": "The bridge is open.",
        "body": "It is new.",
    }  # fmt: skip


def test_fields_stand_in_comments_before_the_text(tmp_path: Path) -> None:
    values = read(
        tmp_path,
        ".. title: Bridge: it opens\n.. date: 2014-05-03 10:30:00 UTC\n.. tags: roads\n.. link:\n\n"
        "It is *new*.\n\n.. TEASER_END\n\nIt is long.\n",
    )
    assert values == {
        "title": "Bridge: it opens", "date": "2014-05-03 10:30:00 UTC", "tags": "roads",
        "body": "It is new.\n\nIt is long.",
    }  # fmt: skip


def test_name_of_the_file_says_what_the_fields_do_not(tmp_path: Path) -> None:
    values = read(tmp_path, "Мост\n====\n\nОн открыт.\n", "2014-05-03-most.ru.rst")
    assert values == {
        "title": "Мост", "body": "Он открыт.", "date": "2014-05-03", "lang": "ru",
        "story": "2014-05-03-most",
    }  # fmt: skip


@pytest.mark.parametrize("title", ["====\nMost\n====\n", "Most\n====\n", "Most\n~~~~~~~~\n"])
def test_headings_are_underlined(tmp_path: Path, title: str) -> None:
    values = read(tmp_path, f"{title}\nOne.\n\nTwo\n---\n\nThree.\n\n-----\n\nFour.\n")
    assert values["title"] == "Most"
    assert values["body"] == "One.\n\nTwo\n\nThree.\n\nFour."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The **old** *bridge* is ``open``.", "The old bridge is open."),
        ("See `the town <https://example.org>`_ and `roads`_ and rivers_.",
         "See the town and roads and rivers."),
        ("By :emphasis:`Anna` [1]_ of :ref:`there <x>`.", "By Anna of there."),
        (r"2 \* 3 * 4 and a_b and \*so", "2 * 3 * 4 and a_b and *so"),
        ("One line\nand another.\n\n  A quote\n  of it.",
         "One line and another.\n\nA quote of it."),
        ("* One\n  goes on\n* Two\n\n  and on", "One goes on\n\nTwo\n\nand on"),
        ("1. One\n#. Two", "1. One\n\nTwo"),
        ("Code::\n\n  a = *b\n  c", "Code:\n\na = *b\nc"),
        ("* Code::\n\n    a = *b", "Code:\n\na = *b"),
        ("| Line one\n| line *two*", "Line one\n\nline two"),
        ("==== ====\nA    B\n==== ====\n1    2 3\n==== ====", "A | B\n\n1 | 2 3"),
        ("+---+---+\n| A | B |\n+===+===+\n| 1 | 2 |\n+---+---+", "A | B\n\n1 | 2"),
        (".. note:: Watch\n\n   the *step*.", "Watch\n\nthe step."),
        (".. [1] A foot\n   note.", "A foot note."),
        ("Kept.\n\n.. A comment\n   of two lines\n\n.. _target: https://example.org\n\nToo.",
         "Kept.\n\nToo."),
    ],
)  # fmt: skip
def test_marks_are_no_text(tmp_path: Path, text: str, words: str) -> None:
    assert body(tmp_path, text) == words


def test_nothing_is_included_or_run(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    text = (
        f".. include:: {tmp_path}/secret.txt\n\n.. raw:: html\n   :file: {tmp_path}/secret.txt\n\n"
        "   <script>x</script>\n\n.. csv-table::\n   :file: secret.txt\n\n.. math:: x\n\nKept."
    )
    assert body(tmp_path, text) == "Kept."


def test_pictures_have_captions(tmp_path: Path) -> None:
    values = read(
        tmp_path,
        HEAD + "\n.. image:: 1.jpg\n   :alt: The gate\n\n.. figure:: 2.jpg\n   :alt: Alt\n\n"
        "   The *river*\n   in May\n\nText.",
    )
    assert values["captions"] == ["The gate", "The river in May"]
    assert values["body"] == "Text."


def test_format_is_told_by_the_name(tmp_path: Path) -> None:
    for name, reader in (("bridge.rst", "rst"), ("README.rst", None)):
        (tmp_path / name).write_text(HEAD)
        told = tell_reader(tmp_path / name)
        assert (told.name if told else None) == reader


@pytest.mark.parametrize(
    "text",
    [
        "* a\n" + "".join(" " * depth + "* b\n\n" for depth in range(1, 900)),
        "`" + " a" * 300_000,
        "**a " * 200_000,
        "`a <" * 200_000,
        ":x: y\n" * 100_000,
        "A\n=\n" * 150_000,
        ".. x\n\n" * 100_000,
        "|a " * 250_000,
    ],
)
def test_large_texts_are_read_in_time(tmp_path: Path, text: str) -> None:
    started = time.monotonic()
    body(tmp_path, text[:300_000])
    assert time.monotonic() - started < 10
