"""Writing an archive out, and moving it, as those who keep one do it."""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from indexer.home.paths import ArchiveHome
from tests.web.cli.conftest import Letopis
from tests.web.cli.test_cli import LETOPIS, ROOT


def records(printed: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.splitlines()]


def exported_ids(letopis: Letopis, home: Path, *arguments: str) -> list[str]:
    exported = letopis(home, "export", *arguments)
    assert exported.returncode == 0, exported.stderr
    return [record["id"] for record in records(exported.stdout) if "id" in record]


def found_ids(letopis: Letopis, home: Path, *arguments: str) -> set[str]:
    found = json.loads(letopis(home, "search", *arguments, "--limit", "200", "--json").stdout)
    assert found["total"] == len(found["hits"])
    return {hit["id"] for hit in found["hits"]}


def test_an_archive_is_moved(letopis: Letopis, sample_home: ArchiveHome, tmp_path: Path) -> None:
    moved, file = tmp_path / "moved", tmp_path / "letopis.jsonl.gz"
    exported = letopis(sample_home.path, "export", "--versions", "--output", str(file))
    assert (exported.returncode, exported.stdout) == (0, "")
    assert "Exported 172 records" in exported.stderr
    imported = letopis(moved, "import", file)
    assert imported.returncode == 0
    assert "Imported 172 new" in imported.stdout
    letopis(moved, "index")
    again = letopis(moved, "export", "--versions")
    assert again.stdout.encode() == gzip.decompress(file.read_bytes())
    for query in (["мост"], ["Tskhinvali"], ["", "--country", "GE"], ["tag:roads"]):
        answers = [
            json.loads(letopis(home, "search", *query, "--json").stdout)
            for home in (sample_home.path, moved)
        ]
        assert answers[0]["hits"]
        for part in ("total", "hits", "facets", "timeline"):
            assert answers[0][part] == answers[1][part]


def test_an_export_is_piped_into_an_import(
    letopis: Letopis, sample_home: ArchiveHome, tmp_path: Path
) -> None:
    moved = tmp_path / "moved"
    with subprocess.Popen(
        [*LETOPIS, "--home", str(sample_home.path), "export"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    ) as exporting:
        imported = subprocess.run(
            [*LETOPIS, "--home", str(moved), "import", "-"],
            stdin=exporting.stdout,
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
    assert (exporting.returncode, imported.returncode) == (0, 0)
    assert "Imported 172 new" in imported.stdout
    assert letopis(moved, "export").stdout == letopis(sample_home.path, "export").stdout


@pytest.mark.parametrize(
    "query",
    [
        ["мост"],
        ["bridge -title:bridge"],
        ["", "--lang", "en", "--from", "2010", "--to", "2012-06"],
        ["суд", "--country", "GE", "--country", "AM"],
        ["судов", "--without", "lemmas"],
    ],
)
def test_the_export_of_a_query_is_what_it_finds(
    letopis: Letopis, sample_home: ArchiveHome, query: list[str]
) -> None:
    ids = exported_ids(letopis, sample_home.path, *query)
    assert len(ids) == len(set(ids))
    assert set(ids) == found_ids(letopis, sample_home.path, *query)


def test_filters_need_no_query(letopis: Letopis, sample_home: ArchiveHome) -> None:
    ids = exported_ids(letopis, sample_home.path, "--lang", "en")
    assert 0 < len(ids) < 172
    assert set(ids) == found_ids(letopis, sample_home.path, "", "--lang", "en")


def test_the_export_of_a_query_tells_no_take_downs_and_no_texts_of_them(
    letopis: Letopis, tmp_path: Path
) -> None:
    home, news = tmp_path / "archive", tmp_path / "news.jsonl"
    news.write_text(
        '{"id": "a", "title": "Bridge", "date": "2014-03-01"}\n'
        '{"id": "b", "title": "Bridges", "date": "2014-03-01"}\n',
        "utf-8",
    )
    letopis(home, "import", news)
    letopis(home, "index")
    letopis(home, "delete", "b", "--reason", "court order")
    assert "Bridges" not in letopis(home, "export", "--versions").stdout
    assert [record["letopis"]["kind"] for record in records(letopis(home, "export").stdout)] == [
        "article",
        "taken-down",
    ]
    assert exported_ids(letopis, home, "bridge") == ["a"]
    moved = tmp_path / "moved"
    file = tmp_path / "out.jsonl"
    letopis(home, "export", "--output", str(file))
    assert "Taken down   1 article" in letopis(moved, "import", file).stdout
    assert "court order" in letopis(moved, "deleted").stdout
    assert "b (court order)" in letopis(moved, "import", news).stdout


def test_a_wrong_query_writes_nothing(
    letopis: Letopis, sample_home: ArchiveHome, tmp_path: Path
) -> None:
    file = tmp_path / "out.jsonl"
    refused = letopis(sample_home.path, "export", "мост athor:Тугов", "--output", str(file))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays(
    letopis: Letopis, sample_home: ArchiveHome, tmp_path: Path
) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text("mine", "utf-8")
    refused = letopis(sample_home.path, "export", "--output", str(file))
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert file.read_text("utf-8") == "mine"
    assert (
        letopis(sample_home.path, "export", "--output", str(tmp_path / "no" / "a")).returncode == 2
    )
    assert letopis(sample_home.path, "export", "--output", str(file), "--force").returncode == 0
    assert len(records(file.read_text("utf-8"))) > 172


def test_whoever_reads_only_the_first_lines_is_no_error(sample_home: ArchiveHome) -> None:
    process = subprocess.Popen(
        [*LETOPIS, "--home", str(sample_home.path), "export"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline()
    process.stdout.close()
    told = process.stderr.read().decode()
    process.wait(30)
    process.stderr.close()
    assert "Traceback" not in told
    assert "cannot" not in told


def test_several_expansions_are_switched_off_together(
    letopis: Letopis, sample_home: ArchiveHome
) -> None:
    query = ("судов", "--without", "names", "--without", "lemmas")
    exported = set(exported_ids(letopis, sample_home.path, *query))
    assert exported == found_ids(letopis, sample_home.path, *query)
    assert exported < found_ids(letopis, sample_home.path, *query[:3])
