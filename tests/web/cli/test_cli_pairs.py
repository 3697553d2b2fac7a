"""`letopis pairs`: what was joined, looking for more, and decisions about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.indexer.pairing.archives import BRIDGE, BRIDGE_EN, LAMPS, LAMPS_EN, write
from web.cli.main import letopis


def run(home: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(letopis, ["--home", str(home), *map(str, arguments)])


@pytest.fixture
def paired(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    imported = run(home, "import", write(tmp_path / "news.jsonl", BRIDGE, BRIDGE_EN)).stdout
    told = "Joined       1 article with the version in the other language: "
    assert f"{told}letopis --home {home} pairs\n" in imported
    return home


def test_pairs_are_told_with_what_both_say(paired: Path) -> None:
    printed = run(paired, "pairs").stdout
    assert "found  ru-1  en-1  (by what both say: " in printed
    assert "beridze" in printed
    assert BRIDGE.title in printed
    assert printed.endswith("1 pair joined.\n")
    (pair,) = json.loads(run(paired, "pairs", "--json").stdout)
    assert (pair["ru"], pair["en"], pair["state"]) == ("ru-1", "en-1", "found")
    assert 0.98 <= pair["confidence"] <= 1


def test_decisions_reach_the_index_at_once(paired: Path) -> None:
    run(paired, "index")
    split = run(paired, "pairs", "split", "en-1").stdout
    assert split.startswith("en-1 is no version of ru-1 any more.\nUpdated the index: 2 articles")
    assert run(paired, "pairs").stdout.endswith("0 pairs joined, 1 split.\n")
    hits = json.loads(run(paired, "search", "--json", "Beridze").stdout)["hits"]
    assert {hit["story"] for hit in hits} == {None}
    confirmed = run(paired, "pairs", "confirm", "ru-1", "en-1").stdout
    assert confirmed.startswith("ru-1 and en-1 are one story.\nUpdated the index: 2 articles")
    hits = json.loads(run(paired, "search", "--json", "Beridze").stdout)["hits"]
    assert {hit["story"] for hit in hits} == {"ru-1"}


def test_what_came_without_looking_is_found_later(tmp_path: Path) -> None:
    home = tmp_path / "home"
    run(home, "init")
    (home / "letopis.toml").write_text("pairs = false\n", "utf-8")
    news = write(tmp_path / "news.jsonl", BRIDGE, BRIDGE_EN, LAMPS, LAMPS_EN)
    assert "Joined" not in run(home, "import", news).stdout
    told = run(home, "pairs", "find", "--dry-run").stdout
    assert "Would join 2 pairs." in told
    assert run(home, "pairs").stdout == "0 pairs joined.\n"
    found = json.loads(run(home, "pairs", "find", "--json").stdout)
    assert found["joined"]
    assert {(pair["ru"], pair["en"]) for pair in found["sure"]} == {
        ("ru-1", "en-1"),
        ("ru-2", "en-2"),
    }
    assert "Joined 0 pairs." in run(home, "pairs", "find").stdout


def test_what_cannot_be_is_a_sentence_and_an_exit_code(paired: Path) -> None:
    done = run(paired, "pairs", "confirm", "en-1", "en-1")
    assert (done.exit_code, "both are in one language: en" in done.stderr) == (2, True)
    assert run(paired, "pairs", "split", "nobody").exit_code == 3
