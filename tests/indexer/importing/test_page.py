"""Printed pages: every part present and absent, in both languages."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.dates import parse_instant
from indexer.importing.readers import RECORD_LIMIT, RawRecord, Rejection
from indexer.importing.readers.page import PageReader
from tests.indexer.importing.files import read_file

PAGES = Path(__file__).parent / "fixtures" / "pages"
DATELINE = "23 January 2021, 17:30"
TITLE = "Bakers of Gori open a school"
PROSE = "The school stands by the river."


def read_values(path: Path) -> dict[str, Any]:
    (record,) = read_file(PageReader(), path)
    assert isinstance(record, RawRecord), record
    assert record.number == 1
    return dict(record.values)


def read_page(folder: Path, text: str, name: str = "page.txt") -> dict[str, Any]:
    path = folder / name
    path.write_bytes(text.encode())
    return read_values(path)


def reject(folder: Path, content: bytes) -> Rejection:
    path = folder / "page.txt"
    path.write_bytes(content)
    (rejection,) = read_file(PageReader(), path)
    assert isinstance(rejection, Rejection), rejection
    return rejection


def page(*after_title: str) -> str:
    return "\n\n".join((DATELINE, TITLE, *after_title))


def test_english_page_with_every_part() -> None:
    values = read_values(PAGES / "clock-tower.en.txt")
    paragraphs = values.pop("body").split("\n\n")
    assert len(paragraphs) == 3
    assert paragraphs[0].startswith("The clock on the quay")
    assert "Source: the harbour log" in paragraphs[1]
    assert paragraphs[2] == (
        "The watchmaker replaced two springs and a wheel. Oil for the bearings came from Gudauta."
    )
    assert values == {
        "captions": [
            "The clock tower on the quay in Sukhumi. Photo by Esma Tarba",
            "The old mechanism before the repair. Photo by Esma Tarba for the Coast Post",
        ],
        "published": "14 March 2019, 18:05",
        "title": "Clock on Sukhumi's quay strikes again after eleven years",
        "original_published": "March 14, 2019 at 09:57 am MSK",
        "authors": ["Daur Inapshba", "Esma Tarba"],
        "source": "Coast Post",
        "notices": [
            (
                "НАСТОЯЩИЙ МАТЕРИАЛ (ИНФОРМАЦИЯ) ПРОИЗВЕДЕН И РАСПРОСТРАНЕН ИНОСТРАННЫМ "
                "АГЕНТОМ «БЕРЕГОВАЯ ПОЧТА» ЛИБО КАСАЕТСЯ ДЕЯТЕЛЬНОСТИ "
                "ИНОСТРАННОГО АГЕНТА «БЕРЕГОВАЯ ПОЧТА»."
            )
        ],
        "lang": "en",
        "story": "clock-tower",
    }


def test_russian_page_with_every_part() -> None:
    values = read_values(PAGES / "clock-tower.ru.txt")
    paragraphs = values.pop("body").split("\n\n")
    assert [paragraph[:5] for paragraph in paragraphs] == ["В чет", "Автор", "Масте"]
    assert values == {
        "captions": ["Башня с часами на набережной Сухума. Фото Эсмы Тарба"],
        "published": "09:57, 14 марта 2019",
        "title": "Часы на набережной Сухума пошли спустя одиннадцать лет",
        "authors": ["Даур Инапшба", "Эсма Тарба"],
        "source": "Береговая почта",
        "notices": ["ДАННОЕ СООБЩЕНИЕ (МАТЕРИАЛ) СОЗДАНО ИНОСТРАННЫМ АГЕНТОМ «БЕРЕГОВАЯ ПОЧТА»."],
        "lang": "ru",
        "story": "clock-tower",
    }


@pytest.mark.parametrize(
    ("name", "published", "title", "body"),
    [
        (
            "snow-plough.en.txt",
            "March 18, 2019 12:57",
            "Snow plough reaches Shatili",
            "The road to Shatili is open.",
        ),
        (
            "snow-plough.ru.txt",
            "18 марта 2019, 12:57",
            "До Шатили дошёл снегоочиститель",
            "Дорога в Шатили открыта.",
        ),
    ],
)
def test_page_without_optional_parts(name: str, published: str, title: str, body: str) -> None:
    assert read_values(PAGES / name) == {
        "published": published,
        "title": title,
        "body": body,
        "lang": name.split(".")[1],
        "story": "snow-plough",
    }


def test_wrapped_lines_are_joined_and_the_wrapped_sentence_is_found() -> None:
    values = read_values(PAGES / "wrapped.en.txt")
    assert values["body"] == (
        "The orchestra of a school in Kutaisi has given a concert on a barge on the Rioni. Forty "
        "pupils played, and the audience listened from both banks and from the bridge.\n\n"
        '"The acoustics of a river are better than those of our gym," said the conductor, '
        "Nana Gelovani."
    )
    assert values["original_published"] == "June 1, 2016 at 08:30 pm MSK"
    assert values["authors"] == ["Lia Tsereteli"]
    assert values["source"] == "Coast Post"


@pytest.mark.parametrize("name", ["clock-tower.en.txt", "clock-tower.ru.txt"])
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace("\n\n", "\n"), id="no blank lines"),
        pytest.param(lambda text: text.replace("\n\n", "\n\n\n \n"), id="many blank lines"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(lambda text: text.replace("\n", " \t\n"), id="trailing blanks"),
        pytest.param(lambda text: text.replace(" ", "\u00a0"), id="no-break spaces"),
        pytest.param(lambda text: "\ufeff" + text, id="BOM"),
        pytest.param(lambda text: text.rstrip("\n"), id="no last line end"),
    ],
)
def test_spacing_does_not_count(tmp_path: Path, name: str, change: Any) -> None:
    text = (PAGES / name).read_text("utf-8")
    assert read_page(tmp_path, change(text), name) == read_values(PAGES / name)


@pytest.mark.parametrize(
    "dateline",
    [
        "23 January 2021, 17:30",
        "13:26, 21 March 2017",
        "01:59, 18 мая 2002",
        "March 18, 2019 12:57",
        "23 января 2021 г., 17:30",
        "Saturday, 23 January 2021, 17:30",
        "23.01.2021 17:30",
        "23 January 2021",
    ],
)
def test_datelines(tmp_path: Path, dateline: str) -> None:
    values = read_page(tmp_path, f"{dateline}\n\n{TITLE}\n\n{PROSE}\n")
    assert (values["published"], values["title"]) == (dateline, TITLE)


@pytest.mark.parametrize(
    ("sentence", "date"),
    [
        (
            (
                "This article was originally published on the Russian page of 24/7 Internet agency "
                "Coast Post on January 23, 2021 at 09:57 am MSK. To access the full text of the "
                "article, click here."
            ),
            "January 23, 2021 at 09:57 am MSK",
        ),
        (
            "Originally published on the Russian page of Coast Post on 23 January 2021, 09:57.",
            "23 January 2021, 09:57",
        ),
        (
            (
                "This report was first published on the Russian page of the agency on July 26, "
                "2022 at 08:12 a.m. (MSK), the full text is a click away"
            ),
            "July 26, 2022 at 08:12 a.m. MSK",
        ),
        (
            (
                "This story appeared first on the agency's Russian page on May 12, 2023 at 10:10 "
                "am MSK. To open the full text, click here."
            ),
            "May 12, 2023 at 10:10 am MSK",
        ),
        (
            (
                "The full text of the article was originally posted on May 12, 2023 on the "
                "Russian-language version of the site."
            ),
            "May 12, 2023",
        ),
    ],
)
@pytest.mark.parametrize("joint", ["\n\n", "\n", " "])
def test_original_sentence(tmp_path: Path, sentence: str, date: str, joint: str) -> None:
    values = read_page(tmp_path, page(f"{PROSE}{joint}{sentence}", "Author: Anna Boli"))
    assert values["original_published"] == date
    assert values["body"] == PROSE
    assert values["authors"] == ["Anna Boli"]


@pytest.mark.parametrize(
    "prose",
    [
        "The novel was first published in Russian on May 5, 1990.",
        "The novel was first published on the Russian page of a weekly on May 5, 1990.",
        "This article was first published on the Russian page of a weekly, the poet said.",
        (
            "The article was first published on the Russian page of a weekly on May 5, 1990, and "
            "brought the poet many letters."
        ),
        (
            "The article was first published on the Russian page of a weekly on May 5, 1990. Here "
            "the roads are bad."
        ),
        "Author Levan Beridze came too.",
        "Author: I wrote the book in a year. It sold well.",
        "Source: nobody knows.",
        "The bridge was opened on 23 January 2021, 17:30, and closed a year later.",
        "All news is good news.",
        "5 May 2012",
        "МИНИСТЕРСТВО ОТКРЫЛО ШКОЛУ В ГОРИ",
    ],
)
def test_prose_that_looks_like_furniture_stays(tmp_path: Path, prose: str) -> None:
    text = page(PROSE, prose, "Author: Anna Boli Source: Coast Post", "All news")
    values = read_page(tmp_path, text)
    assert values["body"] == f"{PROSE}\n\n{prose}"
    assert (values["authors"], values["source"]) == (["Anna Boli"], "Coast Post")
    assert "original_published" not in values
    assert "notices" not in values


def test_furniture_before_prose_is_prose(tmp_path: Path) -> None:
    lines = ["Author: Anna Boli", "14 March 2019, 16:40", PROSE]
    assert read_page(tmp_path, page(*lines))["body"] == "\n\n".join(lines)


@pytest.mark.parametrize(
    ("byline", "authors", "source"),
    [
        ("Author: Anna Boli", ["Anna Boli"], None),
        ("Source: Coast Post", None, "Coast Post"),
        ("Author: Anna Boli, Gia L. Source: Two Seas", ["Anna Boli", "Gia L."], "Two Seas"),
        ("Authors: Anna Boli; Gia Li; Source: Two Seas.", ["Anna Boli", "Gia Li"], "Two Seas."),
        ("Source: own correspondent", None, "own correspondent"),
        ("Автор: А. Б. Меликов Источник: Два моря", ["А. Б. Меликов"], "Два моря"),
        ("Источник: Два моря\nАвтор: Анна Боли", ["Анна Боли"], "Два моря"),
    ],
)  # fmt: skip
def test_bylines(
    tmp_path: Path, byline: str, authors: list[str] | None, source: str | None
) -> None:
    values = read_page(tmp_path, page(PROSE, byline))
    assert (values.get("authors"), values.get("source")) == (authors, source)
    assert values["body"] == PROSE


def test_a_headline_may_begin_like_a_byline(tmp_path: Path) -> None:
    title = "Источник: в Гори откроют школу"
    values = read_page(tmp_path, f"{DATELINE}\n{title}\nШкола стоит у реки.\n")
    assert values["title"] == title
    assert "source" not in values


def test_unknown_lines_of_the_foot_are_kept(tmp_path: Path) -> None:
    values = read_page(tmp_path, page(PROSE, "All news", "18+", "14 March 2019, 16:40"))
    assert values["body"] == f"{PROSE}\n\n18+"


@pytest.mark.parametrize(
    ("name", "text", "lang", "story"),
    [
        ("bread.en.txt", "Хлеб", "en", "bread"),
        ("bread.RU.txt", "Хлеб", "ru", None),
        ("bread.txt", "Хлеб", "ru", None),
        ("bread.txt", "Bread", "en", None),
        ("two.words.ru.txt", "Хлеб", "ru", "two.words"),
        (".ru.txt", "Хлеб", "ru", None),
    ],
)
def test_language_and_story(
    tmp_path: Path, name: str, text: str, lang: str, story: str | None
) -> None:
    values = read_page(tmp_path, f"{DATELINE}\n\n{text}\n\n{text * 3}.\n", name)
    assert (values["lang"], values.get("story")) == (lang, story)


@pytest.mark.parametrize(
    ("content", "field", "reason"),
    [
        (b"Dear Anna,\n\nsee you in Gori.\n", "published", "no line with the date of an article"),
        (b"All news\n\n14 March 2019, 16:40\n", "published", "no line with the date of an article"),
        (
            b"A line\n" * 50 + b"14 March 2019, 16:40\nTitle\n",
            "published",
            "no line with the date of an article",
        ),
        (b"14 March 2019, 16:40\n", "title", "no title after the date"),
        (b"14 March 2019, 16:40\n\nAll news\n", "title", "no title after the date"),
        (b"14 March 2019, 16:40\n\nAuthor: Anna Boli\n", "title", "no title after the date"),
        (b"", "", "the file is empty"),
        (b"\xef\xbb\xbf \n", "", "the file is empty"),
        (b"\x89PNG\x00\x00", "", "the file is binary, not text"),
        (b"one\ntwo \xff\n", "", "invalid UTF-8 at byte 8: invalid start byte"),
        (b"x" * (RECORD_LIMIT + 1), "", f"the file is over {RECORD_LIMIT} bytes"),
    ],
)
def test_rejections(tmp_path: Path, content: bytes, field: str, reason: str) -> None:
    rejection = reject(tmp_path, content)
    assert (rejection.field, rejection.reason) == (field, reason)
    assert rejection.line == (2 if b"\xff\n" in content else 1)


# Titles before and behind their dates


def test_the_case_of_a_headline_above_the_date(tmp_path: Path) -> None:
    values = read_page(
        tmp_path,
        """\
