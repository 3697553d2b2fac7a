"""What a reader is shown of a change: both texts can be read from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searcher.differences import PILCROW, Change, compare_texts

WORDS = st.lists(st.sampled_from(["мост", "река", "the", "и", ",", "Tbilisi’s", "."]), max_size=9)
TEXTS = st.lists(WORDS.map(" ".join), max_size=6).map("\n\n".join)


def read(old: str, new: str, change: Change) -> list[str]:
    """The words and signs of the pieces that a text has, whatever divides its paragraphs."""
    pieces = [piece for paragraph in compare_texts(old, new) for piece in paragraph]
    text = " ".join(piece.text for piece in pieces if piece.change in {"same", change})
    return text.replace(PILCROW, " ").split()


def draw(old: str, new: str) -> list[str]:
    """The paragraphs with their changes in brackets."""
    signs: dict[Change, str] = {"same": "{}", "added": "[+{}]", "removed": "[-{}]"}
    return [
        "".join(signs[piece.change].format(piece.text) for piece in paragraph)
        for paragraph in compare_texts(old, new)
    ]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_what_changed(old: str, new: str) -> None:
    assert read(old, new, "removed") == old.split()
    assert read(old, new, "added") == new.split()


@given(TEXTS)
def test_what_is_the_same_is_not_marked(text: str) -> None:
    changed = {piece.change for paragraph in compare_texts(text, text) for piece in paragraph}
    assert changed <= {"same"}


@pytest.mark.parametrize(
    ("old", "new", "drawn"),
    [
        (
            "Мост открыли в мае. Ездят все.",
            "Мост открыли в июне. Ездят все.",
            ["Мост открыли в [-мае][+июне]. Ездят все."],
        ),
        ("One.\n\nThree.", "One.\n\nTwo.\n\nThree.", ["One.", "[+Two.]", "Three."]),
        ("One.\n\nTwo.", "Two.", ["[-One.]", "Two."]),
        ("A river. A bridge.", "A river.\n\nA bridge.", ["A river. [+¶]", "A bridge."]),
        ("A river.\n\nA bridge.", "A river. A bridge.", ["A river. [-¶]", "A bridge."]),
        # Blanks are no difference, and a word that both have by chance keeps no sentences apart.
        ("a  river\nhere", "a river here", ["a river here"]),
        (
            "Жители выбрали старост и помощников",
            "Вечером сообщили о другом и новом",
            ["[-Жители выбрали старост и помощников][+Вечером сообщили о другом и новом]"],
        ),
        (
            "Ушло 84 тонны стали.",
            "Ушло 86 тонн, а не 84, как сообщалось, стали.",
            ["Ушло [-84 тонны ][+86 тонн, а не 84, как сообщалось, ]стали."],
        ),
        ("", "", []),
        ("", "New", ["[+New]"]),
    ],
)
def test_changes_as_a_reader_sees_them(old: str, new: str, drawn: list[str]) -> None:
    assert draw(old, new) == drawn


def test_a_passage_too_long_to_be_compared_is_another() -> None:
    old, new = "a b " * 20_000, "a c " * 20_000
    (paragraph,) = compare_texts(old, new)
    assert [piece.change for piece in paragraph] == ["removed", "added"]
