"""Pages in whatever character set, and whatever they say of it: read rightly, or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.importing.pages.charset import CharsetError, decode_page, garbling
from tests.indexer.importing.pages.markup import (
    PARAGRAPHS,
    RUSSIAN_PARAGRAPHS,
    RUSSIAN_TITLE,
    make_page,
    make_russian_page,
    read_page,
    read_values,
    refuse,
)

BODY = "\n\n".join(RUSSIAN_PARAGRAPHS)
CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
DECLARED = ("utf-8", "windows-1251", "koi8-r", "iso-8859-1", "x-nonsense", "")


def encode(charset: str, declared: str) -> bytes:
    page = make_russian_page().replace("utf-8", declared)
    return page.encode(charset)


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize("charset", ["utf-8", *CYRILLIC])
def test_a_russian_page_is_read_whatever_it_declares(charset: str, declared: str) -> None:
    values = read_values(encode(charset, declared))
    assert (values["title"], values["body"]) == (RUSSIAN_TITLE, BODY)


@pytest.mark.parametrize("charset", ["cp1251", "koi8-r"])
def test_what_the_server_declares_does_not_mislead_either(charset: str) -> None:
    assert RUSSIAN_TITLE in decode_page(encode(charset, ""), "utf-8")


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_with_and_without_its_mark(charset: str) -> None:
    assert read_values(make_russian_page().encode(charset))["body"] == BODY


def test_western_letters_and_signs() -> None:
    page = make_page(top="<p>A café in the valley – “naïve”, it’s said – serves the crew.</p>")
    body = read_values(page.replace("utf-8", "iso-8859-1").encode("cp1252"))["body"]
    assert body.startswith("A café in the valley – “naïve”, it’s said – serves the crew.")


@given(
    words=st.lists(st.sampled_from(BODY.split()), min_size=12, max_size=60),
    charset=st.sampled_from(("cp1251", "koi8-r", "cp866", "iso8859-5")),
    declared=st.sampled_from(DECLARED),
)
def test_any_russian_words_are_read_rightly_or_refused(
    words: list[str], charset: str, declared: str
) -> None:
    text = f"<meta charset='{declared}'><p>{' '.join(words)}</p>"
    assert decode_page(text.encode(charset)) == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("utf-8", "cp1251"), ("utf-8", "latin-1"), ("cp1251", "koi8-r"), ("koi8-r", "cp1251"),
        ("cp866", "cp1251"), ("cp1251", "cp866"), ("cp1251", "latin-1"),
    ],
)  # fmt: skip
def test_letters_that_were_garbled_before_they_were_saved_are_refused(
    written: str, read: str
) -> None:
    garbled = make_russian_page().encode(written).decode(read, "replace")
    assert "character set" in refuse(garbled.encode())


def test_a_broken_letter_in_the_article_is_refused_elsewhere_it_is_not() -> None:
    page = make_russian_page().encode()
    at = page.index("Капитан".encode()) + 1
    assert "broken characters" in refuse(page[:at] + page[at + 1 :])
    at = page.index(b"South Wire. All")
    assert read_values(page[:at] + b"\xd0" + page[at:])["body"] == BODY


def test_bytes_that_are_no_letters_are_refused() -> None:
    assert "binary" in refuse(b"<html>\0\1\2\0\0\3" + bytes(range(256)) * 20)
    with pytest.raises(CharsetError):
        decode_page(b"<p>" + bytes(range(0x80, 0x100)) * 40)


@pytest.mark.parametrize("text", [BODY, BODY.upper(), " ".join(PARAGRAPHS), "Ёж. №5 — «да»", ""])
def test_sound_texts_are_sound(text: str) -> None:
    assert garbling(text) is None


def test_the_command_line_has_the_last_word() -> None:
    record = read_page(encode("koi8-r", "utf-8"), encoding="koi8-r")
    assert RUSSIAN_TITLE in record.raw
