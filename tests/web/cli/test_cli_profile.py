"""`letopis profile`: try a profile of a site, and learn one."""

from __future__ import annotations

import json
from pathlib import Path

from tests.web.cli.conftest import Letopis

SITE = Path(__file__).parents[2] / "indexer" / "importing" / "fixtures" / "site"
PAGES = sorted(SITE.glob("ru-*.html"))


def test_a_learned_profile_can_be_tried(letopis: Letopis, tmp_path: Path) -> None:
    learned = letopis(tmp_path, "profile", "learn", *PAGES)
    assert learned.returncode == 0, learned.stderr
    profile = tmp_path / "site.toml"
    profile.write_text(learned.stdout, "utf-8")
    tried = letopis(tmp_path, "profile", "test", profile, PAGES[0])
    assert tried.returncode == 0, tried.stderr
    assert "select.title[0]          В Джейрахе открыли школу для пастухов" in tried.stdout
    assert "= published" in tried.stdout

    (page,) = json.loads(letopis(tmp_path, "profile", "test", profile, PAGES[0], "--json").stdout)[
        "pages"
    ]
    assert page["values"]["title"] == "В Джейрахе открыли школу для пастухов"


def test_pages_that_a_profile_does_not_know_are_told_by_the_exit_code(
    letopis: Letopis, tmp_path: Path
) -> None:
    profile = tmp_path / "other.toml"
    profile.write_text('name = "Other"\nhosts = ["other.example"]\n[select]\ntitle = ".x"\n')
    tried = letopis(tmp_path, "profile", "test", profile, PAGES[0])
    assert tried.returncode == 1
    assert "is no page of this profile" in tried.stdout
    assert "select.title[0]  .x" in tried.stdout


def test_a_broken_profile_is_told_with_its_file_and_key(letopis: Letopis, tmp_path: Path) -> None:
    profile = tmp_path / "broken.toml"
    profile.write_text('name = "Other"\nhosts = ["other.example"]\n[select]\ntitle = ".x("\n')
    tried = letopis(tmp_path, "profile", "test", profile, PAGES[0])
    assert tried.returncode == 2
    assert "broken.toml" in tried.stderr
    assert "select.title" in tried.stderr
