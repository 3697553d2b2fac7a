"""An export that is killed or interrupted leaves no half file under the name it was to have."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.home.paths import ArchiveHome
from tests.faults.jobs import JobServer

WHERE = "indexer.archive.exporting.ExportJob._write"


@pytest.mark.parametrize(("fault", "left"), [("kill", ["news.jsonl.new"]), ("interrupt", [])])
def test_a_half_written_export_has_another_name_and_is_written_over(
    jobs: JobServer, served: ArchiveHome, tmp_path: Path, fault: str, left: list[str]
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    file = folder / "news.jsonl"
    code, printed = jobs.run(served, "export", "--output", file, where=WHERE, count=3, fault=fault)
    assert code in {-9, 130}, printed
    assert sorted(path.name for path in folder.iterdir()) == left
    assert jobs.run(served, "export", "--output", file)[0] == 0
    assert [path.name for path in folder.iterdir()] == ["news.jsonl"]
    assert file.read_text("utf-8").count("\n") >= 7
