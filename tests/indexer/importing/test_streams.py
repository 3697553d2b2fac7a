"""Files that a crash or another system left in a state of their own: zero bytes, wide letters, line
ends of long ago."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.importing.readers import RawRecord, Rejection
from indexer.importing.readers.json_document import JsonReader
from indexer.importing.readers.jsonl import JsonlReader
from indexer.importing.readers.table import TableReader
from indexer.importing.streams import ZeroSkippingStream
from tests.indexer.importing.files import read_file, tell_reader

ONE = {"title": "Рынок открыт", "date": "2019-03-04", "text": "Он открыт."}
TWO = {"title": "Market opens", "date": "2019-03-04", "text": "It is open."}
LINES = [json.dumps(one, ensure_ascii=False).encode() for one in (ONE, TWO)]
ZEROS = "zero bytes, as a crash of a machine leaves them"


def read_lines(tmp_path: Path, content: bytes) -> tuple[list[Any], list[str]]:
    """The values of the records in a file, and why others are none."""
    path = tmp_path / "news.jsonl"
    path.write_bytes(content)
    found = read_file(JsonlReader(), path)
    return (
        [one.values for one in found if isinstance(one, RawRecord)],
        [one.reason for one in found if isinstance(one, Rejection)],
    )


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["news.jsonl", "news.json", "news"])
def test_wide_letters_without_a_mark_are_read(tmp_path: Path, encoding: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\n".join(LINES).decode().encode(encoding))
    reader = tell_reader(path)
    assert reader is not None
    records = read_file(reader, path)
    assert [one.values for one in records if isinstance(one, RawRecord)] == [ONE, TWO]
    assert len(records) == 2


def test_other_bytes_are_no_wide_letters(tmp_path: Path) -> None:
    values, reasons = read_lines(tmp_path, bytes(range(256)) * 20)
    assert (values, reasons) == ([], ["the file is binary, not text"])


@pytest.mark.parametrize("end", [b"\r", b"\r\n", b"\n"])
def test_lines_end_as_they_ever_did(tmp_path: Path, end: bytes) -> None:
    assert read_lines(tmp_path, end.join((*LINES, b""))) == ([ONE, TWO], [])


@pytest.mark.parametrize("size", [8, 5_000, 3_000_000])
@pytest.mark.parametrize(
    "order", [("0", "one", "two"), ("one", "0", "two"), ("one", "two", "0"), ("one", "two\n", "0")]
)
def test_records_around_zero_bytes_are_read_and_these_told(
    tmp_path: Path, size: int, order: tuple[str, ...]
) -> None:
    parts = {"0": b"\0" * size, "one": LINES[0] + b"\n", "two": LINES[1], "two\n": LINES[1] + b"\n"}
    values, reasons = read_lines(tmp_path, b"".join(parts[name] for name in order))
    assert values == [ONE, TWO]
    assert reasons == [f"{size} {ZEROS}, in the file"]


def test_record_that_was_torn_is_told_and_not_put_together(tmp_path: Path) -> None:
    torn = LINES[0][:20] + b"\0" * 4096 + LINES[0][20:]
    values, reasons = read_lines(tmp_path, torn + b"\n" + LINES[1])
    assert values == [TWO]
    assert len(reasons) == 3
    assert reasons[-1] == f"4096 {ZEROS}, in the file"


def test_file_of_zero_bytes_alone_is_told(tmp_path: Path) -> None:
    values, reasons = read_lines(tmp_path, b"\0" * 10_000)
    assert values == []
    assert reasons[-1] == f"10000 {ZEROS}, in the file"


def test_other_formats_are_read_around_zero_bytes_too(tmp_path: Path) -> None:
    table, document = tmp_path / "news.csv", tmp_path / "news.json.gz"
    table.write_bytes(b"title,date,text\nMarket opens,2019-03-04,It is open.\n" + b"\0" * 512)
    document.write_bytes(gzip.compress(b"[" + LINES[0] + b"]\n" + b"\0" * 512))
    for reader, path, values in ((TableReader(), table, TWO), (JsonReader(), document, ONE)):
        record, zeros = read_file(reader, path)
        assert isinstance(record, RawRecord)
        assert record.values == values
        assert isinstance(zeros, Rejection)
        assert zeros.reason == f"512 {ZEROS}, in the file"


@given(st.lists(st.tuples(st.integers(0, 40), st.binary(max_size=8)), max_size=20))
def test_nothing_but_blocks_of_zeros_is_taken_out(parts: list[tuple[int, bytes]]) -> None:
    content = b"".join(b"\0" * zeros + rest for zeros, rest in parts)
    stream = ZeroSkippingStream(io.BufferedReader(io.BytesIO(content), 8))
    read = b"".join(iter(lambda: stream.read(5) or b"", b""))
    runs = [run for run in _split_runs(content) if run[:1] == b"\0" and len(run) >= 8]
    assert stream.skipped == sum(map(len, runs))
    assert len(read) == len(content) - stream.skipped + len(runs)
    assert read.replace(b"\n", b"").replace(b"\0", b"") == (
        content.replace(b"\n", b"").replace(b"\0", b"")
    )


def _split_runs(content: bytes) -> list[bytes]:
    """A content as runs of zeros and of others."""
    runs: list[bytes] = []
    for byte in content:
        is_zero = byte == 0
        if runs and (runs[-1][0] == 0) is is_zero:
            runs[-1] += bytes([byte])
        else:
            runs.append(bytes([byte]))
    return runs
