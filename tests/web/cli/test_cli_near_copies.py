"""Near copies on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.searcher.test_near_copies import make_archive, make_article
from tests.web.cli.conftest import Letopis
from tests.web.cli.test_cli_export import exported_ids, found_ids


def test_a_search_leaves_out_near_copies(letopis: Letopis, tmp_path: Path) -> None:
    home = tmp_path / "archive"
    articles = [
        make_article(number, source="post" if number > 2 else "wire") for number in range(5)
    ]
    make_archive(home, "whoosh", articles, [("a-1", "a-0"), ("a-3", "a-1")])
    printed = letopis(home, "search", "bridge", "--copies", "one", "--sort", "oldest").stdout
    assert "3 articles (2 near copies left out)" in printed
    assert printed.count("Near copies: a-1, a-3\n") == 1
    plain = letopis(home, "search", "bridge").stdout
    assert "5 articles, " in plain
    assert "ear copies" not in plain
    found = json.loads(letopis(home, "search", "bridge", "--copies", "one", "--json").stdout)
    copies = {hit["id"]: hit["copies"] for hit in found["hits"]}
    assert copies == {"a-0": ["a-1", "a-3"], "a-2": [], "a-4": []}
    # One that matches alone is found.
    one = ("--copies", "one", "--source", "post")
    assert found_ids(letopis, home, "bridge", *one) == {"a-3", "a-4"}
    assert exported_ids(letopis, home, "bridge", *one) == ["a-3", "a-4"]
    refused = letopis(home, "search", "bridge", "--copies", "some")
    assert refused.returncode == 2
    assert "'some' is not one of 'all', 'one'" in refused.stderr
