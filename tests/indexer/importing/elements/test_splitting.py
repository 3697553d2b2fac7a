"""XML files as their records: each by itself, whatever the others are."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.importing.elements.parsing import (
    ElementError,
    children,
    first_text,
    local_name,
    read_element,
    text_of,
)
from indexer.importing.elements.splitting import Piece, Splitter
from indexer.importing.readers import RECORD_LIMIT


class Trickle(io.RawIOBase):
    """A stream that gives a few bytes at a time."""

    def __init__(self, content: bytes, size: int) -> None:
        self._content = io.BytesIO(content)
        self._size = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        part = self._content.read(min(self._size, len(buffer)))
        buffer[: len(part)] = part
        return len(part)


def split(content: bytes, *names: str) -> list[Piece]:
    stream = io.BufferedReader(io.BytesIO(content))  # type: ignore[arg-type]
    return list(Splitter(stream, frozenset(names or ("item",))).split())


def texts(content: str) -> list[str]:
    return [text_of(read_element(piece, "utf-8")) for piece in split(content.encode())]


HIDDEN = [
    "<![CDATA[</item><item>]]>",
    "<!-- </item><item> -->",
    "<?php echo '</item><item>' ?>",
    '<b title="&lt;/item&gt;">x</b>',
    "<items></items><item-of>y</item-of>",
    "A & B < C &nbsp; &amp; &#65; ]]> \x0b &#8; end",
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_looks_like_the_end_of_a_record_and_is_none(hidden: str) -> None:
    found = split(f"<rss>\n<item>{hidden}</item>\n<item>z</item></rss>".encode())
    assert [(piece.line, piece.defect) for piece in found] == [(2, ""), (3, "")]
    assert found[0].text == f"<item>{hidden}</item>".encode()


def test_a_record_is_read_as_it_was_meant() -> None:
    assert texts(f"<rss><item>{HIDDEN[-1]}</item></rss>") == ["A & B < C \xa0 & A ]]>   end"]
    assert texts("<r><item><![CDATA[a &amp; <b>]]></item></r>") == ["a &amp; <b>"]


def test_what_stands_around_records_is_theirs() -> None:
    document = '<a:f xmlns:a="urn:a" xml:lang="ru"\n base=">"><a:g><a:item>x</a:item></a:g></a:f>'
    (piece,) = split(document.encode())
    element = read_element(piece, "utf-8")
    assert (element.tag, local_name(element)) == ("{urn:a}item", "item")
    assert element.xpath("string(ancestor::*/@xml:lang)") == "ru"


def test_prefixes_that_nobody_declared_are_names_all_the_same() -> None:
    (piece,) = split(b"<rss><item><wp:id>5</wp:id><title>T</title></item></rss>")
    assert [text_of(one) for one in children(read_element(piece, "utf-8"))] == ["5", "T"]
    assert first_text(read_element(piece, "utf-8"), "title") == "T"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("<item><t>a<br>b</t></item>", "broken XML at line 2: Opening and ending tag mismatch"),
        ("<item>&xxe;</item>", "an entity that is not known: &xxe;"),
        ("<item>" + "<a>" * 5_000 + "</item>", "broken XML at line 2: Excessive depth"),
        ("<item><t>open", "<item> is not closed"),
        ("<item><t x=1>a</t></item>", "broken XML at line 2: AttValue"),
    ],
)
def test_a_broken_record_costs_only_itself(broken: str, reason: str) -> None:
    first, second, third = split(f"<rss>\n{broken}\n<item>b</item><item>c</item></rss>".encode())
    with pytest.raises(ElementError) as told:
        read_element(first, "utf-8")
    assert str(told.value).startswith(reason)
    assert [text_of(read_element(one, "utf-8")) for one in (second, third)] == ["b", "c"]


def test_bytes_that_are_no_utf8_cost_their_record() -> None:
    first, second = split(b"<rss><item>a\xff</item><item>b</item></rss>")
    with pytest.raises(ElementError, match="invalid UTF-8 at byte 7"):
        read_element(first, "utf-8")
    assert text_of(read_element(second, "utf-8")) == "b"


@pytest.mark.parametrize("filling", [b"x", b"<a/>", b"<![CDATA[", b"<!--", b"&a;", b'<a b="'])
def test_a_record_without_end_is_told_and_the_next_one_read(filling: bytes) -> None:
    closer = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}.get(filling, b"")
    huge = filling * (RECORD_LIMIT // len(filling) + 1) + closer
    first, second = split(b"<rss><item>" + huge + b"</item>\n<item>b</item></rss>")
    assert first.defect == f"<item> is over {RECORD_LIMIT} bytes"
    assert len(first.text) < RECORD_LIMIT
    assert (second.line, second.defect) == (2, "")


def test_a_file_that_ends_too_early_is_told() -> None:
    whole, cut = split(b"<rss><item>a</item><item><![CDATA[b</item>")
    assert (whole.defect, cut.defect) == ("", "the file ends within <item>")


def test_elements_without_end_around_the_records_are_told() -> None:
    (told,) = split(b"<a>" * 1_000_000 + b"<item/>")
    assert told.defect == "nested too deeply; the rest is left"


def test_no_declaration_of_a_document_type_is_read() -> None:
    document = (
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "<item>&b;</item>">\n'
        b'<!ENTITY b SYSTEM "file:///etc/passwd"> ]  ><rss><t>&b;</t><item>&a;</item></rss>'
    )
    splitter = Splitter(io.BufferedReader(io.BytesIO(document)), frozenset(("item",)))  # type: ignore[arg-type]
    (piece,) = splitter.split()
    assert piece.text == b"<item>&a;</item>"
    assert splitter.header == b"<rss><t>&b;</t></rss>"
    with pytest.raises(ElementError):
        read_element(piece, "utf-8")


PARTS = st.sampled_from(
    [*HIDDEN, "<item>", "</item>", "<item/>", "<", ">", "<!", "<![CDATA[", "]]>", "<!--", "-->",
     "<a>", "</a>", "<a b='", "'", "<?", "?>", "<!DOCTYPE x [", "]>", "слово", " ", "\n"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=30), st.integers(1, 40))
def test_how_a_stream_comes_makes_no_difference(parts: list[str], size: int) -> None:
    content = "".join(parts).encode()
    stream = io.BufferedReader(Trickle(content, size), 16)
    pieces = list(Splitter(stream, frozenset(("item",))).split())
    assert pieces == split(content)
    assert all(one.line <= other.line for one, other in pairwise(pieces))
    for piece in pieces:
        assert piece.text in content
        try:
            read_element(piece, "utf-8")
        except ElementError:
            assert content
