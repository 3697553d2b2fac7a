"""A home that may only be read is served, searched and checked, and what would write says so."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from searcher.request import SearchRequest
from searcher.service import SearchService
from searcher.versions import list_versions
from tests.conftest import index_home
from tests.faults.jobs import JobServer, write_news


@pytest.fixture(params=["closed", "without a lock file"])
def read_only(
    request: pytest.FixtureRequest, served: ArchiveHome, analyzer: Analyzer
) -> Iterator[ArchiveHome]:
    """A served home of seven articles on a mount that may only be read; where tests may mount
    nothing, in folders that may not be written."""
    index_home(served, analyzer)
    if request.param == "without a lock file":
        served.lock.unlink()
    bind = [["mount", "--bind", served.path, served.path]]
    bind.append(["mount", "-o", "remount,ro,bind", served.path])
    if os.geteuid() == 0:
        if any(subprocess.run(call, capture_output=True, check=False).returncode for call in bind):
            pytest.skip("root may write everywhere, and may not mount here")
        yield served
        subprocess.run(["umount", "--lazy", served.path], check=True)
    else:
        paths = [served.path, *served.path.rglob("*")]
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield served
        for path in paths:
            path.chmod(0o755)


def test_it_is_served(read_only: ArchiveHome, analyzer: Analyzer) -> None:
    service = SearchService(read_only, read_settings(read_only), analyzer)
    answer = service.search(SearchRequest(q="bridge"), "en")
    assert answer.total == len(answer.hits) == 7
    assert service.problem is None


def test_versions_of_articles_are_read(read_only: ArchiveHome, analyzer: Analyzer) -> None:
    service = SearchService(read_only, read_settings(read_only), analyzer)
    (version,) = list_versions(service, "a-6")
    assert version.article == service.get_article("a-6")


def test_commands_that_read_work(jobs: JobServer, read_only: ArchiveHome) -> None:
    for arguments, words in (
        (("status",), "Articles     7 "),
        (("search", "bridge"), "7 articles"),
        (("show", "a-6"), "Bridge 6"),
        (("generations",), "7 articles"),
        (("verify",), "is sound"),
    ):
        code, printed = jobs.run(read_only, *arguments)
        assert code == 0, printed
        assert words in printed


def test_commands_that_write_say_that_they_cannot(
    jobs: JobServer, read_only: ArchiveHome, tmp_path: Path
) -> None:
    write_news(tmp_path / "new.jsonl", 7, 1)
    for arguments in (("index",), ("import", tmp_path / "new.jsonl"), ("gc",)):
        code, printed = jobs.run(read_only, *arguments)
        assert code == 6, printed
        assert "Traceback" not in printed
