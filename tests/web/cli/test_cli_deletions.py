"""Taking articles down from the command line, as those who keep an archive do it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.web.cli.conftest import Letopis


def test_an_article_is_taken_down_listed_and_restored(letopis: Letopis, tmp_path: Path) -> None:
    home, news = tmp_path / "archive", tmp_path / "news.jsonl"
    news.write_text('{"id": "a", "title": "Bridge", "date": "2014-03-01"}\n', "utf-8")
    letopis(home, "import", news)
    letopis(home, "index")
    assert letopis(home, "delete", "a", "--reason", "court order").returncode == 0

    (gone,) = json.loads(letopis(home, "deleted", "--json").stdout)
    assert (gone["id"], gone["title"], gone["reason"]) == ("a", "Bridge", "court order")
    listed = letopis(home, "deleted").stdout
    assert "Bridge" in listed
    assert "court order" in listed
    shown = letopis(home, "show", "a")
    assert shown.returncode == 3
    assert "court order" in shown.stderr

    news.write_text('{"id": "a", "title": "Bridge, again", "date": "2014-03-01"}\n', "utf-8")
    again = letopis(home, "import", news)
    assert again.returncode == 0
    assert f"{news}:1: a (court order)" in again.stdout
    (held,) = json.loads(letopis(home, "import", news, "--json").stdout)["withheld"]
    assert held == {"file": str(news), "record": 1, "id": "a", "reason": "court order"}

    assert letopis(home, "restore", "b").returncode == 3
    assert "1 article written" in letopis(home, "restore", "a").stdout
    assert json.loads(letopis(home, "search", "bridge", "--json").stdout)["total"] == 1
    assert json.loads(letopis(home, "deleted", "--json").stdout) == []


def test_a_deleted_article_is_purged_later(letopis: Letopis, tmp_path: Path) -> None:
    home, news = tmp_path / "archive", tmp_path / "news.jsonl"
    news.write_text('{"id": "a", "title": "Bridge", "date": "2014-03-01"}\n', "utf-8")
    letopis(home, "import", news)
    assert letopis(home, "delete", "a", "--purge").returncode == 2
    letopis(home, "delete", "a", "--reason", "court order")
    purged = letopis(home, "delete", "a", "--purge")
    assert purged.returncode == 0
    assert "Purged a" in purged.stdout
    assert b"Bridge" not in (home / "archive.db").read_bytes()
    assert "(purged)" in letopis(home, "deleted").stdout
    assert "court order" in letopis(home, "show", "a").stderr

    assert "Lifted" in letopis(home, "restore", "a").stdout
    shown = letopis(home, "show", "a")
    assert shown.returncode == 3
    assert "court order" not in shown.stderr
