"""Tables: one article a row, however the rows are written."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.home.paths import ArchiveHome
from indexer.importing.readers import RECORD_LIMIT, RawRecord, Rejection
from indexer.importing.readers.table import TableReader
from tests.indexer.importing.files import read_file, tell_reader
from tests.indexer.importing.test_importing import run

BODY = 'Первый абзац; он с "кавычками".\n\nВторой, с табуляцией\tв нём.'
NAMES = ["id", "Title", "publish date", "text", "tags"]
ROWS = [
    ["1", "Мост, открыт", "2014-05-03", BODY, "дороги, реки"],
    ["2", "Bridge", "2014-05-04", "The bridge is open.", ""],
]


def write(rows: list[list[str]], **dialect: Any) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, **dialect).writerows([NAMES, *rows])
    return file.getvalue()


def records(tmp_path: Path, content: str | bytes) -> list[RawRecord | Rejection]:
    path = tmp_path / "news.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file(TableReader(), path)


def values(tmp_path: Path, content: str | bytes) -> list[dict[str, Any]]:
    found = records(tmp_path, content)
    assert all(isinstance(one, RawRecord) for one in found)
    return [dict(one.values) for one in found if isinstance(one, RawRecord)]


def test_a_row_becomes_an_article(home: ArchiveHome, analyzer: Analyzer, tmp_path: Path) -> None:
    (tmp_path / "news.csv").write_text(write(ROWS), "utf-8")
    report = run(home, analyzer, tmp_path / "news.csv")
    assert (report.rejected, report.doubts) == ([], [])
    with Archive.open(home.database) as archive:
        article = next(article for _, article in archive.articles() if article.id == "1")
    assert (article.title, article.lang) == ("Мост, открыт", "ru")
    assert article.body == BODY.replace("\t", " ")
    assert article.tags == ("dorogi", "reki")


@pytest.mark.parametrize("delimiter", ",;\t|")
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_all_ways_to_write_a_table(tmp_path: Path, delimiter: str, end: str, quoting: int) -> None:
    content = write(ROWS, delimiter=delimiter, lineterminator=end, quoting=quoting)
    for begin in ("", "\ufeff", f"sep={delimiter}{end}", end):
        first, _ = values(tmp_path, begin + content)
        assert (first["id"], first["Title"]) == ("1", "Мост, открыт")
        assert first["text"] == BODY


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "cp866", "utf-16", "utf-8-sig"])
def test_old_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    first, _ = values(tmp_path, write(ROWS).encode(encoding))
    assert first["text"] == BODY


def test_quotes_may_be_escaped_by_backslashes(tmp_path: Path) -> None:
    content = write(ROWS, escapechar="\\", doublequote=False)
    first, _ = values(tmp_path, content)
    assert first["text"] == BODY


TEXTS = st.text(st.sampled_from("ab\",;\t|\n'\\ я"), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=5),
    st.sampled_from(",;|"),
)
def test_what_was_written_is_read(
    tmp_path: Path, rows: list[tuple[str, str, str]], delimiter: str
) -> None:
    content = write(
        [["x", *map(str.strip, row), "y"] for row in rows],
        delimiter=delimiter,
        quoting=csv.QUOTE_ALL,
    )
    found = values(tmp_path, content)
    wanted = [[text.strip() for text in row] for row in rows]
    read = [[one[name] for name in NAMES[1:4]] for one in found]
    assert read == wanted


def test_a_number_is_that_of_the_row_s_first_line(tmp_path: Path) -> None:
    content = 'id,title,text\n\n1,A,"one\ntwo\n\nthree"\n2,B,x\n'
    first, second = records(tmp_path, content)
    assert isinstance(first, RawRecord)
    assert isinstance(second, RawRecord)
    assert (first.number, second.number) == (3, 7)
    assert first.raw == '1,A,"one\ntwo\n\nthree"\n'


def test_a_quote_that_is_not_closed_costs_its_row_alone(tmp_path: Path) -> None:
    content = 'id,title,text\n1,A,"open\n2,B,"said ""yes"""\n3,"C",z\n4,D,"last\n'
    first, *others, last = records(tmp_path, content)
    assert isinstance(first, Rejection)
    assert (first.line, first.raw) == (2, '1,A,"open\n')
    assert [one.values["title"] for one in others if isinstance(one, RawRecord)] == ["B", "C"]
    assert isinstance(last, Rejection)
    assert last.line == 5


def test_a_quote_without_end_does_not_swallow_the_file(tmp_path: Path) -> None:
    rows = "".join(f"{number},T{number},{'x' * 50}\n" for number in range(30_000))
    first, *others = records(tmp_path, f'id,title,text\n0,A,"open\n{rows}')
    assert isinstance(first, Rejection)
    assert first.reason == "a quote that is not closed within 20000 lines"
    assert len(others) == 30_000
    assert all(isinstance(one, RawRecord) for one in others)


