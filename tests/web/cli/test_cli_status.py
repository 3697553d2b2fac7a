"""`letopis status`: a screen for people, JSON for programs, and what to do next."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner

from web.cli.main import letopis
from web.cli.status import format_bytes


def run(home: Path, *arguments: str | Path) -> str:
    return CliRunner().invoke(letopis, ["--home", str(home), *map(str, arguments)]).stdout


def write_news(path: Path, *titles: str) -> Path:
    lines = (
        json.dumps({"id": title, "title": title, "date": "2014-03-01", "text": title * 3})
        for title in titles
    )
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_status_leads_from_an_empty_archive_to_one_that_is_served(tmp_path: Path) -> None:
    home = tmp_path / "home"

    def next_command() -> object:
        return json.loads(run(home, "status", "--json"))["next"]

    run(home, "init")
    assert next_command() == "letopis import PATH…"
    news = write_news(tmp_path / "news.jsonl", "Bridge", "Lake")
    run(home, "import", news)
    assert next_command() == "letopis index"
    assert f"letopis --home {home} index" in run(home, "status")
    run(home, "index")
    assert next_command() is None
    assert "up to date" in run(home, "status")
    run(home, "import", write_news(tmp_path / "more.jsonl", "River"))
    assert next_command() == "letopis update"
    assert "1 change behind the archive" in run(home, "status")


def test_what_is_deleted_and_what_was_changed_is_counted(tmp_path: Path) -> None:
    home = tmp_path / "home"
    run(home, "import", write_news(tmp_path / "a.jsonl", "Bridge", "Lake"))
    run(home, "import", tmp_path / "a.jsonl", "--set", "lang=en", "--set", "source=Wire")
    run(home, "delete", "Lake", "--reason", "asked for")
    status = json.loads(run(home, "status", "--json"))
    assert (status["articles"], status["deleted"], status["versions"]) == (1, 1, 4)
    assert "1 (1 deleted, 4 versions)" in run(home, "status")


def test_rejects_are_summed_up_by_reason(tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    dates = ("2014-03-41", "2014-13-01", "2014-02-30")
    lines = [json.dumps({"title": "x", "date": date}) for date in dates]
    news.write_text("\n".join(('{"date": "2014"}', *lines)), "utf-8")
    run(tmp_path, "import", news)
    screen = run(tmp_path, "status")
    assert "Rejected     4 records\n" in screen
    assert f"3 × published: no such day (first at {news}:2)" in screen
    assert f"letopis --home {tmp_path} status --json" in screen
    assert len(json.loads(run(tmp_path, "status", "--json"))["rejected"]) == 4


def test_sizes_are_told_in_round_numbers() -> None:
    sizes = {312: "312 bytes", 4200: "4.2 kB", 47_000_000: "47 MB", 18_000_000_000: "18 GB"}
    assert {size: format_bytes(size) for size in sizes} == sizes


def test_status_tells_a_damaged_text(tmp_path: Path) -> None:
    home = tmp_path / "home"
    run(home, "init")
    news = tmp_path / "news.jsonl"
    record = {"id": "a", "title": "Bridge", "date": "2014-03-01", "text": "Opened.", "desk": "City"}
    news.write_text(json.dumps(record), "utf-8")
    run(home, "import", news)
    run(home, "index")
    (home / "published.db").unlink(missing_ok=True)
    with closing(sqlite3.connect(home / "archive.db")) as db, db:
        db.execute(
            "UPDATE version SET article = "
            "CAST(replace(CAST(article AS TEXT), 'Opened', 'Closed') AS BLOB)"
        )
    told = json.loads(run(home, "status", "--json"))
    assert told["root"] is None
    assert "version 1 of 'a'" in told["damage"]
    assert told["next"] == "letopis import PATH…"
    assert "none: a text is damaged" in run(home, "status")
