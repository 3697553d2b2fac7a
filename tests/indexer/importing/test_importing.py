"""The import job: nothing is lost, nothing is doubled, and what cannot be read is named."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.errors import ArchiveLockedError, OptionError
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.importing.job import ImportJob
from indexer.importing.report import ImportReport
from indexer.labels import Labels
from indexer.progress import Progress
from tests.conftest import SAMPLE_CORPUS


def run(home: ArchiveHome, analyzer: Analyzer, *paths: Path) -> ImportReport:
    return ImportJob(home=home, settings=Settings(), analyzer=analyzer, paths=paths).run(Progress())


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def record(id_: str, title: str, **fields: object) -> dict[str, object]:
    return {"id": id_, "lang": "en", "title": title, "date": "2014-03-01", **fields}


def test_importing_a_folder_twice_changes_nothing(home: ArchiveHome, analyzer: Analyzer) -> None:
    first = run(home, analyzer, SAMPLE_CORPUS)
    assert first.outcomes["new"] >= 160
    with Archive.open(home.database) as archive:
        before = archive.last_seq()
    second = run(home, analyzer, SAMPLE_CORPUS)
    assert second.outcomes == {"new": 0, "changed": 0, "unchanged": first.outcomes["new"]}
    with Archive.open(home.database) as archive:
        assert archive.last_seq() == before


def test_the_sample_archive_is_what_it_says(home: ArchiveHome, analyzer: Analyzer) -> None:
    run(home, analyzer, SAMPLE_CORPUS)
    with Archive.open(home.database) as archive:
        articles = [article for _, article in archive.articles()]
    by_story: dict[str, set[str]] = {}
    for article in articles:
        if article.story:
            by_story.setdefault(article.story, set()).add(article.lang)
    assert sum(article.lang == "ru" for article in articles) >= 80
    assert sum(article.lang == "en" for article in articles) >= 80
    assert sum(langs == {"ru", "en"} for langs in by_story.values()) >= 60
    assert len({article.published.year for article in articles}) >= 15
    assert len({id_ for article in articles for id_ in article.countries}) >= 15
    assert len({id_ for article in articles for id_ in article.authors}) >= 12
    assert len({id_ for article in articles for id_ in article.tags}) >= 25
    assert all(article.countries for article in articles)


def test_one_bad_record_does_not_stop_the_others(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    path = tmp_path / "news.jsonl"
    lines = [
        json.dumps(record("1", "Good")),
        "{broken",
        json.dumps({"id": "3", "date": "2014-03-01"}),
        json.dumps(record("4", "Impossible", date="2014-02-30")),
        json.dumps(record("5", "Also good")),
    ]
    path.write_text("\n".join(lines), "utf-8")
    report = run(home, analyzer, path)
    assert report.outcomes["new"] == 2
    assert [(reject.line, reject.field) for reject in report.rejected] == [
        (2, ""),
        (3, "title"),
        (4, "published"),
    ]
    assert all(reject.file == str(path) and reject.reason for reject in report.rejected)
    with Archive.open(home.database) as archive:
        assert archive.rejects.read() == report.rejected


def test_a_mended_file_forgets_its_rejects(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    path = write(tmp_path / "news.jsonl", {"id": "1", "date": "2014"})
    assert run(home, analyzer, path).rejected
    write(path, record("1", "Mended"))
    assert not run(home, analyzer, path).rejected
    with Archive.open(home.database) as archive:
        assert archive.rejects.read() == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.jsonl", b"", "empty"),
        ("binary.jsonl", b"\x7fELF\x00\x00\x01", "binary"),
        ("latin.jsonl", '{"title": "Мост"}'.encode("cp1251"), "UTF-8"),
        ("cut.jsonl.gz", gzip.compress(b'{"title": "x"}\n' * 50, mtime=0)[:-20], ""),
        ("junk.jsonl.gz", b"not gzip at all", ""),
        ("long.jsonl", b'{"title": "' + b"x" * 50_000_000 + b'"}\n', ""),
        ("empty.md", b"", "empty"),
        ("list.txt", b"Milk\nBread\n", ""),
    ],
)
def test_bad_files_are_rejected_with_their_reason(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    report = run(home, analyzer, tmp_path / name)
    assert report.rejected
    assert all(reject.line >= 1 and reason in reject.reason for reject in report.rejected)
    assert report.outcomes["new"] == 0


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux's /proc")
def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    good = write(tmp_path / "good.jsonl", record("1", "Text"))
    bad = tmp_path / "bad.jsonl"
    bad.symlink_to("/proc/self/mem")  # opens, and fails when it is read
    report = run(home, analyzer, bad, good)
    assert report.outcomes["new"] == 1
    assert [reject.file for reject in report.rejected] == [str(bad)]
    assert "cannot be read" in report.rejected[0].reason


def test_what_comes_before_a_broken_end_of_a_gzip_file_is_kept(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    path = tmp_path / "news.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(record("1", "Text")).encode() + b"\n") + b"junk")
    report = run(home, analyzer, path)
    assert report.outcomes["new"] == 1
    assert [reject.line for reject in report.rejected] == [2]


def test_a_file_name_that_is_no_utf8_is_shown_as_well_as_it_can_be(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.jsonl")), record("1", "Text"), {})
    report = run(home, analyzer, *tmp_path.glob("bad*"))
    assert report.outcomes["new"] == 1
    assert report.rejected[0].file.endswith("bad\ufffd.jsonl")


def test_two_texts_that_claim_one_id_do_not_take_turns(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    one = write(tmp_path / "a.jsonl", record("1", "One text"))
    two = write(tmp_path / "b.jsonl", record("1", "Another text"), record("2", "Third"))
    for _ in range(2):
        report = run(home, analyzer, one, two)
        assert [(Path(r.file).name, r.field) for r in report.rejected] == [("b.jsonl", "id")]
        assert report.outcomes["changed"] == 0
    with Archive.open(home.database) as archive:
        assert archive.last_seq() == 2


def test_a_refused_record_leaves_no_names_behind(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    first = record("1", "Text", author="Anna Orlova")
    path = write(tmp_path / "a.jsonl", first, record("1", "Other text", author="Ghost Writer"))
    run(home, analyzer, path)
    with Archive.open(home.database) as archive:
        labels = Labels()
        archive.load_labels(labels)
    assert labels.names == {"author": {"anna-orlova": {"en": "Anna Orlova"}}}


def test_a_later_import_may_change_a_text(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.jsonl", record("1", "First text"))
    run(home, analyzer, path)
    write(path, record("1", "Second text"))
    assert run(home, analyzer, path).outcomes["changed"] == 1


def test_files_that_are_no_articles_are_left_alone_and_named(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "README.md").write_text("# About", "utf-8")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    (folder / ".hidden.jsonl").write_text("{", "utf-8")
    report = run(home, analyzer, folder)
    assert [path.name for path in report.ignored] == ["README.md", "photo.jpg"]
    assert not report.rejected


def test_a_path_that_is_not_there_stops_before_anything_is_imported(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    good = write(tmp_path / "a.jsonl", record("1", "Text"))
    with pytest.raises(OptionError, match="nowhere"):
        run(home, analyzer, good, tmp_path / "nowhere")
    with Archive.open(home.database) as archive:
        assert archive.count() == 0


def test_a_second_writer_is_told_who_writes(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.jsonl", record("1", "Text"))
    with writing(home), pytest.raises(ArchiveLockedError) as caught:
        run(home, analyzer, path)
    assert caught.value.pid == os.getpid()
