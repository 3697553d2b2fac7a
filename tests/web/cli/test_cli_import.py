"""What `letopis import` tells: by file and in all, aligned, nothing that is zero."""

from __future__ import annotations

import json
from pathlib import Path

from indexer.importing.counting import CountsByPlace, RecordCounts
from tests.web.cli.conftest import Letopis
from web.cli.import_counts import tabulate_files

BODY = "The ferry to Batumi was late again, and so was the mail for Georgia."


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def note(id_: str, **fields: object) -> dict[str, object]:
    return {"id": id_, "lang": "en", "title": f"Ferry {id_}", "date": "2014-05-03", **fields}


def test_a_report_tells_each_file_and_what_is_to_be_known(letopis: Letopis, tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    write(news / "a.jsonl", note("1", body=BODY, author="Anna Orlova"), note("2"))
    write(news / "b.jsonl", note("3"), {"id": "4", "title": "No date"})
    done = letopis(tmp_path / "a", "import", news)
    first, _, heading, worst, best, _, *facts = done.stdout.splitlines()
    assert first == "Imported 3 new articles from 2 files."
    assert heading.endswith("  records  new  rejected")
    assert worst.endswith("/b.jsonl        2    1         1")
    assert best.endswith("/a.jsonl        2    2         ·")
    assert facts[:2] == [
        "Countries    of 1 article told by the text: GE 1",
        "New authors  1: Anna Orlova",
    ]
    write(news / "a.jsonl", note("1", body=BODY, author="Anna Orlova"), note("2", body="More."))
    again = letopis(tmp_path / "a", "import", news).stdout
    assert again.startswith("Imported 1 changed article, 2 unchanged, from 2 files.\n")
    assert "New authors" not in again


def test_the_json_counts_by_file(letopis: Letopis, tmp_path: Path) -> None:
    one = write(tmp_path / "a.jsonl", note("1", body=BODY, author="Anna Orlova"), {"id": "2"})
    two = write(tmp_path / "b.jsonl", note("1", body=BODY, author="Anna Orlova"))
    report = json.loads(letopis(tmp_path / "a", "import", one, two, "--json").stdout)
    assert (report["files"], report["read"], report["new"], report["duplicates"]) == (2, 3, 1, 1)
    assert report["by_file"] == [
        {"file": str(one), "files": 1, "read": 2, "new": 1, "rejected": 1, "inferred": 1},
        {"file": str(two), "files": 1, "read": 1, "unchanged": 1, "duplicates": 1, "inferred": 1},
    ]
    assert report["inferred_countries"] == {"GE": 2}
    assert report["new_names"] == {"author": {"count": 1, "first": ["Anna Orlova"]}}


def test_a_table_of_many_files_has_those_with_most_rejects_within_the_width_of_a_screen() -> None:
    places = CountsByPlace()
    folder = "/a/folder/whose/name/is/rather/long/for/what/a/screen/can/hold/of/it"
    for n in range(300):
        places.add(f"{folder}/{n}.jsonl", RecordCounts(files=1, read=1_000, rejected=n % 100))
    heading, first, *rest = tabulate_files(places, 60)
    assert max(map(len, (heading, first, *rest))) == 60
    assert first.split() == [f"…{folder[-31:]}/99.jsonl", "1,000", "99"]
    assert len(rest) == 11


def test_there_is_no_table_of_a_single_file() -> None:
    places = CountsByPlace()
    places.add("a.jsonl", RecordCounts(files=1, read=10, rejected=3))
    assert tabulate_files(places) == []
