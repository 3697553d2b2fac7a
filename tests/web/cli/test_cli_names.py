"""`letopis names`: what it prints can be pasted, and then has nothing more to say."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from click.testing import CliRunner

from web.cli.main import letopis


def run(home: Path, *arguments: str | Path) -> str:
    return CliRunner().invoke(letopis, ["--home", str(home), *map(str, arguments)]).stdout


def write_news(path: Path, *authors: str, tags: tuple[str, ...] = ()) -> Path:
    lines = (
        json.dumps(
            {"id": a, "title": "Мост" if a > "А" else "Bridge", "date": "2014-03-01",
             "authors": [a], "tags": tags}
        )
        for a in authors
    )  # fmt: skip
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_what_is_printed_settles_the_names_when_it_is_pasted(tmp_path: Path) -> None:
    home, news = tmp_path / "home", tmp_path / "news.jsonl"
    write_news(news, "Меджид Алиев", "Mejid Aliyev", "Анна Орлова")
    imported = run(home, "import", news)
    assert f"3 new names to look at; 1 likely pair: letopis --home {home} names\n" in imported
    printed = run(home, "names")
    assert tomllib.loads(printed)["authors"] == {
        "medzhid-aliev": {
            "ru": "Меджид Алиев",
            "en": "Mejid Aliyev",
            "aliases": ["mejid-aliyev"],
        },
        "anna-orlova": {"ru": "Анна Орлова", "en": "Anna Orlova"},
    }
    (home / "labels.toml").write_text(printed, "utf-8")
    assert "likely pair" not in run(home, "import", news)
    assert run(home, "names") == "Every value has a name in both languages.\n"


def test_a_name_to_be_filled_in_is_a_comment(tmp_path: Path) -> None:
    news = write_news(tmp_path / "news.jsonl", "Анна Орлова", tags=("урожай",))
    run(tmp_path, "import", news)
    printed = run(tmp_path, "names")
    assert '# urozhay = { ru = "урожай", en = "" }' in printed
    assert "tags" not in tomllib.loads(printed) or not tomllib.loads(printed)["tags"]


def test_what_labels_toml_has_is_not_written_twice(tmp_path: Path) -> None:
    """Pasted behind what is there, the file can still be read."""
    labels = tmp_path / "labels.toml"
    run(tmp_path, "init")
    labels.write_text(
        '[authors]\nanna-orlova = { en = "Anna Orlova", aliases = ["A. O."] }\n', "utf-8"
    )
    run(tmp_path, "import", write_news(tmp_path / "n.jsonl", "Anna Orlova", "Ana Orlova"))
    printed = run(tmp_path, "names")
    assert (
        'Instead of the entry there: anna-orlova = { en = "Anna Orlova", aliases = ["A. O.", '
        in printed
    )
    tomllib.loads(labels.read_text("utf-8") + printed)


def test_the_names_as_json(tmp_path: Path) -> None:
    run(tmp_path, "import", write_news(tmp_path / "n.jsonl", "Anna Orlova", "Ana Orlova", "Иван"))
    report = json.loads(run(tmp_path, "names", "--json"))
    assert [value["id"] for value in report["unnamed"]] == ["ivan"]
    (pair,) = report["pairs"]
    assert {pair["kept"]["id"], pair["other"]["id"]} == {"anna-orlova", "ana-orlova"}
