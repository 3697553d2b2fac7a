"""The gate as an admin meets it: `letopis index`, `generations`, `accept`, and what they print."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.article import Article
from indexer.building.build import BuildJob
from indexer.errors import VerificationError
from indexer.home.paths import ArchiveHome
from indexer.progress import Progress
from tests.conftest import SAMPLE_CORPUS
from tests.indexer.building.test_gate import DAY, lose, make_job, put
from tests.web.cli.conftest import Letopis
from tests.web.cli.test_cli import free_port, serving

QUERY = '[[query]]\nq = "bridges"\nexpect = ["a"]\nwithin = 1\n'


def import_news(letopis: Letopis, home: Path, **titles: str) -> None:
    news = home.parent / "news.jsonl"
    records = ({"id": id_, "title": title, "date": "2014-03-01"} for id_, title in titles.items())
    news.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    assert letopis(home, "import", news).returncode == 0


def generations(letopis: Letopis, home: Path) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(letopis(home, "generations", "--json").stdout)
    return rows


def hits(letopis: Letopis, home: Path, q: str) -> list[str]:
    answer = json.loads(letopis(home, "search", q, "--json").stdout)
    return [hit["id"] for hit in answer["hits"]]


@pytest.fixture
def home(letopis: Letopis, tmp_path: Path) -> Path:
    """An archive of two articles that is served, with a golden query over it."""
    home = tmp_path / "archive"
    import_news(letopis, home, a="Bridge", b="Lake")
    (home / "golden.toml").write_text(QUERY, "utf-8")
    assert "golden." in letopis(home, "index").stdout
    return home


def test_a_refused_build_is_told_listed_and_accepted(letopis: Letopis, home: Path) -> None:
    import_news(letopis, home, a="River", b="Bridge", c="Lake")
    refused = letopis(home, "index")
    assert refused.returncode == 1
    assert "golden queries" in refused.stderr
    assert "  bridges  (expected in the first 1)\n      a: not found\n" in refused.stderr
    assert "Changes in the first ten hits:\n    bridges: left: a; entered: b\n" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert hits(letopis, home, "bridge") == ["a"]

    living, aside = generations(letopis, home)
    assert (living["current"], living["failed"]) == (True, "")
    assert (aside["current"], aside["failed"]) == (False, "failed golden queries: bridges")
    name = str(aside["generation"])
    listed = letopis(home, "generations").stdout.splitlines()
    assert listed[1] == f"! {name}  set aside: failed golden queries: bridges"
    assert f"To accept it: letopis --home {home} accept {name}" in refused.stderr
    assert letopis(home, "rollback", name).returncode == 3
    assert hits(letopis, home, "bridge") == ["a"]

    import_news(letopis, home, d="Bridge too")
    accepted = letopis(home, "accept", name)
    assert accepted.returncode == 0
    assert f"Current: {name}, 3 articles." in accepted.stdout
    assert f"letopis --home {home} update" in accepted.stdout
    assert hits(letopis, home, "bridge") == ["b"]
    assert letopis(home, "accept", name).returncode == 0
    assert letopis(home, "accept", "20200101T000000.000000Z-0000").returncode == 3


def test_the_report_as_json(letopis: Letopis, home: Path) -> None:
    built = json.loads(letopis(home, "index", "--json").stdout)
    assert (
        built["checks"]
        == built["gate"]["passed"]
        == ["count", "articles", "facets", "copies", "golden"]
    )
    import_news(letopis, home, a="River", b="Bridge")
    refused = letopis(home, "index", "--json")
    assert refused.returncode == 1
    answer = json.loads(refused.stdout)
    assert answer["gate"] == {
        "passed": ["count", "articles", "facets", "copies"],
        "failures": [],
        "lost": {"count": 0, "first": []},
        "golden": [
            {
                "q": "bridges",
                "within": 1,
                "missing": [{"id": "a", "known": True, "found": False, "place": 0}],
            }
        ],
        "outdated": [],
        "changed": [{"q": "bridges", "before": ["a"], "after": ["b"]}],
        "uncompared": "",
        "unread": "",
    }
    stored = home / "index" / f"{answer['generation']}.failed" / "report.json"
    assert json.loads(stored.read_text("utf-8")).items() >= answer["gate"].items()


def test_what_lost_documents_is_refused_for_good(
    letopis: Letopis, home: Path, analyzer: Analyzer
) -> None:
    archive_home = ArchiveHome(home)
    put(archive_home, Article(id="c", lang="en", title="Tunnel", published=DAY))
    job = make_job(archive_home, analyzer, lose(archive_home, analyzer, "b"))
    with pytest.raises(VerificationError) as caught:
        BuildJob(job, "whoosh").run(Progress())
    refused = letopis(home, "accept", caught.value.generation)
    assert refused.returncode == 1
    assert "cannot be accepted" in refused.stderr
    assert "Missing articles: 1\n    b\n" in refused.stderr
    assert generations(letopis, home)[-1]["failed"] == "; ".join(caught.value.report.failures)
    assert "Removed" in letopis(home, "gc", "--keep", "0").stdout
    assert len(generations(letopis, home)) == 1


def test_mistakes_in_golden_toml_stop_a_build_before_it_begins_and_no_take_down(
    letopis: Letopis,
    home: Path,
) -> None:
    (home / "golden.toml").write_text(QUERY + "limit = 3\n", "utf-8")
    stopped = letopis(home, "index")
    assert stopped.returncode == 2
    assert "golden.toml: query 1 (bridges): unknown key 'limit'" in stopped.stderr
    assert "Indexing" not in stopped.stderr
    assert len(generations(letopis, home)) == 1
    deleted = letopis(home, "delete", "b", "--reason", "asked for")
    assert deleted.returncode == 0
    assert "The golden queries were not run:" in deleted.stdout
    assert hits(letopis, home, "lake") == []
    assert letopis(home, "rollback").returncode == 0


def test_a_take_down_tells_which_golden_queries_no_longer_hold(
    letopis: Letopis, home: Path
) -> None:
    (home / "golden.toml").write_text(QUERY + '[[query]]\nq="lake"\nexpect=["b","x"]\n', "utf-8")
    deleted = letopis(home, "delete", "a", "--reason", "asked for")
    assert deleted.returncode == 0
    assert "  lake  (expected in the first 10)\n    x: never in the archive\n" in deleted.stdout
    assert "expect deleted articles:\n  bridges: a\n" in deleted.stdout
    assert hits(letopis, home, "bridge") == []
    import_news(letopis, home, c="Ferry")
    updated = json.loads(letopis(home, "update", "--json").stdout)
    assert [query["q"] for query in updated["gate"]["golden"]] == ["lake"]


def test_verify_asks_the_golden_queries(letopis: Letopis, home: Path) -> None:
    assert letopis(home, "verify").returncode == 0
    (home / "golden.toml").write_text(QUERY.replace('"a"', '"b"'), "utf-8")
    asked = letopis(home, "verify")
    assert asked.returncode == 1
    assert "is sound: files, count, articles, facets, copies." in asked.stdout
    assert "b: not found" in asked.stdout


def test_init_makes_a_golden_file_that_gates_nothing(letopis: Letopis, tmp_path: Path) -> None:
    assert f"{tmp_path}/golden.toml" in letopis(tmp_path, "init").stdout
    assert "[[query]]" in (tmp_path / "golden.toml").read_text("utf-8")
    assert (
        "passed its checks: count, articles, facets, copies." in letopis(tmp_path, "index").stdout
    )


def test_the_demo_is_gated_by_the_golden_queries_of_the_sample_archive(
    letopis: Letopis, tmp_path: Path
) -> None:
    with serving(tmp_path / "a", "demo", "--port", str(free_port())) as (printed, _):
        assert "passed its checks: count, articles, facets, copies, golden." in printed
    golden = (SAMPLE_CORPUS / "golden.toml").read_bytes()
    assert (tmp_path / "a" / "golden.toml").read_bytes() == golden
    # An empty home with queries of somebody's own is not overwritten.
    letopis(tmp_path / "b", "init")
    (tmp_path / "b" / "golden.toml").write_text(QUERY, "utf-8")
    assert letopis(tmp_path / "b", "demo").returncode == 2
    assert (tmp_path / "b" / "golden.toml").read_text("utf-8") == QUERY
