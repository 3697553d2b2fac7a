"""Citations: what each format says of an article, and what holds for any article."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import LANGS, Article
from indexer.labels import Labels
from searcher.citing.citation import (
    CITATION_FORMATS,
    CitationFormat,
    Name,
    make_citation,
    make_key,
    parse_name,
)
from searcher.citing.formats import write_citation

MOSCOW = ZoneInfo("Europe/Moscow")
ACCESSED = date(2026, 11, 27)
URL = "https://chronicle.example/ru/1"

NAMES = {
    "tugov": {"ru": "Аслан Тугов", "en": "Aslan Tugov"},
    "velieva": {"ru": "Марина Ивановна Велиева", "en": "Marina I. Velieva"},
    "ter": {"ru": "Анна-Мария Тер-Степанова", "en": "Anna-Maria Ter-Stepanova"},
    "desk": {"ru": "редакция", "en": "Night News Desk"},
    "orlova": {"ru": "О. Орлова", "en": "O. Orlova"},
    "wire": {"ru": "Южная лента", "en": "South Wire"},
}
LABELS = Labels()
for id_, names in NAMES.items():
    for lang, name in names.items():
        LABELS.add("author", id_, lang, name)
LABELS.add("source", "herald", "ru", "Горный вестник")
LABELS.add("source", "herald", "en", "Mountain Herald")
LABELS.add("source", "south-wire", "ru", "Южная лента")
LABELS.add("source", "south-wire", "en", "South Wire")

RUSSIAN = Article(
    id="ru-1",
    lang="ru",
    title="«Новый мост» открыт",
    # The next day in Moscow.
    published=datetime(2014, 5, 19, 21, 30, tzinfo=UTC),
    authors=("tugov",),
    source="herald",
    url=URL,
)
ENGLISH = replace(RUSSIAN, id="en-1", lang="en", title="A bridge opens")
BARE = replace(RUSSIAN, authors=(), source=None, url=None)


def cite(article: Article, format_: CitationFormat) -> str:
    return write_citation(make_citation(article, LABELS, MOSCOW), format_, ACCESSED)


ACCESS = f"URL: {URL} (дата обращения: 27.11.2026)."
SITE = f"Текст : электронный // Горный вестник : [сайт]. – 2014. – 20 мая. – {ACCESS}"


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        (RUSSIAN, f"Тугов, А. «Новый мост» открыт / А. Тугов. – {SITE}"),
        (
            ENGLISH,
            (
                "Tugov, A. A bridge opens / A. Tugov. – Text : electronic // Mountain Herald : "
                f"[website]. – 2014. – 20 May. – URL: {URL} (date of access: 27.11.2026)."
            ),
        ),
        (BARE, "«Новый мост» открыт. – Текст : электронный. – 2014. – 20 мая."),
        (
            replace(BARE, source="herald"),
            "«Новый мост» открыт. – Текст : электронный // Горный вестник. – 2014. – 20 мая.",
        ),
        (
            replace(BARE, url=URL),
            f"«Новый мост» открыт. – Текст : электронный. – 2014. – 20 мая. – {ACCESS}",
        ),
        # A point of the title is the point of the area; other signs keep theirs beside it.
        (
            replace(BARE, title="Кто виноват?"),
            "Кто виноват?. – Текст : электронный. – 2014. – 20 мая.",
        ),
        (
            replace(BARE, title="Вышли все…"),
            "Вышли все… – Текст : электронный. – 2014. – 20 мая.",
        ),
        (
            replace(RUSSIAN, authors=("velieva", "tugov")),
            f"Велиева, М. И. «Новый мост» открыт / М. И. Велиева, А. Тугов. – {SITE}",
        ),
        (
            replace(RUSSIAN, authors=("ter", "tugov", "orlova")),
            (
                "Тер-Степанова, А.-М. «Новый мост» открыт / А.-М. Тер-Степанова, А. Тугов, "
                f"О. Орлова. – {SITE}"
            ),
        ),
        (
            replace(RUSSIAN, authors=("tugov", "velieva", "ter", "orlova")),
            (
                "«Новый мост» открыт / А. Тугов, М. И. Велиева, А.-М. Тер-Степанова, О. Орлова. "
                f"– {SITE}"
            ),
        ),
        (
            replace(RUSSIAN, authors=tuple(NAMES)),
            f"«Новый мост» открыт / А. Тугов, М. И. Велиева, А.-М. Тер-Степанова [и др.]. – {SITE}",
        ),
        (replace(RUSSIAN, authors=("desk",)), f"«Новый мост» открыт / редакция. – {SITE}"),
        # The archive knows it as a source.
        (replace(RUSSIAN, authors=("wire",)), f"«Новый мост» открыт / Южная лента. – {SITE}"),
    ],
)
def test_gost(article: Article, expected: str) -> None:
    assert cite(article, "gost") == f"{expected}\n"


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        (ENGLISH, f"Tugov, A. (2014, May 20). A bridge opens. *Mountain Herald*. {URL}"),
        (RUSSIAN, f"Тугов, А. (2014, May 20). «Новый мост» открыт. *Горный вестник*. {URL}"),
        (replace(ENGLISH, authors=()), f"A bridge opens. (2014, May 20). *Mountain Herald*. {URL}"),
        (replace(BARE, title="Кто?"), "Кто? (2014, May 20)."),
        (replace(BARE, title="Он сказал: «Нет!»"), "Он сказал: «Нет!» (2014, May 20)."),
        (
            replace(ENGLISH, authors=("velieva", "tugov"), source=None),
            f"Velieva, M. I., & Tugov, A. (2014, May 20). A bridge opens. {URL}",
        ),
        (
            replace(ENGLISH, authors=("desk",), url=None),
            "Night News Desk. (2014, May 20). A bridge opens. *Mountain Herald*.",
        ),
        (
            replace(ENGLISH, authors=("ter", "tugov", "desk"), source=None, url=None),
            "Ter-Stepanova, A.-M., Tugov, A., & Night News Desk. (2014, May 20). A bridge opens.",
        ),
        (
            replace(BARE, authors=tuple(f"a{number}" for number in range(1, 23))),
            ", ".join(f"a{number}" for number in range(1, 20))
            + ", … a22. (2014, May 20). «Новый мост» открыт.",
        ),
    ],
)
def test_apa(article: Article, expected: str) -> None:
    assert cite(article, "apa") == f"{expected}\n"


def test_csl_json() -> None:
    day = {"date-parts": [[2014, 5, 20]]}
    assert json.loads(cite(replace(RUSSIAN, authors=("velieva", "desk")), "csl-json")) == [
        {
            "id": "ru-1",
            "type": "article-newspaper",
            "title": "«Новый мост» открыт",
            "author": [
                {"family": "Велиева", "given": "Марина Ивановна"},
                {"literal": "редакция"},
            ],
            "container-title": "Горный вестник",
            "issued": day,
            "language": "ru",
            "URL": URL,
            "accessed": {"date-parts": [[2026, 11, 27]]},
        }
    ]
    assert json.loads(cite(BARE, "csl-json")) == [
        {
            "id": "ru-1",
            "type": "article-newspaper",
            "title": "«Новый мост» открыт",
            "issued": day,
            "language": "ru",
        }
    ]


def test_bibtex() -> None:
    assert cite(replace(ENGLISH, authors=("tugov", "desk")), "bibtex") == (
        "@article{en-1,\n"
        "  author = {Tugov, Aslan and {Night News Desk}},\n"
        "  title = {{A bridge opens}},\n"
        "  journal = {{Mountain Herald}},\n"
        "  entrysubtype = {newspaper},\n"
        "  year = {2014},\n"
        "  month = may,\n"
        "  date = {2014-05-20},\n"
        f"  url = {{{URL}}},\n"
        "  urldate = {2026-11-27},\n"
        "  langid = {english},\n"
        "}\n"
    )
    assert cite(BARE, "bibtex") == (
        "@misc{ru-1,\n"
        "  title = {{«Новый мост» открыт}},\n"
        "  year = {2014},\n"
        "  month = may,\n"
        "  date = {2014-05-20},\n"
        "  langid = {russian},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("100% & more_#1 $5", r"100\% \& more\_\#1 \$5"),
        (r"a\b", r"a{\textbackslash}b"),
        ("{ne", r"{\textbraceleft}ne"),
        ("ne}", r"ne{\textbraceright}"),
        ("~x^2", r"{\textasciitilde}x{\textasciicircum}2"),
    ],
)
def test_signs_of_tex_are_escaped(title: str, expected: str) -> None:
    assert f"  title = {{{{{expected}}}}},\n" in cite(replace(ENGLISH, title=title), "bibtex")


def test_addresses_in_bibtex_stay_what_they_lead_to() -> None:
    url = r"https://chronicle.example/a_b%20c?x={1}&y=~#z\w"
    assert (r"  url = {https://chronicle.example/a_b%20c?x=%7B1%7D&y=~#z%5Cw}," + "\n") in cite(
        replace(ENGLISH, url=url), "bibtex"
    )


def test_ris() -> None:
    assert cite(replace(RUSSIAN, authors=("tugov", "velieva", "desk")), "ris").split("\r\n") == [
        "TY  - NEWS",
        "ID  - ru-1",
        "AU  - Тугов, Аслан",
        "AU  - Велиева, Марина Ивановна",
        "AU  - редакция",
        "TI  - «Новый мост» открыт",
        "T2  - Горный вестник",
        "PY  - 2014",
        "DA  - 2014/05/20",
        f"UR  - {URL}",
        "Y2  - 2026/11/27",
        "LA  - ru",
        "ER  - ",
        "",
    ]
    tags = [line[:2] for line in cite(BARE, "ris").splitlines()]
    assert tags == ["TY", "ID", "TI", "PY", "DA", "LA", "ER"]


@pytest.mark.parametrize(
    ("text", "name", "initials"),
    [
        ("Аслан Тугов", Name("Тугов", "Аслан"), "А."),
        ("А.Б. Тугов", Name("Тугов", "А.Б."), "А. Б."),
        ("Марина Ивановна Велиева", Name("Велиева", "Марина Ивановна"), "М. И."),
        ("Илья Ильич Чкоидзе", Name("Чкоидзе", "Илья Ильич"), "И. И."),
        ("John F. Miller", Name("Miller", "John F."), "J. F."),
        ("Анна-Мария Тер-Степанова", Name("Тер-Степанова", "Анна-Мария"), "А.-М."),
        ("редакция", Name("редакция"), ""),
        ("Night News Desk", Name("Night News Desk"), ""),
        ("Тугов, Аслан", Name("Тугов, Аслан"), ""),
    ],
)
def test_names_are_split_where_that_is_sure(text: str, name: Name, initials: str) -> None:
    assert parse_name(text) == name
    assert name.initials == initials


def test_keys_are_plain_and_tell_ids_apart() -> None:
    ids = ["en-1", "EN-1", "en/1", "en_1", "en 1", "ен-1", "中文", "", "a" * 500, "a" * 501, "a:b"]
    keys = [make_key(id_) for id_ in ids]
    assert keys[0] == "en-1"
    assert len(set(keys)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}", key) for key in keys)


TEXTS = st.text(max_size=40) | st.text("{}\\%&#_$~^,\r\n\u2028\x85\x0b «»?!.…Aя", max_size=20)
ARTICLES = st.builds(
    Article,
    id=TEXTS,
    lang=st.sampled_from(LANGS),
    title=TEXTS,
    published=st.integers(-11_000_000_000, 7_000_000_000).map(
        lambda seconds: datetime.fromtimestamp(seconds, UTC)
    ),
    authors=st.lists(TEXTS, max_size=5).map(tuple),
    source=st.none() | TEXTS,
    url=st.none() | TEXTS,
)


@given(ARTICLES)
def test_braces_of_bibtex_are_balanced(article: Article) -> None:
    written = cite(article, "bibtex").removesuffix("\n")
    # BibTeX counts them wherever they stand: the entry is open up to its last one.
    steps = [(sign == "{") - (sign == "}") for sign in written[written.index("{") :]]
    depths = list(accumulate(steps))
    assert min(depths[:-1]) == 1
    assert depths[-1] == 0


@given(ARTICLES)
def test_every_line_of_ris_is_a_field(article: Article) -> None:
    written = cite(article, "ris")
    lines = written.splitlines()
    assert written == "".join(f"{line}\r\n" for line in lines)
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert (lines[0], lines[-1]) == ("TY  - NEWS", "ER  - ")
    assert lines.count("ER  - ") == 1


@given(ARTICLES)
def test_csl_json_has_what_it_must(article: Article) -> None:
    (item,) = json.loads(cite(article, "csl-json"))
    assert (item["id"], item["type"]) == (article.id, "article-newspaper")
    assert {"title", "issued", "language"} <= set(item)
    for name in item.get("author", []):
        assert set(name) in ({"literal"}, {"family", "given"})
        assert all(name.values())


@given(ARTICLES, st.sampled_from(CITATION_FORMATS))
def test_a_citation_is_written_of_any_article(article: Article, format_: CitationFormat) -> None:
    written = cite(article, format_)
    assert written.encode()
    assert written == cite(article, format_)
    if format_ in {"gost", "apa"}:
        assert len(written.splitlines()) == 1
