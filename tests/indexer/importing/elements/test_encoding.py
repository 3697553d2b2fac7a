"""The encoding of an XML file is that of its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.importing.elements.encoding import open_xml
from indexer.importing.reading import open_all
from indexer.importing.sources import Source

RUSSIAN = "Паводок размыл дорогу между двумя сёлами, автобусы ходят в объезд."
FRENCH = "Le café près du théâtre rouvre à l'été, où l'on fêtera Noël déjà."


def read(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "feed.xml"
    path.write_bytes(content)
    (content,) = [open_xml(source)[0].read() for source in sources(path)]
    return content.decode("utf-8")


def sources(path: Path) -> Iterator[Source]:
    return (one for one in open_all(path, path.name, None) if isinstance(one, Source))


def document(declared: str, text: str) -> str:
    filling = "<link>https://example.org/news/archive/1</link>" * 20
    return f"{declared}<rss><item>{filling}<title>{text}</title></item></rss>"


def declare(name: str) -> str:
    return f'<?xml version="1.0" encoding="{name}"?>'


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("windows-1251", "windows-1251"),
        ("koi8-r", "koi8-r"),
        ("ISO-8859-5", "iso8859-5"),
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16", "utf-16-le"),
        ("utf-16", "utf-16-be"),
        ("utf-32", "utf-32"),
        # What programs declare without looking.
        ("windows-1251", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("iso-8859-1", "windows-1251"),
        ("utf-8", "windows-1251"),
        ("utf-8", "koi8-r"),
        ("windows-1251", "koi8-r"),
        ("koi8-r", "windows-1251"),
        ("us-ascii", "windows-1251"),
        ("nonsense", "windows-1251"),
        ("zlib", "utf-8"),
        ("unicode_escape", "windows-1251"),
    ],
)
def test_russian_is_read_whatever_is_declared(tmp_path: Path, declared: str, encoding: str) -> None:
    assert RUSSIAN in read(tmp_path, document(declare(declared), RUSSIAN).encode(encoding))


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-8", "utf-16"])
def test_without_a_declaration_too(tmp_path: Path, encoding: str) -> None:
    assert RUSSIAN in read(tmp_path, document("", RUSSIAN).encode(encoding))


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("iso-8859-1", FRENCH),
        ("iso-8859-1", "A “quoted” dash – and £5"),
        ("gb2312", "洪水冲毁了两个村庄之间的道路"),
        ("big5", "洪水沖毀了兩個村莊之間的道路"),
        ("euc-kr", "홍수로 두 마을 사이의 도로가 유실되었다"),
        ("iso-2022-jp", "洪水で二つの村を結ぶ道路が流された"),
        ("iso-8859-7", "Η πλημμύρα κατέστρεψε τον δρόμο"),
    ],
)
def test_other_languages_are_what_they_are_declared(
    tmp_path: Path, declared: str, text: str
) -> None:
    encoding = {"iso-8859-1": "cp1252"}.get(declared, declared)
    assert text in read(tmp_path, document(declare(declared), text).encode(encoding))


def test_a_few_broken_bytes_make_no_other_encoding(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(document(declare("utf-8"), RUSSIAN).encode() + b"\xff")
    for source in sources(path):
        stream, encoding = open_xml(source)
        assert encoding == "utf-8"
        assert RUSSIAN.encode() in stream.read()
