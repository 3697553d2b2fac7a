"""Pages that hold no article are refused, and the reason says what they are."""

from __future__ import annotations

import pytest

from tests.indexer.importing.pages.markup import (
    PARAGRAPHS,
    TITLE,
    make_page,
    meta,
    read_values,
    refuse,
)

DATE = "<p>3 May 2014, 10:30</p>"
TEASERS = "".join(
    f'<h3><a href="/articles/{n}">The village number {n} builds a bridge</a></h3>'
    f"<p>Short words about village {n}.</p>"
    for n in range(20)
)


def page(title: str, body: str, head: str = "") -> str:
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head>"
        f"<body><h1>{title}</h1>{body}</body></html>"
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("<html><body></body></html>", "no text"),
        (page("404 Not Found", "<p>The page that you look for is not here.</p>"), "error page"),
        (page("Страница не найдена", "<p>Проверьте адрес.</p>"), "error page"),
        (page("Access denied", "<p>You may not read this.</p>"), "error page"),
        (page("Log in", "<form><input type=password></form><p>Welcome back.</p>"), "login page"),
        (page("Вход в личный кабинет", "<p>Введите пароль.</p>"), "login page"),
        (page("Welcome", "<form><input name=u><input type=password></form>"), "login page"),
        (page("Before you continue", "<p>We and our partners store cookies.</p>"), "consent"),
        (page("Just a moment...", "<p>Checking your browser.</p>"), "check"),
        (page("Search results for ferry", TEASERS), "results of a search"),
        (page("Поиск", TEASERS), "results of a search"),
        (page("News of the valley", TEASERS), "a list of articles"),
        (page("South Wire", TEASERS + f"<p>{PARAGRAPHS[0]}</p>",
              '<link rel=canonical href="https://wire.example/">'), "a list of articles"),
        (page("Ferry", "<p>Soon.</p>"), "no text of an article"),
        (page("Moved", "<p>Wait.</p>", '<meta http-equiv=refresh content="0;url=/new">'),
         "leads on to another"),
    ],
)  # fmt: skip
def test_what_is_no_article(content: str, reason: str) -> None:
    assert reason in refuse(content)


@pytest.mark.parametrize(
    "content",
    [
        make_page(top=DATE, title="Login to the past: the old gate opens"),
        make_page(top=DATE, title="Cookies of the valley win a prize"),
        make_page(top=DATE, title="Search for the lost ferry goes on"),
        make_page(top=DATE, title="Error 404 is a song now, and the valley sings it"),
        make_page(body="".join(f"<p>{part}</p>" for part in PARAGRAPHS * 3) + TEASERS),
        make_page(head=meta(og_type="article"), body=f"<p>{PARAGRAPHS[0]}</p>" + TEASERS),
        page(TITLE, f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"),
    ],
)
def test_what_is_one_all_the_same(content: str) -> None:
    assert PARAGRAPHS[0] in read_values(content)["body"]
