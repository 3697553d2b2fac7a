"""JSON Lines, plain and gzipped, whole and broken."""

import gzip
import json
from pathlib import Path

import pytest

from indexer.importing.readers import RAW_LIMIT, RECORD_LIMIT, RawRecord, Rejection
from indexer.importing.readers.jsonl import JsonlReader
from indexer.importing.sources import Source, open_sources
from tests.indexer.importing.files import read_file


def read(folder: Path, content: bytes, name: str = "news.jsonl") -> list[RawRecord | Rejection]:
    path = folder / name
    path.write_bytes(content)
    return read_file(JsonlReader(), path)


def test_each_line_is_a_record_with_its_number_and_text(tmp_path: Path) -> None:
    content = '{"title": "Хлеб", "tags": ["a"]}\n\n  \r\n{"title": null}\r\n{"n": 1}'
    assert read(tmp_path, content.encode()) == [
        RawRecord(1, {"title": "Хлеб", "tags": ["a"]}, '{"title": "Хлеб", "tags": ["a"]}'),
        RawRecord(4, {"title": None}, '{"title": null}'),
        RawRecord(5, {"n": 1}, '{"n": 1}'),
    ]


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        (b'{"a": 1,}', "", "broken JSON at column 9: trailing comma in object"),
        ('{"хлеб": да}'.encode(), "", "broken JSON at column 10: invalid character"),
        (b'{"a": "b', "", "broken JSON at column 9: the line ends too early"),
        (b'{"a": x}', "", "broken JSON at column 7: invalid character"),
        (b'{"a": infinity}', "", "broken JSON at column 7: invalid character"),
        (b'{"a": 1e999}', "", "broken JSON: Number out of range"),
        (b"[1, 2]", "", "expected a JSON object"),
        (b"null", "", "expected a JSON object"),
        (b'"text"', "", "expected a JSON object"),
        (b'{"a": "\xff"}', "", "invalid UTF-8 at byte 7: invalid start byte"),
        (b"[" * 100_000, "", "the JSON is nested too deeply"),
        (b'{"date": 1, "b": 2, "date": 3}', "date", "the name stands twice in the record"),
    ],
)
def test_a_broken_line_is_rejected_and_the_next_one_read(
    tmp_path: Path, line: bytes, field: str, reason: str
) -> None:
    first, broken, last = read(tmp_path, b'{"n": 1}\n' + line + b'\n{"n": 3}\n')
    assert isinstance(broken, Rejection)
    assert (broken.line, broken.field, broken.reason) == (2, field, reason)
    assert broken.raw == line.decode("utf-8", "replace")[:RAW_LIMIT]
    assert [first, last] == [
        RawRecord(1, {"n": 1}, '{"n": 1}'),
        RawRecord(3, {"n": 3}, '{"n": 3}'),
    ]


@pytest.mark.parametrize(
    "line", ['{"a": 1, "a": 3}', '{"a": 1, "title": "T", "a": 3, "title": "T"}']
)
def test_an_unknown_name_that_stands_twice_is_told(tmp_path: Path, line: str) -> None:
    (record,) = read(tmp_path, line.encode())
    assert isinstance(record, RawRecord)
    assert record.values["a"] == 3
    assert record.remarks == (("a", "the name stands twice; the last one counts"),)


@pytest.mark.parametrize(
    "record",
    [
        {"a": '"a": "a"', "b": {"a": "a"}},
        {"tags": ["tags", "tags"], "title": "tags"},
    ],
)
def test_a_name_that_stands_twice_but_not_as_a_name_is_no_repetition(
    tmp_path: Path, record: dict[str, object]
) -> None:
    (read_record,) = read(tmp_path, json.dumps(record).encode())
    assert isinstance(read_record, RawRecord)
    assert read_record.values == record


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\n \r\n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"SQLite format 3\0\n\n\n", "the file is binary, not text"),
    ],
)
def test_a_file_of_another_kind_is_rejected_once(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    (rejection,) = read(tmp_path, content)
    assert isinstance(rejection, Rejection)
    assert (rejection.line, rejection.field, rejection.reason) == (1, "", reason)


def test_a_bom_is_no_part_of_the_text(tmp_path: Path) -> None:
    content = b'\xef\xbb\xbf{"n": 1}\n\xef\xbb\xbf{"n": 2}\n'
    assert [record.raw for record in read(tmp_path, content)] == ['{"n": 1}', '{"n": 2}']


def test_a_line_over_the_limit_is_skipped_to_its_end(tmp_path: Path) -> None:
    long = b'{"a": "' + b"x" * (RECORD_LIMIT + 200_000) + b'"}'
    first, broken, last = read(tmp_path, b'{"n": 1}\n' + long + b'\n{"n": 3}')
    assert isinstance(first, RawRecord)
    assert isinstance(broken, Rejection)
    assert (broken.line, broken.reason) == (2, f"the line is over {RECORD_LIMIT} bytes")
    assert len(broken.raw) == RAW_LIMIT
    assert last == RawRecord(3, {"n": 3}, '{"n": 3}')


def test_a_long_record_is_read_whole_and_its_raw_text_cut(tmp_path: Path) -> None:
    body = "я" * RAW_LIMIT
    (record,) = read(tmp_path, json.dumps({"body": body}, ensure_ascii=False).encode())
    assert isinstance(record, RawRecord)
    assert record.values == {"body": body}
    assert len(record.raw) == RAW_LIMIT


LINES = [json.dumps({"n": n, "text": f"{n * 7919 % 1009} words"}) for n in range(20_000)]


def test_gzip_reads_like_the_plain_file(tmp_path: Path) -> None:
    plain = "\n".join(LINES).encode()
    assert read(tmp_path, gzip.compress(plain), "news.jsonl.gz") == read(tmp_path, plain)


def test_a_truncated_gzip_keeps_what_was_read(tmp_path: Path) -> None:
    compressed = gzip.compress("\n".join(LINES).encode())
    *records, rejection = read(tmp_path, compressed[: len(compressed) // 2], "news.jsonl.gz")
    assert len(records) > 1000
    assert [record.raw for record in records] == LINES[: len(records)]
    assert isinstance(rejection, Rejection)
    assert rejection.line == len(records) + 1
    assert rejection.reason.startswith("the gzip file is broken: ")


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(b'{"n": 1}\n' * 100, mtime=0)[:12],
        gzip.compress(b"x" * 50, mtime=0)[:-8] + b"\0\0\0\0\0\0\0\0",
    ],
)
def test_a_broken_gzip_is_rejected(tmp_path: Path, content: bytes) -> None:
    *_, rejection = read(tmp_path, content, "news.jsonl.gz")
    assert isinstance(rejection, Rejection)
    assert rejection.reason.startswith("the gzip file is broken: ")


def test_reading_streams(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes(b'{"n": 1}\n{"n": 2}\n')
    (source,) = open_sources(path, path.name, None)
    assert isinstance(source, Source)
    assert next(JsonlReader().read(source)) == RawRecord(1, {"n": 1}, '{"n": 1}')
