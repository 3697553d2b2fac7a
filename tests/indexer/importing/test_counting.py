"""What a report counts: every record once, by file and in all, within bounds."""

from __future__ import annotations

from pathlib import Path

from indexer.importing.counting import MOST_PLACES, CountsByPlace, NewNames, RecordCounts
from indexer.progress import Progress
from searcher.archive import create_archive
from tests.indexer.importing.test_importing import record, write

TEXT = "The ferry to Batumi was late again, and so was the mail for Georgia. " * 4


def count(*files: str) -> CountsByPlace:
    places = CountsByPlace()
    for file in files:
        places.add(file, RecordCounts(files=1, new=2))
    return places


def test_few_files_are_counted_one_by_one() -> None:
    places = dict(count("a/1.html", "a/2.html", "b.jsonl"))
    assert list(places) == ["a/1.html", "a/2.html", "b.jsonl"]
    assert places["b.jsonl"] == RecordCounts(files=1, new=2)


def test_many_files_are_counted_by_folder_and_none_is_lost() -> None:
    files = [f"/news/{n % 7}/{n}.html" for n in range(5 * MOST_PLACES)]
    places = dict(count("/news/list.jsonl", *files, "/news/3/late.html"))
    assert sorted(places) == [*(f"/news/{n}/" for n in range(7)), "/news/list.jsonl"]
    assert sum(counts.files for counts in places.values()) == len(files) + 2
    assert places["/news/list.jsonl"].files == 1


def test_memory_is_bounded_however_the_files_lie() -> None:
    for files in (
        [f"{n}.html" for n in range(3 * MOST_PLACES)],
        [f"/{n}/{n}.html" for n in range(3 * MOST_PLACES)],
        ["/".join(map(str, range(n % 90))) + f"/{n}" for n in range(3 * MOST_PLACES)],
    ):
        places = count(*files)
        assert len(places) <= MOST_PLACES
        assert sum(counts.files for _, counts in places) == len(files)


def test_of_new_names_the_first_are_told_and_all_are_counted() -> None:
    names = NewNames()
    for n in range(100):
        names.add([f"Name {n}"], 1)
    assert (names.count, names.first[:2], len(names.first)) == (100, ["Name 0", "Name 1"], 10)


def test_every_record_is_counted_for_what_became_of_it(tmp_path: Path) -> None:
    archive = create_archive(tmp_path / "archive")
    first = write(tmp_path / "first.jsonl", record("0", "Old"), record("d", "Down"))
    archive.import_job([first]).run(Progress())
    archive.delete("d", "a court order")
    news = write(
        tmp_path / "news.jsonl",
        record("1", "Ferry", body=TEXT, author="Anna Orlova", tags=["Ferries", "Mail"]),
        record("2", "Ferries", body=TEXT + "So it goes.", author="Anna Orlova"),
        record("0", "Old and changed", country="Atlantis", source="Post"),
        record("d", "Down"),
        record("1", "Ferry", body=TEXT, author="Anna Orlova", tags=["Ferries", "Mail"]),
        {"id": "3", "title": "No date"},
        {"id": "4", "title": "A weak date", "lang": "en", "updated": "2014-03-01"},
    )
    other = write(tmp_path / "other.jsonl", record("5", "Elsewhere"))
    report = archive.import_job([other, news]).run(Progress())
    places = dict(report.places)
    assert places[str(other)] == RecordCounts(files=1, read=1, new=1)
    assert places[str(news)] == RecordCounts(
        files=1, read=7, new=3, changed=1, unchanged=1, withheld=1, rejected=1, duplicates=1,
        copies=1, weak_dates=1, inferred=3,
    )  # fmt: skip
    assert report.counts.read == 8
    assert report.total.countries == {"GE": 3}
    assert report.total.names == {
        "author": NewNames(count=1, first=["Anna Orlova"]),
        "tag": NewNames(count=2, first=["Ferries", "Mail"]),
        "source": NewNames(count=1, first=["Post"]),
        "country": NewNames(count=1, first=["Atlantis"]),
    }
    # What the archive has is not new a second time.
    assert archive.import_job([news]).run(Progress()).total.names == {}