Паром вернулся на Оку

3 мая 2014, 10:30

Паром через Оку снова ходит: первый рейс был в субботу, рассказал капитан.

Чинили его два года.
""",
    )
    assert values == {
        "title": "Паром вернулся на Оку",
        "published": "3 мая 2014, 10:30",
        "body": (
            "Паром через Оку снова ходит: первый рейс был в субботу, рассказал капитан.\n\n"
            "Чинили его два года."
        ),
        "lang": "ru",
    }


ARTICLES = [
    (
        "Паром вернулся на Оку после двух лет ремонта",
        "Паром снова ходит, рассказал капитан.\n\nЧинили его два года.",
    ),
    (
        "Ferry is back on the Oka",
        "The ferry runs again, its captain said.\n\nThe repair took two years.",
    ),
]
HEADLINE, TEXT = ARTICLES[0]


@pytest.mark.parametrize(("title", "text"), ARTICLES)
@pytest.mark.parametrize(
    ("above", "below"),
    [
        ([], []),
        (["Паром. Фото Анны Боли"], []),
        ([], ["The ferry. Photo by Anna Boli"]),
        (["Береговая почта"], ["© Coast Post"]),
        (["Главная / Новости / Общество"], []),
        (["Coast Post", "Society"], ["СУХУМ"]),
        ([], ["Просмотров: 123"]),
        ([], ["4 min read"]),
    ],
)
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_a_title_above_the_date_is_told_from_what_stands_beside_it(
    tmp_path: Path, title: str, text: str, above: list[str], below: list[str], gap: str
) -> None:
    paragraphs = text.split("\n\n")
    values = read_page(tmp_path, gap.join([*above, title, DATELINE, *below, *paragraphs]))
    assert (values["title"], values["published"]) == (title, DATELINE)
    # Nothing is lost.
    shown = [*values.get("captions", []), *values["body"].split("\n\n")]
    assert shown == [*above, *below, *paragraphs]


@pytest.mark.parametrize(("title", "text"), ARTICLES)
@pytest.mark.parametrize(
    "captions",
    [
        ["The ferry. Photo by Anna Boli"],
        ["Паром на Оке. Фото: Анна Боли / «Береговая почта»"],
        ["Паром на Оке", "Капитан. Снимок из архива"],
        ["The old ferry"],
        ["Паром ходил с 1911 года."],
    ],
)
def test_a_title_below_the_date_leaves_captions_above(
    tmp_path: Path, title: str, text: str, captions: list[str]
) -> None:
    values = read_page(tmp_path, "\n\n".join([*captions, DATELINE, title, text]))
    assert (values["title"], values["captions"], values["body"]) == (title, captions, text)


@pytest.mark.parametrize(
    "body",
    [
        "Анна Боли: Когда пойдёт паром?\nГия Ли: В субботу.\nАнна Боли: А катер?\nГия Ли: Осенью.",
        "Q: When does the ferry run?\nA: On Saturday.\nQ: And the boat?\nA: In autumn.",
        "— Когда пойдёт паром?\n— В субботу.",
        "Ока — Волга 2:1\nКама — Дон 0:0\nТерек — Кубань 3:2",
        "1. Анна Боли, 10,2 с\n2. Лия Чи, 10,5 с",
        "• паром\n• катер\n• лодка",
        "«Паром пойдёт. Его починили», — сказал капитан",
        "Вот что известно о пароме:\nон починен.",
    ],
)
@pytest.mark.parametrize("place", ["above", "below"])
def test_an_interview_or_a_list_has_no_title_of_its_own(
    tmp_path: Path, body: str, place: str
) -> None:
    title = "Что известно о пароме на Оке"
    head = [title, DATELINE] if place == "above" else [DATELINE, title]
    values = read_page(tmp_path, "\n\n".join([*head, body]))
    assert (values["title"], values["body"].split("\n\n")) == (title, body.split("\n"))


@pytest.mark.parametrize(
    ("above", "below", "authors", "source"),
    [
        (["Анна Орлова"], [], ["Анна Орлова"], None),
        ([], ["Анна Орлова"], ["Анна Орлова"], None),
        ([], ["А. Б. Меликов"], ["А. Б. Меликов"], None),
        (["By Anna Boli"], [], ["Anna Boli"], None),
        ([], ["Автор: Анна Боли Источник: Два моря"], ["Анна Боли"], "Два моря"),
        (["Author: Anna Boli; Gia Li"], [], ["Anna Boli", "Gia Li"], None),
    ],
)
def test_authors_beside_a_date(
    tmp_path: Path, above: list[str], below: list[str], authors: list[str], source: str | None
) -> None:
    lines = [HEADLINE, *above, DATELINE, *below, TEXT]
    values = read_page(tmp_path, "\n\n".join(lines))
    assert (values["title"], values["authors"]) == (HEADLINE, authors)
    assert (values.get("source"), values["body"]) == (source, TEXT)


def test_what_stands_between_a_title_and_its_date_leads_to_the_text(tmp_path: Path) -> None:
    lead = "Первый рейс был в субботу"
    values = read_page(tmp_path, "\n\n".join([HEADLINE, lead, DATELINE, TEXT]))
    assert (values["title"], values["lead"], values["body"]) == (HEADLINE, lead, TEXT)


@pytest.mark.parametrize("place", ["above", "below"])
def test_a_wrapped_title_is_one_line(tmp_path: Path, place: str) -> None:
    wrapped = "Паром вернулся на Оку после двух лет ре-\nмонта и пошёл в субботу"
    head = [wrapped, DATELINE] if place == "above" else [DATELINE, wrapped]
    values = read_page(tmp_path, "\n\n".join([*head, TEXT]))
    assert values["title"] == "Паром вернулся на Оку после двух лет ремонта и пошёл в субботу"
    assert values["body"] == TEXT


@pytest.mark.parametrize(
    "dateline",
    [
        "Опубликовано: 23 января 2021 | 17:30",
        "Пт, 23 января 2021 17:30",
        "17:30 МСК, 23 января 2021",
        "Posted on January 23, 2021 at 5:30 p.m. EST",
        "Sat 23 Jan 2021 17.30 GMT",
        "23/01/2021 17:30",
        "03/04/2021 17:30",
        "2021.01.23 17:30",
        "32 января 2021, 17:30",
    ],
)
@pytest.mark.parametrize("place", ["above", "below"])
def test_any_date_is_a_dateline(tmp_path: Path, dateline: str, place: str) -> None:
    head = [TITLE, dateline] if place == "above" else [dateline, TITLE]
    values = read_page(tmp_path, "\n\n".join([*head, PROSE]))
    assert (values["published"], values["title"], values["body"]) == (dateline, TITLE, PROSE)


@pytest.mark.parametrize(
    "lines",
    [
        [TITLE, "Published: May 3, 2014", "Updated: May 4, 2014", PROSE],
        [TITLE, "Updated: May 4, 2014", "Published: May 3, 2014", PROSE],
        ["Updated: May 4, 2014", "Published: May 3, 2014", TITLE, PROSE],
    ],
)
def test_the_date_of_a_change_is_not_that_of_publication(tmp_path: Path, lines: list[str]) -> None:
    assert read_page(tmp_path, "\n\n".join(lines)) == {
        "title": TITLE,
        "published": "Published: May 3, 2014",
        "modified": "Updated: May 4, 2014",
        "body": PROSE,
        "lang": "en",
    }


def test_a_dateline_may_name_both(tmp_path: Path) -> None:
    dateline = "10:30 03.05.2014 (обновлено: 11:00 04.05.2014)"
    values = read_page(tmp_path, f"{dateline}\n\n{TITLE}\n\n{PROSE}")
    assert values["modified"] == dateline
    zone = ZoneInfo("Europe/Moscow")
    assert parse_instant(values["published"], zone).day == 3
    assert parse_instant(values["modified"], zone, meaning="modified").day == 4


def test_dates_behind_a_text_are_not_its_own(tmp_path: Path) -> None:
    text = "\n\n".join((TITLE, PROSE, "Author: Anna Boli", DATELINE))
    assert reject(tmp_path, text.encode()).field == "published"
    text = "\n\n".join((TITLE, PROSE, DATELINE))
    assert reject(tmp_path, text.encode()).field == "title"


def test_an_author_in_head_and_foot_is_one(tmp_path: Path) -> None:
    head = (TITLE, "Author: Anna Boli", DATELINE, PROSE)
    values = read_page(tmp_path, "\n\n".join((*head, "Author: Anna Boli")))
    assert (values["authors"], values["body"]) == (["Anna Boli"], PROSE)
    values = read_page(tmp_path, "\n\n".join((*head, "Author: Gia Li")))
    assert (values["authors"], values["body"]) == (["Anna Boli"], f"{PROSE}\n\nAuthor: Gia Li")


SENTENCES = st.lists(
    st.text("абвгд abcde", min_size=1, max_size=150)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
    .map(lambda text: f"{text}."),
    min_size=1,
    max_size=8,
)


@given(paragraphs=SENTENCES, gap=st.sampled_from(["\n", "\n\n", "\r\n\r\n\r\n"]))
def test_no_paragraph_is_lost(
    tmp_path_factory: pytest.TempPathFactory, paragraphs: list[str], gap: str
) -> None:
    foot = ("Author: Anna Boli", "All news", "14 March 2019, 16:40")
    text = gap.join((DATELINE, TITLE, *paragraphs, *foot))
    values = read_page(tmp_path_factory.mktemp("pages"), text)
    assert values["body"].split("\n\n") == paragraphs


@given(text=st.text())
def test_any_text_is_read_or_rejected(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("pages") / "page.txt"
    path.write_text(f"{DATELINE}\n{text}", "utf-8", errors="replace")
    (result,) = read_file(PageReader(), path)
    assert isinstance(result, RawRecord | Rejection)
