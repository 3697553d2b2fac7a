"""Wrapped lines and lines that are paragraphs; divided words and true hyphens."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.importing.values import read_paragraphs
from indexer.importing.wrapping import unwrap


def read(text: str) -> list[str]:
    return read_paragraphs("body", text).split("\n\n")


@pytest.mark.parametrize(
    "lines",
    [
        ["Анна Боли: Когда пойдёт паром?", "Гия Ли: В субботу.", "Анна Боли: А катер?"],
        ["Корреспондент: Когда пойдёт паром?", "Капитан: В субботу.", "Корреспондент: А катер?"],
        ["Q: When does the ferry run?", "A: On Saturday.", "Q: And the boat?", "A: In autumn."],
        ["— Когда пойдёт паром?", "— В субботу.", "— А катер?", "— Осенью."],
        ["Когда пойдёт паром?", "В субботу.", "А катер?", "Осенью."],
        ["Ока — Волга 2:1", "Кама — Дон 0:0", "Терек — Кубань 3:2"],
        ["Ferry 2, Boat 1", "Raft 0, Canoe 0", "Barge 3, Tug 2"],
        ["1. Анна Боли, 10,2 с", "2. Лия Чи, 10,5 с", "3. Гия Ли, 10,7 с"],
        ["Анна Боли — 10,2", "Лия Чи — 10,5", "Гия Ли — 10,7"],
        ["• паром", "• катер", "• лодка"],
        ["- паром;", "- катер;", "- лодка."],
        ["паром на Оке", "катер на Волге", "лодка на Каме"],
        ["10:00 — открытие", "11:00 — концерт", "12:00 — закрытие"],
        ["Сухум: +20…+22", "Гагра: +19…+21", "Сочи: +18…+20"],
        ["Над рекою белый пар,", "По реке плывёт паром,", "На пароме самовар", "И петух под ним."],
        ["Паром пошёл в субботу.", "Чинили его два года."],
    ],
)
def test_short_lines_that_are_not_wrapped_stay_lines(lines: list[str]) -> None:
    assert read("\n".join(lines)) == lines
    # Nor are they where the text around them is.
    prose = "Паром через Оку, который чинили два года, снова ходит от пристани до села."
    wrapped = "\n".join(textwrap.wrap(prose, 40))
    assert read("\n\n".join((wrapped, "\n".join(lines), wrapped))) == [prose, *lines, prose]


@pytest.mark.parametrize(
    "text",
    [
        "Паром снова ходит,\nрассказал\nкапитан.",
        "The ferry runs again on the\nOka, said its captain. The repair took\ntwo years.",
        "Паром снова ходит до села, сообщили в\nМахачкале.",
        "Паром пойдёт, сказал капитан и показал на берег в субботу,\n3 мая.",
        "«Паром снова ходит, — говорит капитан. — Чинили его два\nгода, а пойдёт он в\nсубботу».",
        "Паром снова ходит от пристани, и капитан\nАнна Боли ведёт его\nдо села.",
    ],
)
def test_wrapped_lines_are_one_paragraph(text: str) -> None:
    assert read(text) == [text.replace("\n", " ")]


def test_a_wrapped_interview_has_its_turns() -> None:
    turns = [
        "Анна Боли: Когда пойдёт паром, который чинили два года и обещали ещё к прошлой осени?",
        "Гия Ли: Он пойдёт в субботу, если вода не поднимется выше пристани.",
        "Анна Боли: А катер?",
        "Гия Ли: Осенью.",
    ]
    lines = [line for turn in turns for line in textwrap.wrap(turn, 50)]
    assert read("\n".join(lines)) == turns


WORDS = st.sampled_from(
    "паром река пристань снова ходит от села до моста два года чинили капитан the ferry runs again "
    "from its pier to a village bridge took years говорит «вода» (Ока) 1911 года, сказал".split()
)
SENTENCES = st.lists(WORDS, min_size=3, max_size=40).map(
    lambda words: f"{' '.join(words).capitalize()} вода."
)


@given(
    paragraphs=st.lists(
        st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=5
    ),
    width=st.integers(30, 90),
)
def test_wrapped_paragraphs_between_blank_lines_read_back(
    paragraphs: list[str], width: int
) -> None:
    blocks = [textwrap.wrap(paragraph, width) for paragraph in paragraphs]
    assert " ".join(unwrap(blocks)) == " ".join(paragraphs)
    if all(any(line[0].islower() for line in block[1:]) for block in blocks if len(block) > 1):
        assert list(unwrap(blocks)) == paragraphs


@given(st.lists(st.lists(st.text("абв АБ.,:-— 1", min_size=1).filter(str.strip), max_size=6)))
def test_no_letter_is_lost(blocks: list[list[str]]) -> None:
    blocks = [[" ".join(line.split()) for line in block] for block in blocks]
    given_letters = [letter for block in blocks for line in block for letter in line]
    kept = "".join(unwrap(blocks))
    assert [letter for letter in kept if letter not in " -"] == [
        letter for letter in given_letters if letter not in " -"
    ]


@pytest.mark.parametrize(
    "words",
    [
        # Divided
        "поли|ции", "проис|шествия", "доку|ментов", "адми|нистрации", "гла|вы", "рес|публики",
        "правозащит|ник", "Тби|лиси", "Маго|медкеримов", "Хаже|тлежев", "ПОЛИ|ЦИЯ", "гос|реестр",
        "infor|mation", "govern|ment", "police|men", "them|selves", "Mago|medov", "Tskhin|vali",
        "Azer|baijani", "require|ments",
        # Spelled with a hyphen
        "кто-|то", "какой-|нибудь", "когда-|либо", "по-|русски", "из-|за", "во-|первых",
        "все-|таки", "северо-|кавказский", "южно-|осетинский", "социально-|экономический",
        "диван-|кровать", "премьер-|министр", "экс-|мэр", "пресс-|службы", "два-|три",
        "Нью-|Йорк", "Ростов-|на-Дону", "Кабардино-|Балкария", "20-|летний", "МЧС-|ники",
        "SMS-|сообщение", "Reuters-|based", "well-|known", "long-|term", "state-|owned",
        "Abkhaz-|Georgian", "18-|year-old", "mid-|June",
    ],
)  # fmt: skip
def test_a_word_at_a_line_end_is_whole(words: str) -> None:
    first, second = words.split("|")
    whole = first + second
    lines = f"Паром на реке {first.removesuffix('-')}-\n{second} снова ходит."
    assert read(lines) == [f"Паром на реке {whole} снова ходит."]


@pytest.mark.parametrize(
    ("text", "paragraph"),
    [
        ("Сотрудники поли-\nции прибыли на место проис-\nшествия\nу школы.",
         "Сотрудники полиции прибыли на место происшествия у школы."),
        ("Паромы двух-\nи трёхпалубные.", "Паромы двух- и трёхпалубные."),
        ("Both short-\nand long-term.", "Both short- and long-term."),
        ("Паром -\nон чинится.", "Паром - он чинится."),
        ("Капи\u00ad\nтан ведёт па¬\nром.", "Капитан ведёт паром."),
        ("С 1990-\n2000 годов паром стоял.", "С 1990-2000 годов паром стоял."),
    ],
)  # fmt: skip
def test_hyphens_at_line_ends(text: str, paragraph: str) -> None:
    assert read(text) == [paragraph]
