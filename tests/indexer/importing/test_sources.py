"""Packed files: read as if they were not packed, and never a way out, in, or without an end."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.home.paths import ArchiveHome
from indexer.importing.sources import LEAST_LIMIT
from tests.indexer.importing.test_importing import record, run

NEWS = {f"{folder}/n{n}.jsonl": record(f"{folder}{n}", "Text") for folder in "ab" for n in range(3)}
LINES = "".join(json.dumps(values) + "\n" for values in NEWS.values()).encode()
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd.compress,
}


def pack_tar(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return file.getvalue()


def pack_zip(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return file.getvalue()


MEMBERS = {name: json.dumps(values).encode() for name, values in NEWS.items()}
FIRST = MEMBERS["a/n0.jsonl"]


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("name", ["news.jsonl.{}", "news"])
def test_a_packed_file_reads_like_the_plain_one(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path, packing: str, name: str
) -> None:
    path = tmp_path / name.format(packing)
    path.write_bytes(PACKINGS[packing](LINES))
    report = run(home, analyzer, path)
    assert (report.outcomes["new"], report.rejected) == (len(NEWS), [])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("news.zip", pack_zip(MEMBERS)),
        ("news.tar", pack_tar(MEMBERS)),
        ("news.tar.gz", gzip.compress(pack_tar(MEMBERS))),
        ("news.tgz", gzip.compress(pack_tar(MEMBERS))),
        ("news.tar.zst", zstd.compress(pack_tar(MEMBERS))),
        ("packed.zip", pack_zip({f"{n}.gz": gzip.compress(c) for n, c in MEMBERS.items()})),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_members_of_a_packed_file_are_read_each_under_its_name(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    report = run(home, analyzer, path)
    assert (report.outcomes["new"], report.rejected, report.counts.files) == (len(NEWS), [], 1)

    broken = pack_zip({**MEMBERS, "b/n1.jsonl": b"{broken", "picture.jpg": b"\xff\xd8\xff\0"})
    path.write_bytes(broken)
    report = run(home, analyzer, path)
    assert report.outcomes["unchanged"] == len(NEWS) - 1
    assert [reject.file for reject in report.rejected] == [f"{path}/b/n1.jsonl"]
    assert [str(file) for file in report.ignored] == [f"{path}/picture.jpg"]

    path.write_bytes(content)
    assert run(home, analyzer, path).rejected == []


def test_a_member_that_leads_elsewhere_is_told_and_not_followed(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.jsonl"
    secret.write_text(json.dumps(record("secret", "Secret")), "utf-8")
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        link = tarfile.TarInfo("link.jsonl")
        link.type, link.linkname = tarfile.SYMTYPE, str(secret)
        tar.addfile(link)
        for name in ("../up.jsonl", "/root.jsonl", "good.jsonl"):
            member = tarfile.TarInfo(name)
            content = json.dumps(record(name, "Text")).encode()
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    path = tmp_path / "news.tar"
    path.write_bytes(file.getvalue())
    report = run(home, analyzer, path)
    assert report.outcomes["new"] == 1
    assert {reject.reason for reject in report.rejected} == {
        "a link or a device, which is not followed",
        "its name leads out of the packed file",
    }
    assert len(report.rejected) == 3


def test_a_packed_file_that_holds_far_more_than_its_size_is_left(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    bomb = (b" " * 1023 + b"\n") * (LEAST_LIMIT // 512)
    for name, content in (
        ("bomb.jsonl.gz", gzip.compress(bomb)),
        ("bomb.zip", pack_zip({"a.jsonl": LINES, "bomb.jsonl": bomb, "c.jsonl": bomb})),
        ("twice.jsonl.gz", gzip.compress(gzip.compress(bomb))),
        ("bomb.tar.gz", gzip.compress(pack_tar({"bomb.jsonl": bomb}))),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        report = run(home, analyzer, path)
        assert any("times its size" in reject.reason for reject in report.rejected), name
        assert len(report.rejected) <= 2, name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.zip", pack_zip(MEMBERS)[:-100]),
        ("cut.tar.gz", gzip.compress(pack_tar(MEMBERS))[:-100]),
        ("cut.tar", pack_tar(MEMBERS)[:3000]),
        ("crc.zip", pack_zip(MEMBERS).replace(zlib.crc32(FIRST).to_bytes(4, "little"), b"crc!")),
        ("head.gz", gzip.compress(LINES)[:12]),
        (
            "deep.gz",
            gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(LINES))))),
        ),
        ("zipped.tar", pack_tar({"news.zip": pack_zip(MEMBERS)})),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_broken_is_told_and_the_run_goes_on(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    good = tmp_path / "z.jsonl"
    good.write_text(json.dumps(record("good", "Text")), "utf-8")
    report = run(home, analyzer, tmp_path / name, good)
    assert report.outcomes["new"] >= 1
    assert report.rejected
    assert all(name in reject.file for reject in report.rejected)


def test_a_locked_zip_and_an_office_document_are_told(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    content = bytearray(pack_zip({"a.jsonl": LINES}))
    for sign, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(sign) + place] |= 1
    (tmp_path / "locked.zip").write_bytes(content)
    (tmp_path / "text.docx").write_bytes(pack_zip({"[Content_Types].xml": b"<x/>"}))
    report = run(home, analyzer, tmp_path)
    assert ["password" in reject.reason for reject in report.rejected] == [True, False]
    assert "office document" in report.rejected[1].reason


RUSSIAN = record("1", "Мост открыт", lang="ru", body="Движение по мосту возобновлено в субботу.")


@pytest.mark.parametrize(
    "encoding", ["cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "utf-16", "utf-8-sig"]
)
@pytest.mark.parametrize("form", ["jsonl", "md"])
def test_a_text_in_an_old_encoding_is_read(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path, encoding: str, form: str
) -> None:
    path = tmp_path / f"news.{form}"
    if form == "jsonl":
        text = json.dumps(RUSSIAN, ensure_ascii=False)
    else:
        text = f"---\ntitle: {RUSSIAN['title']}\ndate: 2014-03-01\n---\n{RUSSIAN['body']}"
    path.write_bytes(text.encode(encoding))
    report = run(home, analyzer, path)
    assert (report.outcomes["new"], report.rejected) == (1, [])
    with Archive.open(home.database) as archive:
        (article,) = (article for _, article in archive.articles())
    assert (article.title, article.body) == (RUSSIAN["title"], RUSSIAN["body"])
