"""Runs of an import: stopped and gone on with, rehearsed, mirroring, kept inside of its folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.archive.store import Archive
from indexer.errors import JobCancelledError, OptionError
from indexer.importing.fields import RecordRules
from indexer.importing.intake import BATCH
from indexer.importing.reading import ReadingRules
from indexer.importing.rejecting import MOST_REJECTS
from indexer.importing.report import ImportReport
from indexer.progress import Progress, ProgressEvent, StepAdvanced
from searcher.archive import NewsArchive, create_archive
from tests.indexer.importing.test_importing import record, write
from tests.indexer.importing.test_sources import pack_zip

MIRROR = ReadingRules().mirroring("half")


@pytest.fixture
def archive(tmp_path: Path) -> NewsArchive:
    return create_archive(tmp_path / "archive")


def stop_after(records: int) -> Progress:
    """Progress that cancels its job when so many records are read."""
    seen = 0

    def tell(event: ProgressEvent) -> None:
        nonlocal seen
        seen += event.records if isinstance(event, StepAdvanced) else 0
        if seen >= records:
            progress.cancel()

    progress = Progress(tell)
    return progress


def count(archive: NewsArchive) -> int:
    with archive.open_store() as store:
        return store.count()


def write_many(path: Path, number: int) -> Path:
    return write(path, *(record(f"{path.stem}-{n}", f"Title {n}") for n in range(number)))


@pytest.mark.parametrize("packed", [False, True])
def test_a_stopped_import_goes_on_where_it_was(
    archive: NewsArchive, tmp_path: Path, packed: bool
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    total = 2 * BATCH + 100
    write_many(folder / "a.jsonl", 10)
    path = write_many(folder / "b.jsonl", total)
    if packed:
        content = path.read_bytes()
        path.unlink()
        (folder / "b.zip").write_bytes(pack_zip({"0.jsonl": b"{broken", "b.jsonl": content}))
    write_many(folder / "c.jsonl", 10)
    with pytest.raises(JobCancelledError):
        archive.import_job([folder]).run(stop_after(BATCH + 700))
    # A cancellation loses nothing; a kill, what was not made sure of yet.
    assert BATCH < count(archive) <= BATCH + 900
    report = archive.import_job([folder]).run(Progress())
    assert report.is_resumed
    assert report.resumed == 1
    # Its numbers are those of all of it, as if it had never been stopped.
    assert report.outcomes == {"new": total + 20, "changed": 0, "unchanged": 0}
    assert (report.counts.files, report.counts.read) == (3, total + 20 + packed)
    assert len(report.rejected) == report.counts.rejected == packed
    assert count(archive) == total + 20
    with archive.open_store() as store:
        assert len(store.rejects.read()) == packed
    # Done is done: the next import reads it all again.
    report = archive.import_job([folder]).run(Progress())
    assert not report.is_resumed
    assert report.outcomes["unchanged"] == total + 20


def test_what_was_changed_or_is_asked_for_otherwise_is_read_from_its_beginning(
    archive: NewsArchive, tmp_path: Path
) -> None:
    first, second = write_many(tmp_path / "a.jsonl", 300), write_many(tmp_path / "b.jsonl", 300)
    with pytest.raises(JobCancelledError):
        archive.import_job([first, second]).run(stop_after(300))
    with pytest.raises(JobCancelledError):
        archive.import_job([first, second]).run(stop_after(1))
    write(first, record("a-0", "Corrected"))
    report = archive.import_job([first, second]).run(Progress())
    assert (report.outcomes["changed"], report.resumed) == (1, 0)

    with pytest.raises(JobCancelledError):
        archive.import_job([first, second]).run(stop_after(100))
    rules = RecordRules.parse([], ["source=Post"])
    report = archive.import_job([first, second], rules).run(Progress())
    assert (report.is_resumed, report.resumed) == (False, 0)


def test_a_stopped_import_remembers_who_claimed_an_id(archive: NewsArchive, tmp_path: Path) -> None:
    news = write_many(tmp_path / "a.jsonl", BATCH + 300)
    other = write(tmp_path / "b.jsonl", record("a-1", "Another text"))
    with pytest.raises(JobCancelledError):
        archive.import_job([news, other]).run(stop_after(BATCH + 200))
    report = archive.import_job([news, other]).run(Progress())
    (reject,) = report.rejected
    assert reject.reason == f"'a-1' was given to another text at {news}, record 2"
    assert (report.outcomes["new"], report.outcomes["changed"]) == (BATCH + 300, 0)


def test_the_rejects_of_a_stopped_import_are_those_of_all_of_it(
    archive: NewsArchive, tmp_path: Path
) -> None:
    bad = [{"title": "no date"}] * (BATCH + MOST_REJECTS + 50)
    news = write(tmp_path / "a.jsonl", *bad, record("1", "Good"))
    with pytest.raises(JobCancelledError):
        archive.import_job([news]).run(stop_after(BATCH + 200))
    report = archive.import_job([news]).run(Progress())
    assert (report.counts.read, report.counts.rejected) == (len(bad) + 1, len(bad))
    with archive.open_store() as store:
        assert store.rejects.count() == len(bad)
        assert len(store.rejects.read()) == len(report.rejected) <= MOST_REJECTS + 1


def test_a_file_that_was_renamed_keeps_its_article_though_the_import_was_stopped_behind_it(
    archive: NewsArchive, tmp_path: Path
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    write(folder / "z.jsonl", record("z", "Title z"))
    write_many(folder / "b.jsonl", BATCH + 300)
    archive.import_job([folder]).run(Progress())
    (folder / "z.jsonl").rename(folder / "a.jsonl")
    with pytest.raises(JobCancelledError):
        archive.import_job([folder], reading=MIRROR).run(stop_after(BATCH + 200))
    report = mirror(archive, folder)
    assert (report.is_resumed, report.gone) == (True, [])


def test_a_rehearsal_tells_what_would_be_and_changes_nothing(
    archive: NewsArchive, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.jsonl", record("1", "Text"), {"title": "no date"})
    many = write_many(tmp_path / "b.jsonl", BATCH + 10)
    before = archive.home.database.read_bytes()
    report = archive.import_job([path, many], ending="undo").run(Progress())
    assert (report.outcomes["new"], len(report.rejected)) == (BATCH + 11, 1)
    with archive.open_store() as store:
        assert (store.count(), store.rejects.count(), store.last_seq()) == (0, 0, 0)
    assert archive.home.database.read_bytes() == before
    assert archive.import_job([path, many]).run(Progress()).outcomes["new"] == BATCH + 11


def mirror(archive: NewsArchive, folder: Path, reading: ReadingRules = MIRROR) -> ImportReport:
    return archive.import_job([folder], reading=reading).run(Progress())


def test_an_article_of_a_mirrored_folder_goes_and_comes_with_its_file(
    archive: NewsArchive, tmp_path: Path
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for name in "abc":
        write(folder / f"{name}.jsonl", record(name, f"Title {name}"))
    elsewhere = write(tmp_path / "elsewhere.jsonl", record("z", "Title z"))
    archive.import_job([folder, elsewhere]).run(Progress())
    elsewhere.unlink()
    gone = (folder / "b.jsonl").read_bytes()
    (folder / "b.jsonl").unlink()
    # A file that was only renamed takes nothing along.
    (folder / "c.jsonl").rename(folder / "d.jsonl")
    assert archive.import_job([folder]).run(Progress()).gone == []
    assert mirror(archive, folder).gone == ["b"]
    with archive.open_store() as store:
        assert {article.id for _, article in store.articles()} == {"a", "c", "z"}
    assert mirror(archive, folder).gone == []

    (folder / "b.jsonl").write_bytes(gone)
    report = mirror(archive, folder)
    assert (report.counts.returned, report.withheld) == (1, [])
    assert count(archive) == 4
    assert mirror(archive, folder).counts.returned == 0


def test_what_was_taken_down_does_not_come_back_with_its_file(
    archive: NewsArchive, tmp_path: Path
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    write(folder / "a.jsonl", record("a", "Title"))
    archive.import_job([folder]).run(Progress())
    archive.delete("a", "a court order")
    report = mirror(archive, folder)
    assert (report.counts.returned, len(report.withheld)) == (0, 1)


def test_a_mirrored_folder_that_is_all_but_empty_deletes_nothing_unless_told(
    archive: NewsArchive, tmp_path: Path
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(30):
        write(folder / f"{number}.jsonl", record(str(number), f"Title {number}"))
    mirror(archive, folder)
    for number in range(25):
        (folder / f"{number}.jsonl").unlink()
    with pytest.raises(OptionError, match="25 of 30"):
        mirror(archive, folder)
    assert count(archive) == 30
    assert len(mirror(archive, folder, ReadingRules().mirroring("none")).gone) == 25
    assert count(archive) == 5


def test_a_link_that_leads_out_of_a_folder_is_followed_only_when_asked(
    archive: NewsArchive, tmp_path: Path
) -> None:
    folder = tmp_path / "news"
    (folder / "inner").mkdir(parents=True)
    write(folder / "inner" / "a.jsonl", record("a", "Title"))
    (folder / "b.jsonl").symlink_to(folder / "inner" / "a.jsonl")
    (folder / "secret.jsonl").symlink_to(write(tmp_path / "secret.jsonl", record("s", "Secret")))
    report = archive.import_job([folder]).run(Progress())
    assert [reject.file for reject in report.rejected] == [str(folder / "secret.jsonl")]
    assert "--follow-links" in report.rejected[0].reason
    assert count(archive) == 1
    report = archive.import_job([folder], reading=ReadingRules(links="follow")).run(Progress())
    assert (report.outcomes["new"], report.rejected) == (1, [])


def test_a_format_and_an_encoding_can_be_told(archive: NewsArchive, tmp_path: Path) -> None:
    path = tmp_path / "news.dat"
    text = json.dumps(record("1", "Ё", body="Кот"), ensure_ascii=False)
    path.write_bytes(text.encode("cp866"))
    assert archive.import_job([path]).run(Progress()).rejected
    reading = ReadingRules.parse("jsonl", "cp866", "refuse")
    assert archive.import_job([path], reading=reading).run(Progress()).outcomes["new"] == 1
    with archive.open_store() as store:
        ((_, article),) = store.articles()
    assert (article.title, article.body) == ("Ё", "Кот")
    with pytest.raises(OptionError):
        ReadingRules.parse(None, "no-such-encoding", "refuse")


def test_the_journal_is_empty_when_nothing_was_stopped(
    archive: NewsArchive, tmp_path: Path
) -> None:
    archive.import_job([write_many(tmp_path / "a.jsonl", 3)]).run(Progress())
    with Archive.open(archive.home.database) as store, store.transaction():
        assert not store.journal.begin(b"any", 0).is_resumed