def test_a_row_without_end_is_told_and_the_next_one_read(tmp_path: Path) -> None:
    huge = "x" * (2 * RECORD_LIMIT)
    first, second, third = records(tmp_path, f'id,title\n1,{huge}\n2,"B\n{huge}\n')
    assert [one.line for one in (first, second, third) if isinstance(one, Rejection)] == [2, 3, 4]


def test_quotes_in_tables_with_tabs_are_signs(tmp_path: Path) -> None:
    content = 'id\ttitle\ttext\n1\t"Yes" they said\t"No\n2\t"All"\t"x"\n'
    first, second = values(tmp_path, content)
    assert (first["title"], first["text"]) == ('"Yes" they said', '"No')
    assert (second["title"], second["text"]) == ("All", "x")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,2014-05-03,T,x,y", "5 values for 3 names"),
        ("1,2014-05-03,\0", "a zero byte"),
    ],
)
def test_rows_that_cannot_be_told_apart_are_rejected(tmp_path: Path, row: str, reason: str) -> None:
    # Beyond what a binary file is told by.
    padding = "0,2014-05-03,T\n" * 500
    *_, last = records(tmp_path, f"id,date,title\n{padding}{row}\n")
    assert isinstance(last, Rejection)
    assert (last.line, last.reason) == (502, reason)


def test_a_row_that_is_too_short_is_told(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    path = tmp_path / "news.csv"
    path.write_text("id,date,title,text\n1,2014-05-03,Title\n2,2014-05-03\n3,2014-05-03,T,x,,\n")
    report = run(home, analyzer, path)
    assert report.outcomes["new"] == 2
    ((field, reason),) = [(one.field, one.reason) for one in report.doubts if one.field != "lang"]
    assert (field, reason) == ("text", "3 values for 4 names")
    ((line, field),) = [(one.line, one.field) for one in report.rejected]
    assert (line, field) == (3, "title")


def test_a_name_that_stands_twice(tmp_path: Path) -> None:
    content = "title,tag,tag,title,other,other,\nT,a,b,T,1,2,z\nT,a,,U,1,1,\n"
    first, second = records(tmp_path, content)
    assert isinstance(first, RawRecord)
    assert first.values == {
        "title": "T", "tag": ["a", "b"], "other": ["1", "2"], "column 7": "z"
    }  # fmt: skip
    assert isinstance(second, Rejection)
    assert (second.field, second.reason) == ("title", "the name stands twice in the first line")


def test_what_stands_for_nothing_is_nothing(tmp_path: Path) -> None:
    (said,) = values(tmp_path, "title,date,author,other\nT,\\N,NULL,NULL\n")
    assert said == {"title": "T", "date": "", "author": ""}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\n\n\n", "the file is empty"),
        (b"words\nand words\n", "the first line names less than two fields: no table"),
        (b"\0\1\2", "the file is binary, not text"),
        (b'id,"title\n', "the names of the fields cannot be read: unexpected end of data"),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, content: bytes, reason: str) -> None:
    (told,) = records(tmp_path, content)
    assert isinstance(told, Rejection)
    assert told.reason == reason


def test_bytes_that_are_no_utf8_cost_their_row(tmp_path: Path) -> None:
    russian = "Паводок размыл дорогу между двумя сёлами".encode()
    content = b"id,title\n" + b"1," + russian + b"\n2,\xff\xfe\xff\n3,c\n"
    first, second, third = records(tmp_path, content)
    assert isinstance(second, Rejection)
    assert (second.line, second.reason) == (3, "invalid UTF-8")
    assert isinstance(first, RawRecord)
    assert isinstance(third, RawRecord)


@pytest.mark.parametrize(
    ("name", "content", "is_table"),
    [
        ("news", "id,title,date\n1,T,2014-05-03\n", True),
        ("news.txt", "Заголовок;Дата;Текст\nМост;2014-05-03;Слова\n", True),
        ("news", "Some words, and others, and a title\n", False),
        ("news", "name,value\n1,2\n", False),
        ("news.csv", "Ttl;Dt\nT;2014-05-03\n", True),
        ("news.tsv", "", True),
    ],
)
def test_tables_are_told_by_the_names_in_the_first_line(
    tmp_path: Path, name: str, content: str, is_table: bool
) -> None:
    path = tmp_path / name
    for encoding in ("utf-8", "windows-1251"):
        path.write_text(content, encoding)
        assert isinstance(tell_reader(path), TableReader) is is_table
