"""Corrections: the words of an archive that a misspelt word was meant to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.languages.english import ENGLISH
from indexer.languages.russian import RUSSIAN
from searcher.words.lexicon import Lexicon
from searcher.words.mistakes import weigh_mistakes
from searcher.words.spelling import COMMONER, correct

# Words of news, their forms, and others near them that could take their place.
ARCHIVE = Lexicon.build(
    {
        "в": 900, "с": 700, "не": 800, "на": 800, "к": 400, "город": 120, "города": 240,
        "городу": 60, "огорода": 3, "правительство": 300, "правительства": 260,
        "президент": 400, "президента": 410, "резидент": 5, "агентство": 90, "агентства": 95,
        "сегодня": 500, "сводный": 4, "конечно": 80, "колено": 12, "счастье": 20, "участье": 1,
        "частью": 130, "жизнь": 150, "жизни": 210, "россия": 600, "россии": 700, "расия": 1,
        "искусство": 25, "здравствуйте": 6, "шепот": 5, "ропот": 4, "еще": 450, "его": 470,
        "участник": 70, "участок": 75, "хватает": 30, "видел": 45, "привилегия": 6,
        "привилегии": 9, "подъезд": 14, "подвез": 3, "встретиться": 33, "встретится": 31,
        "карабах": 210, "карабаха": 170, "кабах": 2, "цхинвал": 80, "цхинвале": 60, "цхинвали": 50,
        "степанакерт": 70, "степанакерте": 52, "сухум": 90, "сухуме": 80, "ереван": 160,
        "ереване": 150, "тбилиси": 320, "тибилиси": 1, "алиев": 190, "алиева": 150, "лев": 20,
        "пашинян": 130, "пашиняна": 110, "саакашвили": 140, "махачкала": 66, "махачкале": 61,
        "суд": 300, "суда": 310, "сад": 60, "том": 400, "дом": 350,
        "the": 950, "a": 900, "in": 940, "of": 940, "course": 80, "government": 310,
        "governments": 40, "receive": 60, "received": 90, "relieve": 30, "president": 420,
        "photo": 35, "foot": 37, "independent": 70, "independence": 85, "committee": 110,
        "committees": 20, "believe": 50, "which": 600, "with": 880, "wish": 20, "azerbaijan": 280,
        "azerbaijani": 190, "armenia": 290, "armenian": 220, "yerevan": 150, "georgia": 260,
        "tbilisi": 240, "tskhinvali": 45, "address": 55, "dress": 9, "minister": 330,
        "ministry": 300, "2021": 500,
    }.items()
)  # fmt: skip


def forms(word: str, lexicon: Lexicon = ARCHIVE) -> list[str]:
    return [correction.form for correction in correct(word, lexicon)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # As it is heard.
        ("правительсво", "правительство"),
        ("агенство", "агентство"),
        ("севодня", "сегодня"),
        ("конешно", "конечно"),
        ("щастье", "счастье"),
        ("жызнь", "жизнь"),
        ("шопот", "шепот"),
        ("ещо", "еще"),
        ("учаснек", "участник"),
        ("здраствуйте", "здравствуйте"),
        ("превелегия", "привилегия"),
        ("подьезд", "подъезд"),
        ("подезд", "подъезд"),
        # Doubled letters, swaps, slips, and capitals.
        ("росия", "россия"),
        ("искуство", "искусство"),
        ("президнет", "президент"),
        ("прещидент", "президент"),
        ("Правителство", "правительство"),
        ("ЕЩЕО", "еще"),
        # Names of the region.
        ("корабах", "карабах"),
        ("карабахх", "карабах"),
        ("цхенвал", "цхинвал"),
        ("степонакерт", "степанакерт"),
        ("степанокерте", "степанакерте"),
        ("ериван", "ереван"),
        ("тбелиси", "тбилиси"),
        ("олиев", "алиев"),
        ("пашенян", "пашинян"),
        ("сакашвили", "саакашвили"),
        ("сухкм", "сухум"),
        ("махачкола", "махачкала"),
        # English.
        ("goverment", "government"),
        ("recieve", "receive"),
        ("beleive", "believe"),
        ("presidant", "president"),
        ("foto", "photo"),
        ("independant", "independent"),
        ("comittee", "committee"),
        ("wich", "which"),
        ("adress", "address"),
        ("teh", "the"),
        ("ministrr", "minister"),
        ("Azerbajan", "azerbaijan"),
        ("azerbaidjan", "azerbaijan"),
        ("tskinvali", "tskhinvali"),
        ("tblisi", "tbilisi"),
        ("yeravan", "yerevan"),
    ],
)
def test_a_misspelt_word_is_corrected(typed: str, meant: str) -> None:
    assert forms(typed)[:1] == [meant]


def test_a_correction_says_how_near_and_how_common_it_is() -> None:
    first = correct("корабаха", ARCHIVE)[0]
    assert (first.form, first.distance, first.count) == ("карабаха", 1, 170)


def test_inflected_forms_are_proposed_as_they_stand() -> None:
    assert forms("цхенвале") == ["цхинвале", "цхинвали", "цхинвал"]


def test_the_limit_is_kept() -> None:
    assert len(correct("цхенвале", ARCHIVE, 2)) == 2
    assert correct("цхенвале", ARCHIVE, 0) == []


def test_three_mistakes_that_are_not_heard_are_corrected() -> None:
    lexicon = Lexicon.build([("велосипед", 3), ("велосипедом", 9), ("вилажемер", 90)])
    assert [(found.form, found.distance) for found in correct("виласепед", lexicon)] == [
        ("велосипед", 3)
    ]


@pytest.mark.parametrize("word", ["дом", "суд", "карабах", "россия", "the", "committee"])
def test_a_common_word_is_left_alone(word: str) -> None:
    assert forms(word) == []


def test_what_is_misspelt_in_the_archive_too_is_corrected_to_a_far_commoner_word() -> None:
    assert forms("тибилиси") == ["тбилиси"]
    assert forms("расия")[0] == "россия"
    lexicon = Lexicon.build([("ериван", 2), ("ереван", 2 * COMMONER)])
    assert forms("ериван", lexicon) == []
    lexicon = Lexicon.build([("ериван", 2), ("ереван", 2 * COMMONER + 1)])
    assert forms("ериван", lexicon) == ["ереван"]


@pytest.mark.parametrize(
    "word", ["", "с", "нн", "th", "2012", "202l", "cухум", "№", "рф2", "\ud800"]
)
def test_short_words_and_what_is_no_word_have_no_corrections(word: str) -> None:
    assert forms(word) == []


def test_corrections_are_of_the_alphabet_of_the_word() -> None:
    # Looks alike in both: к, а, р, с, and k, a, p, c.
    lexicon = Lexicon.build([("карс", 5), ("kapc", 50), ("карз2", 50)])
    assert forms("карсс", lexicon) == ["карс"]
    assert forms("kapcc", lexicon) == ["kapc"]


def test_of_two_words_as_near_the_commoner_comes_first() -> None:
    lexicon = Lexicon.build([("варта", 4), ("карта", 90), ("марта", 400)])
    assert forms("царта", lexicon) == ["марта", "карта", "варта"]


@pytest.mark.parametrize(
    ("typed", "near", "far"),
    [
        ("корова", "карова", "кирова"),  # not stressed
        ("рассказ", "расказ", "рассаз"),  # doubled
        ("город", "горот", "горол"),  # voiceless at the end, and a letter nobody hears there
        ("камень", "камнеь", "мкаень"),
        ("рыба", "рына", "рыба"[::-1]),
        ("солнце", "сонце", "сонле"),
        ("рыбак", "рвбак", "рнбак"),  # the key beside
        ("кабул", "кабил", "кабмл"),
        ("счастье", "щастье", "чпастье"),
    ],
)
def test_likely_mistakes_cost_less(typed: str, near: str, far: str) -> None:
    assert weigh_mistakes(near, typed, RUSSIAN.confusions) < weigh_mistakes(
        far, typed, RUSSIAN.confusions
    )


def test_the_first_letter_is_dear() -> None:
    assert weigh_mistakes("ород", "город", RUSSIAN.confusions) > weigh_mistakes(
        "гоод", "город", RUSSIAN.confusions
    )
    assert weigh_mistakes("xaku", "baku", ENGLISH.confusions) > weigh_mistakes(
        "baxu", "baku", ENGLISH.confusions
    )


def test_the_last_letter_is_somewhat_dear() -> None:
    assert weigh_mistakes("карф", "карс", RUSSIAN.confusions) > weigh_mistakes(
        "кафс", "карс", RUSSIAN.confusions
    )
    assert weigh_mistakes("гор", "горы", RUSSIAN.confusions) > weigh_mistakes(
        "гры", "горы", RUSSIAN.confusions
    )
    assert weigh_mistakes("горыы", "горы", RUSSIAN.confusions) == weigh_mistakes(
        "гооры", "горы", RUSSIAN.confusions
    )


def test_keys_touch_in_the_row_and_in_the_rows_beside() -> None:
    for pair in ("йц", "йф", "цф", "фя", "ыя", "юж"):
        assert (pair[0], pair[1]) in RUSSIAN.keyboard.neighbors
        assert (pair[1], pair[0]) in RUSSIAN.keyboard.neighbors
    assert ("q", "a") in ENGLISH.keyboard.neighbors
    assert ("q", "s") not in ENGLISH.keyboard.neighbors
    assert ("й", "я") not in RUSSIAN.keyboard.neighbors


@pytest.mark.parametrize(
    ("glued", "pair"),
    [("сгорода", "с города"), ("нехватает", "не хватает"), ("ofcourse", "of course")],
)
def test_a_word_is_split_in_two_common_ones(glued: str, pair: str) -> None:
    assert forms(glued)[0] == pair


@pytest.mark.parametrize("word", ["вобще", "подъездсводный", "жгорода", "сводныйропот"])
def test_a_word_is_not_split_in_rare_or_impossible_ones(word: str) -> None:
    assert not any(" " in form for form in forms(word))


LETTERS = st.text("абвеёиотдсць", max_size=8)
ENTRIES = st.dictionaries(LETTERS, st.integers(0, 300), max_size=30)


@given(ENTRIES, LETTERS, st.integers(1, 4))
def test_nothing_is_proposed_that_is_not_in_the_archive(
    entries: dict[str, int], word: str, limit: int
) -> None:
    lexicon = Lexicon.build(entries.items())
    corrections = correct(word, lexicon, limit)
    assert len({correction.form for correction in corrections}) == len(corrections) <= limit
    assert corrections == correct(word, lexicon, limit + 1)[:limit]
    for correction in corrections:
        parts = correction.form.split(" ")
        assert min(map(lexicon.count, parts)) == correction.count > lexicon.count(word)


@given(ENTRIES, LETTERS)
def test_both_alphabets_are_corrected_within_the_same_edits(
    entries: dict[str, int], word: str
) -> None:
    """Letters are counted, not bytes: what is near in one alphabet is so in the other."""
    # Letters that nothing is known of, in both.
    cyrillic = str.maketrans("абвеёиотдсць", "ѡѣѥѧѩѫѭѯѱѳѵѷ")
    latin = str.maketrans("абвеёиотдсць", "āčēġłńŕšťźđħ")
    found = [
        [(correction.distance, correction.count) for correction in correct(
            word.translate(table),
            Lexicon.build((form.translate(table), count) for form, count in entries.items()),
            40,
        )]
        for table in (cyrillic, latin)
    ]  # fmt: skip
    assert sorted(found[0]) == sorted(found[1])


@pytest.mark.parametrize(
    ("typed", "one", "two", "three"),
    [
        ("багор", "багот", "бахот", "лахот"),
        ("bacon", "bacot", "bagot", "lagot"),
        ("ереванцев", "ереванцег", "еребанцег", "елебанцег"),
        ("jerusalem", "jerusalep", "jebusalep", "jebuxalep"),
    ],
)
def test_words_of_five_and_nine_letters_may_have_two_edits(
    typed: str, one: str, two: str, three: str
) -> None:
    lexicon = Lexicon.build([(one, 5), (two, 5), (three, 5)])
    assert [correction.distance for correction in correct(typed, lexicon)] == [1, 2]


def test_words_of_three_letters_may_have_one_edit() -> None:
    lexicon = Lexicon.build([("кит", 5), ("сон", 5), ("кол", 5)])
    assert forms("кот", lexicon) == ["кит", "кол"]


@pytest.mark.parametrize(
    ("meant", "near", "far"),
    [("большой", "болшой", "бльшой"), ("подъезд", "подезд", "подъзд")],
)
def test_a_sign_that_is_not_heard_is_easily_left_out(meant: str, near: str, far: str) -> None:
    assert weigh_mistakes(near, meant, RUSSIAN.confusions) < weigh_mistakes(
        far, meant, RUSSIAN.confusions
    )
