"""The text of an article: its paragraphs, and nothing that only stands around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.importing.pages.tree import MOST_ELEMENTS
from indexer.importing.readers import RECORD_LIMIT, RawRecord, Rejection
from tests.indexer.importing.pages.markup import (
    PARAGRAPHS,
    RUSSIAN_PARAGRAPHS,
    TITLE,
    json_ld,
    make_page,
    read_page,
    read_values,
    refuse,
)

BODY = "\n\n".join(PARAGRAPHS)


def test_blocks_are_paragraphs_divided_by_blank_lines() -> None:
    assert read_values(make_page())["body"] == BODY


@pytest.mark.parametrize(
    "body",
    [
        "<div>" + "<br><br>".join(PARAGRAPHS) + "</div>",
        "<div>" + "<br>\n".join(PARAGRAPHS) + "</div>",
        "<div>" + "</div><div>".join(PARAGRAPHS) + "</div>",
        "<table><tr><td><font>" + "<p>".join(PARAGRAPHS) + "</font></td></tr></table>",
    ],
)
def test_old_markup_has_paragraphs_too(body: str) -> None:
    page = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{body}</body></html>"
    assert read_values(page)["body"] == BODY


def test_captions_stand_apart() -> None:
    top = (
        '<figure><img src="a.jpg"><figcaption>The ferry at its pier.</figcaption></figure>'
        '<div class="wp-caption"><p class="wp-caption-text">The captain.</p></div>'
    )
    values = read_values(make_page(top=top))
    assert values["captions"] == ["The ferry at its pier.", "The captain."]
    assert values["body"] == BODY


@pytest.mark.parametrize(
    "line",
    [
        "Read more: The pier that nobody wanted", "Related: Ten lakes", "Also on wire.example",
        "Sign up for our newsletter", "Follow us on Telegram", "Share", "Advertisement",
        "Читайте также: Причал, который никому не нужен", "Подписывайтесь на наш канал в Telegram",
        "Если вы нашли ошибку, выделите её", "По теме",
    ],
)  # fmt: skip
def test_invitations_to_read_something_else_are_no_text(line: str) -> None:
    lines = [PARAGRAPHS[0], line, *PARAGRAPHS[1:], line]
    body = "".join(f"<p>{part}</p>" for part in lines)
    assert read_values(make_page(body=body))["body"] == BODY


@pytest.mark.parametrize(
    "line",
    ["Read the letter of the captain: it is short.", "Ранее он говорил иначе, и это помнят.",
     "More than forty people came.", "“Share,” said the captain."],
)  # fmt: skip
def test_prose_that_begins_alike_is_text(line: str) -> None:
    body = "".join(f"<p>{part}</p>" for part in (*PARAGRAPHS, line, PARAGRAPHS[0][:60]))
    assert line in read_values(make_page(body=body))["body"]


def test_the_headline_is_not_repeated() -> None:
    assert read_values(make_page(top=f"<p>{TITLE}</p><h2>{TITLE}.</h2>"))["body"] == BODY


def test_a_body_in_pieces_is_one() -> None:
    advertisement = (
        '<aside class="ad"><p>Buy a boat, cheap and new, today and only here.</p></aside>'
    )
    body = advertisement.join(
        f'<section><div class="article__body grid">{"".join(f"<p>{part}</p>" for part in piece)}'
        "</div></section>"
        for piece in (PARAGRAPHS * 2, RUSSIAN_PARAGRAPHS)
    )
    text = read_values(make_page(body=body))["body"]
    assert PARAGRAPHS[0] in text
    assert RUSSIAN_PARAGRAPHS[-1] in text
    assert "Buy a boat" not in text


def test_a_text_that_is_only_told_in_the_data_is_taken_from_there() -> None:
    told = "<p>" + "</p><p>".join(PARAGRAPHS) + "</p>"
    page = make_page(
        head=json_ld(headline=TITLE, articleBody=told), body="<p>Loading the article …</p>"
    )
    assert read_values(page)["body"] == BODY


def test_the_sentence_about_the_original_and_the_notice_have_fields_of_their_own() -> None:
    notice = "ЭТО СООБЩЕНИЕ РАСПРОСТРАНЕНО ИНОСТРАННЫМ АГЕНТОМ"
    original = (
        "This article was originally published on the Russian page of South Wire on 3 May 2014, "
        "10:30."
    )
    body = "".join(f"<p>{part}</p>" for part in (*PARAGRAPHS, original, notice))
    values = read_values(make_page(body=body))
    assert values["body"] == BODY
    assert values["original_published"] == "3 May 2014, 10:30"
    assert values["notices"] == [notice]


def test_limits() -> None:
    assert "over" in refuse(b"<html>" + b"x" * RECORD_LIMIT)
    assert "deep" in refuse(make_page(body="<div>" * 400 + BODY + "</div>" * 400))
    assert str(MOST_ELEMENTS) in refuse(make_page(body="<b>x</b>" * MOST_ELEMENTS))


def test_entities_do_not_grow() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "' + "x" * 1000 + '"><!ENTITY b "' + "&a;" * 1000 + '">]>'
    body = read_values(bomb + make_page(top="<p>" + "&b;" * 100 + "</p>"))["body"]
    assert len(body) < 2 * len(BODY)


def test_signs_that_no_text_has_go() -> None:
    assert read_values(make_page(top="<p>&#0;&#1;&#x1F;&#31;\x0b</p>"))["body"] == BODY


@given(
    st.lists(
        st.sampled_from(
            ("<p>", "</p>", "<div>", "</div>", "<article>", "<h1>", "<table>", "<li>", "<br>",
             "<!--", "<![CDATA[", "<time datetime='x'>", "<base href='http://['>", "<select>",
             "<meta property='og:title' content='&#0;'>", "<a href='//x:99999/'>", "<figcaption>",
             "<link rel=canonical href='http://[::1'>", "<span itemprop=author itemscope>",
             '<script type="application/ld+json">{"@type":"Article","headline":[1]}</script>',
             "\ud800", "\0", "&#xD800;", "word", TITLE, *PARAGRAPHS)
        ),
        max_size=40,
    ).map("".join)
)  # fmt: skip
def test_whatever_stands_on_a_page_it_is_a_record_or_a_rejection(markup: str) -> None:
    page = make_page(body=markup).encode("utf-8", "surrogatepass")
    assert isinstance(read_page(page), RawRecord | Rejection)
